import { isDeepStrictEqual } from 'node:util';
import { choiceKey, namesShown } from '../../src/core/choice.js';
import type { Language } from '../../src/core/language.js';
import type { Lookup, LookupWords } from '../../src/core/lookup.js';
import { originOf } from '../../src/core/lookup-call.js';
import { namesIn } from '../../src/core/template.js';
import type { ArticleFile } from './head.js';
import type { Problem } from './problem.js';

/** The lookup of an article, put together from the files of its languages. */
export interface JoinedLookup {
  readonly lookup?: Lookup;
  readonly words: Readonly<Partial<Record<Language, LookupWords>>>;
  /** With any of them the article cannot answer. */
  readonly errors: readonly Problem[];
}

/** How a lookup is done stands in one of the files, or the same in both; each has its own words. */
export function joinLookups(files: readonly ArticleFile[]): JoinedLookup {
  const errors: Problem[] = [];
  const fail = (file: ArticleFile, path: readonly string[], message: string, hint: string): number =>
    errors.push({ level: 'error', file: file.file, line: lineOf(file, path), message, hint });
  const [first, ...others] = files.filter((file) => file.lookup);
  if (!first) return { words: {}, errors };
  const main = files.find((file) => file.lookup?.lookup);
  const lookup = main?.lookup?.lookup;
  if (!main || !lookup) {
    fail(first, ['url'], 'The lookup has no url.', 'Add lookup.url to the file of one language.');
    return { words: {}, errors };
  }
  for (const file of [first, ...others]) {
    const own = file.lookup?.lookup;
    if (own && !isDeepStrictEqual(own, lookup))
      fail(
        file,
        ['url'],
        `The lookup is done otherwise here than in ${main.file}, but both are the article "${file.id}".`,
        'Keep the url and what goes with it in one of the two; the other needs its words only.',
      );
  }
  const words: Partial<Record<Language, LookupWords>> = {};
  for (const file of files) {
    if (file.lookup) words[file.language] = file.lookup.words;
    for (const [path, message, hint] of strays(file, lookup)) fail(file, path, message, hint);
  }
  if (main.handoff === 'always')
    fail(main, [], 'People answer this, so nothing is looked up.', 'Take out the lookup or handoff: always.');
  for (const { name } of lookup.slots) {
    if (files.some((file) => file.lookup?.words.slots[name]?.ask !== undefined)) continue;
    fail(main, ['slots', name], `The slot "${name}" has no question.`, `Add lookup.slots.${name}.ask.`);
  }
  return errors.length > 0 ? { words: {}, errors } : { lookup, words, errors };
}

/** What a file names that the lookup does not have. */
function strays(
  file: ArticleFile,
  lookup: Lookup,
): readonly (readonly [path: readonly string[], message: string, hint: string])[] {
  const values = Object.keys(lookup.values);
  const slots = lookup.slots.map(({ name }) => name);
  const known = `Known are ${[...values, ...slots].join(', ')}.`;
  const { words } = file.lookup ?? {};
  return [
    ...namesIn(file.body)
      .filter((name) => !values.includes(name) && !slots.includes(name))
      .map(
        (name) => [[], `The answer names {${name}}, which is neither a value nor a slot.`, known] as const,
      ),
    ...Object.keys(words?.slots ?? {})
      .filter((name) => !slots.includes(name))
      .map((name) => [['slots', name], `There is no slot "${name}" to ask for.`, known] as const),
    ...Object.keys(words?.values ?? {})
      .filter((name) => !values.includes(name))
      .map((name) => [['words', name], `There is no value "${name}".`, known] as const),
    ...lookup.slots.flatMap(({ name, choices = [] }) =>
      Object.keys(words?.slots[name]?.choices ?? {})
        .filter((choice) => !choices.includes(choice))
        .map(
          (choice) =>
            [
              ['slots', name, 'choices', choice],
              `The slot "${name}" has no choice "${choice}".`,
              `Its choices are ${choices.join(', ')}.`,
            ] as const,
        ),
    ),
  ];
}

/**
 * What an owner should know of lookups: hosts that the configuration does not allow, and slots that have a question in
 * one language only, or choices that are called the same.
 */
export function checkLookups(files: readonly ArticleFile[], origins: readonly string[]): Problem[] {
  const ids = new Set(files.filter(({ lookup }) => lookup).map(({ id }) => id));
  return [...ids].flatMap((id) => {
    const group = files.filter((file) => file.id === id);
    const { lookup } = joinLookups(group);
    return lookup
      ? [...unknownHosts(group, origins), ...unasked(group, lookup), ...alike(group, lookup)]
      : [];
  });
}

function unknownHosts(files: readonly ArticleFile[], origins: readonly string[]): Problem[] {
  return files.flatMap((file) => {
    const { url } = file.lookup?.lookup ?? {};
    const origin = url === undefined ? undefined : originOf(url);
    if (origin === undefined || origins.includes(origin)) return [];
    const known = origins.length ? `Known are ${origins.join(', ')}.` : 'None is known.';
    return [
      {
        level: 'error' as const,
        file: file.file,
        line: lineOf(file, ['url']),
        message: `The host ${origin} is not among lookups.hosts of the configuration, so nothing is looked up there.`,
        hint: `${known} Add it to the configuration, or correct the url.`,
      },
    ];
  });
}

function unasked(files: readonly ArticleFile[], { slots }: Lookup): Problem[] {
  return files.flatMap((file) =>
    slots
      .filter(({ name }) => file.lookup?.words.slots[name]?.ask === undefined)
      .map(({ name }) => ({
        level: 'warning' as const,
        file: file.file,
        line: lineOf(file, ['slots', name]),
        message: `The slot "${name}" has no question in this language, so the other one's is asked.`,
        hint: `Add lookup.slots.${name}.ask.`,
      })),
  );
}

/** Choices that nobody can tell apart by what they are called. */
function alike(files: readonly ArticleFile[], { slots }: Lookup): Problem[] {
  return slots.flatMap(({ name, choices = [] }) => {
    const named = files.map((file) => file.lookup?.words.slots[name]?.choices);
    const keys = choices.map((choice) => namesShown(choice, named).map(choiceKey));
    return choices.flatMap((choice, index) => {
      const other = keys
        .slice(0, index)
        .findIndex((names) => names.some((one) => keys[index]?.includes(one)));
      const file = files.find((_, at) => named[at]) ?? files.find(({ lookup }) => lookup?.lookup);
      if (other < 0 || !file) return [];
      return {
        level: 'warning' as const,
        file: file.file,
        line: lineOf(file, ['slots', name, 'choices']),
        message: `The choices "${choices[other]}" and "${choice}" of the slot "${name}" are called the same, so nobody can write which one they mean.`,
        hint: 'Give each a name that differs in more than case and spaces around it.',
      };
    });
  });
}

function lineOf(file: ArticleFile, path: readonly string[]): number {
  return file.lookup?.lineOf(path) ?? file.lines.keys.lookup ?? 1;
}
