/**
 * Share of `outside` that stays below the highest threshold which lets the share `coverage` of `inside` through (a value
 * is let through from the threshold on). Null where one of the two is empty.
 */
export function heldBackAt(
  coverage: number,
  inside: readonly number[],
  outside: readonly number[],
): number | null {
  if (inside.length === 0 || outside.length === 0) return null;
  const falling = [...inside].sort((a, b) => b - a);
  const threshold = falling[Math.ceil(coverage * falling.length) - 1] ?? 0;
  return outside.filter((value) => value < threshold).length / outside.length;
}

/** Chance that a value of `inside` is above one of `outside`, equal ones counting half. Null where one is empty. */
export function areaUnderCurve(inside: readonly number[], outside: readonly number[]): number | null {
  if (inside.length === 0 || outside.length === 0) return null;
  const all = [
    ...inside.map((value) => ({ value, in: true })),
    ...outside.map((value) => ({ value, in: false })),
  ];
  all.sort((a, b) => a.value - b.value);
  let ranks = 0;
  for (let start = 0; start < all.length; ) {
    let end = start;
    while (end < all.length && all[end]?.value === all[start]?.value) end += 1;
    // Equal values share the mean of their ranks, which begin with 1.
    const rank = (start + 1 + end) / 2;
    for (let i = start; i < end; i++) if (all[i]?.in) ranks += rank;
    start = end;
  }
  return (ranks - (inside.length * (inside.length + 1)) / 2) / (inside.length * outside.length);
}

/** Expected calibration error in bins of equal width: how far confidence and truth are apart, on average over items. */
export function calibrationError(
  items: readonly { readonly confidence: number; readonly right: boolean }[],
  bins = 15,
): number | null {
  if (items.length === 0) return null;
  const gaps = new Array<number>(bins).fill(0);
  for (const { confidence, right } of items) {
    const bin = Math.min(bins - 1, Math.floor(confidence * bins));
    gaps[bin] = (gaps[bin] ?? 0) + confidence - (right ? 1 : 0);
  }
  return gaps.reduce((sum, gap) => sum + Math.abs(gap), 0) / items.length;
}

/** One bar of a reliability diagram. */
export interface ReliabilityBin {
  /** Where the bin begins and ends, as confidences; the last one includes its end. */
  readonly from: number;
  readonly to: number;
  readonly items: number;
  /** Mean confidence, and share that was right. */
  readonly confidence: number;
  readonly right: number;
}

/** The reliability diagram in bins of equal width, rising; bins without items are left out. */
export function reliability(
  items: readonly { readonly confidence: number; readonly right: boolean }[],
  bins = 10,
): ReliabilityBin[] {
  return Array.from({ length: bins }, (_, bin) => {
    const inside = items.filter((item) => Math.min(bins - 1, Math.floor(item.confidence * bins)) === bin);
    const sum = inside.reduce((total, item) => total + item.confidence, 0);
    const right = inside.filter((item) => item.right).length;
    const count = inside.length;
    return {
      from: bin / bins,
      to: (bin + 1) / bins,
      items: count,
      confidence: sum / count,
      right: right / count,
    };
  }).filter(({ items: count }) => count > 0);
}

/** The value below which this share of a rising list lies, by nearest rank. Null where the list is empty. */
export function percentile(rising: readonly number[], at: number): number | null {
  return rising[Math.min(rising.length - 1, Math.max(0, Math.ceil(at * rising.length) - 1))] ?? null;
}
