import type { Article } from '../src/core/article.js';
import type { Confidence } from './confidence.js';
import type { Shelf } from './kept-model.js';

/** What the training thread is started with. */
export interface Order {
  readonly version: string;
  readonly wrong?: number;
  readonly unknown?: number;
  /** Where it keeps the model. */
  readonly shelf?: Shelf;
}

/** To the training thread: articles, some at a time, and then that these were all. */
export type Request =
  | { readonly kind: 'articles'; readonly articles: readonly Article[] }
  | { readonly kind: 'train' };

/** From it: the model as soon as it can answer, its own confidences, and what became of its file. */
export type Report =
  | { readonly kind: 'model'; readonly bytes: ArrayBuffer }
  | { readonly kind: 'confidence'; readonly confidence: Confidence; readonly ms: number }
  | { readonly kind: 'unkept'; readonly reason: string };
