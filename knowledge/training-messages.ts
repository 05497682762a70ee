import type { Article } from '../src/core/article.js';
import type { Confidence } from './confidence.js';
import type { Shelf } from './kept-model.js';
import type { KnowledgeOptions } from './model.js';

/** What the training thread is started with. */
export interface Order extends Omit<KnowledgeOptions, 'log'> {
  /** What to train on: for each model its version, and its articles as places among those that come. */
  readonly selections: readonly { readonly version: string; readonly places: Int32Array }[];
  /** Where it keeps the models. */
  readonly shelf?: Shelf;
}

/** To the training thread: articles, some at a time, and then that these were all. */
export type Request =
  | { readonly kind: 'articles'; readonly articles: readonly Article[] }
  | { readonly kind: 'train' };

/** From it, of each selection: the model as soon as it can answer, its own confidences, and what became of its file. */
export type Report =
  | { readonly kind: 'model'; readonly index: number; readonly bytes: ArrayBuffer }
  | {
      readonly kind: 'confidence';
      readonly index: number;
      readonly confidence: Confidence;
      readonly ms: number;
    }
  | { readonly kind: 'unkept'; readonly reason: string };
