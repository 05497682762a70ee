import type { Work } from '../effect.js';
import type { Outcome } from './channel.js';

/** What a worker hands back: its output, or why it could not. */
export type WorkDone =
  | { readonly kind: 'result'; readonly output: unknown }
  | Exclude<Outcome, { kind: 'delivered' }>;

/** Runs effects that are not messages: a lookup, a transcription, a webhook. */
export interface Worker {
  readonly name: string;
  /** May be run again after a crash: it must be harmless twice, or recognise `effect.key`. */
  run(effect: Work, signal: AbortSignal): Promise<WorkDone>;
}
