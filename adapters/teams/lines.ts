import { bareText } from '../../src/core/content.js';
import type { MessageRef, Persona } from '../../src/core/effect.js';
import { caseStream, type NumberedLine, placeStream } from '../../src/core/line.js';
import type { Records } from '../../src/core/ports/store.js';

/** What stands in the transcripts about messages: Teams gives no message back to a bot that asks for it. */
export interface Lines {
  of(message: MessageRef): Promise<NumberedLine | undefined>;
  /** The words of a message, without marks. */
  wordsOf(message: MessageRef): Promise<string | undefined>;
  /** Who speaks in a message of ours: a person whose words it repeats. */
  speakerOf(message: MessageRef): Promise<Persona | undefined>;
}

/** Builds the look into the transcripts. */
export function createLines(records: Pick<Records, 'read' | 'tail'>): Lines {
  async function of({ place, id }: MessageRef): Promise<NumberedLine | undefined> {
    const key = `thread/${place}` as const;
    const value = (await records.read([key])).get(key)?.value;
    const thread = value && 'case' in value && typeof value.case === 'number' ? value.case : undefined;
    const stream = thread === undefined ? placeStream(place) : caseStream(thread);
    const [line] = await records.tail({ stream, message: id, limit: 1 });
    return line;
  }
  return {
    of,
    async wordsOf(message) {
      const line = await of(message);
      return line && bareText(line.content);
    },
    async speakerOf(message) {
      const line = await of(message);
      const spoken = line?.voice === 'asker' || line?.voice === 'staff';
      return spoken && line.author ? { name: line.author.name } : undefined;
    },
  };
}
