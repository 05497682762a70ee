import * as z from 'zod';
import { parseDuration } from '../../src/core/duration.js';
import {
  ASKER_NAMES,
  type Lookup,
  type LookupWords,
  type Slot,
  type SlotWords,
} from '../../src/core/lookup.js';
import { isFreeHeader, namesOf, originOf, textsIn } from '../../src/core/lookup-call.js';
import { compilePattern, LONGEST_PATTERN } from '../../src/core/pattern.js';
import { parseTemplate } from '../../src/core/template.js';
import type { HeadGroup } from './yaml-plain.js';

/** The key `lookup` of one file: how it is done, where this file says so, and its words in the file's language. */
export interface LookupHead {
  /** Absent in a file that leaves it to the other language's. */
  readonly lookup?: Lookup;
  readonly words: LookupWords;
  /** Line of the key at a path. */
  readonly lineOf: HeadGroup['lineOf'];
}

type Fail = (line: number, message: string, hint: string) => void;

const LONGEST_TIMEOUT = 15_000;
const MOST_CHOICES = 20;
/** What platforms show of a button. */
const LONGEST_LABEL = 75;

const NAME = /^[a-z][a-z0-9_-]{0,39}$/;

const words = z
  .string({ error: 'text' })
  .trim()
  .min(1, { error: 'text' })
  .max(4_000, { error: 'shorter text' });
const name = z.string().regex(NAME, { error: 'a name of lower-case letters, digits and hyphens' });
const template = words.refine((text) => parseTemplate(text) !== undefined, {
  error: 'text whose braces are pairs around one name, such as {year}; braces that stay are doubled',
});
/** YAML reads some words as something else: a code of a state may be `true`, `404` or `no`. */
const raw = z.union([z.string(), z.number(), z.boolean()], { error: 'text' }).transform(String);
const choice = raw.pipe(
  z
    .string()
    .trim()
    .min(1, { error: 'text' })
    .max(LONGEST_LABEL, { error: `at most ${LONGEST_LABEL} characters` }),
);

const slot = z.strictObject({
  ask: words.optional(),
  again: words.optional(),
  pattern: words
    .max(LONGEST_PATTERN, { error: `at most ${LONGEST_PATTERN} characters` })
    .refine(isPattern, { error: 'a pattern in the syntax of RE2, such as [0-9]{6}' })
    .optional(),
  choices: z
    .union([z.array(choice), z.record(choice, choice)], {
      error: 'a list of choices, or keys and their names',
    })
    .refine((found) => within(Object.keys(found).length), { error: `at most ${MOST_CHOICES} choices` })
    .optional(),
  find: z.boolean({ error: 'true or false' }).optional(),
});

const shape = z.strictObject({
  method: z.enum(['GET', 'POST'], { error: 'GET or POST' }).optional(),
  url: template
    .refine((text) => originOf(text) !== undefined, {
      error: 'an address that begins with https:// or http:// and a host in which nothing is filled in',
    })
    .optional(),
  headers: z
    .record(
      z.string().toLowerCase().refine(isFreeHeader, { error: 'the name of a header that is yours to set' }),
      template.refine((text) => /^[\x20-\x7e]*$/.test(text), { error: 'one line of ASCII' }),
    )
    .optional(),
  body: z
    .record(z.string(), z.unknown(), { error: 'keys with values below it' })
    .refine((body) => textsIn(body).every((text) => parseTemplate(text) !== undefined), {
      error: 'texts whose braces are pairs around one name, such as {year}',
    })
    .optional(),
  values: z.record(name, words, { error: 'names, and for each a JSONPath such as $.days.left' }).optional(),
  timeout: words
    .transform((text) => parseDuration(text) ?? 0)
    .refine((ms) => ms >= 100 && ms <= LONGEST_TIMEOUT, { error: 'a duration such as 3s, from 100ms to 15s' })
    .optional(),
  personal: z.literal(true, { error: 'true, or nothing' }).optional(),
  'on-failure': z.enum(['offer', 'handoff'], { error: 'offer or handoff' }).optional(),
  slots: z.record(name, slot, { error: 'names, and for each what is asked' }).optional(),
  words: z
    .record(name, z.record(raw, words), { error: 'names of values, and for each what stands for what' })
    .optional(),
  fails: words.optional(),
});
type Shape = z.output<typeof shape>;

/** Keys that say how it is done. They stand in the file of one language, or the same in both. */
const TECHNICAL = [
  'method',
  'url',
  'headers',
  'body',
  'values',
  'timeout',
  'personal',
  'on-failure',
] as const;

/** Reads the key `lookup`. Undefined where something is wrong, which is told. */
export async function readLookupHead(group: HeadGroup, fail: Fail): Promise<LookupHead | undefined> {
  const read = shape.safeParse(group.value);
  if (!read.success) {
    for (const issue of read.error.issues) tell(issue, group, fail);
    return undefined;
  }
  const found = read.data;
  const wrong = await Promise.all([...technicalProblems(found), ...(await pathProblems(found.values ?? {}))]);
  for (const { path, message, hint } of wrong) fail(group.lineOf(path), message, hint);
  if (wrong.length > 0) return undefined;
  const lookup = lookupOf(found);
  return { words: wordsOf(found), lineOf: group.lineOf, ...(lookup && { lookup }) };
}

interface Wrong {
  readonly path: readonly string[];
  readonly message: string;
  readonly hint: string;
}

function technicalProblems(found: Shape): Wrong[] {
  const wrong: Wrong[] = [];
  const say = (path: readonly string[], message: string, hint: string): number =>
    wrong.push({ path, message, hint });
  const { url, slots = {} } = found;
  if (url === undefined) {
    const stray = TECHNICAL.find((key) => found[key] !== undefined);
    if (stray)
      say([stray], `"lookup.${stray}" stands here without lookup.url.`, 'Add the url, or take it out.');
    for (const [slotName, { pattern, choices, find }] of Object.entries(slots))
      if (pattern !== undefined || Array.isArray(choices) || find !== undefined)
        say(
          ['slots', slotName],
          `How "lookup.slots.${slotName}" is checked stands here without lookup.url.`,
          'Leave it in the file with the url; here, only ask, again and the names of choices.',
        );
    return wrong;
  }
  if (found.values === undefined || Object.keys(found.values).length === 0)
    say([], '"lookup.values" is missing.', 'Name at least one, such as left: $.days.left.');
  if (found.body !== undefined && found.method !== 'POST')
    say(['body'], 'Only a POST has a body.', 'Add method: POST, or take the body out.');
  const known = [...ASKER_NAMES, ...Object.keys(slots)];
  for (const key of namesOf({ url, headers: found.headers ?? {}, body: found.body }))
    if (!known.includes(key))
      say(holderOf(found, key), `{${key}} is filled in by nothing.`, `Known are ${known.join(', ')}.`);
  for (const [slotName, { pattern, choices }] of Object.entries(slots)) {
    if ((pattern === undefined) === (choices === undefined))
      say(
        ['slots', slotName],
        `"lookup.slots.${slotName}" has ${pattern === undefined ? 'neither pattern nor choices' : 'both pattern and choices'}.`,
        'Give it one of them, so that what people write can be checked.',
      );
    if (choices !== undefined && Object.keys(choices).length < 2)
      say(
        ['slots', slotName],
        `"lookup.slots.${slotName}" leaves no choice.`,
        'Give it two choices or more.',
      );
    if (Object.hasOwn(found.values ?? {}, slotName))
      say(['slots', slotName], `"${slotName}" is a slot and a value.`, 'Give one of them another name.');
  }
  return wrong;
}

/** Where a name is used, for its line. */
function holderOf({ url = '', headers = {} }: Shape, key: string): readonly string[] {
  if (url.includes(`{${key}}`)) return ['url'];
  return Object.values(headers).some((header) => header.includes(`{${key}}`)) ? ['headers'] : ['body'];
}

async function pathProblems(values: Readonly<Record<string, string>>): Promise<Wrong[]> {
  const { compile } = await import('json-p3');
  return Object.entries(values).flatMap(([value, path]) => {
    try {
      compile(path);
      if (!isSlow(path)) return [];
      const message = `"lookup.values.${value}" is "${path}", which may take minutes on a long answer.`;
      const hint = 'Use .. once at most, and compare in a filter with one place ($.now), not with many.';
      return [{ path: ['values', value], message, hint }];
    } catch {
      const message = `"lookup.values.${value}" is "${path}", expected was a JSONPath (RFC 9535).`;
      return [{ path: ['values', value], message, hint: 'Write it like $.days.left or $.items[0].name.' }];
    }
  });
}

/** Whether a path goes through all of an answer again for each thing that it finds there: `$..a..b`, `$[?count($[*]) > 1]`. */
function isSlow(path: string): boolean {
  const plain = path.replace(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/g, '');
  const [, , ...inFilters] = plain.split('$');
  return (plain.match(/\.\./g) ?? []).length > 1 || inFilters.some((rest) => /[*?:]|\.\./.test(rest));
}

function lookupOf(found: Shape): Lookup | undefined {
  const { url, headers = {}, body, values = {}, timeout, slots = {} } = found;
  if (url === undefined) return undefined;
  const names = namesOf({ url, headers, body });
  return {
    method: found.method ?? 'GET',
    url,
    headers,
    values,
    personal: found.personal === true || names.includes('asker.id'),
    onFailure: found['on-failure'] ?? 'offer',
    slots: Object.entries(slots).map(([slotName, given]) => slotOf(slotName, given)),
    ...(body !== undefined && { body }),
    ...(timeout !== undefined && { timeout }),
  };
}

function slotOf(slotName: string, { pattern, choices, find }: z.output<typeof slot>): Slot {
  return {
    name: slotName,
    // A choice is a word that was chosen to be one; a pattern may fit anything.
    find: find ?? choices !== undefined,
    ...(pattern !== undefined && { pattern }),
    ...(choices !== undefined && { choices: Array.isArray(choices) ? choices : Object.keys(choices) }),
  };
}

function wordsOf({ slots = {}, words: named = {}, fails }: Shape): LookupWords {
  const asked = Object.entries(slots).map(([slotName, { ask, again, choices }]) => {
    const spoken: SlotWords = {
      ...(ask !== undefined && { ask }),
      ...(again !== undefined && { again }),
      ...(choices !== undefined && !Array.isArray(choices) && { choices }),
    };
    return [slotName, spoken] as const;
  });
  return { slots: Object.fromEntries(asked), values: named, ...(fails !== undefined && { fails }) };
}

function tell(issue: z.core.$ZodIssue, group: HeadGroup, fail: Fail): void {
  const key = ['lookup', ...issue.path.map(String)].join('.');
  if (issue.code === 'unrecognized_keys') {
    for (const unknown of issue.keys)
      fail(
        group.lineOf([...issue.path, unknown]),
        `The key "${key}.${unknown}" is not known.`,
        'What may stand there is in docs/lookups.md.',
      );
    return;
  }
  const expected = issue.code === 'invalid_key' ? issue.issues[0]?.message : issue.message;
  fail(group.lineOf(issue.path), `"${key}" is wrong, expected was ${expected}.`, 'Correct it.');
}

function within(count: number): boolean {
  return count >= 1 && count <= MOST_CHOICES;
}

function isPattern(pattern: string): boolean {
  try {
    compilePattern(pattern);
    return true;
  } catch {
    return false;
  }
}
