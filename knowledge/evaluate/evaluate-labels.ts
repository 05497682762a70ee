import { URGENCIES } from '../../src/core/triage.js';
import { type LabelKind, type LabelledText, labelKinds, readLabelsCsv } from '../files/csv.js';
import type { Problem } from '../files/problem.js';
import { figuresOf, MOOD_LABELS, share } from '../triage/label-figures.js';
import { trainTextClassifier } from '../triage/text-classifier.js';
import { triage } from '../triage/triage.js';
import { percentile } from './figures.js';
import { type LabelReport, labelsText } from './labels-text.js';

/** A CSV file, read. */
interface CsvFile {
  readonly file: string;
  readonly text: string;
}

/**
 * Measures triage on a file `text,mood`, `text,urgency` or with both columns. With `train`, a file of the same columns,
 * what is measured is learnt from the texts in it, with whatever labels they have.
 *
 * @returns `document` is an evaluation, or one under `urgency` and one under `mood` where the file holds both.
 */
export function evaluateLabels(options: {
  readonly questions: CsvFile;
  readonly train?: CsvFile;
  readonly rows?: boolean;
}): { readonly errors: readonly Problem[]; readonly document: unknown; readonly text: string } {
  const { questions, train, rows: withRows = false } = options;
  const errors: Problem[] = [];
  const reports = labelKinds(questions.text).map((kind): LabelReport => {
    const learnt = train && learn(train, kind, errors);
    const labels = learnt?.labels ?? (kind === 'mood' ? [...MOOD_LABELS.keys()] : URGENCIES);
    const read = readLabelsCsv(questions.text, questions.file, kind, labels);
    errors.push(...read.errors);
    return { kind, ...evaluate(read.texts, kind, learnt), learnt: learnt !== undefined, withRows };
  });
  const documents = reports.map(({ kind, evaluation, rows }) => [
    kind,
    { ...evaluation, ...(withRows && { rows }) },
  ]);
  return {
    errors,
    document: documents.length === 1 ? documents[0]?.[1] : Object.fromEntries(documents),
    text: reports.map(labelsText).join('\n\n'),
  };
}

interface Learnt {
  readonly labels: readonly string[];
  readonly tell: (text: string) => string;
  readonly trainMs: number;
}

function learn({ text, file }: CsvFile, kind: LabelKind, errors: Problem[]): Learnt | undefined {
  const { texts, errors: found } = readLabelsCsv(text, file, kind);
  errors.push(...found);
  const labels = [...new Set(texts.map(({ label }) => label))];
  if (labels.length < 2) {
    const message = `There are ${labels.length} labels in the column "${kind}".`;
    errors.push({ level: 'error', file, message, hint: 'Give texts of at least two labels to learn from.' });
    return undefined;
  }
  const began = performance.now();
  const classifier = trainTextClassifier(texts);
  return {
    labels,
    tell: (asked) => classifier.classify(asked).label,
    trainMs: Math.round(performance.now() - began),
  };
}

function evaluate(
  texts: readonly LabelledText[],
  kind: LabelKind,
  learnt: Learnt | undefined,
): Pick<LabelReport, 'evaluation' | 'rows'> {
  const tellsAngry = kind === 'urgency' || texts.some(({ label }) => label === 'angry');
  const own = (text: string): string => {
    const found = triage(text)[kind];
    return found === 'angry' && !tellsAngry ? 'upset' : found;
  };
  const tell = learnt?.tell ?? own;
  const times: number[] = [];
  const rows = texts.map(({ text, label }) => {
    const expected = learnt || kind === 'urgency' ? label : (MOOD_LABELS.get(label) ?? 'calm');
    const started = performance.now();
    const told = tell(text);
    times.push(Math.round((performance.now() - started) * 1000));
    return { text, expected, [kind]: told, told };
  });
  const order = learnt?.labels ?? [...URGENCIES, ...MOOD_LABELS.values()];
  const labels = [...new Set(order)].filter((label) =>
    rows.some(({ expected, told }) => expected === label || told === label),
  );
  const classes = Object.fromEntries(labels.map((label) => [label, figuresOf(rows, label)]));
  const among = (label: string): readonly { readonly told: string }[] =>
    rows.filter(({ expected }) => expected === label);
  const confusion = Object.fromEntries(
    labels.map((label) => [
      label,
      Object.fromEntries(
        labels.map((other) => [other, among(label).filter(({ told }) => told === other).length]),
      ),
    ]),
  );
  times.sort((a, b) => a - b);
  return {
    evaluation: {
      texts: rows.length,
      accuracy: share(rows.filter(({ expected, told }) => expected === told).length, rows.length),
      macroF1: share(
        Object.values(classes).reduce((sum, { f1 }) => sum + f1, 0),
        labels.length,
      ),
      classes,
      confusion,
      ...(learnt && { trainMs: learnt.trainMs }),
      p50Us: percentile(times, 0.5),
      p95Us: percentile(times, 0.95),
    },
    rows: rows.map(({ told: _told, ...row }) => row),
  };
}
