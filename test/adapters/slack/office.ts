import { startFakeSlack } from '../../support/slack/fake-slack.js';
import type { MessageRef } from '../../support/slack/model.js';
import type { Ack, FakeSlack, UserOptions } from '../../support/slack/surface.js';
import { openStage, type Stage, until } from './stage.js';

/** How an office differs from the usual one. */
export interface OfficeOptions {
  readonly over?: 'http' | 'socket';
  /** Where cases are worked. */
  readonly desk?: 'slack' | 'web';
  /** The desk's language. */
  readonly language?: 'en' | 'zh';
  /** Help channels, and what the bot does there when it is not sure. */
  readonly help?: 'silent' | 'offer';
  /** More of `firstline.yaml`. */
  readonly yaml?: string;
  readonly desks?: Partial<Record<'claim-within' | 'reply-within' | 'reopen-within', string>>;
}

/**
 * A company with a Slack: Vera and Liu ask, Ana and Ben work at the desk (Ana is in the roster), Gus is a guest. The
 * whole bot runs beside it.
 */
export interface Office {
  readonly slack: FakeSlack;
  readonly stage: Stage;
  readonly vera: string;
  readonly liu: string;
  readonly ana: string;
  readonly ben: string;
  readonly gus: string;
  /** The channel of the desk: Ana and Ben. */
  readonly desk: string;
  /** Everybody of the company. */
  readonly general: string;
  /** A help channel, where the office has one. */
  readonly help: string;
  /** Vera's and Gus's channel: a guest reads it. */
  readonly shared: string;
  /** Added to the clock of the bot, in milliseconds. */
  later: number;
  /** Somebody new, in the channels that everybody is in. */
  person(name: string, options?: UserOptions): string;
  /** Everything that was said has been heard, and everything that it led to has been delivered. */
  quiet(): Promise<void>;
  /** Somebody writes to the bot, and it is quiet again. Returns what the bot then wrote there. */
  dm(user: string, text: string): Promise<readonly string[]>;
  /** Somebody mentions the bot in a channel or a thread. */
  mention(user: string, channel: string, text: string, thread?: string): Promise<MessageRef>;
  say(user: string, channel: string, text: string, thread?: string): Promise<MessageRef>;
  /** Presses the button with this label, on the newest message in the channel or thread that has it. */
  press(user: string, channel: string, label: string, thread?: string): Promise<Ack>;
  /** The opening message of a case, by its number. */
  opening(number: number): MessageRef;
  /** The lines of a case's thread after its opening message. */
  thread(number: number): readonly string[];
  close(): Promise<void>;
}

/** Opens the office. */
export async function openOffice(options: OfficeOptions = {}): Promise<Office> {
  const slack = await startFakeSlack({ rates: 'off' });
  const { workspace, people, look } = slack;
  const user = (name: string, more: UserOptions = {}): string =>
    workspace.addUser(name.toLowerCase(), { displayName: name, ...more });
  const vera = user('Vera');
  const liu = user('Liu', { locale: 'zh-CN', tz: 'Asia/Shanghai' });
  const ana = user('Ana');
  const ben = user('Ben');
  const gus = user('Gus', { kind: 'guest' });
  const desk = workspace.addChannel('desk', { members: [ana, ben], kind: 'private' });
  const general = workspace.addChannel('general', { members: [vera, liu, ana, ben] });
  const help = workspace.addChannel('help', { members: [vera, liu, ana, ben] });
  const shared = workspace.addChannel('shared', { members: [vera, gus] });
  const { over = 'socket', language = 'en', desks = {} } = options;
  const yaml = [
    'desk:',
    `  place: ${options.desk === 'web' ? 'web' : `slack:${slack.teamId}/${desk}`}`,
    `  language: ${language}`,
    ...Object.entries(desks).map(([key, value]) => `  ${key}: ${value}`),
    '  people:',
    `    - { id: ana, name: Ana Weber, handles: { slack: "${ana}" } }`,
    'outbox: { first-retry: 20ms, longest-retry: 200ms }',
    ...(options.help === undefined
      ? []
      : [`slack: { help-channels: [{ channel: ${help}, unsure: ${options.help} }] }`]),
    options.yaml ?? '',
  ].join('\n');
  const office = { later: 0 };
  const stage = await openStage(slack, {
    yaml,
    over,
    clock: { now: () => Date.now() + office.later },
  });

  /** Effects that are not delivered yet, as the metrics tell. */
  async function waiting(): Promise<number> {
    const response = await fetch(`http://127.0.0.1:${stage.firstline.port}/metrics`);
    return Number(/^firstline_outbox_effects (\d+)$/m.exec(await response.text())?.[1] ?? 0);
  }

  async function quiet(): Promise<void> {
    const end = Date.now() + 8_000;
    for (let calm = 0; calm < 2; ) {
      await slack.deliveries.settled();
      calm = (await waiting()) === 0 ? calm + 1 : 0;
      if (Date.now() > end) throw new Error('It does not become quiet.');
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  function withButton(
    channel: string,
    label: string,
    thread?: string,
  ): { readonly ref: MessageRef; readonly action: string } {
    const found = look.messages(channel, thread).flatMap((message) =>
      message.blocks
        .flatMap((block) =>
          block.type === 'actions' ? (block.elements as unknown as readonly Button[]) : [],
        ) // as rendered
        .filter(({ text }) => text.text === label)
        .map(({ action_id }) => ({ ref: { channel, ts: message.ts }, action: action_id })),
    );
    const last = found.at(-1);
    if (!last)
      throw new Error(`There is no button “${label}” in ${look.transcript(channel, thread).join('\n')}`);
    return last;
  }

  function opening(number: number): MessageRef {
    const found = look
      .posted(desk)
      .find((message) =>
        message.threadTs === undefined || message.threadTs === message.ts
          ? look.textOf(message)[0]?.startsWith(`#${number} `)
          : false,
      );
    if (!found) throw new Error(`There is no case #${number} at the desk.`);
    return { channel: desk, ts: found.ts };
  }

  return Object.assign(office, {
    slack,
    stage,
    vera,
    liu,
    ana,
    ben,
    gus,
    desk,
    general,
    help,
    shared,
    quiet,
    opening,
    person(name: string, more: UserOptions = {}) {
      const id = user(name, more);
      for (const channel of [general, help]) people.join(id, channel);
      return id;
    },
    async dm(user: string, text: string) {
      const channel = workspace.dm(user);
      const before = look.messages(channel).length;
      people.dm(user, text);
      await quiet();
      return look.transcript(channel).slice(before + 1);
    },
    async mention(user: string, channel: string, text: string, thread?: string) {
      const ref = people.mention(user, channel, text, thread === undefined ? {} : { thread });
      await quiet();
      return ref;
    },
    async say(user: string, channel: string, text: string, thread?: string) {
      const ref = people.say(user, channel, text, thread === undefined ? {} : { thread });
      await quiet();
      return ref;
    },
    async press(user: string, channel: string, label: string, thread?: string) {
      const { ref, action } = withButton(channel, label, thread);
      const ack = await slack.interact.click(user, ref, action);
      await quiet();
      return ack;
    },
    thread(number: number) {
      return look.transcript(desk, opening(number).ts).slice(1);
    },
    async close() {
      await stage.close();
      await slack.stop();
    },
  });
}

interface Button {
  readonly text: { readonly text: string };
  readonly action_id: string;
}

export { until };
