import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type DestinationStream, pino } from 'pino';
import type { Effect } from '../../src/core/effect.js';
import type { Knowledge } from '../../src/core/ports/knowledge.js';
import type { Store } from '../../src/core/ports/store.js';
import type { Engine } from '../../src/engine/engine.js';
import type { StoreLimits } from '../../src/store/lowdb/limits.js';
import { type Library, makeLibrary } from './articles.js';
import { type Built, loadBuild } from './built.js';
import { askerPlace, BENCH_DESK, createBenchChannel } from './channel.js';
import { countDisk, type Syncs } from './counted-disk.js';
import type { Bench } from './figure.js';

/** The whole river: real store on a real disk, real engine, knowledge and dialogs, and a platform that delivers at once. */
export interface River {
  readonly engine: Engine;
  readonly store: Store;
  readonly question: () => string;
  readonly library: Library;
  /** Snapshots that were finished since the start. */
  readonly snapshots: () => number;
  /** The fsyncs of the journal since the start, or since they were forgotten. */
  readonly syncs: () => Syncs;
  readonly forgetSyncs: () => void;
  /** Lets the clock jump. */
  pass(milliseconds: number): void;
  /** A message of the n-th asker. Resolves when it is durable, so that a platform would be acknowledged. */
  ask(asker: number, text: string): Promise<void>;
  /** The same, and then waits until everything that it made the bot say is delivered and its receipts are durable. */
  askAndHear(asker: number, text: string): Promise<void>;
  /** Waits until nothing is on its way. */
  drain(): Promise<void>;
  close(): Promise<void>;
}

/** What the rivers of one process share: loading and training is not what they measure. */
export interface Source {
  readonly built: Built;
  readonly library: Library;
  readonly knowledge: Knowledge;
  /** A question that the bot answers: one that it is unsure of ends with a person, and the place is theirs from then on. */
  question(): string;
}

/** Different questions that are asked, again and again. */
const POOL = 4_000;

/** Loads the build, and trains on made-up articles. */
export async function findSource({ build, scale }: Bench): Promise<Source> {
  const built = await loadBuild(build);
  const library = makeLibrary(scale.articles, 20_261);
  const knowledge = built.buildKnowledge(library.articles);
  const sure: string[] = [];
  for (let tried = 0; sure.length < POOL; tried++) {
    if (tried > 4 * POOL) throw new Error(`Of ${tried} questions only ${sure.length} would be answered.`);
    const text = library.question();
    const { outcome, triage } = knowledge.search({ text, audiences: ['everyone'], starters: false });
    if (outcome === 'answer' && triage.urgency === 'normal' && triage.mood === 'calm') sure.push(text);
  }
  let next = 0;
  return { built, library, knowledge, question: () => sure[next++ % POOL] ?? '' };
}

/** Opens a river on a folder, which may hold data. Settings are the product's defaults, flood limits apart. */
export async function openRiver(
  { built, library, knowledge, question }: Source,
  options: {
    readonly folder: string;
    readonly limits?: Partial<StoreLimits>;
    /** Hears of each effect as it goes out to the platform. */
    readonly sent?: (effect: Effect) => void;
  },
): Promise<River> {
  const folder = options.folder;
  await mkdir(folder, { recursive: true });
  let jumped = 0;
  let snapshots = 0;
  const clock = { now: (): number => Date.now() + jumped };
  // One line a turn, as in production, to a file; at `debug` the store also tells of snapshots.
  const sink: DestinationStream = pino.destination({ dest: join(folder, 'bench.log'), sync: true });
  const log = pino({ level: 'info', base: null }, sink);
  const storeLog = pino(
    { level: 'debug', base: null },
    {
      write: (line) => {
        if (line.includes('snapshot taken')) snapshots += 1;
      },
    },
  );
  const counted = countDisk(built.realDisk);
  const store = await built.openStore({
    disk: counted.disk,
    folder: join(folder, 'data'),
    clock,
    log: storeLog,
    ...(options.limits && { limits: options.limits }),
  });
  const waiting = followSettlements(store);

  const file = join(folder, 'firstline.yaml');
  await writeFile(file, '');
  const settings = built.settingsOf(await built.loadConfig({ file, env: {}, sections: built.sections }));
  const engine = built.createEngine({
    store,
    knowledge: () => knowledge,
    dialogs: built.dialogs,
    channels: [createBenchChannel(options.sent)],
    workers: [],
    settings: {
      ...settings,
      desk: { ...settings.desk, place: BENCH_DESK },
      limits: { ...settings.limits, messagesPerMinute: 1_000_000_000 },
    },
    clock,
    log,
    alarm: { raise: (_key, message) => log.error({}, message), clear: () => {} },
  });
  await engine.start();

  let messages = 0;
  // A folder may be opened again, and knows the messages of the time before.
  const run = Date.now().toString(36);
  const submit = async (asker: number, text: string): Promise<string> => {
    messages += 1;
    const message = `${run}.${messages}`;
    const id = `bench/${asker}/${message}`;
    await engine.submit({
      kind: 'message',
      id,
      at: clock.now(),
      place: askerPlace(asker),
      author: { id: `u${asker}`, name: `Asker ${asker}` },
      message,
      text,
      addressed: true,
      private: true,
    });
    return id;
  };
  return {
    engine,
    store,
    question,
    library,
    snapshots: () => snapshots,
    syncs: () => counted.syncs(),
    forgetSyncs: () => counted.reset(),
    pass(milliseconds) {
      jumped += milliseconds;
    },
    async ask(asker, text) {
      await submit(asker, text);
    },
    async askAndHear(asker, text) {
      await waiting.settled(await submit(asker, text));
    },
    async drain() {
      while ((await store.status()).effects > 0) await new Promise((resolve) => setTimeout(resolve, 1));
    },
    async close() {
      await engine.stop();
      await store.close();
    },
  };
}

/** Watches commits go by, to know when everything that a message led to is settled. */
function followSettlements(store: Store): { settled(event: string): Promise<void> } {
  const eventOf = new Map<string, string>();
  const open = new Map<string, { left: number; promise: Promise<void>; resolve: () => void }>();
  const commit = store.commit.bind(store);
  store.commit = async (change) => {
    const { seen, effects, settles } = change;
    if (seen && effects.length > 0) {
      let resolve = (): void => {};
      const promise = new Promise<void>((done) => {
        resolve = done;
      });
      open.set(seen.id, { left: effects.length, promise, resolve });
      for (const { key } of effects) eventOf.set(key, seen.id);
    }
    const committed = await commit(change);
    const event = settles === undefined ? undefined : eventOf.get(settles);
    if (committed.ok && settles !== undefined && event !== undefined) {
      eventOf.delete(settles);
      const found = open.get(event);
      if (found) {
        found.left -= 1;
        if (found.left === 0) {
          open.delete(event);
          found.resolve();
        }
      }
    }
    return committed;
  };
  return { settled: (event) => open.get(event)?.promise ?? Promise.resolve() };
}
