import type { Mood, Triage, Urgency } from '../src/core/triage.js';
import { normalise } from './analyse.js';
import { detectLanguage } from './language.js';
import { CRITICAL, HIGH, type Lexicon } from './lexicon.js';
import { english } from './lexicon-en.js';
import { chinese } from './lexicon-zh.js';

/** Sum of weights at or below which words alone make a mood. */
const UPSET_FROM = -3;
const ANGRY_FROM = -9;
const HAN = /\p{Script=Han}/u;

/**
 * What is known about a question before anybody has answered it; the category comes from the articles. An urgent or
 * angry asker goes to a person at once, so a word alone seldom decides: asking how urgent leave is requested is not
 * urgent, and naming a problem is not anger.
 */
export function triage(text: string): Triage {
  const plain = normalise(text);
  const lexicons = HAN.test(plain) ? [chinese, english] : [english];
  const urgency = urgencyOf(plain, lexicons);
  const mood = moodOf(text, plain, lexicons);
  return {
    language: detectLanguage(text),
    urgency: urgency.level,
    mood: mood.level,
    reasons: [...urgency.reasons, ...mood.reasons],
  };
}

interface Verdict<Level> {
  readonly level: Level;
  readonly reasons: readonly string[];
}

function urgencyOf(plain: string, lexicons: readonly Lexicon[]): Verdict<Urgency> {
  const strongest = new Map<string, number>();
  const words: string[] = [];
  let patience: string | undefined;
  for (const lexicon of lexicons) {
    patience ??= lexicon.patient.exec(plain)?.[0];
    const clauses = plain.split(lexicon.clauses);
    for (const sign of lexicon.urgency) {
      for (const clause of clauses) {
        const found = sign.pattern.exec(clause)?.[0].trim();
        if (found === undefined || (!sign.always && lexicon.general.test(clause.trim()))) continue;
        strongest.set(sign.kind, Math.max(sign.points, strongest.get(sign.kind) ?? 0));
        words.push(found);
        break;
      }
    }
  }
  const points = [...strongest.values()].reduce((sum, value) => sum + value, 0);
  if (points >= CRITICAL) return { level: 'critical', reasons: [reason('urgency critical', words)] };
  if (patience !== undefined) return { level: 'low', reasons: [reason('urgency low', [patience])] };
  if (points >= HIGH) return { level: 'high', reasons: [reason('urgency high', words)] };
  return { level: 'normal', reasons: [] };
}

function moodOf(text: string, plain: string, lexicons: readonly Lexicon[]): Verdict<Mood> {
  const angry: string[] = [];
  const upset: string[] = [];
  let sum = 0;
  const heavy: string[] = [];
  for (const lexicon of lexicons) {
    const insult = lexicon.angry.exec(plain)?.[0];
    if (insult !== undefined) angry.push(insult);
    const complaint = lexicon.upset.exec(plain)?.[0];
    if (complaint !== undefined) upset.push(complaint);
    for (const { word, weight } of lexicon.sentiment(plain)) {
      sum += weight;
      if (weight < 0) heavy.push(word);
    }
  }
  const loud = loudness(text);
  if (angry.length === 0 && loud !== undefined && (upset.length > 0 || sum <= -1.5)) {
    angry.push(loud, ...upset, ...heavy);
  }
  if (angry.length > 0) return { level: 'angry', reasons: [reason('mood angry', angry)] };
  if (sum <= ANGRY_FROM) return { level: 'angry', reasons: [reason('mood angry', heavy)] };
  if (upset.length > 0) return { level: 'upset', reasons: [reason('mood upset', upset)] };
  if (sum <= UPSET_FROM) return { level: 'upset', reasons: [reason('mood upset', heavy)] };
  return { level: 'calm', reasons: [] };
}

/** Shouting: three exclamation or question marks in a row, or several words in capitals. */
function loudness(text: string): string | undefined {
  const marks = /[!！]{3,}|[!?！？]{4,}/.exec(text)?.[0];
  if (marks !== undefined) return marks;
  const capitals = text.match(/\b[A-Z]{3,}\b/g) ?? [];
  const small = text.match(/\b[A-Za-z]*[a-z][A-Za-z]*\b/g)?.length ?? 0;
  return capitals.length >= 3 && capitals.length > small ? capitals.slice(0, 3).join(' ') : undefined;
}

function reason(what: string, words: readonly string[]): string {
  const shown = [...new Set(words)]
    .slice(0, 4)
    .map((word) => `"${word.length > 60 ? `${word.slice(0, 59)}…` : word}"`);
  return `${what}: ${shown.join(', ')}`;
}
