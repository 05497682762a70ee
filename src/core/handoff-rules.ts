import type { HandoffReason } from './case.js';
import type { DetectedLanguage, Language } from './language.js';
import { notSpoken } from './not-spoken.js';
import { oneWidth } from './one-width.js';
import { type PhraseKey, phrase } from './phrases/phrase.js';
import { readings } from './traditional.js';
import type { Mood, Triage, Urgency } from './triage.js';

/** Of whom a rule speaks that does not belong to the organisation. */
export const GUESTS = 'guests';

/**
 * When a question goes to a person although the bot may have an answer, or stays with the bot although it would go. All
 * conditions that a rule has must hold; of a list, one.
 */
export interface HandoffRule {
  /** Shown to owners and staff. */
  readonly name: string;
  /** Of the best article. */
  readonly category?: readonly string[];
  readonly urgency?: readonly Urgency[];
  readonly mood?: readonly Mood[];
  /** `rising`: not the first message in a short while that is upset or angry. */
  readonly trend?: 'rising';
  readonly language?: readonly DetectedLanguage[];
  /** Groups that the asker belongs to; {@link GUESTS} are those of other organisations. */
  readonly audience?: readonly string[];
  /** Words that the asker writes, whatever their case and width, in simplified or traditional characters. */
  readonly says?: readonly string[];
  /** The same article was tried so many times before without help. */
  readonly failures?: number;
  readonly to: 'person' | 'bot';
  /** Why a person is asked, for the case. */
  readonly reason: HandoffReason;
  /** What the asker is told before the receipt; the usual rules have words of their own. */
  readonly say?: Readonly<Record<Language, string>>;
}

/** What rules look at. */
export interface HandoffFacts {
  readonly text: string;
  readonly triage: Triage;
  /** The groups of the asker. */
  readonly audiences: readonly string[];
  /** Of the asker's messages shortly before, oldest first. */
  readonly moods: readonly Mood[];
  /** How often the best article was tried before, without help. */
  readonly failures: number;
}

/** The rules that are there by themselves, after the owner's. */
export const USUAL_RULES: readonly HandoffRule[] = [
  { name: 'other language', language: ['other'], to: 'person', reason: 'language' },
  { name: 'urgent', urgency: ['high', 'critical'], to: 'person', reason: 'urgent' },
  { name: 'angry', mood: ['angry'], to: 'person', reason: 'angry' },
  { name: 'growing upset', mood: ['upset'], trend: 'rising', to: 'person', reason: 'upset' },
];

/** The first rule that holds. */
export function ruleFor(rules: readonly HandoffRule[], facts: HandoffFacts): HandoffRule | undefined {
  let said: readonly string[] | undefined;
  const readable = (): readonly string[] => {
    said ??= readings(plain(facts.text));
    return said;
  };
  return rules.find((rule) => holds(rule, facts, readable));
}

/** What the asker is told when a rule brings a person; nothing for a rule without words. */
export function ruleWords(
  { say, reason }: HandoffRule,
  { language: spoken, foreign }: Triage,
  language: Language,
): string | undefined {
  if (say) return say[language];
  if (spoken === 'other') return notSpoken(language, foreign);
  const usual = USUAL_WORDS[reason];
  return usual && phrase(language, usual);
}

const USUAL_WORDS: Readonly<Partial<Record<HandoffReason, PhraseKey>>> = {
  urgent: 'urgentWords',
  angry: 'angryWords',
  upset: 'upsetWords',
};

/** `said`: the readings of the text, for rules that ask for words. */
function holds(
  rule: HandoffRule,
  { triage, audiences, moods, failures }: HandoffFacts,
  said: () => readonly string[],
): boolean {
  const { category, urgency, mood, language, audience, says } = rule;
  const isUpset = (one: Mood): boolean => one !== 'calm';
  return (
    (!category || (triage.category !== undefined && category.includes(triage.category))) &&
    (!urgency || urgency.includes(triage.urgency)) &&
    (!mood || mood.includes(triage.mood)) &&
    (!rule.trend || (isUpset(triage.mood) && moods.slice(-TREND).some(isUpset))) &&
    (!language || language.includes(triage.language)) &&
    (!audience || audience.some((group) => audiences.includes(group))) &&
    (!says || says.some((words) => isSaid(words, said()))) &&
    (rule.failures === undefined || failures >= rule.failures)
  );
}

/** So many messages before this one count for the trend. */
const TREND = 2;

/** One case, one width, and the quotation marks of a typewriter, which keyboards of phones do not write. */
function plain(text: string): string {
  return oneWidth(text.replace(/[’‘ʼ´`＇]/gu, "'").replace(/[“”„‟«»]/gu, '"'))
    .toLowerCase()
    .replace(/\s+/gu, ' ')
    .trim();
}

/** Whether whoever writes `text` writes these words: the condition `says`. */
export function says(text: string, words: string): boolean {
  return isSaid(words, readings(plain(text)));
}

/** Whether one of the readings of a text holds one of those of the words. */
function isSaid(words: string, texts: readonly string[]): boolean {
  return readings(plain(words)).some((wanted) => texts.some((text) => holdsWords(text, wanted)));
}

/** Whole words, where a writing system has them. */
function holdsWords(asked: string, wanted: string): boolean {
  const isLetter = (character: string): boolean =>
    /[\p{L}\p{N}]/u.test(character) && !/\p{Script=Han}/u.test(character);
  for (let at = asked.indexOf(wanted); at >= 0; at = asked.indexOf(wanted, at + 1)) {
    const before = asked[at - 1] ?? ' ';
    const after = asked[at + wanted.length] ?? ' ';
    const begins = !(isLetter(before) && isLetter(wanted[0] ?? ' '));
    const ends = !(isLetter(after) && isLetter(wanted.at(-1) ?? ' '));
    if (begins && ends) return true;
  }
  return false;
}
