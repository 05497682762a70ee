import type { Article } from '../src/core/article.js';
import { choiceKey, namesShown, oneWriting } from '../src/core/choice.js';
import { LANGUAGES } from '../src/core/language.js';
import type { Slot } from '../src/core/lookup.js';
import { oneWidth } from '../src/core/one-width.js';
import { findPattern, matchesPattern } from '../src/core/pattern.js';
import { chineseNumber } from './chinese-number.js';
import { bare } from './intents.js';

/** Characters of what an asker fills in. */
const LONGEST_VALUE = 100;
/** Characters of a question in which values are looked for. */
const LOOKED_THROUGH = 500;
/** Characters of an answer in which a choice is looked for that would not be looked for in a question. */
const SHORT_ANSWER = 60;

/** The value that the whole of what an asker wrote is; undefined where it does not fit. */
export function wholeValue(slot: Slot, article: Article, text: string): string | undefined {
  const said = oneWidth(text).trim();
  if (said === '' || said.length > LONGEST_VALUE) return undefined;
  const number = chineseNumber(said.replace(/[。.!！]$/, ''));
  if (slot.pattern !== undefined) {
    // In an address it would be a way to another place, so that it is not sent: better asked again.
    if (/^\.{1,2}$/.test(said)) return undefined;
    if (matchesPattern(slot.pattern, said)) return said;
    return number !== undefined && matchesPattern(slot.pattern, number) ? number : undefined;
  }
  const { choices = [] } = slot;
  let isName = false;
  for (const form of FORMS) {
    const key = form(said);
    for (const names of [shownOf, namesOf]) {
      const called = choices.filter((one) => key !== '' && names(article, slot, one).map(form).includes(key));
      if (called.length === 1) return called[0];
      isName ||= called.length > 0;
    }
  }
  // 一月 is no place in the list.
  const place = /^第|^.$|[个個]$/u.test(said) ? (number ?? said) : said;
  if (isName) return undefined;
  if (/^\d{1,2}$/.test(place)) return choices[Number(place) - 1];
  const ordinal = ORDINAL.exec(bare(said))?.slice(1).find(Boolean);
  // "First", where one is called "First class", is half of a name.
  const isHalf = choices.some((one) =>
    namesOf(article, slot, one).some((name) => ordinal !== undefined && choiceKey(name).includes(ordinal)),
  );
  if (ordinal === undefined || isHalf) return undefined;
  return choices.at(ORDINALS.indexOf(ordinal));
}

/** Places in a list as people call them; what is none of the first ten is the last. */
const ORDINALS = [
  'first',
  'second',
  'third',
  'fourth',
  'fifth',
  'sixth',
  'seventh',
  'eighth',
  'ninth',
  'tenth',
];
const ORDINAL = new RegExp(
  `^(?:the )?(${ORDINALS.join('|')}|last)(?: (?:one|option|choice))?$|^(最后)一个$`,
  'u',
);

/** In what names are compared, the most exact first: signs may be all that two of them differ in. */
const FORMS: readonly ((name: string) => string)[] = [
  choiceKey,
  (name) => choiceKey(name).replace(/\s+/g, ''),
  (name) => bare(choiceKey(name)),
];

/** The one value that stands in a question. */
export function valueIn(slot: Slot, article: Article, question: string): string | undefined {
  return slot.find ? valueWithin(slot, article, question) : undefined;
}

/** The one value that stands in an answer of which the whole does not fit: "in 2026", "the one in Berlin". */
export function valueInAnswer(slot: Slot, article: Article, text: string): string | undefined {
  const short = slot.choices !== undefined && text.length <= SHORT_ANSWER;
  return slot.find || short ? valueWithin(slot, article, text) : undefined;
}

/** The value that an asker wrote for a slot, as the whole or within other words. */
export function valueSaid(slot: Slot, article: Article, text: string): string | undefined {
  return wholeValue(slot, article, text) ?? valueInAnswer(slot, article, text);
}

/** Whether a value that was taken once may still be sent. */
export function stillFits({ pattern, choices }: Slot, value: string): boolean {
  return pattern === undefined ? (choices ?? []).includes(value) : matchesPattern(pattern, value);
}

function valueWithin(slot: Slot, article: Article, whole: string): string | undefined {
  const text = whole.slice(0, LOOKED_THROUGH).normalize('NFKC');
  if (slot.pattern !== undefined) {
    const found = findPattern(slot.pattern, text);
    return found === undefined || found.length > LONGEST_VALUE ? undefined : found;
  }
  const names = (slot.choices ?? []).flatMap((choice) =>
    namesOf(article, slot, choice).map((name) => ({ choice, name })),
  );
  for (const form of [choiceKey, FORMS.at(-1) ?? choiceKey]) {
    const read = form(text);
    // A letter alone is a word of many sentences: "a", "I".
    const asWritten = form === choiceKey ? oneWriting(text) : '';
    const spans = names.flatMap(({ choice, name }) => {
      const key = form(name);
      if (!/[\p{L}\p{N}]/u.test(key)) return [];
      const letter = /^[a-z]$/.test(key);
      const at = letter ? placesOf(oneWriting(name), asWritten) : placesOf(key, read);
      return at.map((from) => ({ choice, from, to: from + key.length }));
    });
    const found = new Set(
      spans.filter((one) => !spans.some((other) => isWithin(one, other))).map(({ choice }) => choice),
    );
    const [only] = found;
    if (found.size > 0) return found.size === 1 ? only : undefined;
  }
  return undefined;
}

interface Span {
  readonly from: number;
  readonly to: number;
}

/** Where a name is a part of a longer one, that one is meant: York in New York, C in C++. */
function isWithin(one: Span, other: Span): boolean {
  return other.from <= one.from && other.to >= one.to && other.to - other.from > one.to - one.from;
}

/** Where a name stands in a text with nothing that would make another word of it. Chinese has no spaces between its words. */
function placesOf(name: string, text: string): readonly number[] {
  const places: number[] = [];
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    const end = at + name.length;
    if (!joined(text[at - 1], name[0]) && !joined(name.at(-1), text[end])) places.push(at);
  }
  return places;
}

function joined(before = ' ', after = ' '): boolean {
  return [before, after].every(
    (sign) => /[\p{L}\p{N}\p{M}\p{S}#]/u.test(sign) && !/\p{Script=Han}/u.test(sign),
  );
}

/** Everything that a choice is called, and what the service is sent. */
function namesOf(article: Article, slot: Slot, choice: string): readonly string[] {
  return [...new Set([choice, ...shownOf(article, slot, choice)])];
}

function shownOf({ translations }: Article, slot: Slot, choice: string): readonly string[] {
  const languages = LANGUAGES.flatMap((one) => translations[one] ?? []);
  return namesShown(
    choice,
    languages.map(({ lookup }) => lookup?.slots[slot.name]?.choices),
  );
}
