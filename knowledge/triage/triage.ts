import { type Mood, type Triage, URGENCIES, type Urgency } from '../../src/core/triage.js';
import { spokenIn } from '../text/language.js';
import { keptTone } from './kept-tone.js';
import { LEARNT } from './learnt-tone.js';
import type { Sign } from './signs.js';
import { type Tone, toneOf } from './tone.js';
import { createToneJudge } from './tone-model.js';

const learnt = createToneJudge(keptTone(LEARNT));

/**
 * What is known about a question before anybody has answered it; the category comes from the articles. Urgency and mood
 * are told by what was learnt from labelled messages, with the word lists among its signs, and cautiously, since an
 * urgent or angry asker goes to a person at once. Some things are not left to learning: whoever speaks of ending their
 * life or of being threatened is critical, and what is asked for "asap" is at least high.
 */
export function triage(text: string): Triage {
  const tone = toneOf(text);
  const { urgency: told, mood } = learnt.judge(tone);
  const urgency = atLeast(told, tone.verdict.floor);
  return {
    ...spokenIn(text),
    urgency,
    mood,
    reasons: [
      ...(urgency === 'normal' ? [] : [because('urgency', urgency, tone)]),
      ...(mood === 'calm' ? [] : [because('mood', mood, tone)]),
    ],
  };
}

function atLeast(told: Urgency, floor: Urgency = 'low'): Urgency {
  return URGENCIES.indexOf(told) < URGENCIES.indexOf(floor) ? floor : told;
}

/** `urgency high: "locked out", "today"`: the words that spoke most for it. */
function because(
  what: 'urgency' | 'mood',
  level: Urgency | Mood,
  { features, found, verdict }: Tone,
): string {
  const spoken = new Map<string, number>();
  const add = (word: string, weight: number): void => {
    if (weight > 0) spoken.set(word, (spoken.get(word) ?? 0) + weight);
  };
  const own = verdict[what];
  const lists = own.level === level ? own.words : [];
  for (const [name, value] of features) {
    const weight = learnt.speaksFor(level, name) * value;
    const signs = name.startsWith('+') ? (name.slice(1).split('&') as Sign[]) : []; // toneOf names them so
    for (const sign of signs) add(found.get(sign) ?? '', weight / signs.length);
    if (name.startsWith('=!') || name === '=capitals') add(name.slice(1), weight);
  }
  const strongest = [...spoken].sort(([, a], [, b]) => b - a).map(([word]) => word);
  const shown = [...new Set([...lists, ...strongest])]
    .slice(0, 4)
    .map((word) => `"${word.length > 60 ? `${word.slice(0, 59)}…` : word}"`);
  return shown.length ? `${what} ${level}: ${shown.join(', ')}` : `${what} ${level}: by how it is worded`;
}
