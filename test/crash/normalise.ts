import { NEAR } from '../../src/desk/opening.js';

/** Times and sequences, different in every run; and how sure the bot was, which changes with every article. */
const DROPPED = new Set(['at', 'seq', 'openedAt', 'tokens', 'countedAt', 'event', 'confidence']);
/** Times of which only their being there counts. */
const PRESENT = new Set(['waitingSince', 'firstReplyAt', 'resolvedAt', 'edited', 'askedHolderAt']);
/** Case numbers. */
const NUMBERS = new Set(['number', 'case', 'lastCase', 'open']);

const PATTERN = [
  // A recorded message is named by its effect and how many came before it.
  '(?<effect>[A-Za-z0-9_-]{18}\\.\\d+)(?:\\.\\d+)?',
  '(?<uuid>[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})',
  '(?<=#|cases?/)(?<case>\\d+)',
].join('|');

/**
 * A bot that has just started is not as sure as it will be in a second, so that faint candidates may change places: those
 * that the desk is not told of.
 */
function isTold(candidate: unknown): boolean {
  if (typeof candidate !== 'object' || candidate === null || !('confidence' in candidate)) return true;
  return Number(candidate.confidence) >= NEAR;
}

/**
 * What one conversation left behind, with times dropped and ids named by the order in which they first appear: two
 * runs that did the same give the same text. `known` are ids that this conversation's own words begin with.
 */
export function normalised(value: unknown, known: Readonly<Record<string, string>> = {}): string {
  const names = new Map<string, string>();
  const name = (kind: string, id: string): string => {
    const key = `${kind} ${id}`;
    const found =
      names.get(key) ??
      `${kind}-${[...names.keys()].filter((other) => other.startsWith(`${kind} `)).length + 1}`;
    names.set(key, found);
    return found;
  };
  const text = (given: string): string => {
    let replaced = given;
    for (const [id, word] of Object.entries(known)) replaced = replaced.replaceAll(id, word);
    replaced = replaced.replace(/\(\d+%\)/g, '(%)'); // how sure the bot was, as the desk is told
    return replaced.replace(new RegExp(PATTERN, 'g'), (match, ...rest) => {
      const groups = rest.at(-1) as Record<string, string | undefined>; // the last argument, as the pattern has names
      const kind = Object.keys(groups).find((each) => groups[each] !== undefined) ?? 'id';
      return `<${name(kind, groups[kind] ?? match)}>`;
    });
  };
  const walk = (given: unknown, key: string): unknown => {
    if (typeof given === 'string') {
      // A button's value names the case by its bare number: `12`, or `12:4`.
      const bare = key === 'value' ? /^(\d+)(:\d+)?$/.exec(given) : null;
      return bare ? `<${name('case', bare[1] ?? '')}>${bare[2] ?? ''}` : text(given);
    }
    if (typeof given === 'number') return NUMBERS.has(key) ? `<${name('case', String(given))}>` : given;
    if (key === 'tried' && Array.isArray(given))
      return given
        .slice(0, 1)
        .filter(isTold)
        .map((each) => walk(each, key));
    if (Array.isArray(given)) return given.map((each) => walk(each, key));
    if (typeof given !== 'object' || given === null) return given;
    const entries = Object.entries(given)
      .filter(([field, each]) => !DROPPED.has(field) && each !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(
      entries.map(([field, each]) => [text(field), PRESENT.has(field) ? 'present' : walk(each, field)]),
    );
  };
  return JSON.stringify(walk(value, ''), null, 1);
}

/** The first lines in which two normalised texts differ, with what stands around them. */
export function difference(expected: string, found: string): string {
  const a = expected.split('\n');
  const b = found.split('\n');
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  const from = Math.max(0, at - 6);
  return [
    `calm run, from line ${from}:`,
    ...a.slice(from, at + 12),
    'this run:',
    ...b.slice(from, at + 12),
  ].join('\n');
}
