/**
 * What a terminal obeys rather than shows, and what turns the direction of text around. Line breaks and tabs stay where
 * our own lines have them.
 */
const OBEYED = /(?![\n\t])[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu;

/**
 * Text that may hold words of strangers, for a terminal: nothing in it moves the cursor, changes colours, or passes for
 * another line. JSON stays the same JSON, since such a character is written as JSON escapes it.
 *
 * @example printable('\u001b[2J') // '\\u001b[2J'
 */
export function printable(text: string): string {
  return text.replace(OBEYED, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
