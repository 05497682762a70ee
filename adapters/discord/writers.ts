import { caseStream, placeStream } from '../../src/core/line.js';
import type { Records } from '../../src/core/ports/store.js';
import { messageId, placeOf, type Spot } from './places.js';

/** Recent messages whose writers are remembered. */
const MOST = 10_000;

/**
 * Who wrote what was deleted. Discord tells neither that nor who deleted it: the writer or a moderator, who may. It
 * counts as the writer's doing.
 */
export interface Writers {
  saw(message: string, user: string): void;
  /** The platform's id of whoever wrote a message; undefined where it is none that was heard. */
  of(spot: Spot, channel: string, message: string): Promise<string | undefined>;
}

/** Builds the memory of writers: what was heard lately, and what stands in the transcripts. */
export function createWriters(options: {
  readonly records: Pick<Records, 'read' | 'tail'>;
  /** How Discord knows a person of the roster. */
  readonly handleOf: (person: string) => string | undefined;
}): Writers {
  const { records, handleOf } = options;
  const recent = new Map<string, string>();

  /** The stream of the lines of a place: that of its case, where it is a thread of the desk. */
  async function streamOf(spot: Spot): Promise<string> {
    const key = `thread/${placeOf(spot)}` as const;
    const value = (await records.read([key])).get(key)?.value;
    return value && 'case' in value && typeof value.case === 'number'
      ? caseStream(value.case)
      : placeStream(placeOf(spot));
  }

  return {
    saw(message, user) {
      if (recent.size >= MOST) recent.clear();
      recent.set(message, user);
    },
    async of(spot, channel, message) {
      const known = recent.get(message);
      if (known !== undefined) return known;
      const stream = await streamOf(spot);
      const [line] = await records.tail({ stream, message: messageId(spot, channel, message), limit: 1 });
      const writer = line?.author?.id;
      return writer === undefined ? undefined : (handleOf(writer) ?? writer);
    },
  };
}
