import type { Platform } from './platform.js';

/** What the bot called on each platform, as lines: how often, and how often it was asked to come again later. */
export function callsOf(platforms: readonly Platform[]): readonly string[] {
  return platforms.flatMap(({ name, calls }) => {
    const made = new Map<string, { all: number; faults: number; limits: number }>();
    for (const { what, limited } of calls?.() ?? []) {
      const counts = made.get(what) ?? { all: 0, faults: 0, limits: 0 };
      counts.all += 1;
      if (limited === 'by a fault') counts.faults += 1;
      if (limited === 'by its limits') counts.limits += 1;
      made.set(what, counts);
    }
    return [...made]
      .sort(([, a], [, b]) => b.all - a.all)
      .map(
        ([what, { all, faults, limits }]) => `${name} ${what}: ${all}, limited ${limits} + ${faults} played`,
      );
  });
}
