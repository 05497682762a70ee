import { constants, fstatSync, writeSync } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rename, rm, stat, utimes } from 'node:fs/promises';

/** One open file, as the store uses it. */
export interface DiskFile {
  /** Adds bytes at the end, or writes them at a position. Like the system's own call it may write fewer; returns how many. */
  write(bytes: Uint8Array, position?: number): Promise<number>;
  /** Reads up to `length` bytes from a position; fewer at the end of the file. */
  read(position: number, length: number): Promise<Buffer>;
  /** Resolves once the bytes (and the size) would survive a power cut. */
  datasync(): Promise<void>;
  truncate(size: number): Promise<void>;
  /** `links` is 0 once the file was removed or replaced under us. */
  stat(): Promise<{ readonly size: number; readonly links: number }>;
  close(): Promise<void>;
}

/** `read`: must exist. `append`: made if missing, writes go to the end. `create`: must not exist. `update`: made if missing, positioned writes. */
export type OpenMode = 'read' | 'append' | 'create' | 'update';

/** What the store needs of a file system, so that tests can put a failing one below it. */
export interface Disk {
  open(path: string, mode: OpenMode): Promise<DiskFile>;
  /** Names in a folder, sorted. */
  list(folder: string): Promise<readonly string[]>;
  /** Undefined where there is nothing. */
  stat(path: string): Promise<{ readonly size: number; readonly modifiedAt: number } | undefined>;
  /** Sets when a file was modified, milliseconds since 1970. */
  touch(path: string, at: number): Promise<void>;
  /** Makes a folder (and those above it) for this user alone, if missing. */
  makeFolder(path: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  /** Removing what is not there is fine. */
  remove(path: string): Promise<void>;
  /** Makes creations, renames and removals in this folder survive a power cut. */
  syncFolder(path: string): Promise<void>;
}

const FLAGS: Record<OpenMode, number> = {
  read: constants.O_RDONLY,
  append: constants.O_RDWR | constants.O_APPEND | constants.O_CREAT,
  create: constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | constants.O_EXCL,
  update: constants.O_RDWR | constants.O_CREAT,
};

/** The machine's own file system. */
export const realDisk: Disk = {
  async open(path, mode) {
    return realFile(await open(path, FLAGS[mode], 0o600));
  },
  async list(folder) {
    return (await readdir(folder)).sort();
  },
  async stat(path) {
    try {
      const found = await stat(path);
      return { size: found.size, modifiedAt: found.mtimeMs };
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  },
  async touch(path, at) {
    await utimes(path, at / 1000, at / 1000);
  },
  async makeFolder(path) {
    await mkdir(path, { recursive: true, mode: 0o700 });
  },
  rename,
  async remove(path) {
    await rm(path, { force: true });
  },
  async syncFolder(path) {
    // Windows neither allows nor needs the fsync of a folder.
    if (process.platform === 'win32') return;
    const handle = await open(path, constants.O_RDONLY);
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
};

/** Whether an error says that a file or folder is not there. */
export function isMissing(error: unknown): boolean {
  return codeOf(error) === 'ENOENT';
}

/** The system's code of an error, such as `ENOSPC`. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** Writes all of the bytes at the end of the file, however many calls that takes. */
export async function writeAll(file: DiskFile, bytes: Uint8Array): Promise<void> {
  let rest = bytes;
  while (rest.length > 0) {
    const written = await file.write(rest);
    if (written <= 0) throw new Error('the file system took no bytes and gave no reason');
    rest = rest.subarray(written);
  }
}

/** Bytes of a large file that are made durable at once: an fsync of the journal meanwhile waits for no more than these. */
export const SYNCED_AT_ONCE = 1024 * 1024;

/** Bytes of a write that is not worth another thread. */
const SMALL = 64 * 1024;

function realFile(handle: FileHandle): DiskFile {
  return {
    async write(bytes, position) {
      // A small write goes to the page cache in less time than a trip to another thread takes.
      if (bytes.length <= SMALL) return writeSync(handle.fd, bytes, 0, bytes.length, position ?? null);
      return (await handle.write(bytes, 0, bytes.length, position ?? null)).bytesWritten;
    },
    async read(position, length) {
      const buffer = Buffer.allocUnsafe(length);
      let filled = 0;
      while (filled < length) {
        const { bytesRead } = await handle.read(buffer, filled, length - filled, position + filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return buffer.subarray(0, filled);
    },
    datasync: () => handle.datasync(),
    truncate: (size) => handle.truncate(size),
    async stat() {
      const found = fstatSync(handle.fd); // asked before every batch: a few microseconds here, a thread's round trip there
      return { size: found.size, links: found.nlink };
    },
    close: () => handle.close(),
  };
}
