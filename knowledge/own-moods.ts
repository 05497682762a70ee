import { readFile } from 'node:fs/promises';
import { FirstlineError } from '../src/core/error.js';
import type { Mood, Triage } from '../src/core/triage.js';
import { readLabelsCsv } from './csv.js';
import { MOOD_LABELS } from './label-figures.js';
import { problemLine } from './problem.js';
import { trainTextClassifier } from './text-classifier.js';
import { triage } from './triage.js';

/** More texts would hold up a start for long. */
const MOST = 3000;

/**
 * Triage whose moods are learnt from labelled texts of the owner: a CSV file `text,mood`. Urgency and language stay what
 * they are. Where the file tells no angry from upset texts, the two are told apart as without it.
 *
 * @throws FirstlineError `config.invalid` where the file cannot be read, has a wrong label, fewer than two labels, or more
 * than 3,000 texts.
 */
export async function ownTriage(file: string | undefined): Promise<(text: string) => Triage> {
  if (file === undefined) return triage;
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw invalid(`${file} cannot be read.`, 'Check the path under knowledge.moods.', cause);
  });
  const { texts, errors } = readLabelsCsv(text, file, 'mood', [...MOOD_LABELS.keys()]);
  if (errors.length) throw invalid(errors.map(problemLine).join('\n'), 'Correct the file.');
  const labels = new Set(texts.map(({ label }) => label));
  if (labels.size < 2)
    throw invalid(`${file} has ${labels.size} labels.`, 'Give texts of at least two moods.');
  if (texts.length > MOST)
    throw invalid(`${file} has ${texts.length} texts, expected at most ${MOST}.`, 'Leave some out.');
  const classifier = trainTextClassifier(texts);
  return (asked) => {
    const usual = triage(asked);
    const told = MOOD_LABELS.get(classifier.classify(asked).label) ?? usual.mood;
    const mood: Mood = told === 'upset' && !labels.has('angry') && usual.mood === 'angry' ? 'angry' : told;
    if (mood === usual.mood) return usual;
    const reasons = usual.reasons.filter((reason) => !reason.startsWith('mood '));
    return { ...usual, mood, reasons: [...reasons, `mood ${mood}: learnt from ${file}`] };
  };
}

function invalid(message: string, hint: string, cause?: unknown): FirstlineError {
  return new FirstlineError('config.invalid', message, { hint, ...(cause !== undefined && { cause }) });
}
