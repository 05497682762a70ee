import { MOODS, type Mood, URGENCIES, type Urgency } from '../../src/core/triage.js';
import type { LabelledMessage } from '../files/csv.js';
import { pseudoRandom, shuffle } from '../random.js';
import { dot, logistic, type Sparse, sigmoid } from './logistic.js';
import { type Tone, toneOf } from './tone.js';

/** From which probability on something other than `normal` and `calm` is said. */
export interface ToneThresholds {
  /** Of high and critical together. */
  readonly alarm: number;
  readonly low: number;
  /** Of upset and angry together. */
  readonly upset: number;
  readonly angry: number;
}

/** What was learnt, as plain data: for each level one weight for each feature, the constant last. */
export interface ToneModel {
  readonly names: readonly string[];
  readonly urgency: readonly Float64Array[];
  readonly mood: readonly Float64Array[];
  readonly thresholds: ToneThresholds;
}

/** Probabilities, in the order of {@link URGENCIES} and {@link MOODS}; each sums to 1. */
interface Judged {
  readonly urgency: readonly number[];
  readonly mood: readonly number[];
}

/** What an error costs in training. Chosen by cross-validation. */
const COST = 3;
/** A feature that fewer messages have teaches nothing. */
const LEAST = 2;
const FOLDS = 10;
const SHUFFLES = 3;
/** A weight that moves no probability by a thousandth is left out. */
const NEGLIGIBLE = 0.02;

/** Learns from labelled messages, in some hundredths of a second. Deterministic. */
export function learnTone(messages: readonly LabelledMessage[]): ToneModel {
  const tones = messages.map(({ text }) => toneOf(text));
  const names = namesOf(tones);
  const model = train(messages, tones, names);
  const kept = names.filter((_, i) =>
    [...model.urgency, ...model.mood].some((weights) => Math.abs(weights[i] ?? 0) > NEGLIGIBLE),
  );
  const index = new Map(names.map((name, i) => [name, i]));
  const keep = (weights: Float64Array): Float64Array =>
    Float64Array.from([...kept.map((name) => weights[index.get(name) ?? -1] ?? 0), weights.at(-1) ?? 0]);
  return {
    names: kept,
    urgency: model.urgency.map(keep),
    mood: model.mood.map(keep),
    thresholds: thresholdsOf(messages, judgeLeftOut(messages, tones)),
  };
}

/** What a model says of a text, with how much each feature speaks for each level. */
export function createToneJudge({ names, urgency, mood, thresholds }: ToneModel): {
  judge(tone: Tone): { readonly urgency: Urgency; readonly mood: Mood };
  /** How much a feature, as it weighs in the text, speaks for a level against the ordinary one. */
  speaksFor(level: Urgency | Mood, name: string): number;
} {
  const index = new Map(names.map((name, i) => [name, i]));
  const levels = new Map<string, readonly [Float64Array | undefined, Float64Array | undefined]>([
    ...URGENCIES.map((level, i) => [level, [urgency[i], urgency[1]]] as const),
    ...MOODS.map((level, i) => [level, [mood[i], mood[0]]] as const),
  ]);
  return {
    judge(tone) {
      const row = sparse(tone, index);
      return decide({ urgency: shares(urgency, row), mood: shares(mood, row) }, thresholds);
    },
    speaksFor(level, name) {
      const at = index.get(name);
      const [own, ordinary] = levels.get(level) ?? [];
      return at === undefined ? 0 : (own?.[at] ?? 0) - (ordinary?.[at] ?? 0);
    },
  };
}

function decide({ urgency, mood }: Judged, thresholds: ToneThresholds): { urgency: Urgency; mood: Mood } {
  const [low = 0, , high = 0, critical = 0] = urgency;
  const [, upset = 0, angry = 0] = mood;
  return {
    urgency:
      high + critical >= thresholds.alarm
        ? critical > high
          ? 'critical'
          : 'high'
        : low >= thresholds.low
          ? 'low'
          : 'normal',
    mood: angry >= thresholds.angry ? 'angry' : upset + angry >= thresholds.upset ? 'upset' : 'calm',
  };
}

function namesOf(tones: readonly Tone[]): string[] {
  const seen = new Map<string, number>();
  for (const { features } of tones)
    for (const name of features.keys()) seen.set(name, (seen.get(name) ?? 0) + 1);
  return [...seen].filter(([, times]) => times >= LEAST).map(([name]) => name);
}

function train(
  messages: readonly LabelledMessage[],
  tones: readonly Tone[],
  names: readonly string[],
): Pick<ToneModel, 'urgency' | 'mood'> {
  const index = new Map(names.map((name, i) => [name, i]));
  const rows = tones.map((tone) => sparse(tone, index));
  const learn = (yes: (message: LabelledMessage) => boolean): Float64Array =>
    logistic(rows, messages.map(yes), names.length + 1, COST);
  return {
    urgency: URGENCIES.map((level) => learn(({ urgency }) => urgency === level)),
    mood: MOODS.map((level) => learn(({ mood }) => mood === level)),
  };
}

/** What models say of each message that have not seen it; several opinions for each. */
function judgeLeftOut(messages: readonly LabelledMessage[], tones: readonly Tone[]): Judged[][] {
  const opinions: Judged[][] = messages.map(() => []);
  const order = messages.map((_, i) => i);
  const random = pseudoRandom(11);
  for (let round = 0; round < SHUFFLES; round++) {
    shuffle(order, random);
    for (let fold = 0; fold < FOLDS; fold++) {
      const rest = order.filter((_, at) => at % FOLDS !== fold);
      const seen = rest.flatMap((i) => tones[i] ?? []);
      const names = namesOf(seen);
      const index = new Map(names.map((name, i) => [name, i]));
      const { urgency, mood } = train(
        rest.flatMap((i) => messages[i] ?? []),
        seen,
        names,
      );
      for (const i of order.filter((_, at) => at % FOLDS === fold)) {
        const tone = tones[i];
        if (!tone) continue;
        const row = sparse(tone, index);
        opinions[i]?.push({ urgency: shares(urgency, row), mood: shares(mood, row) });
      }
    }
  }
  return opinions;
}

/**
 * The share of messages without an alarm (without that mood, not low) that may be taken for one. The ordinary ones among
 * the labelled messages are trickier than most, so at a help desk it is less.
 */
const FALSE_ALARMS: Readonly<Record<keyof ToneThresholds, number>> = {
  alarm: 0.028,
  low: 0.018,
  upset: 0.025,
  angry: 0.009,
};

/** The lowest thresholds that keep {@link FALSE_ALARMS} on messages that were left out. */
function thresholdsOf(
  messages: readonly LabelledMessage[],
  opinions: readonly (readonly Judged[])[],
): ToneThresholds {
  const best = (
    what: keyof ToneThresholds,
    share: (judged: Judged) => number,
    truth: (message: LabelledMessage) => boolean,
  ): number => {
    const others = messages.flatMap((message, i) => (truth(message) ? [] : (opinions[i] ?? []).map(share)));
    others.sort((a, b) => b - a);
    const limit = others[Math.floor(others.length * FALSE_ALARMS[what])] ?? 1;
    return Math.ceil(limit * 100 + 1e-6) / 100;
  };
  return {
    alarm: best(
      'alarm',
      ({ urgency: [, , high = 0, critical = 0] }) => high + critical,
      ({ urgency }) => urgency === 'high' || urgency === 'critical',
    ),
    low: best(
      'low',
      ({ urgency: [low = 0] }) => low,
      ({ urgency }) => urgency === 'low',
    ),
    upset: best(
      'upset',
      ({ mood: [, upset = 0, angry = 0] }) => upset + angry,
      ({ mood }) => mood !== 'calm',
    ),
    angry: best(
      'angry',
      ({ mood: [, , angry = 0] }) => angry,
      ({ mood }) => mood === 'angry',
    ),
  };
}

function sparse({ features }: Tone, index: ReadonlyMap<string, number>): Sparse {
  const known = [...features].flatMap(([name, value]): [number, number][] => {
    const at = index.get(name);
    return at === undefined ? [] : [[at, value]];
  });
  return {
    features: Int32Array.from([...known.map(([at]) => at), index.size]),
    values: Float32Array.from([...known.map(([, value]) => value), 1]),
  };
}

function shares(levels: readonly Float64Array[], row: Sparse): number[] {
  const each = levels.map((weights) => sigmoid(dot(weights, row)));
  const sum = each.reduce((total, value) => total + value, 0);
  return each.map((value) => value / sum);
}
