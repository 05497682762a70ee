import { basename } from 'node:path';
import type { Disk } from '../../src/store/disk.js';
import type { Row } from './figure.js';
import { percentile } from './percentiles.js';

/** What was written to the journals, and how long their fsyncs took while everything else went on. */
export interface Syncs {
  readonly count: number;
  /** Bytes of the middling batch. */
  readonly batch: number;
  readonly p50: number;
  readonly p99: number;
}

/** The real disk, with its journals watched. */
export function countDisk(disk: Disk): { readonly disk: Disk; syncs(): Syncs; reset(): void } {
  let times: number[] = [];
  let batches: number[] = [];
  return {
    disk: {
      ...disk,
      async open(path, mode) {
        const file = await disk.open(path, mode);
        if (!basename(path).startsWith('journal')) return file;
        let waiting = 0;
        return {
          ...file,
          async write(bytes, position) {
            const written = await file.write(bytes, position);
            waiting += written;
            return written;
          },
          async datasync() {
            const began = performance.now();
            await file.datasync();
            times.push(performance.now() - began);
            batches.push(waiting);
            waiting = 0;
          },
        };
      },
    },
    syncs() {
      const sorted = times.toSorted((a, b) => a - b);
      return {
        count: times.length,
        batch: percentile(
          batches.toSorted((a, b) => a - b),
          0.5,
        ),
        p50: percentile(sorted, 0.5),
        p99: percentile(sorted, 0.99),
      };
    },
    reset() {
      times = [];
      batches = [];
    },
  };
}

/** The fsyncs of a run, as rows. `turns` shared them. */
export function syncRows(name: string, syncs: Syncs, turns: number): readonly Row[] {
  return [
    {
      key: `${name}.shared`,
      label: 'turns that shared one fsync',
      value: turns / syncs.count,
      unit: 'count',
    },
    { key: `${name}.batch`, label: 'bytes of the middling batch', value: syncs.batch, unit: 'bytes' },
    { key: `${name}.sync.p50`, label: 'fdatasync meanwhile, p50', value: syncs.p50, unit: 'ms' },
    { key: `${name}.sync.p99`, label: 'fdatasync meanwhile, p99', value: syncs.p99, unit: 'ms' },
  ];
}
