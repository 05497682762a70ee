/** The value below which this share of the sorted values lies; the highest one where they are few. */
export function percentile(sorted: ArrayLike<number>, share: number): number {
  const index = Math.min(sorted.length - 1, Math.max(0, Math.ceil(sorted.length * share) - 1));
  return sorted[index] ?? Number.NaN;
}

/** The median of rounds with their range, as a row has them. */
export function ofRounds(values: readonly number[]): {
  readonly value: number;
  readonly range?: readonly [low: number, high: number];
} {
  const sorted = [...values].sort((a, b) => a - b);
  const value = percentile(sorted, 0.5);
  return sorted.length < 2 ? { value } : { value, range: [sorted[0] ?? value, sorted.at(-1) ?? value] };
}
