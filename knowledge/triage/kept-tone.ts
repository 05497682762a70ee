import { MOODS, URGENCIES } from '../../src/core/triage.js';
import type { ToneModel } from './tone-model.js';

/** A model as it is kept in the code: feature names, and weights in steps of 1/{@link STEPS}. */
export interface KeptTone {
  /** One name a line. */
  readonly names: string;
  /** 16-bit whole numbers, little-endian, in base64: level by level (urgencies, then moods), the constant last in each. */
  readonly weights: string;
  readonly thresholds: ToneModel['thresholds'];
}

const STEPS = 1024;
const LIMIT = 32_767;

/** Turns a model into what is kept in the code. */
export function keepTone({ names, urgency, mood, thresholds }: ToneModel): KeptTone {
  const weights = [...urgency, ...mood].flatMap((level) => [...level]);
  const bytes = Buffer.alloc(weights.length * 2);
  for (const [i, weight] of weights.entries())
    bytes.writeInt16LE(Math.max(-LIMIT, Math.min(LIMIT, Math.round(weight * STEPS))), i * 2);
  return { names: names.join('\n'), weights: bytes.toString('base64'), thresholds };
}

/** The model again, as exact as its steps are. */
export function keptTone({ names, weights, thresholds }: KeptTone): ToneModel {
  const list = names.split('\n');
  const bytes = Buffer.from(weights, 'base64');
  const size = list.length + 1;
  const level = (at: number): Float64Array =>
    Float64Array.from({ length: size }, (_, i) => bytes.readInt16LE((at * size + i) * 2) / STEPS);
  return {
    names: list,
    urgency: URGENCIES.map((_, i) => level(i)),
    mood: MOODS.map((_, i) => level(URGENCIES.length + i)),
    thresholds,
  };
}
