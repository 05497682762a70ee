import { setTimeout as sleep } from 'node:timers/promises';
import { phrase } from '../../src/core/phrases/phrase.js';
import { isObject, type Json } from '../support/slack/json.js';
import type { Message, MessageRef } from '../support/slack/model.js';
import type { Script, Staff, Step } from './scripts.js';
import type { World } from './world.js';

/** What both sides see of a conversation, with ids, names, times and numbers replaced. */
export type View = string;

/** What everybody in a run shares. */
export interface Stage {
  readonly world: World;
  /** What each step of each script led to in the calm run; filled by it. */
  readonly expected: Map<string, View[]>;
  readonly calm: boolean;
  /** How long an effect may take. */
  readonly patience: number;
  /** In the calm run: nothing is on its way any more. */
  readonly quiet: () => Promise<void>;
  readonly counts: { said: number; presses: number; pressedAgain: number };
}

/**
 * A press is repeated where nothing came of it for so long, as people do; Slack delivers it once. Where the first one
 * had been heard, the second is answered with a word, which is no part of the comparison.
 */
const PRESS_AGAIN = 5_000;
const PRESSED_BEFORE = phrase('en', 'staleButton');
const LOOK = 40;

/** Somebody who asks, and the staff in their case's threads. */
export class Conversation {
  readonly asker: string;
  readonly name: string;
  readonly channel: string;
  #thread: string | undefined;
  readonly #said = new Map<number, MessageRef>();
  readonly #cases: string[] = [];
  #scanned = 0;

  constructor(
    readonly script: Script,
    wave: string,
    private readonly stage: Stage,
  ) {
    const { slack, help, general } = stage.world;
    this.name = `${script.name}${wave}`;
    this.asker = slack.workspace.addUser(this.name);
    if (script.where !== 'dm') {
      this.channel = script.where === 'help' ? help : general;
      // A joining is an event too, and a line of the channel: it comes before everything that is compared.
      slack.people.join(this.asker, this.channel);
    } else this.channel = slack.workspace.dm(this.asker);
  }

  async play(): Promise<void> {
    const { stage, script } = this;
    for (const [index, step] of script.steps.entries()) {
      if (stage.calm) {
        await this.#act(step, index);
        await stage.quiet();
        const views = stage.expected.get(script.name) ?? [];
        views.push(this.view());
        stage.expected.set(script.name, views);
        continue;
      }
      const wanted = stage.expected.get(script.name)?.[index] ?? '';
      await this.#act(step, index, () => this.view() === wanted);
      await this.#until(
        () => this.view() === wanted,
        () => `step ${index} (${step.do}) of ${this.name}:\n${difference(wanted, this.view())}`,
      );
    }
  }

  /** What is wrong with it at the end, if anything. */
  problem(): string | undefined {
    const wanted = this.stage.expected.get(this.script.name)?.at(-1) ?? '';
    const view = this.view();
    return view === wanted
      ? undefined
      : `${this.name} differs from the calm run:\n${difference(wanted, view)}`;
  }

  /** Whether the desk saw an id for a name. */
  isNameless(): boolean {
    const { look } = this.stage.world.slack;
    const { desk } = this.stage.world;
    return this.#threads().some((thread) => look.transcript(desk, thread).join('\n').includes(this.asker));
  }

  view(): View {
    const { look } = this.stage.world.slack;
    const { desk } = this.stage.world;
    const own =
      this.script.where === 'dm'
        ? look.messages(this.channel).length === 0
          ? []
          : look.transcript(this.channel)
        : this.#thread === undefined
          ? []
          : look.transcript(this.channel, this.#thread);
    const cases = this.#threads().map((thread) => look.transcript(desk, thread));
    return (
      [own.filter((line) => !line.endsWith(PRESSED_BEFORE)), ...cases]
        .map((lines) => lines.join('\n'))
        .join('\n— desk —\n')
        .replaceAll(this.name, 'ASKER')
        // Whoever asks for the first time while Slack does not say names is called by their id, and no zone is known.
        .replaceAll(this.asker, 'ASKER')
        .replace('*Local time* / unknown', '*Local time* / TIME')
        .replace(/#\d+/g, '#N')
        .replace(/\(\d+%\)/g, '(%)')
        .replace(/\b\d\d:\d\d\b/g, 'TIME')
    );
  }

  /** The desk's threads of this asker, whose name nobody else has. */
  #threads(): readonly string[] {
    const messages = this.stage.world.slack.look.messages(this.stage.world.desk);
    const about = new RegExp(`(${this.name}|${this.asker})\\b`);
    for (; this.#scanned < messages.length; this.#scanned++) {
      const message = messages[this.#scanned];
      if (!message || message.threadTs !== undefined) continue;
      if (about.test(JSON.stringify(message.blocks))) this.#cases.push(message.ts);
    }
    return this.#cases;
  }

  async #act(step: Step, index: number, done?: () => boolean): Promise<void> {
    const { slack, desk, staff } = this.stage.world;
    switch (step.do) {
      case 'say': {
        const thread = this.#thread;
        const options = thread === undefined ? {} : { thread };
        const first = this.script.where === 'mention' && thread === undefined;
        const said = first
          ? slack.people.mention(this.asker, this.channel, step.text)
          : slack.people.say(this.asker, this.channel, step.text, options);
        if (this.script.where !== 'dm') this.#thread ??= said.ts;
        this.#said.set(index, said);
        this.stage.counts.said += 1;
        return;
      }
      case 'edit':
      case 'amend':
        slack.people.edit(this.#messageOf(step.of), step.text);
        return;
      case 'reply': {
        const [thread] = this.#threads();
        if (thread === undefined) throw new Error(`${this.name} has no thread at the desk`);
        this.#said.set(index, slack.people.say(staff[step.who], desk, step.text, { thread }));
        this.stage.counts.said += 1;
        return;
      }
      case 'press':
        return this.#press(this.asker, this.channel, step.label, done);
      case 'staff':
        return this.#press(staff[step.who satisfies Staff], desk, step.label, done);
      default:
        step satisfies never;
    }
  }

  async #press(
    user: string,
    channel: string,
    label: string,
    done: () => boolean = () => true,
  ): Promise<void> {
    const { stage } = this;
    for (let attempt = 1; ; attempt++) {
      const button = this.#button(channel, label);
      if (!button) {
        if (attempt > 1) return; // it was pressed: the message shows what was chosen
        throw new Error(`${this.name} sees no button “${label}”:\n${this.view()}`);
      }
      stage.counts.presses += 1;
      if (attempt > 1) stage.counts.pressedAgain += 1;
      await stage.world.slack.interact.click(user, button.message, button.action, button.value);
      const until = performance.now() + PRESS_AGAIN;
      do {
        if (done()) return;
        await sleep(LOOK);
      } while (performance.now() < until);
      if (attempt > 50) return;
    }
  }

  /** The last of the buttons with this label that the conversation shows. */
  #button(channel: string, label: string) {
    const { look } = this.stage.world.slack;
    const threads = channel === this.stage.world.desk ? this.#threads() : [this.#thread];
    const messages = threads.flatMap((thread) => look.messages(channel, thread));
    for (const message of [...messages].reverse()) {
      const found = buttonIn(message, label);
      if (found) return { message, ...found };
    }
    return undefined;
  }

  #messageOf(step: number): MessageRef {
    const message = this.#said.get(step);
    if (!message) throw new Error(`step ${step} of ${this.name} said nothing`);
    return message;
  }

  async #until(done: () => boolean, what: () => string): Promise<void> {
    const until = performance.now() + this.stage.patience;
    while (!done()) {
      if (performance.now() > until) throw new Error(`not what it is in a calm run: ${what()}`);
      await sleep(LOOK);
    }
  }
}

function buttonIn(message: Message, label: string): { action: string; value: string } | undefined {
  const walk = (value: Json | undefined): { action: string; value: string } | undefined => {
    if (Array.isArray(value)) {
      for (const one of value) {
        const found = walk(one as Json); // a list of Json holds Json
        if (found) return found;
      }
      return undefined;
    }
    if (!isObject(value)) return undefined;
    const { type, text, action_id, value: carried, elements, accessory } = value;
    if (type === 'button' && isObject(text) && text.text === label && typeof action_id === 'string')
      return { action: action_id, value: typeof carried === 'string' ? carried : '' };
    return walk(elements) ?? walk(accessory);
  };
  return walk([...message.blocks]);
}

function difference(wanted: View, found: View): string {
  const a = wanted.split('\n');
  const b = found.split('\n');
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  let letter = 0;
  while (letter < (a[at]?.length ?? 0) && a[at]?.[letter] === b[at]?.[letter]) letter += 1;
  const from = Math.max(0, letter - 80);
  const cut = (lines: readonly string[]): string[] =>
    lines
      .slice(Math.max(0, at - 1), at + 4)
      .map((line, n) => (at > 0 && n === 0 ? line.slice(-200) : line.slice(from, from + 400)));
  return ['calm run:', ...cut(a), 'this run:', ...cut(b)].join('\n');
}
