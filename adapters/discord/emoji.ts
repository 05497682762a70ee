/** A reaction as part of an address; undefined where only another server's own emoji would do. */
export function emojiPath(emoji: string): string | undefined {
  if (/^:[^:\s]+:$/.test(emoji)) return undefined;
  // Discord keeps ✔ and ⚠ with their selector, and takes them without.
  return encodeURIComponent(emoji);
}
