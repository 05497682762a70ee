import { setTimeout as sleep } from 'node:timers/promises';
import { phrase } from '../../src/core/phrases/phrase.js';
import { Attachments, withoutFiles } from './attachments.js';
import { difference } from './difference.js';
import type { Act, AskerSeat, DeskSeat, Loss, Platform, Pressed, Said, Seat } from './platform.js';
import type { Proof } from './proof.js';
import { long, type Script, type Step, type Who } from './scripts.js';

/** What both sides see of a conversation, with ids, names, times and numbers replaced. */
export type View = string;

/**
 * What each step of a script leads to in peace, for each set of steps of which nothing is told: a deletion that is lost
 * leaves the other side as it was, and everything else as ever. By `stepsOf`.
 */
export type Expected = ReadonlyMap<string, readonly View[]>;

/** What everybody who asks on one platform, with the desk on another, shares. */
export interface Stage {
  readonly asking: Platform;
  readonly working: Platform;
  readonly counts: Counts;
}

/** What was counted in the conversations of one pair. */
export interface Counts {
  conversations: number;
  said: number;
  spoken: number;
  presses: number;
  /** Pressed again: what was pressed was refused, or was answered early and died with the process. */
  refused: number;
  early: number;
  readonly losses: Partial<Record<Loss, number>>;
  /** Files that crossed, and those that could not and were named instead. */
  files: number;
  named: number;
}

/** Counts of a pair that has not begun. */
export function noCounts(): Counts {
  return {
    conversations: 0,
    said: 0,
    spoken: 0,
    presses: 0,
    refused: 0,
    early: 0,
    losses: {},
    files: 0,
    named: 0,
  };
}

/** How long an effect may take, in milliseconds. */
const PATIENCE = 240_000;
/** People see after so long that nothing comes of what they did, and do it again if it was refused. */
const AGAIN = 2_500;
/** A second press, where the first one had been heard, is answered with a word; it is no part of the comparison. */
const PRESSED_BEFORE = [phrase('en', 'staleButton'), phrase('zh', 'staleButton')];
const LOOK = 50;
/** After so long everything is told or given up, in milliseconds. */
const SETTLED = 4_000;

/** Steps of which nothing is told, as they are named in {@link Expected}. */
export function stepsOf(steps: Iterable<number>): string {
  return [...steps].sort((a, b) => a - b).join();
}

/** The steps of a script that the platforms may lose for good. */
export function losable({ steps }: Script, { asking, working }: Pick<Stage, 'asking' | 'working'>): number[] {
  return steps.flatMap((step, index) =>
    step.do === 'remove' && (step.who === 'asker' ? asking : working).losesDeletions ? [index] : [],
  );
}

/** Somebody who asks, and the staff in their case's threads. */
export class Conversation {
  readonly #said = new Map<number, Said>();
  /** Steps of which it is proven that nothing was told. */
  readonly #lost = new Set<number>();
  readonly #attachments: Attachments;

  private constructor(
    readonly script: Script,
    readonly stage: Stage,
    readonly asker: AskerSeat,
    private readonly desk: DeskSeat,
  ) {
    this.#attachments = new Attachments(asker, desk);
  }

  static async open(script: Script, name: string, stage: Stage): Promise<Conversation> {
    const asker = await stage.asking.asker(name, script.where);
    const desk = await stage.working.desk(asker);
    stage.counts.conversations += 1;
    return new Conversation(script, stage, asker, desk);
  }

  get name(): string {
    return `${this.asker.names[0]} (${this.script.name}, ${this.stage.asking.name} → ${this.stage.working.name})`;
  }

  /** Does one step in peace; a press is made until it is taken. `unheard`: nothing is told of it. */
  async step(index: number, unheard: boolean): Promise<void> {
    const step = this.#step(index);
    let pressed = await this.#act(step, index, unheard);
    while (step.do === 'press' && pressed !== 'taken') {
      await sleep(AGAIN);
      pressed = await this.#seat(step.who).press(step.label);
      if (pressed === undefined) return; // it was taken, and Discord was not told in time
    }
  }

  /** Plays it to its end: after each step both sides see what they see in peace. */
  async play(expected: Expected, proof: Proof): Promise<void> {
    for (const index of this.script.steps.keys()) {
      const step = this.#step(index);
      if (step.do === 'press') await this.#press(step, index, expected);
      else await this.#do(step, index, expected, proof);
    }
    this.#end(expected);
  }

  /** What is wrong with it at the end, if anything. */
  async problem(expected: Expected): Promise<string | undefined> {
    const last = this.script.steps.length - 1;
    if (this.#fits(expected, last) === undefined)
      return `${this.name} differs from the calm run:\n${this.#difference(expected, last)}`;
    try {
      const fates = await this.#attachments.fates();
      const { counts } = this.stage;
      counts.files += fates.filter((fate) => fate === 'arrived').length;
      counts.named += fates.filter((fate) => fate === 'named').length;
      return fates.includes('on its way') ? `a file of ${this.name} is missing` : undefined;
    } catch (error) {
      return `${this.name}: ${error instanceof Error ? error.message : String(error)}`;
    }
  }

  /** What is wrong with it at the end of a calm run, where every file arrives and the bot speaks the asker's language. */
  async problemInPeace(): Promise<string | undefined> {
    const fates = await this.#attachments.fates();
    if (fates.some((fate) => fate !== 'arrived')) return `${this.name}: a file did not arrive: ${fates}`;
    if (this.script.language !== 'zh') return undefined;
    const sheet = this.asker.sees();
    // What a page says before anybody has written is in the browser's language.
    const begun = sheet.findIndex((line) => /\p{sc=Han}/u.test(line));
    const foreign = sheet.slice(begun).filter((line) => !/\p{sc=Han}/u.test(line));
    return foreign.length ? `${this.name} reads no Chinese:\n${foreign.join('\n')}` : undefined;
  }

  leave(): void {
    this.asker.leave();
    this.desk.leave();
  }

  view(): View {
    const own = this.asker.sees().filter((line) => !PRESSED_BEFORE.some((words) => line.endsWith(words)));
    const sheets = [own, ...this.desk.sees()].map(withoutFiles);
    let text = sheets.map((lines) => lines.join('\n')).join('\n— desk —\n');
    for (const name of this.asker.names) text = text.replaceAll(name, 'ASKER');
    return (
      text
        // Whoever asks for the first time while Slack says nothing of them has no time zone either.
        .replace('*Local time* / unknown', '*Local time* / TIME')
        .replace(/#\d+/g, '#N')
        .replace(/\(\d+%\)/g, '(%)')
        .replace(/<t:\d+(?::\w)?>/g, 'TIME')
        .replace(/\b\d\d:\d\d\b/g, 'TIME')
        .replace(/\b\d{15,20}\b/g, 'ID')
    );
  }

  #step(index: number): Step {
    const step = this.script.steps[index];
    if (!step) throw new Error(`${this.script.name} has no step ${index}`);
    return step;
  }

  #seat(who: Who): Seat {
    return who === 'asker' ? this.asker : this.desk.as(who);
  }

  #act(step: Step, index: number, unheard = false): Act | Promise<Pressed> | undefined {
    const seat = this.#seat(step.who);
    const { counts } = this.stage;
    const keep = (said: Said): Said => {
      counts.said += 1;
      this.#said.set(index, said);
      return said;
    };
    switch (step.do) {
      case 'say':
        return keep(seat.say(step.text));
      case 'say at length':
        return keep(seat.say(long(seat.longest)));
      case 'attach': {
        if (!seat.attach) return keep(seat.say(step.text));
        return keep(
          seat.attach(step.text, this.#attachments.make(step.file, step.who === 'asker' ? 'desk' : 'asker')),
        );
      }
      case 'edit':
        return seat.edit(this.#message(step.of), step.text);
      case 'remove':
        return seat.remove(this.#message(step.of), { unheard });
      case 'react':
      case 'take back':
        return seat.react?.(step.on, step.emoji, step.do === 'react');
      case 'press': {
        const pressed = seat.press(step.label);
        if (!pressed) throw new Error(`${this.name} sees no button “${step.label}”:\n${this.view()}`);
        return pressed;
      }
      default:
        return step satisfies never;
    }
  }

  /** Does something, and again where it is proven that it was lost. */
  async #do(step: Step, index: number, expected: Expected, proof: Proof): Promise<void> {
    const { counts } = this.stage;
    const seat = this.#seat(step.who);
    const once = (): Act | undefined => {
      const done = this.#act(step, index) as Act | undefined; // a press is another matter
      if (done) proof.done(done);
      return done;
    };
    let act = once();
    const what = async (): Promise<string> => (act ? proof.tell(act) : '');
    await this.#until(index, expected, what, async () => {
      if (!act?.loss || this.#lost.has(index) || !(await proof.isLost(act))) return;
      counts.losses[act.loss] = (counts.losses[act.loss] ?? 0) + 1;
      switch (act.loss) {
        case 'first direct message':
        case 'message':
          seat.remove(this.#message(index));
          act = once();
          return;
        case 'edit':
          act = once();
          return;
        case 'reaction':
          if (step.do !== 'react' && step.do !== 'take back') return;
          seat.react?.(step.on, step.emoji, step.do !== 'react');
          // Two at once may be told in either order.
          await sleep(SETTLED);
          act = once();
          return;
        case 'deletion':
          this.#lost.add(index);
          return;
        default:
          act.loss satisfies never;
      }
    });
    if (step.do === 'attach') await this.#untilFiles();
  }

  /** Every file is at the other side, or it is said there why not. */
  async #untilFiles(): Promise<void> {
    const until = performance.now() + PATIENCE;
    while ((await this.#attachments.fates()).includes('on its way')) {
      if (performance.now() > until)
        throw new Error(`a file of ${this.name} does not arrive:\n${this.view()}`);
      await sleep(AGAIN);
    }
  }

  /** Presses, and again where the press was refused: whoever presses sees that. */
  async #press(step: Step & { readonly do: 'press' }, index: number, expected: Expected): Promise<void> {
    const { counts } = this.stage;
    let pressing = true;
    let last: Pressed | undefined;
    const press = async (): Promise<void> => {
      pressing = true;
      const pressed = await this.#seat(step.who).press(step.label);
      // A button that is gone may come back: with the second post of a case, where a death has cost the first one.
      pressing = pressed === 'taken';
      if (pressed !== undefined) counts.presses += 1;
      if (pressed === 'refused') counts.refused += 1;
      if (pressed === 'early' || pressed?.startsWith('answered')) counts.early += 1;
      last = pressed;
    };
    if (!this.#seat(step.who).press) return;
    if (!this.#sees(step)) throw new Error(`${this.name} sees no button “${step.label}”:\n${this.view()}`);
    await press();
    await this.#until(
      index,
      expected,
      async () => `pressed: ${last ?? 'there is no button'}`,
      async () => {
        if (!pressing) await press();
      },
    );
  }

  #sees({ label }: Step & { readonly do: 'press' }): boolean {
    return this.view().includes(`[${label}]`);
  }

  #message(step: number): Said {
    const message = this.#said.get(step);
    if (!message) throw new Error(`step ${step} of ${this.name} said nothing`);
    return message;
  }

  /** What may be seen after a step, by what was lost: any part of what is proven to be. */
  #fits(expected: Expected, index: number): string | undefined {
    const view = this.view();
    for (const [lost, views] of expected) {
      const isProven = lost === '' || lost.split(',').every((step) => this.#lost.has(Number(step)));
      if (isProven && views[index] === view) return lost;
    }
    return undefined;
  }

  async #until(
    index: number,
    expected: Expected,
    what: () => Promise<string>,
    again: () => Promise<void>,
  ): Promise<void> {
    const until = performance.now() + PATIENCE;
    let next = performance.now() + AGAIN;
    while (this.#fits(expected, index) === undefined) {
      const now = performance.now();
      if (now > until)
        throw new Error(
          `not what it is in a calm run: step ${index} (${this.#step(index).do}) of ${this.name} (${await what()}):\n${this.#difference(expected, index)}`,
        );
      if (now > next) {
        await again();
        next = performance.now() + AGAIN;
      }
      await sleep(LOOK);
    }
  }

  #end(expected: Expected): void {
    const last = this.script.steps.length - 1;
    // What was thought lost and came all the same was not.
    const lost = this.#fits(expected, last);
    const came = this.#lost.size - (lost ? lost.split(',').length : 0);
    const { losses } = this.stage.counts;
    if (came > 0) losses.deletion = (losses.deletion ?? 0) - came;
    this.stage.counts.spoken += this.view()
      .split('\n')
      .filter((line) => line !== '— desk —').length;
  }

  #difference(expected: Expected, index: number): string {
    const key = stepsOf([...this.#lost].filter((step) => step <= index));
    return difference(expected.get(key)?.[index] ?? expected.get('')?.[index] ?? '', this.view());
  }
}
