import { Readable } from 'node:stream';
import type { FileRefusal, SpooledFile } from './content.js';
import { FirstlineError } from './error.js';
import { cleanName, type FileRules, HEAD, refusedType, typeOf } from './file-rules.js';
import type { Files } from './ports/files.js';

/**
 * What became of a file at the door of the spool. `broken`: its sender did not send it to its end, or too many arrive at
 * once; it may be sent again.
 */
export type Admitted =
  | { readonly kind: 'spooled'; readonly file: SpooledFile }
  | { readonly kind: 'refused'; readonly why: FileRefusal; readonly cause?: unknown }
  | { readonly kind: 'broken'; readonly cause: unknown };

/** Takes a file into the spool, if the rules let it. Its type is what its bytes say. Never rejects. */
export async function admit(
  files: Pick<Files, 'put'>,
  rules: FileRules,
  sent: { readonly bytes: Readable; readonly name: string; readonly type: string },
): Promise<Admitted> {
  // It may break before the spool begins to read it, which must not end the process: whoever reads it then is told.
  sent.bytes.on('error', () => {});
  const name = cleanName(sent.name);
  const found: { why?: FileRefusal; broken?: unknown; type: string } = { type: sent.type };

  class Refused extends Error {}
  const refuse = (why: FileRefusal): never => {
    found.why = why;
    throw new Refused(why);
  };
  const judge = (head: Buffer): void => {
    found.type = typeOf(head, sent.type);
    if (refusedType(name, found.type, rules)) refuse('type');
  };
  async function* judged(): AsyncGenerator<Buffer> {
    let head: Buffer | undefined = Buffer.alloc(0);
    let size = 0;
    try {
      for await (const chunk of sent.bytes) {
        const block = Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk);
        size += block.length;
        if (size > rules.maxBytes) refuse('too-large');
        if (head === undefined) {
          yield block;
          continue;
        }
        head = Buffer.concat([head, block]);
        if (head.length < HEAD) continue;
        judge(head);
        yield head;
        head = undefined;
      }
      if (head !== undefined) {
        if (head.length === 0) refuse('empty');
        judge(head);
        yield head;
      }
    } catch (error) {
      if (!(error instanceof Refused)) found.broken = error;
      throw error;
    }
  }

  try {
    const file = await files.put(Readable.from(judged(), { objectMode: false }), { name, type: sent.type });
    return { kind: 'spooled', file: { ...file, type: found.type } };
  } catch (cause) {
    if (found.why) return { kind: 'refused', why: found.why };
    if (found.broken !== undefined) return { kind: 'broken', cause: found.broken };
    if (cause instanceof FirstlineError && cause.code === 'files.busy') return { kind: 'broken', cause };
    return { kind: 'refused', why: 'full', cause };
  } finally {
    sent.bytes.destroy();
  }
}
