/**
 * What may stand before a mark and is not seen, or only formats: a note that begins with an invisible character, or in
 * bold letters, is a note all the same.
 */
const BEFORE = /^[\p{C}\p{Z}\s*_~]+/u;
const UNSEEN = /^[\p{C}\p{Z}\s*_~]$/u;

/** Whether a message at the desk stays there: it begins with `//`, or with `／／` as Chinese keyboards write it. */
export function isNote(text: string): boolean {
  return /^[/／]{2}/u.test(text.replace(BEFORE, ''));
}

/**
 * The command that a message at the desk is: it begins with `!`, or with `！`, and a word in Latin letters. `words` is
 * what follows the mark, in lower case and with half-width letters; `shown` is how it begins, as it was written.
 *
 * @example commandIn('！Close') // { words: 'close', shown: '！Close' }
 */
export function commandIn(text: string): { readonly words: string; readonly shown: string } | undefined {
  const shown = withoutEnd(text.replace(BEFORE, ''));
  const [line = ''] = shown.split('\n', 1);
  const words = /^!+([a-z][\w-]*)/i.test(line.normalize('NFKC')) ? shown.normalize('NFKC') : undefined;
  return words === undefined ? undefined : { words: words.slice(1).toLowerCase(), shown: line };
}

/** From the end, one by one: a pattern for it would try every beginning of a long gap in the middle. */
function withoutEnd(text: string): string {
  const letters = [...text];
  while (UNSEEN.test(letters.at(-1) ?? '')) letters.pop();
  return letters.join('');
}
