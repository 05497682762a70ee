let segmenter: Intl.Segmenter | undefined;

/** Letters around a cut that are looked at for the grapheme there; what is longer is cut between its characters. */
const AROUND = 64;

/**
 * Where to cut a text so that at most so many UTF-16 units come before: after a line, else after a word, where that
 * leaves at least half of them; else between graphemes, as those who read them count letters.
 */
export function cutAt(text: string, most: number): number {
  if (text.length <= most) return text.length;
  const line = text.lastIndexOf('\n', most - 1) + 1;
  if (line > most / 2) return line;
  const space = Math.max(text.lastIndexOf(' ', most - 1), text.lastIndexOf('\t', most - 1)) + 1;
  if (space > most / 2) return space;
  return betweenGraphemes(text, most);
}

/** The last end of a grapheme at or before so many units, never the beginning. */
export function betweenGraphemes(text: string, most: number): number {
  if (most >= text.length) return text.length;
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  const from = Math.max(0, most - AROUND);
  const there = segmenter.segment(text.slice(from, most + AROUND)).containing(most - from);
  const start = there ? from + there.index : most;
  if (start > from && start > 0) return start;
  const low = text.charCodeAt(most);
  return low >= 0xdc00 && low <= 0xdfff && most > 1 ? most - 1 : most;
}

/** A text of at most so many characters; one that is cut ends with `…`. */
export function shortened(text: string, most: number): string {
  const letters = [...text];
  return letters.length > most ? `${letters.slice(0, most - 1).join('')}…` : text;
}

/** Control characters and gaps, but for what joins the parts of one emoji ("👩‍🚀"). */
const GAPS =
  /(?:(?!(?<=\p{Extended_Pictographic}|\p{Emoji_Modifier}|\uFE0F)\u200D(?=\p{Extended_Pictographic}))[\p{C}\p{Z}])+/gu;

/** A text as one line: control characters, line breaks and gaps become single spaces. */
export function flat(text: string): string {
  return text.replace(GAPS, ' ').trim();
}
