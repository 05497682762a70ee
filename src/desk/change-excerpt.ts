/** A text that is no longer than this is shown whole. */
const WHOLE = 200;
/** No more characters of a change are shown. */
const MOST = 600;
/** Characters around the change that are shown with it. */
const AROUND = 60;

/** What changed between two texts, with a little of what stands around it; short texts as they are. */
export function changeExcerpt(
  before: string,
  now: string,
): { readonly before: string; readonly now: string } {
  if (before.length <= WHOLE && now.length <= WHOLE) return { before, now };
  const [old, fresh] = [[...before], [...now]];
  const shorter = Math.min(old.length, fresh.length);
  let start = 0;
  while (start < shorter && old[start] === fresh[start]) start += 1;
  let same = 0;
  while (same < shorter - start && old[old.length - 1 - same] === fresh[fresh.length - 1 - same]) same += 1;
  const from = Math.max(0, start - AROUND);
  const cut = (letters: readonly string[]): string => {
    const to = Math.min(letters.length, letters.length - same + AROUND);
    const end = Math.min(to, from + MOST);
    return `${from > 0 ? '…' : ''}${letters.slice(from, end).join('')}${end < letters.length ? '…' : ''}`;
  };
  return { before: cut(old), now: cut(fresh) };
}
