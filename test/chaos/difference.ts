/** Two texts where they begin to differ. */
export function difference(wanted: string, found: string): string {
  const a = wanted.split('\n');
  const b = found.split('\n');
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  let letter = 0;
  while (letter < (a[at]?.length ?? 0) && a[at]?.[letter] === b[at]?.[letter]) letter += 1;
  const from = Math.max(0, letter - 80);
  const cut = (lines: readonly string[]): string[] =>
    lines
      .slice(Math.max(0, at - 1), at + 4)
      .map((line, n) => (at > 0 && n === 0 ? line.slice(-200) : line.slice(from, from + 400)));
  return ['calm run:', ...cut(a), 'this run:', ...cut(b)].join('\n');
}
