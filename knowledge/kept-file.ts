import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { breath } from './slices.js';

const DIGEST = 'sha256';
const DIGEST_BYTES = 32;
/** Bytes that are read, written or summed up at once: about a millisecond. */
const PIECE = 1024 * 1024;
let written = 0;

/**
 * Writes bytes to a file with their digest at the end. Whoever reads finds the whole file or none: it is written beside,
 * synced and renamed. Rejects if it cannot be written.
 */
export async function writeWhole(file: string, bytes: Uint8Array): Promise<void> {
  const part = `${file}.${process.pid}-${written++}.part`;
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  try {
    const handle = await open(part, 'w', 0o600);
    try {
      const digest = createHash(DIGEST);
      await writePieces(handle, bytes, digest);
      await handle.write(digest.digest());
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true }).catch(() => undefined);
    throw error;
  }
}

async function writePieces(handle: FileHandle, bytes: Uint8Array, digest: Hash): Promise<void> {
  for (let at = 0; at < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, at, Math.min(PIECE, bytes.length - at));
    digest.update(bytes.subarray(at, at + bytesWritten));
    at += bytesWritten;
    await breath();
  }
}

/** The bytes of a file that was written so. Rejects where it is not there, cut off or damaged. */
export async function readWhole(file: string): Promise<Uint8Array<ArrayBuffer>> {
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    if (size <= DIGEST_BYTES) throw new Error('The file is cut off.');
    const bytes = new Uint8Array(size - DIGEST_BYTES);
    const digest = createHash(DIGEST);
    for (let at = 0; at < bytes.length; ) {
      const { bytesRead } = await handle.read(bytes, at, Math.min(PIECE, bytes.length - at));
      if (bytesRead === 0) throw new Error('The file is cut off.');
      digest.update(bytes.subarray(at, at + bytesRead));
      at += bytesRead;
      await breath();
    }
    const told = Buffer.alloc(DIGEST_BYTES);
    await handle.read(told, 0, DIGEST_BYTES);
    if (!told.equals(digest.digest())) throw new Error('The file is damaged: its digest does not fit.');
    return bytes;
  } finally {
    await handle.close();
  }
}

/** Whether a file could not be read since it is not there. */
export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
