import { caseStream, type NumberedLine, placeStream } from '../../src/core/line.js';
import { type PlaceKey, platformOf } from '../../src/core/place.js';
import { silentLog } from '../../src/core/ports/ambient.js';
import type { Store } from '../../src/core/ports/store.js';
import type { RecordKey } from '../../src/core/records.js';
import { openStore } from '../../src/store/lowdb/store.js';
import type { Delivery } from '../support/recording-channel.js';
import { difference, normalised } from './normalise.js';
import type { Asker } from './players.js';
import { PLATFORMS } from './wire.js';

const ALL = 1_000_000;

/** What was played, by name, with whoever asked. */
export interface Played {
  readonly name: string;
  readonly wave: string;
  readonly asker: Asker;
  /** The texts that were acknowledged in one go, for whom nothing else is compared. */
  readonly hurried?: readonly string[];
}

/** What a run left behind: in the data folder, and at the far ends. */
export interface Remains {
  readonly dataDir: string;
  readonly far: readonly Delivery[];
  readonly now: number;
}

/** What was counted while looking. */
export interface Verified {
  readonly delivered: number;
  /** Arrived a second time where the platform can look up: never. */
  readonly duplicates: number;
  /** Arrived a second time where it cannot: the documented window. */
  readonly blindDuplicates: number;
  /** Shown as withdrawn, though it had arrived. */
  readonly withdrawnArrived: number;
  readonly problems: readonly string[];
  /** Each conversation, normalised. */
  readonly told: ReadonlyMap<string, string>;
}

/** Looks at everything that a run left, with the process gone. `calm`: what the same conversations leave in peace. */
export async function verify(
  remains: Remains,
  played: readonly Played[],
  calm?: ReadonlyMap<string, string>,
): Promise<Verified> {
  const clock = { now: () => remains.now };
  const store = await openStore({ folder: remains.dataDir, clock, log: silentLog });
  try {
    const problems: string[] = [];
    const told = new Map<string, string>();
    const far = new FarEnds(remains.far);
    problems.push(...far.problems);
    let withdrawnArrived = 0;
    await everythingSettled(store, problems);
    for (const each of played) {
      const { name, wave, asker } = each;
      const lines = await linesOf(store, asker.place);
      const label = `${name} of wave ${wave}`;
      const recording = platformOf(asker.place) !== 'web';
      for (const problem of lineProblems(lines, recording ? far.at(asker.place) : undefined)) {
        if (problem.kind === 'withdrawn but arrived') withdrawnArrived += 1;
        else problems.push(`${label}: ${problem.kind}: ${problem.line}`);
      }
      if (each.hurried) {
        const heard = lines.filter(({ voice }) => voice === 'asker').map(({ content }) => content.text);
        if (JSON.stringify(heard) !== JSON.stringify(each.hurried))
          problems.push(
            `${label}: acknowledged ${JSON.stringify(each.hurried)}, kept ${JSON.stringify(heard)}`,
          );
        continue;
      }
      const text = normalised(await leftBy(store, asker, lines, far), asker.known);
      told.set(name, text);
      const expected = calm?.get(name);
      if (expected !== undefined && expected !== text)
        problems.push(`${label} differs from the calm run.\n${difference(expected, text)}`);
    }
    return {
      delivered: far.delivered,
      duplicates: far.duplicates(PLATFORMS.lookup),
      blindDuplicates: far.duplicates(PLATFORMS.blind),
      withdrawnArrived,
      problems,
      told,
    };
  } finally {
    await store.close();
  }
}

/** Nothing is on its way, and every open case has its timer (rule 5). */
async function everythingSettled(store: Store, problems: string[]): Promise<void> {
  const status = await store.status();
  if (status.effects > 0) problems.push(`${status.effects} effects are still in the outbox`);
  const timers = (await store.due({ now: Number.MAX_SAFE_INTEGER, limit: ALL })).flatMap(({ purpose }) =>
    purpose.kind === 'case' ? [purpose.case] : [],
  );
  const open = await store.cases({ limit: ALL, open: true });
  const looked = new Set(timers);
  for (const { number } of open)
    if (!looked.has(number)) problems.push(`the open case ${number} has no timer`);
  if (timers.length !== open.length)
    problems.push(`there are ${timers.length} timers for ${open.length} open cases`);
}

/** Everything that one conversation left: records, transcripts of both sides, facts, and what arrived at the far end. */
async function leftBy(store: Store, asker: Asker, lines: readonly NumberedLine[], far: FarEnds) {
  const { place } = asker;
  const key = `conversation/${place}` as const;
  const conversation = await recordOf(store, key);
  const cases = (await store.cases({ limit: ALL }))
    .filter((found) => found.asker.place === place)
    .sort((a, b) => a.number - b.number);
  const threads = await Promise.all(
    cases.map(({ number }) => store.lines({ stream: caseStream(number), limit: ALL })),
  );
  const numbers = new Set(cases.map(({ number }) => number));
  const facts = (await allFacts(store)).filter(
    (fact) => fact.place === place || (fact.case !== undefined && numbers.has(fact.case)),
  );
  const receipts: unknown[] = [];
  for (const { effect } of [...lines, ...threads.flat()]) {
    if (effect !== undefined) receipts.push(await recordOf(store, `receipt/${effect}`));
  }
  return {
    conversation,
    asker: await recordOf(store, `asker/${platformOf(place)}:${place.split('/').at(-1)}`),
    cases,
    lines: lines.map(withoutNumber),
    threads: threads.map((thread) => thread.map(withoutNumber)),
    facts,
    receipts,
    arrived: platformOf(place) === 'web' ? [] : far.first(place),
  };
}

function withoutNumber({ n: _n, ...line }: NumberedLine) {
  return line;
}

const factsOf = new WeakMap<Store, Promise<Awaited<ReturnType<Store['facts']>>>>();

function allFacts(store: Store): ReturnType<Store['facts']> {
  const known = factsOf.get(store) ?? store.facts({ from: 0, limit: ALL });
  factsOf.set(store, known);
  return known;
}

async function recordOf(store: Store, key: RecordKey): Promise<unknown> {
  return (await store.read([key])).get(key)?.value;
}

function linesOf(store: Store, place: PlaceKey): Promise<readonly NumberedLine[]> {
  return store.lines({ stream: placeStream(place), limit: ALL });
}

interface LineProblem {
  readonly kind: string;
  readonly line: string;
}

/** What is wrong with the lines of a place, seen together with what arrived there. */
function lineProblems(
  lines: readonly NumberedLine[],
  arrived: readonly Delivery[] | undefined,
): LineProblem[] {
  const problems: LineProblem[] = [];
  const add = (kind: string, line: NumberedLine | Delivery): void =>
    void problems.push({ kind, line: JSON.stringify(line).slice(0, 300) });
  for (const line of lines) if (line.state === 'pending') add('still pending', line);
  if (!arrived) return problems;
  const saying = arrived.filter(({ kind }) => kind === 'say');
  const order = new Map([...saying].reverse().map((entry) => [entry.key, saying.indexOf(entry)]));
  let before = -1;
  const known = new Set<string>();
  for (const line of lines) {
    if (line.effect === undefined) continue;
    known.add(line.effect);
    const at = order.get(line.effect);
    if (line.state === 'delivered' && at === undefined) add('delivered, but never arrived', line);
    if (line.state === 'withdrawn' && at !== undefined) add('withdrawn but arrived', line);
    if (line.state !== 'delivered' || at === undefined) continue;
    // A reply that was sent again after a refusal stands where it was first written.
    if (at < before) add('arrived out of order', line);
    before = Math.max(before, at);
  }
  for (const entry of saying) if (!known.has(entry.key)) add('arrived, but nobody said it', entry);
  return problems;
}

/** What arrived at the far ends. */
class FarEnds {
  readonly problems: string[] = [];
  readonly #byPlace = new Map<PlaceKey, Delivery[]>();
  readonly #twice = new Map<string, number>();
  readonly delivered: number;

  constructor(entries: readonly Delivery[]) {
    const seen = new Set<string>();
    for (const entry of entries) {
      const here = this.#byPlace.get(entry.message.place);
      if (here) here.push(entry);
      else this.#byPlace.set(entry.message.place, [entry]);
      if (seen.has(entry.key)) {
        const platform = platformOf(entry.message.place);
        this.#twice.set(platform, this.duplicates(platform) + 1);
        if (platform === PLATFORMS.lookup)
          this.problems.push(`arrived twice: ${JSON.stringify(entry).slice(0, 300)}`);
      }
      seen.add(entry.key);
    }
    this.delivered = seen.size;
  }

  duplicates(platform: string): number {
    return this.#twice.get(platform) ?? 0;
  }

  at(place: PlaceKey): readonly Delivery[] {
    return this.#byPlace.get(place) ?? [];
  }

  /** What arrived in a place, in order, each for the first time. */
  first(place: PlaceKey): readonly Delivery[] {
    const seen = new Set<string>();
    return this.at(place).filter(({ key }) => !seen.has(key) && seen.add(key));
  }
}
