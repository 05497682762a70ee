/**
 * The known name that was probably meant by an unknown one; undefined where none is near. Case and the choice
 * between `claim-within`, `claim_within` and `claimWithin` do not count.
 */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const wanted = bare(name);
  const allowed = 1 + Math.floor(wanted.length / 4);
  let best: { readonly name: string; readonly distance: number } | undefined;
  for (const candidate of known) {
    const distance = editDistance(wanted, bare(candidate));
    if (distance <= allowed && distance < (best?.distance ?? Number.POSITIVE_INFINITY)) {
      best = { name: candidate, distance };
    }
  }
  return best?.name;
}

/** Whether two names differ in case and separators at most. */
export function sameName(one: string, other: string): boolean {
  return bare(one) === bare(other);
}

function bare(name: string): string {
  return name.toLowerCase().replace(/[-_\s.]/g, '');
}

// Optimal string alignment: insertions, deletions, substitutions and swapped neighbours each cost one.
function editDistance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  const cell = (i: number, j: number): number => rows[i]?.[j] ?? 0;
  for (let i = 1; i <= a.length; i += 1) {
    rows[i] = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1];
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const cost = Math.min(cell(i - 1, j) + 1, cell(i, j - 1) + 1, cell(i - 1, j - 1) + (same ? 0 : 1));
      rows[i]?.push(swapped ? Math.min(cost, cell(i - 2, j - 2) + 1) : cost);
    }
  }
  return cell(a.length, b.length);
}
