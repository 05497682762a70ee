import type { DiskFile } from '../disk.js';

const BLOCK = 1024 * 1024;

/** A line of a file, without its line feed. */
export interface RawLine {
  readonly bytes: Buffer;
  readonly offset: number;
  /** From 1. */
  readonly number: number;
  /** Whether a line feed stood behind it. */
  readonly ended: boolean;
}

/** The lines of a file, block by block. */
export async function* rawLines(file: DiskFile): AsyncGenerator<readonly RawLine[]> {
  const { size } = await file.stat();
  let rest: Buffer[] = [];
  let offset = 0;
  let number = 0;
  for (let position = 0; position < size; ) {
    const block = await file.read(position, Math.min(BLOCK, size - position));
    if (block.length === 0) break;
    position += block.length;
    const lines: RawLine[] = [];
    let start = 0;
    for (let end = block.indexOf(0x0a); end >= 0; end = block.indexOf(0x0a, start)) {
      const piece = block.subarray(start, end);
      const bytes = rest.length === 0 ? piece : Buffer.concat([...rest, piece]);
      rest = [];
      number += 1;
      lines.push({ bytes, offset, number, ended: true });
      offset += bytes.length + 1;
      start = end + 1;
    }
    if (start < block.length) rest.push(block.subarray(start));
    yield lines;
  }
  if (rest.length > 0) yield [{ bytes: Buffer.concat(rest), offset, number: number + 1, ended: false }];
}
