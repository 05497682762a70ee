import type { Mood, Urgency } from '../../src/core/triage.js';
import { CRITICAL, HIGH, type Lexicon } from './lexicon.js';
import { english } from './lexicon-en.js';
import { chinese } from './lexicon-zh.js';

/** Sum of weights at or below which words alone make a mood. */
const UPSET_FROM = -3;
const ANGRY_FROM = -9;
const HAN = /\p{Script=Han}/u;

/** A level, and the words that speak for it. */
export interface Verdict<Level> {
  readonly level: Level;
  readonly words: readonly string[];
}

/** What the word lists say of a text. */
export interface WordVerdict {
  readonly urgency: Verdict<Urgency>;
  readonly mood: Verdict<Mood>;
  /**
   * What is not left to learning: somebody may be about to harm themselves or is threatened (critical), asks for
   * something "asap", or has given a password to a swindler (high).
   */
  readonly floor?: 'high' | 'critical';
}

/**
 * What the word lists say, without anything learnt. A word alone seldom decides: asking how urgent leave is requested is
 * not urgent, and naming a problem is not anger.
 */
export function wordVerdict(text: string, plain: string): WordVerdict {
  const lexicons = HAN.test(plain) ? [chinese, english] : [english];
  const floor = floorOf(plain, lexicons);
  return {
    urgency: urgencyOf(plain, lexicons),
    mood: moodOf(text, plain, lexicons),
    ...(floor && { floor }),
  };
}

function floorOf(plain: string, lexicons: readonly Lexicon[]): WordVerdict['floor'] {
  const floors = lexicons.flatMap(({ urgency, general }) =>
    urgency
      .filter(
        ({ floor, pattern, always }) => floor && pattern.test(plain) && (always || !general.test(plain)),
      )
      .map(({ floor }) => floor),
  );
  return floors.includes('critical') ? 'critical' : floors[0];
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
  if (points >= CRITICAL) return { level: 'critical', words: words };
  if (patience !== undefined) return { level: 'low', words: [patience] };
  if (points >= HIGH) return { level: 'high', words: words };
  return { level: 'normal', words: [] };
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
  if (angry.length > 0) return { level: 'angry', words: angry };
  if (sum <= ANGRY_FROM) return { level: 'angry', words: heavy };
  if (upset.length > 0) return { level: 'upset', words: upset };
  if (sum <= UPSET_FROM) return { level: 'upset', words: heavy };
  return { level: 'calm', words: [] };
}

/** Shouting: three exclamation or question marks in a row, or several words in capitals. */
function loudness(text: string): string | undefined {
  const marks = /[!！]{3,}|[!?！？]{4,}/.exec(text)?.[0];
  if (marks !== undefined) return marks;
  const capitals = text.match(/\b[A-Z]{3,}\b/g) ?? [];
  return capitals.length >= 3 && capitals.length > smallWords(text)
    ? capitals.slice(0, 3).join(' ')
    : undefined;
}

/** How many Latin words have a small letter. In two steps: one pattern for both takes seconds for a single long word. */
export function smallWords(text: string): number {
  return (text.match(/\b[A-Za-z]+\b/g) ?? []).filter((word) => /[a-z]/.test(word)).length;
}
