import type { DetectedLanguage } from './language.js';
import type { ForeignLanguage } from './phrases/foreign.js';

/** Every urgency, rising. */
export const URGENCIES = ['low', 'normal', 'high', 'critical'] as const;
/** How soon a person should look. */
export type Urgency = (typeof URGENCIES)[number];

/** Every mood, worsening. */
export const MOODS = ['calm', 'upset', 'angry'] as const;
/** How the asker feels, as far as the words tell. */
export type Mood = (typeof MOODS)[number];

/** What is known about a question before anybody has answered it. */
export interface Triage {
  readonly language: DetectedLanguage;
  /** Where the language is `other`, which one, if that can be told. */
  readonly foreign?: ForeignLanguage;
  /** The category of the best article; absent where none is near. */
  readonly category?: string;
  readonly urgency: Urgency;
  readonly mood: Mood;
  /** Which words decided, readable by a person: `urgency high: "locked out"`. */
  readonly reasons: readonly string[];
}
