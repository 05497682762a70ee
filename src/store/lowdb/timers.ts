import type { Timer } from '../../core/timer.js';
import { Agenda } from './agenda.js';
import type { Written } from './change.js';

/** Timers by key, as JSON, and by when they are due. */
export class Timers {
  readonly entries = new Map<string, { readonly at: number; readonly text: string }>();
  readonly #agenda = new Agenda();

  get nextAt(): number | undefined {
    return this.#agenda.first()?.rank;
  }

  set({ value, text }: Written<Timer>): void {
    this.entries.set(value.key, { at: value.at, text });
    this.#agenda.set(value.key, value.at);
  }

  cancel(key: string): void {
    this.entries.delete(key);
    this.#agenda.delete(key);
  }

  due(now: number, limit: number): Timer[] {
    return this.#agenda.upTo(now, limit).flatMap((key): Timer[] => {
      const entry = this.entries.get(key);
      return entry === undefined ? [] : [JSON.parse(entry.text)];
    });
  }
}
