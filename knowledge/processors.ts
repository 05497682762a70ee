import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

/** Where Linux says how much of its processors a container may use: microseconds, and of how many. */
const QUOTAS: readonly (readonly string[])[] = [
  ['/sys/fs/cgroup/cpu.max'],
  ['/sys/fs/cgroup/cpu/cpu.cfs_quota_us', '/sys/fs/cgroup/cpu/cpu.cfs_period_us'],
];

/**
 * How many processors this process may keep busy, at least 1. A container with a quota sees all of them, and whoever
 * keeps more busy than the quota allows is stopped altogether for the rest of each tenth of a second.
 */
export function processors(read: (file: string) => string = (file) => readFileSync(file, 'utf8')): number {
  let count = availableParallelism();
  for (const files of QUOTAS) {
    try {
      const [quota = Number.NaN, period = Number.NaN] = files
        .flatMap((file) => read(file).trim().split(' '))
        .map(Number);
      if (quota > 0 && period > 0) count = Math.min(count, Math.floor(quota / period));
    } catch {
      // Not in this version of it, or no Linux.
    }
  }
  return Math.max(1, count);
}
