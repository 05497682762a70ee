import type { Counts } from './conversation.js';
import type { Probe } from './wire.js';
import type { Metrics } from './world.js';

/** The bot at one moment. */
export interface Sample extends Probe, Metrics {
  /** Seconds since the beginning. */
  readonly at: number;
  /** What people had done by then: messages, presses, edits and so on. */
  readonly acts: number;
  readonly messages: number;
  /** Acts of which nothing came. */
  readonly lost: number;
  /** Bytes that a bot which forgets nothing may hold by then, as `npm run bench` measured them: see {@link footprintOf}. */
  readonly footprint: number;
}

/** One line of the verdict. */
export interface Rule {
  readonly name: string;
  readonly holds: boolean;
  readonly measured: string;
  readonly limit: string;
}

/** What the samples say. */
export interface Verdict {
  readonly holds: boolean;
  readonly rules: readonly Rule[];
  /** Bytes by which the heap grew for each act after the first third, and by which it may. */
  readonly bytesAnAct: number;
  readonly footprintAnAct: number;
  /** The same for the heap as it is, in percent of its level in ten minutes. */
  readonly heapInTenMinutes: number;
  readonly delayP99: number;
  readonly actsASecond: number;
}

/** What stays in memory for ever, in bytes: the cold figures of `npm run bench -- --only footprint`. */
const COLD = { question: 700, case: 4_800, relayed: 880 };
/** In percent of the level, in ten minutes. */
const SLOPE = 2;
/** In percent: how far the last third may lie above the one before. */
const STEP = 5;
/** Timers, handles and listeners come and go with the work: by how much the last third may be above the second. */
const MORE = 1.1;
/** Of a few, some more are no leak. */
const SLACK = 10;

/** What the store keeps by design of what was done. */
export function footprintOf({ acts, messages }: Pick<Counts, 'acts' | 'messages'>): number {
  const { handoff = 0, reopening = 0, question = 0, unclear = 0, 'small talk': small = 0 } = acts;
  const questions = question + unclear + small;
  const relayed = messages - questions - handoff - reopening;
  return questions * COLD.question + (handoff + reopening) * COLD.case + relayed * COLD.relayed;
}

/**
 * Whether the bot holds no more at the end than before. The first third is for code and caches to become warm. Memory
 * is the heap after garbage was collected, without what the store keeps by design.
 */
export function verdict(samples: readonly Sample[], errors: readonly string[] = []): Verdict {
  const last = samples.at(-1);
  if (!last || samples.length < 9) throw new Error('a verdict needs nine samples');
  const [, middle, end] = thirds(samples);
  const warm = [...middle, ...end];
  const own = ({ heap, footprint }: Sample): number => heap - footprint;
  const slope = inTenMinutes(warm, own);
  const step = 100 * (median(end, own) / median(middle, own) - 1);
  const rules: Rule[] = [
    below('heap without what is kept by design, slope in ten minutes', slope, SLOPE, '%'),
    below('the same, last third over the second', step, STEP, '%'),
    ...(
      [
        ['timers of the process', (sample) => sample.timers],
        ['handles', handlesOf],
        ['listeners', ({ listeners }) => listeners],
        ['most listeners on one emitter', ({ mostListeners }) => mostListeners],
        ['timers of the store', ({ due }) => due],
      ] as const satisfies readonly (readonly [string, (sample: Sample) => number])[]
    ).map(([name, of]) =>
      below(`${name}, median of the last third`, median(end, of), median(middle, of) * MORE + SLACK, ''),
    ),
    below('outbox at the end', last.outbox, 0, ''),
    below('lost', last.lost, 0, ''),
    below('errors and warnings', errors.length, 0, ''),
  ];
  const [first = last] = warm;
  const acts = last.acts - first.acts;
  return {
    holds: rules.every(({ holds }) => holds),
    rules,
    bytesAnAct: perAct(warm, ({ heap }) => heap),
    footprintAnAct: (last.footprint - first.footprint) / Math.max(1, acts),
    heapInTenMinutes: inTenMinutes(warm, ({ heap }) => heap),
    delayP99: median(warm, ({ delay }) => delay),
    actsASecond: acts / (last.at - first.at),
  };
}

/** What holds the process. */
export function handlesOf({ handles }: Probe): number {
  return Object.values(handles).reduce((sum, count) => sum + count, 0);
}

function below(name: string, measured: number, limit: number, unit: string): Rule {
  const text = (of: number): string => `${Number(of.toFixed(2))}${unit && ` ${unit}`}`;
  return { name, holds: measured <= limit, measured: text(measured), limit: text(limit) };
}

function thirds(
  samples: readonly Sample[],
): readonly [readonly Sample[], readonly Sample[], readonly Sample[]] {
  const last = samples.at(-1)?.at ?? 0;
  const of = (third: number): readonly Sample[] =>
    samples.filter(({ at }) => Math.min(2, Math.floor((3 * at) / last)) === third);
  return [of(0), of(1), of(2)];
}

/** The slope of the line of least squares, in percent of the level in ten minutes. */
function inTenMinutes(samples: readonly Sample[], of: (sample: Sample) => number): number {
  return (100 * 600 * slopeOf(samples, ({ at }) => at, of)) / median(samples, of);
}

function perAct(samples: readonly Sample[], of: (sample: Sample) => number): number {
  return slopeOf(samples, ({ acts }) => acts, of);
}

function slopeOf(
  samples: readonly Sample[],
  x: (sample: Sample) => number,
  y: (sample: Sample) => number,
): number {
  const mean = (of: (sample: Sample) => number): number =>
    samples.reduce((sum, sample) => sum + of(sample), 0) / samples.length;
  const [middleX, middleY] = [mean(x), mean(y)];
  const square = samples.reduce((sum, sample) => sum + (x(sample) - middleX) ** 2, 0);
  const both = samples.reduce((sum, sample) => sum + (x(sample) - middleX) * (y(sample) - middleY), 0);
  return square === 0 ? 0 : both / square;
}

function median(samples: readonly Sample[], of: (sample: Sample) => number): number {
  const sorted = samples.map(of).sort((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  const [low = 0, high = 0] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[half]];
  return (low + high) / 2;
}
