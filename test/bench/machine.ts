import { type FileHandle, mkdtemp, open, statfs } from 'node:fs/promises';
import { arch, cpus, loadavg, release, tmpdir, totalmem, type } from 'node:os';
import { join } from 'node:path';
import type { Figure, Row } from './figure.js';
import { percentile } from './percentiles.js';

const FILE_SYSTEMS: Readonly<Record<number, string>> = {
  61267: 'ext4',
  16914836: 'tmpfs',
  2240043254: 'ramfs',
  2435016766: 'btrfs',
  1481003842: 'xfs',
  2035054128: 'overlay',
  801189825: 'zfs',
  26985: 'nfs',
};

/** A new folder of ours, and the file system that it is on. */
export interface Ground {
  readonly folder: string;
  readonly fileSystem: string;
  /** It is in memory: an fsync there means nothing. */
  readonly inMemory: boolean;
}

/** Makes a folder in the first of these that is on a real disk, or else in the first one. */
export async function findGround(wanted: string | undefined, cache: string): Promise<Ground> {
  const candidates = wanted === undefined ? [tmpdir(), '/var/tmp', cache] : [wanted];
  let first: Ground | undefined;
  for (const candidate of candidates) {
    const fileSystem = await fileSystemOf(candidate).catch(() => undefined);
    if (fileSystem === undefined) continue;
    const inMemory = fileSystem === 'tmpfs' || fileSystem === 'ramfs';
    first ??= { folder: candidate, fileSystem, inMemory };
    if (!inMemory) return { folder: await fresh(candidate), fileSystem, inMemory };
  }
  if (!first)
    throw new Error(`None of these folders can be used: ${candidates.join(', ')}. Name one with --folder.`);
  return { ...first, folder: await fresh(first.folder) };
}

function fresh(folder: string): Promise<string> {
  return mkdtemp(join(folder, 'firstline-bench-'));
}

async function fileSystemOf(folder: string): Promise<string> {
  const { type: magic } = await statfs(folder);
  return FILE_SYSTEMS[magic] ?? `file system 0x${magic.toString(16)}`;
}

/** The machine in one line, and how busy it was before we began. */
export function describeMachine(): string {
  const processors = cpus();
  const model = processors[0]?.model.trim() ?? 'unknown processor';
  const memory = Math.round(totalmem() / 2 ** 30);
  const load = loadavg()[0]?.toFixed(2) ?? '?';
  return `${processors.length} × ${model}, ${memory} GB, ${type()} ${release()} ${arch()}, Node ${process.version}, load ${load}`;
}

/** How long the disk takes to make that many appended bytes durable, with nothing else going on in this process. */
export async function measureSync(
  folder: string,
  name: string,
  size: number,
  count: number,
): Promise<Figure> {
  const file = await open(join(folder, 'sync'), 'ax');
  try {
    const times = await sync(file, Buffer.alloc(size, 0x61), count);
    const row = (suffix: string, share: number): Row => ({
      key: `sync.${name}.${suffix}`,
      label: `fdatasync, ${suffix}`,
      value: percentile(times, share),
      unit: 'ms',
    });
    return {
      title: `The disk by itself, with batches as large as those just before (${size} bytes)`,
      counted: [`${count} appends to one file, one after the other; the time of each fdatasync alone.`],
      rows: [row('p50', 0.5), row('p99', 0.99)],
    };
  } finally {
    await file.close();
  }
}

async function sync(file: FileHandle, bytes: Buffer, count: number): Promise<Float64Array> {
  const times = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    await file.write(bytes);
    const before = performance.now();
    await file.datasync();
    times[i] = performance.now() - before;
  }
  return times.sort();
}
