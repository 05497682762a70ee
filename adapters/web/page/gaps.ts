// Chinese is written without spaces: a line break in Markdown, or a space between two joined sentences, is a gap there.
const GAP =
  /(?<=[，。；：！？、）》”])\s+(?=[\p{Script=Han}（《“])|(?<=\p{Script=Han})\n(?=\p{Script=Han})/gu;

/** Chinese text without the spaces that only its source has. */
export function withoutGaps(text: string): string {
  return text.replace(GAP, '');
}
