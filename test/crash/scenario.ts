import type { WireCase, WireLine } from '../../adapters/web/page/wire.js';
import { ACTIONS } from '../../src/core/actions.js';
import type { Button } from '../../src/core/content.js';
import type { Seen } from './far-end-reader.js';
import { sleep } from './life.js';
import { difference, normalised } from './normalise.js';
import { type Act, type Asker, idOf } from './players.js';
import type { Hurry, Script, Step } from './scripts.js';
import { Staff } from './staff.js';
import type { Supervisor } from './supervisor.js';
import { Violation } from './violation.js';

/** What a conversation needs of the run that it is part of. */
export interface Stage {
  readonly supervisor: Supervisor;
  readonly speed: number;
  readonly random: () => number;
  /** Acknowledged steps, and deliveries of them after that. */
  readonly counts: { acknowledged: number; redelivered: number };
  /** A step's effect must show within so many milliseconds without a kill. */
  readonly patience: number;
  /** What is seen after each step in a calm run; in the calm run itself, where it is written down. */
  readonly expected: Map<string, string[]>;
  /** Set in the calm run: resolves once nothing is on its way any more, and no timer is about to fire. */
  readonly quiet?: (ticking: boolean) => Promise<void>;
  /** Resolves once the outbox was seen empty: every receipt of what is seen is committed too. */
  readonly empty: () => Promise<void>;
  /** Resolves when all conversations of the wave stand here, and the clock was moved. */
  readonly barrier: Barrier;
  /** How often an acknowledged step is delivered again. */
  readonly redeliver: number;
  /** Deliveries still under way. */
  readonly later: Set<Promise<void>>;
}

/** Where conversations wait for one another, so that the clock moves for all of them at once. */
export class Barrier {
  #waiting: (() => void)[] = [];
  #ticking = 0;

  constructor(
    private active: number,
    private readonly pass: () => void,
  ) {}

  arrive(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#look();
    });
  }

  /** Whether somebody still waits for what the passing of time leads to. */
  get ticking(): boolean {
    return this.#ticking > 0;
  }

  /** One of those who were let through has seen what it led to. */
  settled(): void {
    this.#ticking -= 1;
  }

  leave(): void {
    this.active -= 1;
    this.#look();
  }

  #look(): void {
    if (this.#waiting.length === 0 || this.#waiting.length < this.active) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#ticking = waiting.length;
    this.pass();
    for (const go of waiting) go();
  }
}

/** Everything that the people of one conversation see. */
interface View {
  readonly place: readonly Seen[];
  readonly case?: WireCase;
  readonly thread?: readonly WireLine[];
}

/** One conversation, played step by step: each waits until what the one before led to is seen by everybody. */
export class Conversation {
  readonly #staff = new Map<string, Staff>();
  #number: number | undefined;

  constructor(
    readonly script: Script,
    readonly asker: Asker,
    private readonly wave: string,
    private readonly stage: Stage,
  ) {}

  async play(): Promise<void> {
    const { stage, script } = this;
    await this.asker.begin();
    for (const [index, step] of script.steps.entries()) {
      if (step.do === 'wait') await stage.barrier.arrive();
      else {
        const send = await this.#prepare(step, index);
        await send.first();
        stage.counts.acknowledged += 1;
        this.#redeliver(send.again);
      }
      await this.#settled(index);
      if (step.do === 'wait') stage.barrier.settled();
    }
  }

  /** What a step sends. Everything in it is fixed now: it is the same however often it is sent. */
  async #prepare(
    step: Exclude<Step, { do: 'wait' }>,
    index: number,
  ): Promise<{ readonly first: () => Promise<unknown>; readonly again: () => Promise<void> }> {
    const id = this.#id(index);
    switch (step.do) {
      case 'staff': {
        const number = this.#case();
        const { revision } = await this.#person(step.who).case(number);
        const body = { id, action: step.action, value: String(number), version: revision, case: number };
        return this.#asStaff(step.who, '/api/desk/actions', body);
      }
      case 'reply':
        return this.#asStaff(step.who, `/api/desk/cases/${this.#case()}/messages`, { id, text: step.text });
      case 'retry': {
        const number = this.#case();
        const thread = await this.#person(step.who).thread(number);
        const { button } = this.#button(thread, ACTIONS.retry);
        const { action, value, version } = button;
        return this.#asStaff(step.who, '/api/desk/actions', { id, action, value, version, case: number });
      }
      default: {
        const act = await this.#act(step, id);
        return { first: () => this.asker.send(act), again: () => this.asker.again(act) };
      }
    }
  }

  async #act(step: Exclude<Step, { do: 'wait' | 'staff' | 'reply' | 'retry' }>, id: string): Promise<Act> {
    switch (step.do) {
      case 'say':
        return { kind: 'say', id, text: step.text };
      case 'edit':
        return { kind: 'edit', id, message: this.#id(step.of), text: step.text };
      case 'remove':
        return { kind: 'remove', id, message: this.#id(step.of) };
      case 'react':
        return { kind: 'react', id, message: this.#id(step.of), emoji: step.emoji };
      case 'press': {
        const { button, message } = this.#button(await this.asker.seen(), step.action, step.label);
        return { kind: 'press', id, button, message };
      }
      default:
        return step satisfies never;
    }
  }

  #asStaff(who: string, path: string, body: object) {
    const person = this.#person(who);
    return { first: () => person.send('POST', path, body), again: () => person.again('POST', path, body) };
  }

  #button(lines: readonly Seen[], action: string, label?: string): { button: Button; message: string } {
    for (const line of [...lines].reverse()) {
      const button = line.buttons?.find(
        (each) => each.action === action && (label === undefined || each.label === label),
      );
      if (button && line.message !== undefined && !line.deleted) return { button, message: line.message };
    }
    throw new Violation(`${this.#name} has no button “${action}”`);
  }

  /** Waits until everybody sees what they saw after this step in the calm run. */
  async #settled(index: number): Promise<void> {
    const { stage, script } = this;
    if (stage.quiet) {
      await stage.quiet(stage.barrier.ticking);
      const views = stage.expected.get(script.name) ?? [];
      views[index] = await this.#view();
      stage.expected.set(script.name, views);
      return;
    }
    const expected = stage.expected.get(script.name)?.[index] ?? '';
    let until = performance.now() + stage.patience;
    let pause = 10;
    for (let view = ''; view !== expected; ) {
      view = await this.#view();
      if (view === expected) break;
      // Under kills nobody can say how long it may take; that something is lost shows when they are over.
      if (!stage.supervisor.peaceful) until = performance.now() + stage.patience;
      if (performance.now() > until) {
        throw new Violation(
          `${this.#name}: step ${index} (${JSON.stringify(script.steps[index])}) was acknowledged, and ${stage.patience / 1000} s later its effect is not what it is in a calm run.\n${difference(expected, view)}`,
        );
      }
      await sleep(pause);
      pause = Math.min(60, pause * 2);
    }
    await stage.empty();
  }

  async #view(): Promise<string> {
    const place = await this.asker.seen();
    const mentioned = JSON.stringify(place.map(({ text }) => text)).matchAll(/#(\d+)/g);
    this.#number = Number([...mentioned].at(-1)?.[1] ?? Number.NaN) || undefined;
    const view: View =
      this.#number === undefined
        ? { place }
        : {
            place,
            case: await this.#person('ana').case(this.#number),
            thread: await this.#person('ana').thread(this.#number),
          };
    return normalised(view, this.asker.known);
  }

  #case(): number {
    if (this.#number === undefined) throw new Violation(`${this.#name} has no case`);
    return this.#number;
  }

  #person(id: string): Staff {
    const found = this.#staff.get(id) ?? new Staff(this.stage.supervisor, id, this.stage.speed);
    this.#staff.set(id, found);
    return found;
  }

  #redeliver(again: () => Promise<void>): void {
    const { stage } = this;
    if (stage.random() >= stage.redeliver) return;
    for (let times = 1 + Math.floor(stage.random() * 10); times > 0; times--) {
      const delivery = sleep(stage.random() * 800).then(async () => {
        stage.counts.redelivered += 1;
        await again();
      });
      stage.later.add(delivery);
    }
  }

  #id(index: number): string {
    return idOf(this.wave, this.script.name, index);
  }

  get #name(): string {
    return `${this.script.name} of wave ${this.wave}`;
  }
}

/** Somebody writes in one go: the next message goes out as soon as the one before is acknowledged. */
export async function hurry(hurried: Hurry, asker: Asker, wave: string, stage: Stage): Promise<void> {
  await asker.begin();
  for (const [index, text] of hurried.texts.entries()) {
    await asker.send({ kind: 'say', id: idOf(wave, hurried.name, index), text });
    stage.counts.acknowledged += 1;
  }
}
