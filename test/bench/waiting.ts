import { readFileSync } from 'node:fs';
import type { Row } from './figure.js';
import { ofRounds } from './percentiles.js';

/**
 * How long this thread was ready to run while other processes had the processors, since the start, in milliseconds.
 * What is more than a few per cent of a run was another program's doing. Linux tells it; elsewhere undefined.
 */
export function waitedForProcessor(): number | undefined {
  try {
    return Number(readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ')[1]) / 1e6;
  } catch {
    return undefined;
  }
}

/** The share of each round, as a row. */
export function waitRows(name: string, shares: readonly number[]): readonly Row[] {
  if (shares.length === 0) return [];
  return [
    {
      key: `${name}.waited`,
      label: 'time in which other processes kept it from a processor',
      ...ofRounds(shares),
      unit: '%',
    },
  ];
}
