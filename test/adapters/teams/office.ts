import type { Log } from '../../../src/core/ports/ambient.js';
import { startFakeTeams } from '../../support/teams/fake-teams.js';
import type { MessageRef } from '../../support/teams/model.js';
import type { FakeTeamsOptions } from '../../support/teams/options.js';
import type { FakeTeams, Inputs, Line, PersonOptions, SayOptions } from '../../support/teams/surface.js';
import type { Answer } from '../../support/teams/surface-network.js';
import { openStage, type Stage, until } from './stage.js';

/** How an office differs from the usual one. */
export interface OfficeOptions {
  /** Where cases are worked. */
  readonly desk?: 'channel' | 'web';
  /** The desk's language. */
  readonly language?: 'en' | 'zh';
  /** The app was granted to hear everything in the teams (resource-specific consent). Default true. */
  readonly hearsAll?: boolean;
  /** Where Teams is reached before anything was heard; by default where it is. */
  readonly service?: string;
  /** More of `firstline.yaml`. */
  readonly yaml?: string;
  readonly log?: Log;
  readonly fake?: FakeTeamsOptions;
  /** Called before Firstline starts. */
  readonly prepare?: (teams: FakeTeams) => void;
}

/**
 * A company on Teams: Vera and Liu ask, Ana and Ben work at the desk (Ana is in the roster), Gus is a guest. The whole
 * bot runs beside it.
 */
export interface Office {
  readonly teams: FakeTeams;
  readonly stage: Stage;
  readonly vera: string;
  readonly liu: string;
  readonly ana: string;
  readonly ben: string;
  readonly gus: string;
  /** The team and the channel of the desk. */
  readonly staff: string;
  readonly desk: string;
  /** A team of everybody, without guests, and its channels: in the second the bot answers when it is sure. */
  readonly everybody: string;
  readonly general: string;
  readonly help: string;
  /** Added to the clock of the bot, in milliseconds. */
  later: number;
  person(name: string, options?: PersonOptions): string;
  /** Everything that was said has been heard, and everything that it led to has been delivered. */
  quiet(): Promise<void>;
  /** Somebody writes to the bot, and it is quiet again. Returns what the bot then wrote there. */
  dm(person: string, text: string, options?: SayOptions): Promise<readonly string[]>;
  mention(person: string, place: string, text: string, options?: SayOptions): Promise<MessageRef>;
  say(person: string, place: string, text: string, options?: SayOptions): Promise<MessageRef>;
  /** Presses the button with this label, on the newest message of the place that has it. */
  press(person: string, place: string, label: string, inputs?: Inputs): Promise<Answer>;
  /** The post of a case at the desk, by its number. */
  opening(number: number): MessageRef;
  /** The lines of a case's chain after its post. */
  thread(number: number): readonly string[];
  close(): Promise<void>;
}

/** Opens the office. */
export async function openOffice(options: OfficeOptions = {}): Promise<Office> {
  const teams = await startFakeTeams({ rates: 'off', timing: { redeliverMs: [0, 100] }, ...options.fake });
  const { world, people, look } = teams;
  const person = (name: string, more: PersonOptions = {}): string => world.addPerson(name, more);
  const vera = person('Vera', { personal: true });
  const liu = person('Liu', { personal: true, locale: 'zh-CN', timezone: 'Asia/Shanghai' });
  const ana = person('Ana', { personal: true });
  const ben = person('Ben');
  const gus = person('Gus', { guest: true, tenantId: teams.tenantId });
  const hearsAll = options.hearsAll ?? true;
  const staff = world.addTeam('Support', { people: [ana, ben], hearsAll });
  const desk = world.addChannel(staff, 'Desk');
  const everybody = world.addTeam('Everybody', { people: [vera, liu, ana, ben], hearsAll });
  const general = world.addChannel(everybody, 'Talk');
  const help = world.addChannel(everybody, 'Help');
  options.prepare?.(teams);
  const { desk: kind = 'channel', language = 'en' } = options;
  const yaml = [
    'desk:',
    `  place: ${kind === 'web' ? 'web' : `"teams:${teams.tenantId}/${desk}"`}`,
    `  language: ${language}`,
    '  people:',
    `    - { id: ana, name: Ana Weber, handles: { teams: "${world.person(ana).aadId}" } }`,
    'outbox: { first-retry: 20ms, longest-retry: 200ms }',
    'teams:',
    `  help-channels: [{ channel: "${help}" }]`,
    `  service-url: ${options.service ?? teams.serviceUrl}`,
    options.yaml ?? '',
  ].join('\n');
  const office = { later: 0 };
  const stage = await openStage(teams, {
    yaml,
    clock: { now: () => Date.now() + office.later },
    ...(options.log && { log: options.log }),
  });

  /** Effects that are not delivered yet, as the metrics tell. */
  async function waiting(): Promise<number> {
    const response = await fetch(`http://127.0.0.1:${stage.firstline.port}/metrics`);
    return Number(/^firstline_outbox_effects (\d+)$/m.exec(await response.text())?.[1] ?? 0);
  }

  async function quiet(): Promise<void> {
    const end = Date.now() + 8_000;
    for (let calm = 0; calm < 3; ) {
      await teams.deliveries.settled();
      const calls = look.calls.length;
      calm = (await waiting()) === 0 ? calm + 1 : 0;
      await new Promise((resolve) => setTimeout(resolve, 8));
      if (look.calls.length !== calls) calm = 0;
      if (Date.now() > end) throw new Error('It does not become quiet.');
    }
  }

  function withButton(place: string, label: string): MessageRef {
    const found = look
      .messages(place)
      .findLast((message) => !message.deleted && lineOf(teams, message).buttons.includes(label));
    if (!found) throw new Error(`There is no button “${label}” in ${look.transcript(place).join('\n')}`);
    return found;
  }

  function opening(number: number): MessageRef {
    const found = look.posted(desk).find(
      (message) =>
        message.root === message.id &&
        lineOf(teams, message)
          .text.split('\n')
          .some((line) => line.startsWith(`#${number} `)),
    );
    if (!found) throw new Error(`There is no case #${number} at the desk.`);
    return found;
  }

  return Object.assign(office, {
    teams,
    stage,
    vera,
    liu,
    ana,
    ben,
    gus,
    staff,
    desk,
    everybody,
    general,
    help,
    person,
    quiet,
    opening,
    async dm(from: string, text: string, how: SayOptions = {}) {
      const chat = world.personal(from);
      const before = look.messages(chat).length;
      people.dm(from, text, how);
      await quiet();
      return look.transcript(chat).slice(before + 1);
    },
    async mention(from: string, place: string, text: string, how: SayOptions = {}) {
      const ref = people.mention(from, place, text, how);
      await quiet();
      return ref;
    },
    async say(from: string, place: string, text: string, how: SayOptions = {}) {
      const ref = people.say(from, place, text, how);
      await quiet();
      return ref;
    },
    async press(from: string, place: string, label: string, inputs: Inputs = {}) {
      const answer = await teams.interact.click(from, withButton(place, label), label, inputs);
      await quiet();
      return answer;
    },
    thread(number: number) {
      return look.transcript(desk, opening(number).id).slice(1);
    },
    async close() {
      await stage.close();
      await teams.stop();
    },
  });
}

/** How a message looks on the screen. */
export function lineOf(teams: FakeTeams, ref: MessageRef): Line {
  return teams.look.line(ref);
}

export { until };
