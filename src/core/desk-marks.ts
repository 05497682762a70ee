/**
 * What may stand before a mark and is not seen, or only formats: a note that begins with an invisible character, or in
 * bold letters, is a note all the same.
 */
const BEFORE = /^[\p{C}\p{Z}\s*_~]+/u;
// Tried once for each gap, not once for each letter of it: thousands of line ends would take seconds.
const AFTER = /(?<![\p{C}\p{Z}\s*_~])[\p{C}\p{Z}\s*_~]+$/u;

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
  const shown = text.replace(BEFORE, '').replace(AFTER, '');
  const [line = ''] = shown.split('\n', 1);
  const words = /^!+([a-z][\w-]*)/i.test(line.normalize('NFKC')) ? shown.normalize('NFKC') : undefined;
  return words === undefined ? undefined : { words: words.slice(1).toLowerCase(), shown: line };
}
