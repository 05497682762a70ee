import { createHash } from 'node:crypto';
import type { Article } from '../../src/core/article.js';
import { LANGUAGES, type Language } from '../../src/core/language.js';
import { type ArticleText, manyLines, oneLine } from '../files/write-article.js';
import { keyOf } from '../text/analyse.js';
import { articleLanguage, otherThan, spokenIn } from '../text/language.js';
import { asQuestion, type Found, type LeftOut, LONGEST_QUESTION, nameOfLanguage } from './found.js';

/** An article that waits for its owner's eyes. */
export interface Draft extends ArticleText {
  /** Name of its file. */
  readonly name: string;
  /** Where it was found. */
  readonly from: { readonly file: string; readonly line?: number };
  /** What the owner should look at. */
  readonly notes: readonly string[];
}

/** What every draft of an import gets, where its source says nothing. */
export interface DraftOptions {
  readonly category?: string;
  readonly language?: Language;
}

const ID = /^[a-z0-9]+(?:[-_.][a-z0-9]+)*$/;
const LONGEST_ID = 60;
/** Of an article with fewer phrasings little can be learnt. */
export const FEW_PHRASINGS = 3;
/** What a category or a group is called. */
const LONGEST_NAME = 80;

/**
 * Makes drafts: an id, a language, a title and phrasings for each. What existing articles answer already, word for word,
 * is left out, and so is what was found twice, and what is in a language that the bot does not speak.
 */
export function draftsOf(
  found: readonly Found[],
  existing: readonly Article[],
  options: DraftOptions = {},
): { readonly drafts: readonly Draft[]; readonly leftOut: readonly LeftOut[] } {
  const known = phrasingsOf(existing);
  const taken = new Map<string, Draft>();
  const seen = new Map<string, Draft>();
  const drafts: Draft[] = [];
  const leftOut: LeftOut[] = [];
  for (const one of found) {
    const title = asQuestion(oneLine(one.title ?? one.questions[0] ?? ''));
    const answer = manyLines(one.answer);
    const questions = unique([...one.questions, ...(one.questions.length === 0 ? [title] : [])].map(oneLine));
    const leave = (why: string, foreign?: string): void => {
      const { file, line } = one;
      leftOut.push({
        file,
        ...(line !== undefined && { line }),
        what: title.slice(0, 120) || 'an entry',
        why,
        ...(foreign !== undefined && { language: foreign }),
      });
    };
    const phrasings = questions.filter((text) => text.length <= LONGEST_QUESTION);
    if (title === '' || title.length > LONGEST_QUESTION || phrasings.length === 0) {
      leave(`Its title or its question is empty or longer than ${LONGEST_QUESTION} characters.`);
      continue;
    }
    if (answer === '') {
      leave('It has no answer.');
      continue;
    }
    const asked = `${title}\n${phrasings.join('\n')}`;
    const read = spokenIn(`${asked}\n${answer}`);
    const isForeign = read.language === 'other';
    if (one.foreign !== undefined) {
      leave(`Its source says that it is in ${called(one.foreign)}; ${OURS}.`, one.foreign);
      continue;
    }
    const named = one.language ?? options.language;
    if (isForeign && named === undefined) {
      const why = `It reads like ${called(read.foreign)}; ${OURS}. Where that is wrong, --language says what it is.`;
      leave(why, read.foreign ?? 'und');
      continue;
    }
    const other = named && otherThan(named, asked, answer);
    const language = other ?? named ?? articleLanguage(asked);
    const there = phrasings.map((text) => known.get(keyOf(text)));
    const [first] = there;
    if (first !== undefined && there.every((id) => id === first)) {
      leave(`The article "${first}" answers it already.`);
      continue;
    }
    const key = `${language} ${phrasings.map(keyOf).sort().join('|')}`;
    const twin = seen.get(key);
    if (twin && twin.body === answer) {
      leave(`It is the same as ${placeOf(twin.from)}.`);
      continue;
    }
    const given = one.id !== undefined;
    const free = freeId(idOf(one, title), language, taken, existing, given);
    const original = given
      ? LANGUAGES.map((other) => taken.get(`${free} ${other}`)).find(Boolean)
      : undefined;
    const some = there.find((other) => other !== undefined);
    const notes = [
      ...(one.notes ?? []),
      ...(named && other
        ? [otherLanguage(other, named, one.language ? 'its source says' : '--language says')]
        : []),
      ...(isForeign ? [`It reads like ${called(read.foreign)}, not like ${called(language)}.`] : []),
      ...(some === undefined ? [] : [`The article "${some}" has one of its phrasings.`]),
      ...(twin ? [`It is asked as ${placeOf(twin.from)} is, with another answer.`] : []),
      ...(questions.length > phrasings.length ? ['Phrasings that are too long were left out.'] : []),
    ];
    const draft: Draft = {
      id: free,
      language,
      title,
      phrasings,
      ...(original ? sharedOf(original) : limitsOf(one, options)),
      draft: true,
      ...(one.reviewed !== undefined && { reviewed: one.reviewed }),
      ...(one.reviewer !== undefined && { reviewer: one.reviewer }),
      ...(one.reviewBy !== undefined && { reviewBy: one.reviewBy }),
      ...(name(one.owner) !== undefined && { owner: name(one.owner) ?? '' }),
      ...(isLink(one.source) && { source: one.source }),
      body: answer,
      name: `${free}.${language}.md`,
      from: { file: one.file, ...(one.line !== undefined && { line: one.line }) },
      notes,
    };
    seen.set(key, draft);
    taken.set(`${free} ${language}`, draft);
    drafts.push(draft);
  }
  return { drafts, leftOut };
}

const OURS = 'articles are in English or Chinese, so translate it first';

function called(code: string | undefined): string {
  return (code === undefined ? undefined : nameOfLanguage(code)) ?? 'another language';
}

function otherLanguage(is: Language, named: Language, whoSays: string): string {
  return `It is in ${called(is)}, not in ${called(named)} as ${whoSays}.`;
}

/** What the translations of an article have in common, whatever their sources say. */
type Shared = Pick<Draft, 'category' | 'audience' | 'platforms' | 'askedIn' | 'handoff'>;

function limitsOf({ platforms, askedIn, ...one }: Found, options: DraftOptions): Shared {
  return {
    category: name(one.category ?? options.category) ?? 'general',
    audience: name(one.audience) ?? 'everyone',
    ...(platforms && { platforms }),
    ...(askedIn && { askedIn }),
    handoff: one.handoff ?? 'never',
  };
}

function sharedOf({ category, audience, platforms, askedIn, handoff }: Draft): Shared {
  return { category, audience, ...(platforms && { platforms }), ...(askedIn && { askedIn }), handoff };
}

/** Which article has a phrasing, or a title, already. */
function phrasingsOf(articles: readonly Article[]): ReadonlyMap<string, string> {
  const known = new Map<string, string>();
  for (const { id, translations } of articles) {
    for (const language of LANGUAGES) {
      const translation = translations[language];
      for (const text of translation ? [...translation.phrasings, translation.title] : []) {
        const key = keyOf(text);
        if (key !== '' && !known.has(key)) known.set(key, id);
      }
    }
  }
  return known;
}

/** An id that says what it is: the source's own, of the title, of the address, or a hash of a title without letters for it. */
function idOf({ id, source }: Found, title: string): string {
  const given = id === undefined ? '' : slug(id);
  if (given !== '') return given;
  const titled = slug(title);
  if (titled.length >= 3) return titled;
  const named =
    source === undefined || !URL.canParse(source)
      ? ''
      : slug(new URL(source).pathname.split('/').at(-1) ?? '');
  if (named.length >= 3) return named;
  return `article-${createHash('sha256').update(title).digest('hex').slice(0, 8)}`;
}

function slug(text: string): string {
  const plain = text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\.(?:html?|md)$/, '')
    .replace(/['’]/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  const short = plain.length <= LONGEST_ID ? plain : plain.slice(0, LONGEST_ID).replace(/-[^-]*$/, '');
  return ID.test(short) ? short : '';
}

/**
 * The id, or with a number behind it where another article has it. `given`: the source calls it so, so that what has the
 * same name in the other language is its translation.
 */
function freeId(
  id: string,
  language: Language,
  taken: ReadonlyMap<string, Draft>,
  existing: readonly Article[],
  given: boolean,
): string {
  const languages = given ? [language] : LANGUAGES;
  const used = (name: string): boolean =>
    languages.some(
      (one) =>
        taken.has(`${name} ${one}`) ||
        existing.some((article) => article.id === name && article.translations[one] !== undefined),
    );
  if (!used(id)) return id;
  let number = 2;
  while (used(`${id}-${number}`)) number += 1;
  return `${id}-${number}`;
}

function unique(texts: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  return texts.filter((text) => {
    const key = keyOf(text);
    if (text === '' || seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function name(text: string | undefined): string | undefined {
  const plain = oneLine(text ?? '')
    .slice(0, LONGEST_NAME)
    .trim();
  return plain === '' ? undefined : plain;
}

function isLink(text: string | undefined): text is string {
  return text !== undefined && /^https?:\/\/\S+$/.test(text) && URL.canParse(text);
}

function placeOf({ file, line }: Draft['from']): string {
  return line === undefined ? file : `${file}:${line}`;
}
