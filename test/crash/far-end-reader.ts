import { closeSync, openSync, readSync } from 'node:fs';
import type { WireLine } from '../../adapters/web/page/wire.js';
import type { PlaceKey } from '../../src/core/place.js';
import type { Delivery } from '../support/recording-channel.js';
import { Violation } from './violation.js';

/** A line as its readers see it. */
export type Seen = Partial<Omit<WireLine, 'message'>> & { readonly message?: string };

/** What the messages of a place look like after everything that arrived there; a second arrival counts once. */
export function folded(entries: readonly Delivery[]): readonly Seen[] {
  const messages = new Map<string, Seen & { reactions: string[] }>();
  for (const { key, kind, message, content, emoji } of entries) {
    const id = firstArrival(message.id);
    const known = messages.get(id);
    if (kind === 'say' || kind === 'whisper' || kind === 'open') {
      if (!known && content) messages.set(id, { ...content, message: message.id, reactions: [] });
    } else if (!known) throw new Violation(`${key} changes ${message.id}, which never arrived`);
    else if (kind === 'revise')
      messages.set(id, { ...content, message: message.id, reactions: known.reactions });
    else if (kind === 'retract') messages.set(id, { ...known, deleted: true });
    else if (kind === 'react' && emoji) known.reactions.push(emoji);
  }
  return [...messages.values()];
}

/** The recording channel names a message by its effect and how many came before: without the latter. */
function firstArrival(id: string): string {
  return id.replace(/(\.\d+)\.\d+$/, '$1');
}

/** Follows the memory of a far end while the process writes to it. */
export class FarEndReader {
  readonly entries: Delivery[] = [];
  readonly #byPlace = new Map<PlaceKey, Delivery[]>();
  #offset = 0;
  #rest = Buffer.alloc(0);

  constructor(private readonly file: string) {}

  at(place: PlaceKey): readonly Delivery[] {
    this.read();
    return this.#byPlace.get(place) ?? [];
  }

  read(): void {
    const handle = openSync(this.file, 'a+');
    try {
      for (;;) {
        const chunk = Buffer.alloc(65_536);
        const length = readSync(handle, chunk, 0, chunk.length, this.#offset);
        if (length === 0) break;
        this.#offset += length;
        this.#rest = Buffer.concat([this.#rest, chunk.subarray(0, length)]);
      }
    } finally {
      closeSync(handle);
    }
    for (let end = this.#rest.indexOf(10); end >= 0; end = this.#rest.indexOf(10)) {
      const text = this.#rest.subarray(0, end).toString();
      this.#rest = this.#rest.subarray(end + 1);
      const entry = arrival(text);
      if (!entry) continue;
      this.entries.push(entry);
      const here = this.#byPlace.get(entry.message.place);
      if (here) here.push(entry);
      else this.#byPlace.set(entry.message.place, [entry]);
    }
  }
}

/** One line of the memory; undefined where the process was killed in the middle of it, so that nothing arrived. */
function arrival(text: string): Delivery | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
