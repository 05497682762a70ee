import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createWebChannel } from '../../adapters/web/channel.js';
import { casePlace, visitorPlace } from '../../adapters/web/places.js';
import { buildKnowledge } from '../../knowledge/serving/search.js';
import { dialogs } from '../../main.js';
import type { Article } from '../../src/core/article.js';
import type { Button } from '../../src/core/content.js';
import type { Event } from '../../src/core/event.js';
import { caseStream, type NumberedLine, placeStream } from '../../src/core/line.js';
import type { PlaceKey } from '../../src/core/place.js';
import { silentLog } from '../../src/core/ports/ambient.js';
import type { Channel, Door, Submitted } from '../../src/core/ports/channel.js';
import type { Knowledge } from '../../src/core/ports/knowledge.js';
import type { Store } from '../../src/core/ports/store.js';
import type { Worker } from '../../src/core/ports/worker.js';
import type { Person } from '../../src/core/roster.js';
import type { Settings } from '../../src/core/settings.js';
import { createEngine, type Engine } from '../../src/engine/engine.js';
import { openStore } from '../../src/store/lowdb/store.js';
import { MONDAY_10, settingsFor, starterKnowledge } from './office.js';

/** How a world is made. */
export interface WorldOptions {
  readonly settings?: Partial<Settings>;
  readonly articles?: readonly Article[];
  readonly now?: number;
  /** The asker's client: its language and zone. */
  readonly locale?: string;
  readonly zone?: string;
  /** Put between the engine and the web channel. */
  readonly wrap?: (channel: Channel, world: World) => Channel;
  /** Beside the alarm's. */
  readonly workers?: readonly Worker[];
  /** Others read the places of askers, too. */
  readonly shared?: boolean;
  /** An existing data folder, which is then kept. */
  readonly folder?: string;
}

/** The whole river on a real store, with a visitor of the web and a web desk, and a clock that is moved by hand. */
export class World {
  readonly settings: Settings;
  readonly alarms: string[] = [];
  readonly folder: string;
  now: number;
  /** Nobody waits for what they have said to arrive before the next thing happens. */
  hurried = false;
  #options: WorldOptions;
  #knowledge: Knowledge;
  #store!: Store; // set by #open, before anybody has the world
  #engine!: Engine; // likewise
  #ids = 0;

  private constructor(options: WorldOptions, folder: string, knowledge: Knowledge) {
    this.#options = options;
    this.settings = settingsFor(options.settings);
    this.now = options.now ?? MONDAY_10;
    this.folder = folder;
    this.#knowledge = knowledge;
  }

  static async create(options: WorldOptions = {}): Promise<World> {
    const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'firstline-world-')));
    const knowledge = options.articles ? buildKnowledge(options.articles) : await starterKnowledge();
    const world = new World(options, folder, knowledge);
    await world.#open();
    return world;
  }

  async #open(): Promise<void> {
    const clock = { now: () => this.now };
    this.#store = await openStore({ folder: this.folder, clock, log: silentLog });
    const channel = createWebChannel({
      people: this.settings.desk.roster.people as Person[], // the channel does not change them
      clock,
      opened: () => {},
      closed: async () => {},
    });
    const alarm: Worker = {
      name: 'alarm',
      run: async (effect) => {
        this.alarms.push((effect.input as { message: string }).message); // what raiseAlarm writes
        return { kind: 'result', output: null };
      },
    };
    this.#engine = createEngine({
      store: this.#store,
      knowledge: () => this.#knowledge,
      dialogs,
      channels: [this.#options.wrap?.(channel, this) ?? channel],
      workers: [alarm, ...(this.#options.workers ?? [])],
      settings: this.settings,
      clock,
      log: silentLog,
      alarm: { raise: (_key, message) => void this.alarms.push(message), clear: () => {} },
      random: () => 0.5,
    });
    await this.#engine.start();
  }

  get store(): Store {
    return this.#store;
  }

  get door(): Door {
    return this.#engine;
  }

  /** The owner has changed the articles. */
  publish(articles: readonly Article[]): void {
    this.#knowledge = buildKnowledge(articles);
  }

  /** Waits until nothing is on its way, for at most five seconds. */
  async settle(): Promise<void> {
    for (let i = 0; i < 1000; i++) {
      const { effects, nextEffectAt } = await this.#store.status();
      if (effects === 0) return;
      if (nextEffectAt !== undefined && nextEffectAt > this.now && i % 4 === 3) {
        this.now = nextEffectAt; // what is postponed waits for a clock that only we move
        await this.#engine.beat();
      }
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    throw new Error('effects are still on their way after five seconds');
  }

  async submit(event: Event): Promise<Submitted> {
    const submitted = await this.#engine.submit(event);
    if (!this.hurried) await this.settle();
    return submitted;
  }

  /** Moves the clock, and lets the timers fire that became due on the way, minute by minute. */
  async pass(minutes: number): Promise<void> {
    for (let i = 0; i < minutes; i++) {
      this.now += 60_000;
      await this.#engine.beat();
    }
    await this.settle();
  }

  /** Lets the timers fire that are due, and waits for nothing else. */
  async beat(): Promise<void> {
    await this.#engine.beat();
  }

  /** Moves the clock without anybody looking, as if the process had been away. */
  async sleep(minutes: number): Promise<void> {
    await this.close({ keep: true });
    this.now += minutes * 60_000;
    await this.#open();
    await this.#engine.beat();
    await this.settle();
  }

  async restart(): Promise<void> {
    await this.close({ keep: true });
    await this.#open();
  }

  place(visitor = 'vera'): PlaceKey {
    return visitorPlace(visitor);
  }

  #author(visitor: string) {
    const { locale, zone } = this.#options;
    return {
      id: visitor,
      name: 'Vera',
      ...(locale !== undefined && { locale }),
      ...(zone !== undefined && { zone }),
    };
  }

  async join(visitor = 'vera'): Promise<void> {
    const place = this.place(visitor);
    await this.submit({
      kind: 'join',
      id: `join:${visitor}`,
      at: this.now,
      place,
      author: this.#author(visitor),
    });
  }

  /** The asker writes; returns the id of the message. */
  async ask(text: string, visitor = 'vera'): Promise<string> {
    const message = `m${++this.#ids}`;
    await this.submit({
      kind: 'message',
      id: `${visitor}/${message}`,
      at: this.now,
      place: this.place(visitor),
      author: this.#author(visitor),
      message,
      text,
      addressed: true,
      private: !this.#options.shared,
    });
    return message;
  }

  async edit(message: string, text: string, visitor = 'vera'): Promise<void> {
    const id = `${visitor}/${message}/e${++this.#ids}`;
    const place = this.place(visitor);
    await this.submit({
      kind: 'edit',
      id,
      at: this.now,
      place,
      author: this.#author(visitor),
      message,
      text,
    });
  }

  async remove(message: string, visitor = 'vera'): Promise<void> {
    const id = `${visitor}/${message}/d`;
    const place = this.place(visitor);
    await this.submit({ kind: 'delete', id, at: this.now, place, author: this.#author(visitor), message });
  }

  /** The asker presses the last button with this label. */
  async press(label: string, visitor = 'vera'): Promise<Submitted> {
    return this.pressWith(label, undefined, visitor);
  }

  /** The same with the fields of the form that the button opens. */
  async pressWith(
    label: string,
    fields: Readonly<Record<string, string>> | undefined,
    visitor = 'vera',
  ): Promise<Submitted> {
    const { line, button } = lastButton(await this.lines(visitor), label);
    return this.submit({
      kind: 'action',
      id: `${visitor}/a${++this.#ids}`,
      at: this.now,
      place: this.place(visitor),
      author: this.#author(visitor),
      action: button.action,
      value: button.value,
      version: button.version,
      ...(line.message !== undefined && { message: line.message }),
      ...(fields && { fields }),
    });
  }

  /** A staff member writes into the thread of a case. */
  async write(person: string, text: string, number = 1): Promise<string> {
    await this.staffTypes(person, text, number);
    return `s${this.#ids}`;
  }

  /** The same; resolves with what the bot answers. */
  async staffTypes(person: string, text: string, number = 1): Promise<Submitted> {
    const message = `s${++this.#ids}`;
    return this.submit({
      kind: 'message',
      id: `${person}/${message}`,
      at: this.now,
      place: casePlace(number),
      author: { id: person, name: person },
      message,
      text,
      addressed: true,
      private: false,
    });
  }

  /** A staff member changes a line of theirs in the thread. */
  async staffEdits(person: string, message: string, text: string, number = 1): Promise<Submitted> {
    const id = `${person}/${message}/e${++this.#ids}`;
    const place = casePlace(number);
    return this.submit({
      kind: 'edit',
      id,
      at: this.now,
      place,
      author: { id: person, name: person },
      message,
      text,
    });
  }

  async staffRemoves(person: string, message: string, number = 1): Promise<Submitted> {
    const id = `${person}/${message}/d${++this.#ids}`;
    const place = casePlace(number);
    return this.submit({
      kind: 'delete',
      id,
      at: this.now,
      place,
      author: { id: person, name: person },
      message,
    });
  }

  /** A staff member presses a button of the thread: the last one with this label, or an action by name. */
  async staffPress(person: string, label: string, number = 1): Promise<Submitted> {
    const { line, button } = lastButton(await this.threadLines(number), label);
    return this.act(person, button, number, line.message);
  }

  async act(person: string, button: Omit<Button, 'label'>, number = 1, message?: string): Promise<Submitted> {
    return this.submit({
      kind: 'action',
      id: `${person}/a${++this.#ids}`,
      at: this.now,
      place: casePlace(number),
      author: { id: person, name: person },
      action: button.action,
      value: button.value,
      version: button.version,
      ...(message !== undefined && { message }),
    });
  }

  lines(visitor = 'vera'): Promise<readonly NumberedLine[]> {
    return this.#store.lines({ stream: placeStream(this.place(visitor)), limit: 1000 });
  }

  threadLines(number = 1): Promise<readonly NumberedLine[]> {
    return this.#store.lines({ stream: caseStream(number), limit: 1000 });
  }

  /** What stands in the asker's place, as they read it: `who: text [button] [button]`. */
  async transcript(visitor = 'vera'): Promise<string[]> {
    return (await this.lines(visitor)).map(readable);
  }

  /** What stands in the thread of a case, as staff reads it. */
  async thread(number = 1): Promise<string[]> {
    return (await this.threadLines(number)).map(readable);
  }

  async case(number = 1) {
    const [found] = await this.#store.cases({ limit: 1, before: number + 1 });
    return found?.number === number ? found : undefined;
  }

  async close(options: { readonly keep?: boolean } = {}): Promise<void> {
    await this.#engine.stop();
    await this.#store.close();
    if (!options.keep && this.#options.folder === undefined)
      await rm(this.folder, { recursive: true, force: true });
  }
}

function lastButton(lines: readonly NumberedLine[], label: string): { line: NumberedLine; button: Button } {
  for (const line of [...lines].reverse()) {
    const button = line.content.buttons?.find((candidate) => candidate.label === label);
    if (button) return { line, button };
  }
  throw new Error(`there is no button “${label}” in: ${lines.map(readable).join(' | ')}`);
}

/** A line as a person reads it. */
export function readable(line: NumberedLine): string {
  const { content, voice, state } = line;
  const marks = [
    state === 'pending' ? '(on its way)' : '',
    state === 'failed' ? `(not delivered: ${line.reason})` : '',
    state === 'withdrawn' ? '(withdrawn)' : '',
    line.deleted ? '(deleted)' : '',
    line.edited ? '(edited)' : '',
    content.chosen === undefined ? '' : `<${content.chosen}>`,
    ...(content.buttons ?? []).map((button) => `[${button.label}]`),
  ].filter(Boolean);
  const who = voice === 'staff' ? `staff ${line.author?.name ?? ''}`.trim() : voice;
  const title = content.title === undefined ? '' : `${content.title}: `;
  return [`${who}: ${title}${content.text.split('\n')[0]}`, ...marks].join(' ');
}
