import type { Article } from '../../src/core/article.js';
import type { Trial } from '../confidence/choice.js';
import type { Confidence } from '../confidence/confidence.js';
import type { Shelf } from './kept-model.js';
import type { KnowledgeOptions } from './model.js';

/** What the training thread is started with. */
export interface Order extends Omit<KnowledgeOptions, 'log'> {
  readonly selections: readonly Selection[];
  /** Whether a second thread is to help, and how much heap in megabytes it may take. */
  readonly second?: { readonly heap?: number };
  /** Where it keeps the models. */
  readonly shelf?: Shelf;
}

/** What to train a model on. */
export interface Selection {
  readonly version: string;
  /** Its articles, as places among those that come. */
  readonly places: Int32Array;
  /** Of each round of cross-validation whether some thread has taken it; shared by both. */
  readonly taken: Int32Array;
}

/** The articles of a selection. */
export function selected({ places }: Selection, articles: readonly Article[]): Article[] {
  return Array.from(places, (place) => articles[place]).filter((article) => article !== undefined);
}

/** Takes rounds, each for the one thread that asks first. */
export function taker({ taken }: Selection): (round: number) => boolean {
  return (round) => Atomics.exchange(taken, round, 1) === 0;
}

/** To the training thread: articles, some at a time, and then that these were all. */
export type Request =
  | { readonly kind: 'articles'; readonly articles: readonly Article[] }
  | { readonly kind: 'train' };

/** From it, of each selection: the model as soon as it can answer, its own confidences, and what became of its file. */
export type Report =
  | { readonly kind: 'model'; readonly index: number; readonly bytes: SharedArrayBuffer }
  | {
      readonly kind: 'confidence';
      readonly index: number;
      readonly confidence: Confidence;
      readonly ms: number;
    }
  | { readonly kind: 'unkept'; readonly reason: string }
  /** The second thread failed: the first one does everything. */
  | { readonly kind: 'alone'; readonly reason: string };

/** From the second thread to the first: the rounds of a selection that it did. */
export interface RoundsReport {
  readonly index: number;
  readonly rounds: readonly (readonly Trial[] | undefined)[];
}
