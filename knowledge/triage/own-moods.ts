import { readFile } from 'node:fs/promises';
import type { Worker } from 'node:worker_threads';
import { FirstlineError } from '../../src/core/error.js';
import { type Log, silentLog } from '../../src/core/ports/ambient.js';
import type { Mood, Triage } from '../../src/core/triage.js';
import { decodeUtf8 } from '../../src/core/utf8.js';
import { type LabelledText, readLabelsCsv } from '../files/csv.js';
import { problemLine } from '../files/problem.js';
import { startThread } from '../modules.js';
import { inSlices } from '../slices.js';
import { moodsFile, readMoodsModel, writeMoodsModel } from './kept-moods.js';
import { MOOD_LABELS } from './label-figures.js';
import { learnTexts, type TextClassifier, type TextModel, textClassifier } from './text-classifier.js';
import { triage } from './triage.js';

/** More texts take long to learn. */
const MOST = 3000;

/** How to open moods of the owner's. */
export interface OpenMoods {
  /** A CSV file `text,mood` of the owner's; none: moods are told as they are by themselves. */
  readonly file?: string | undefined;
  /** A folder in which what was learnt is kept, so that a file that did not change is not learnt again. */
  readonly cache?: string;
  /** Megabytes of heap that the thread may take; by default as many as the process. */
  readonly threadHeap?: number;
  readonly log?: Log;
}

/** Triage whose moods are learnt from the owner's texts, as soon as they are. */
export interface OwnMoods {
  readonly triage: (text: string) => Triage;
  /** Resolves once moods are told as the file tells them, or will not be. Never rejects. */
  readonly ready: Promise<void>;
  /** Whether they had to be learnt, since they were not kept. */
  readonly learns: boolean;
  /** Ends what is being learnt. Resolves when nothing is written any more. */
  close(): Promise<void>;
}

/**
 * Opens the owner's moods. Where they are kept they are in use at once, else a thread of its own learns them, and until
 * then moods are told as without the file. Urgency and language stay what they are; where the file tells no angry from
 * upset texts, the two are told apart as without it.
 *
 * @throws FirstlineError `config.invalid` as {@link readMoods} does
 */
export async function openMoods(options: OpenMoods): Promise<OwnMoods> {
  const { file, cache, threadHeap, log = silentLog } = options;
  const nothing = { ready: Promise.resolve(), learns: false, close: async () => {} };
  if (file === undefined) return { triage, ...nothing };
  const texts = await readMoods(file);
  const keptIn = cache === undefined ? undefined : await moodsFile(cache, texts);
  const kept = keptIn === undefined ? undefined : await readMoodsModel(keptIn, log);
  if (kept) return { triage: triageBy(kept, file), ...nothing };
  let told = triage;
  let closed = false;
  let thread: Worker | undefined;
  const onThread = (): Promise<TextModel> => {
    const limits = threadHeap === undefined ? {} : { maxOldGenerationSizeMb: threadHeap };
    thread = startThread('triage/moods-worker', { workerData: texts, name: 'moods', resourceLimits: limits });
    return modelFrom(thread);
  };
  const anywhere = async (): Promise<TextModel> => {
    try {
      return await onThread();
    } catch (error) {
      if (closed) throw error;
      log.warn(
        { err: error },
        'no thread could learn moods; they are learnt beside the work of the main one',
      );
      return inSlices(stoppable(texts, () => closed));
    }
  };
  const learn = async (): Promise<void> => {
    const from = performance.now();
    const model = await anywhere();
    if (closed) return;
    told = triageBy(model, file);
    log.info({ file, texts: texts.length, ms: Math.round(performance.now() - from) }, 'moods learnt');
    if (cache === undefined || keptIn === undefined) return;
    await writeMoodsModel(cache, keptIn, model).catch((error: unknown) => {
      log.warn(
        { folder: cache, err: error },
        'what moods were learnt cannot be kept; each start learns anew',
      );
    });
  };
  log.info({ file, texts: texts.length }, 'learning moods; until then they are told as without the file');
  const ready = learn().catch((error: unknown) => {
    if (!closed)
      log.error({ file, err: error }, 'moods could not be learnt; they are told as without the file');
  });
  return {
    triage: (text) => told(text),
    ready,
    learns: true,
    async close() {
      closed = true;
      await thread?.terminate();
      await ready;
    },
  };
}

/** The same for a single question: it resolves when everything is learnt, and keeps nothing. */
export async function ownTriage(
  file: string | undefined,
  { cache }: Pick<OpenMoods, 'cache'> = {},
): Promise<(text: string) => Triage> {
  if (file === undefined) return triage;
  const texts = await readMoods(file);
  const keptIn = cache === undefined ? undefined : await moodsFile(cache, texts);
  const kept = keptIn === undefined ? undefined : await readMoodsModel(keptIn, silentLog);
  return triageBy(kept ?? (await inSlices(learnTexts(texts))), file);
}

/**
 * The texts of a file of moods.
 *
 * @throws FirstlineError `config.invalid` where the file cannot be read, has a wrong label, fewer than two labels, or more
 * than 3,000 texts.
 */
export async function readMoods(file: string): Promise<readonly LabelledText[]> {
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw invalid(`${file} cannot be read.`, 'Check the path under knowledge.moods.', cause);
  });
  const decoded = decodeUtf8(bytes);
  if (!('text' in decoded))
    throw invalid(`${file}:${decoded.line} is no UTF-8.`, 'Save it as UTF-8; Excel calls that “CSV UTF-8”.');
  const { text } = decoded;
  const { texts, errors } = readLabelsCsv(text, file, 'mood', [...MOOD_LABELS.keys()]);
  if (errors.length) throw invalid(errors.map(problemLine).join('\n'), 'Correct the file.');
  const labels = new Set(texts.map(({ label }) => label));
  if (labels.size < 2)
    throw invalid(`${file} has ${labels.size} labels.`, 'Give texts of at least two moods.');
  if (texts.length > MOST)
    throw invalid(`${file} has ${texts.length} texts, expected at most ${MOST}.`, 'Leave some out.');
  return texts;
}

function triageBy(model: TextModel, file: string): (text: string) => Triage {
  const classifier: TextClassifier = textClassifier(model);
  const tellsAngry = model.labels.includes('angry');
  return (asked) => {
    const usual = triage(asked);
    const told = MOOD_LABELS.get(classifier.classify(asked).label) ?? usual.mood;
    const mood: Mood = told === 'upset' && !tellsAngry && usual.mood === 'angry' ? 'angry' : told;
    if (mood === usual.mood) return usual;
    const reasons = usual.reasons.filter((reason) => !reason.startsWith('mood '));
    return { ...usual, mood, reasons: [...reasons, `mood ${mood}: learnt from ${file}`] };
  };
}

function modelFrom(thread: Worker): Promise<TextModel> {
  return new Promise((resolve, reject) => {
    thread.once('message', resolve);
    thread.once('error', reject);
    thread.once('exit', (code) => reject(new Error(`The thread that learns moods ended with ${code}.`)));
  });
}

/** Learning that ends where nobody wants it any more. */
function* stoppable(texts: readonly LabelledText[], isOver: () => boolean): ReturnType<typeof learnTexts> {
  const steps = learnTexts(texts);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    if (isOver()) throw new Error('It was closed.');
    yield;
  }
}

function invalid(message: string, hint: string, cause?: unknown): FirstlineError {
  return new FirstlineError('config.invalid', message, { hint, ...(cause !== undefined && { cause }) });
}
