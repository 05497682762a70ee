import { createRequire } from 'node:module';
import type * as Re2 from 're2js';

/** Characters of a pattern. */
export const LONGEST_PATTERN = 200;

let loaded: typeof Re2 | undefined;
const compiled = new Map<string, Re2.RE2JS>();
/** So many are kept compiled; an owner has some dozens. */
const MOST_COMPILED = 500;

/**
 * Compiles a pattern in the syntax of RE2: an asker's words are matched in linear time, whatever the owner wrote. The
 * library is loaded with the first pattern, so that a start without one does not wait for it.
 *
 * @throws Error with the library's words where it is no pattern
 */
export function compilePattern(pattern: string): Re2.RE2JS {
  const known = compiled.get(pattern);
  if (known) return known;
  loaded ??= createRequire(import.meta.url)('re2js') as typeof Re2; // what the package exports, by its own types
  const made = loaded.RE2JS.compile(pattern);
  if (compiled.size >= MOST_COMPILED) compiled.clear();
  compiled.set(pattern, made);
  return made;
}

/** Whether the whole text is what the pattern says. */
export function matchesPattern(pattern: string, text: string): boolean {
  return compilePattern(pattern).matches(text);
}

/** The one stretch of a text that the pattern finds between other letters and digits; undefined where none or several. */
export function findPattern(pattern: string, text: string): string | undefined {
  const found = new Set<string>();
  const matcher = compilePattern(`(?:^|[^0-9A-Za-z])(${pattern})(?:$|[^0-9A-Za-z])`).matcher(text);
  for (let from = 0; matcher.find(from); ) {
    const stretch = matcher.group(1);
    if (stretch) found.add(stretch);
    from = Math.max(matcher.end(1), matcher.start() + 1);
    if (from > text.length) break;
  }
  const [only] = found;
  return found.size === 1 ? only : undefined;
}
