import type { Mood } from './triage.js';

/** The mood of one message. */
export interface MoodAt {
  readonly mood: Mood;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** So many messages are remembered, */
const KEPT = 6;
/** for so long. */
const FOR = 12 * 3_600_000;

/** Whether something belongs to the same matter as what happens now. Both in milliseconds since 1970. */
export function isRecent(at: number, now: number): boolean {
  return now - at < FOR;
}

/** The moods of somebody's last messages, oldest first, without those that are long ago. */
export function recentMoods(moods: readonly MoodAt[] | undefined, now: number): readonly MoodAt[] {
  return (moods ?? []).filter(({ at }) => isRecent(at, now)).slice(-KEPT);
}

/** The same with one more. */
export function withMood(moods: readonly MoodAt[] | undefined, mood: Mood, now: number): readonly MoodAt[] {
  return [...recentMoods(moods, now), { mood, at: now }].slice(-KEPT);
}

/** How the mood went, each change once: calm, upset, angry. */
export function courseOf(moods: readonly Mood[]): readonly Mood[] {
  return moods.filter((mood, i) => mood !== moods[i - 1]);
}
