import type { Log } from '../../../src/core/ports/ambient.js';
import { startFakeDiscord } from '../../support/discord/fake-discord.js';
import type { MessageRef } from '../../support/discord/model.js';
import type { FakeDiscordOptions } from '../../support/discord/options.js';
import type { FakeDiscord, SayOptions, Seen, UserOptions } from '../../support/discord/surface.js';
import { openStage, type Stage, until } from './stage.js';

/** How an office differs from the usual one. */
export interface OfficeOptions {
  /** Where cases are worked. */
  readonly desk?: 'text' | 'forum' | 'web';
  /** The desk's language. */
  readonly language?: 'en' | 'zh';
  /** What the bot does with posts that it is not sure about. */
  readonly posts?: 'silent' | 'person';
  /** Staff are those with the role of the staff, and everybody sees the desk. */
  readonly byRole?: boolean;
  /** More of `firstline.yaml`. */
  readonly yaml?: string;
  readonly log?: Log;
  readonly fake?: FakeDiscordOptions;
  /** Called before Firstline starts. */
  readonly prepare?: (discord: FakeDiscord) => void;
}

/**
 * A community on Discord: Vera and Liu ask, Ana and Ben work at the desk (Ana is in the roster). The whole bot runs
 * beside it.
 */
export interface Office {
  readonly discord: FakeDiscord;
  readonly stage: Stage;
  readonly vera: string;
  readonly liu: string;
  readonly ana: string;
  readonly ben: string;
  /** The channel or forum of the desk: only who has the role of the staff sees it. */
  readonly desk: string;
  readonly staffRole: string;
  readonly general: string;
  /** Where the bot answers when it is sure. */
  readonly help: string;
  /** A forum of questions, with a tag `solved`. */
  readonly questions: string;
  /** Added to the clock of the bot, in milliseconds. */
  later: number;
  person(name: string, options?: UserOptions): string;
  /** Everything that was said has been heard, and everything that it led to has been delivered. */
  quiet(): Promise<void>;
  /** Somebody writes to the bot, and it is quiet again. Returns what the bot then wrote there. */
  dm(user: string, text: string): Promise<readonly string[]>;
  mention(user: string, channel: string, text: string): Promise<MessageRef>;
  say(user: string, channel: string, text: string, options?: SayOptions): Promise<MessageRef>;
  /** Presses the button with this label, on the newest message in the channel or thread that has it. */
  press(user: string, channel: string, label: string): Promise<Seen>;
  /** The opening message of a case, by its number. */
  opening(number: number): MessageRef;
  /** The lines of a case's thread after its opening message. */
  thread(number: number): readonly string[];
  close(): Promise<void>;
}

/** Opens the office. */
export async function openOffice(options: OfficeOptions = {}): Promise<Office> {
  const discord = await startFakeDiscord({ rates: 'off', timing: { identifyMs: 0 }, ...options.fake });
  const { world, people, look } = discord;
  const staffRole = world.addRole('staff');
  const user = (name: string, more: UserOptions = {}): string =>
    world.addUser(name.toLowerCase(), { globalName: name, ...more });
  const vera = user('Vera');
  const liu = user('Liu');
  const ana = user('Ana', { roles: [staffRole] });
  const ben = user('Ben', { roles: [staffRole] });
  const hidden = [
    { id: discord.guildId, deny: ['ViewChannel' as const] },
    { id: staffRole, allow: ['ViewChannel' as const] },
    { id: discord.botUser, allow: ['ViewChannel' as const] },
  ];
  const { desk: kind = 'text', language = 'en', byRole = false } = options;
  const overwrites = byRole ? [] : hidden;
  const desk =
    kind === 'forum'
      ? world.addForum('desk', {
          overwrites,
          tags: ['queued', 'pinged', 'claimed', 'resolved', 'high', 'critical', 'network'],
        })
      : world.addChannel('desk', { overwrites });
  const general = world.addChannel('general');
  const help = world.addChannel('help');
  const questions = world.addForum('questions', { tags: ['solved', 'vpn'] });
  options.prepare?.(discord);
  const yaml = [
    'desk:',
    `  place: ${kind === 'web' ? 'web' : `discord:${discord.guildId}/${desk}`}`,
    `  language: ${language}`,
    '  people:',
    `    - { id: ana, name: Ana Weber, handles: { discord: "${ana}" } }`,
    'outbox: { first-retry: 20ms, longest-retry: 200ms }',
    'discord:',
    `  help-channels: [{ channel: "${help}" }]`,
    `  forums: [{ channel: "${questions}", solved-tag: solved, unsure: ${options.posts ?? 'silent'} }]`,
    ...(byRole ? [`  staff-role: "${staffRole}"`] : []),
    options.yaml ?? '',
  ].join('\n');
  const office = { later: 0 };
  const stage = await openStage(discord, {
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
    for (let calm = 0; calm < 4; ) {
      await discord.deliveries.settled();
      const calls = look.calls.length;
      calm = (await waiting()) === 0 ? calm + 1 : 0;
      await new Promise((resolve) => setTimeout(resolve, 8));
      if (look.calls.length !== calls) calm = 0;
      if (Date.now() > end) throw new Error('It does not become quiet.');
    }
  }

  function withButton(channel: string, label: string): MessageRef {
    const lines = look.lines(channel).filter(({ buttons }) => buttons.includes(label));
    const last = lines.at(-1);
    if (!last) throw new Error(`There is no button “${label}” in ${look.transcript(channel).join('\n')}`);
    return { channel, id: last.id };
  }

  function opening(number: number): MessageRef {
    const begins = `#${number} `;
    if (kind === 'forum') {
      const post = look.threads(desk).find(({ name }) => name.startsWith(begins));
      if (post) return { channel: post.id, id: post.id };
    } else {
      const found = look.posted(desk).find(({ content }) => content.replace(/[*\\]/g, '').startsWith(begins));
      if (found) return { channel: desk, id: found.id };
    }
    throw new Error(`There is no case #${number} at the desk.`);
  }

  return Object.assign(office, {
    discord,
    stage,
    vera,
    liu,
    ana,
    ben,
    desk,
    staffRole,
    general,
    help,
    questions,
    person: user,
    quiet,
    opening,
    async dm(from: string, text: string) {
      const channel = world.dm(from);
      const before = look.messages(channel).length;
      people.dm(from, text);
      await quiet();
      return look.transcript(channel).slice(before + 1);
    },
    async mention(from: string, channel: string, text: string) {
      const ref = people.mention(from, channel, text);
      await quiet();
      return ref;
    },
    async say(from: string, channel: string, text: string, how: SayOptions = {}) {
      const ref = people.say(from, channel, text, how);
      await quiet();
      return ref;
    },
    async press(from: string, channel: string, label: string) {
      const seen = await discord.interact.click(from, withButton(channel, label), label);
      await quiet();
      return seen;
    },
    thread(number: number) {
      return look.transcript(opening(number).id).slice(1);
    },
    async close() {
      await stage.close();
      await discord.stop();
    },
  });
}

export { until };
