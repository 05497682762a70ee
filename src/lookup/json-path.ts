import type { JSONPathEnvironment } from 'json-p3';
import { compilePattern, LONGEST_PATTERN } from '../core/pattern.js';

let made: JSONPathEnvironment | undefined;

/**
 * What JSONPaths are read with. The patterns of `match` and `search` are matched in linear time, as those of slots: the
 * library's own way could take for ever on what a service says. The library is loaded with the first answer.
 */
export async function jsonPaths(): Promise<JSONPathEnvironment> {
  if (made) return made;
  const { JSONPathEnvironment } = await import('json-p3');
  made = new JSONPathEnvironment();
  const { functionRegister } = made;
  for (const name of ['match', 'search'] as const) {
    const known = functionRegister.get(name);
    if (!known) continue;
    const { argTypes, returnType } = known;
    functionRegister.set(name, { argTypes, returnType, call: holds[name] });
  }
  return made;
}

const holds = {
  match: (text: unknown, pattern: unknown): boolean => isFound(text, pattern, true),
  search: (text: unknown, pattern: unknown): boolean => isFound(text, pattern, false),
};

/** RFC 9535: what is no text, or no pattern, is not found. */
function isFound(text: unknown, pattern: unknown, whole: boolean): boolean {
  if (typeof text !== 'string' || typeof pattern !== 'string' || pattern.length > LONGEST_PATTERN)
    return false;
  try {
    const compiled = compilePattern(pattern);
    return whole ? compiled.matches(text) : compiled.matcher(text).find();
  } catch {
    return false;
  }
}
