import type { Worker } from 'node:worker_threads';
import type { Article } from '../../src/core/article.js';
import { silentLog } from '../../src/core/ports/ambient.js';
import { MOST_ROUNDS } from '../confidence/cross-validate.js';
import { codeMark, startThread } from '../modules.js';
import { processors } from '../processors.js';
import { breath, inSlices } from '../slices.js';
import { keptModel, type Shelf, writeKept } from './kept-model.js';
import { hash, type KnowledgeOptions, type Model, trainEach } from './model.js';
import { decodeModel, encodeModel } from './model-file.js';
import type { Order, Report, Request } from './training-messages.js';

/** How models are come by. */
export interface TrainerOptions extends KnowledgeOptions {
  /** A folder of models that the build trained. */
  readonly models?: string;
  /** A folder that models are kept in, so that articles which did not change are not trained again. */
  readonly cache?: string;
  /** From how many phrasings on a thread of its own trains. */
  readonly threadFrom?: number;
  /** Megabytes of heap that the thread may take; by default as many as the process. */
  readonly threadHeap?: number;
  /** From how many phrasings on a second thread helps it; by default on a machine with more than one processor. */
  readonly secondFrom?: number;
  /** Megabytes of heap for that one. */
  readonly secondHeap?: number;
}

/** A model on its way. */
export interface Making {
  /** As soon as it can answer at all: see `train`. */
  readonly early: Promise<Model>;
  readonly whole: Promise<Model>;
}

/** Gets models of articles: read where they are kept, else trained, beside everything else. */
export interface Trainer {
  make(articles: readonly Article[]): Making;
  /** The same for several selections, in their order: one thread trains those that are not kept, and all that can answer come first. */
  makeEach(selections: readonly (readonly Article[])[]): readonly Making[];
  /** The content hash of articles, without holding up anybody. */
  version(articles: readonly Article[]): Promise<string>;
  /** How many models were trained, not read. */
  readonly trained: number;
  /** Ends the thread, where one runs; what it made does not come any more. Resolves when nothing is written any more. */
  close(): Promise<void>;
}

/** A thread takes about as long to start as this many phrasings to train. */
const THREAD_FROM = 1000;
/** Helping takes articles apart once more, and memory: it is worth it where training takes seconds. */
const SECOND_FROM = processors() > 1 ? 4000 : Number.POSITIVE_INFINITY;
/** Phrasings handed to the thread at once: a few milliseconds of copying. */
const BATCH = 500;

/** Makes one. */
export function createTrainer(options: TrainerOptions): Trainer {
  const log = options.log ?? silentLog;
  const training = new Set<Worker>();
  const writing = new Set<Promise<unknown>>();
  let closed = false;
  let warned = false;
  let trained = 0;
  let present = 1;
  let shelf: Promise<Shelf | undefined> | undefined;

  const settle = (write: Promise<unknown>): void => {
    writing.add(write);
    void write.finally(() => writing.delete(write));
  };
  const goOn = (): void => {
    if (closed) throw new Error('The trainer was closed.');
  };
  const unkept = (reason: string): void => {
    if (warned) return;
    warned = true;
    log.warn({ folder: options.cache, reason }, 'models cannot be kept there; each start trains anew');
  };
  const findShelf = async (folder: string): Promise<Shelf | undefined> => {
    const mark = await codeMark();
    return mark === undefined ? undefined : { folder, mark };
  };
  const kept = async (articles: readonly Article[], version: string): Promise<Model | undefined> => {
    const asked = { ...options, version };
    const built = options.models && (await keptModel({ folder: options.models }, articles, asked));
    if (built || options.cache === undefined) return built || undefined;
    shelf ??= findShelf(options.cache);
    const own = await shelf;
    return own && keptModel(own, articles, asked);
  };

  /** Where the present models are kept. */
  const ownShelf = async (): Promise<Shelf | undefined> => {
    const own = await shelf;
    return own && { ...own, present };
  };
  const keep = async (own: Shelf, model: Model): Promise<void> => {
    try {
      await writeKept(own, model.version, options, encodeModel(model));
    } catch (error) {
      unkept(error instanceof Error ? error.message : String(error));
    }
  };

  /** On this thread, in slices. */
  const here = async (jobs: readonly Job[]): Promise<void> => {
    const own = await ownShelf();
    await inSlices(trainEach(jobs, options), (made) => {
      goOn();
      const job = made && jobs[made.index];
      if (!job) return;
      if (!made.whole) return job.early(made.model);
      if (own) settle(keep(own, made.model));
      job.whole(made.model);
    });
  };

  /** On a thread of its own. Rejects if that cannot be started, or ends before it has told everything. */
  const there = async (jobs: readonly Job[]): Promise<void> => {
    const own = await ownShelf();
    const { wrong, unknown, terms, threadHeap, secondHeap } = options;
    const hasSecond = phrasingsOf(jobs) >= (options.secondFrom ?? SECOND_FROM);
    const all = [...new Set(jobs.flatMap(({ articles }) => articles))];
    const placeOf = new Map(all.map((article, place) => [article, place]));
    const order: Order = {
      ...(wrong !== undefined && { wrong }),
      ...(unknown !== undefined && { unknown }),
      ...(terms !== undefined && { terms }),
      selections: jobs.map(({ version, articles }) => ({
        version,
        places: Int32Array.from(articles, (article) => placeOf.get(article) ?? -1),
        taken: new Int32Array(new SharedArrayBuffer(MOST_ROUNDS * Int32Array.BYTES_PER_ELEMENT)),
      })),
      ...(hasSecond && { second: { ...(secondHeap !== undefined && { heap: secondHeap }) } }),
      ...(own && { shelf: own }),
    };
    await breath();
    goOn();
    const thread = startThread('serving/training-worker', {
      workerData: order,
      name: 'training',
      ...(threadHeap !== undefined && { resourceLimits: { maxOldGenerationSizeMb: threadHeap } }),
    });
    training.add(thread);
    const told = new Promise<void>((resolve, reject) => {
      const early = new Map<number, Promise<Model>>();
      const whole: Promise<void>[] = [];
      thread.on('message', (report: Report) => {
        if (report.kind === 'unkept') return unkept(report.reason);
        if (report.kind === 'alone')
          return log.warn(
            { reason: report.reason },
            'the second training thread failed; the first goes on alone',
          );
        const job = jobs[report.index];
        if (!job) return;
        switch (report.kind) {
          case 'model': {
            const model = inSlices(decodeModel(report.bytes, job.articles));
            early.set(report.index, model);
            model.then(job.early, reject);
            break;
          }
          case 'confidence': {
            const { confidence, ms } = report;
            const model = early.get(report.index);
            if (model) whole.push(model.then((found) => job.whole({ ...found, confidence })));
            log.debug({ articles: job.articles.length, ms: Math.round(ms) }, 'knowledge built by the thread');
            if (whole.length < jobs.length) break;
            Promise.all(whole).then(() => resolve(), reject);
            // What is left to it is to write the last file and to end.
            training.delete(thread);
            settle(new Promise((ended) => thread.once('exit', ended)));
            break;
          }
          default:
            report satisfies never;
        }
      });
      thread.on('error', reject);
      thread.on('exit', (code) => {
        // Otherwise it had told everything, and what it told may still be on its way to be read.
        if (training.delete(thread)) reject(new Error(`The training thread ended with ${code}.`));
      });
    });
    // Whoever waits for the models hears it; a failure while articles are still handed over must not go unheard.
    told.catch(() => undefined);
    try {
      await handOver(thread, all);
    } catch (error) {
      await thread.terminate();
      throw error;
    }
    return told;
  };

  const anywhere = async (tasks: readonly Task[]): Promise<void> => {
    const jobs: Job[] = [];
    for (const task of tasks) {
      const version = await inSlices(hash(task.articles));
      const found = await kept(task.articles, version);
      if (found) task.whole(found);
      else jobs.push({ ...task, version });
    }
    if (jobs.length === 0) return;
    goOn();
    trained += jobs.length;
    if (phrasingsOf(jobs) < (options.threadFrom ?? THREAD_FROM)) return here(jobs);
    try {
      await there(jobs);
    } catch (error) {
      if (closed) throw error;
      log.warn({ err: error }, 'the training thread failed; training beside the work of the main one');
      await here(jobs); // what was made already is made again, and nobody waits for it
    }
  };

  const makeEach: Trainer['makeEach'] = (selections) => {
    present = Math.max(present, selections.length);
    const begun = selections.map(begin);
    anywhere(begun.map(({ task }) => task)).catch((error: unknown) => {
      for (const { task } of begun) task.failed(error);
    });
    return begun.map(({ making }) => making);
  };

  return {
    make: (articles) => makeEach([articles])[0] as Making, // as many as there are selections
    makeEach,
    version: (articles) => inSlices(hash(articles)),
    get trained() {
      return trained;
    },
    async close() {
      closed = true;
      await Promise.all([...[...training].map((thread) => thread.terminate()), ...writing]);
    },
  };
}

/** A model that somebody waits for. */
interface Task {
  readonly articles: readonly Article[];
  readonly early: (model: Model) => void;
  readonly whole: (model: Model) => void;
  readonly failed: (error: unknown) => void;
}

/** One that has to be trained. */
interface Job extends Task {
  readonly version: string;
}

function begin(articles: readonly Article[]): { readonly task: Task; readonly making: Making } {
  let early: Task['early'] = () => undefined;
  let whole: Task['whole'] = () => undefined;
  let failed: Task['failed'] = () => undefined;
  const first = new Promise<Model>((resolve) => {
    early = resolve;
  });
  const last = new Promise<Model>((resolve, reject) => {
    whole = resolve;
    failed = reject;
  });
  const soonest = Promise.race([first, last]);
  soonest.catch(() => undefined); // whoever waits for the whole hears of it
  return { task: { articles, early, whole, failed }, making: { early: soonest, whole: last } };
}

async function handOver(thread: Worker, articles: readonly Article[]): Promise<void> {
  const send = (request: Request): void => thread.postMessage(request);
  await breath(); // starting a thread has taken some milliseconds
  let batch: Article[] = [];
  let size = 0;
  for (const article of articles) {
    batch.push(article);
    size += countPhrasings([article]) + 10;
    if (size < BATCH) continue;
    send({ kind: 'articles', articles: batch });
    batch = [];
    size = 0;
    await breath();
  }
  send({ kind: 'articles', articles: batch });
  send({ kind: 'train' });
}

function phrasingsOf(jobs: readonly Job[]): number {
  return jobs.reduce((sum, { articles }) => sum + countPhrasings(articles), 0);
}

function countPhrasings(articles: readonly Article[]): number {
  let count = 0;
  for (const { translations } of articles) {
    for (const translation of Object.values(translations)) count += translation.phrasings.length;
  }
  return count;
}
