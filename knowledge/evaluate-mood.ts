import type { Mood } from '../src/core/triage.js';
import type { LabelledText } from './csv.js';
import { percentile } from './figures.js';
import { triage } from './triage.js';

/** What a mood file may call a text, and the mood of triage that it stands for. */
export const MOOD_LABELS: ReadonlyMap<string, Mood> = new Map([
  ['calm', 'calm'],
  ['upset', 'upset'],
  ['angry', 'angry'],
  ['negative', 'upset'],
  ['neutral', 'calm'],
  ['positive', 'calm'],
]);

/** How well one mood is told from the others. Shares are fractions; null where there is nothing to share out. */
export interface MoodFigures {
  /** Texts with this label. */
  readonly texts: number;
  /** Of those called so, the ones that are. */
  readonly precision: number | null;
  /** Of those that are, the ones called so. */
  readonly recall: number | null;
  /** The harmonic mean of both; 0 where nothing is right. */
  readonly f1: number;
}

/** How good triage is at moods, against labelled texts. */
export interface MoodEvaluation {
  readonly texts: number;
  readonly accuracy: number | null;
  /** The mean of the classes' F1. */
  readonly macroF1: number | null;
  /**
   * By mood of triage. Where the file tells no upset from angry texts (its labels are `negative`, `neutral` and
   * `positive`), angry counts as upset, and what is not negative as calm: that is all that triage acts on.
   */
  readonly classes: Readonly<Partial<Record<Mood, MoodFigures>>>;
  /** One text, in microseconds: median and 95th percentile. */
  readonly p50Us: number | null;
  readonly p95Us: number | null;
}

/** One text, and the mood that triage found. */
export interface MoodRow {
  readonly text: string;
  readonly expected: Mood;
  readonly mood: Mood;
}

/** Asks triage for the mood of every text. */
export function evaluateMood(texts: readonly LabelledText[]): {
  readonly evaluation: MoodEvaluation;
  readonly rows: readonly MoodRow[];
} {
  const tellsAngry = texts.some(({ label }) => label === 'angry');
  const times: number[] = [];
  const rows = texts.map(({ text, label }): MoodRow => {
    const started = performance.now();
    const { mood } = triage(text);
    times.push(Math.round((performance.now() - started) * 1000));
    return {
      text,
      expected: MOOD_LABELS.get(label) ?? 'calm',
      mood: mood === 'angry' && !tellsAngry ? 'upset' : mood,
    };
  });
  const moods = (['calm', 'upset', 'angry'] as const).filter((mood) =>
    rows.some((row) => row.expected === mood || row.mood === mood),
  );
  const classes = Object.fromEntries(moods.map((mood) => [mood, figuresOf(rows, mood)]));
  times.sort((a, b) => a - b);
  return {
    evaluation: {
      texts: rows.length,
      accuracy: share(rows.filter(({ expected, mood }) => expected === mood).length, rows.length),
      macroF1: share(
        Object.values(classes).reduce((sum, { f1 }) => sum + f1, 0),
        moods.length,
      ),
      classes,
      p50Us: percentile(times, 0.5),
      p95Us: percentile(times, 0.95),
    },
    rows,
  };
}

function figuresOf(rows: readonly MoodRow[], of: Mood): MoodFigures {
  const texts = rows.filter(({ expected }) => expected === of).length;
  const called = rows.filter(({ mood }) => mood === of).length;
  const right = rows.filter(({ expected, mood }) => expected === of && mood === of).length;
  return {
    texts,
    precision: share(right, called),
    recall: share(right, texts),
    f1: right === 0 ? 0 : (2 * right) / (texts + called),
  };
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
