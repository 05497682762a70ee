import type { Worker } from 'node:worker_threads';
import type { Article } from '../src/core/article.js';
import { silentLog } from '../src/core/ports/ambient.js';
import { keptModel, type Shelf, writeKept } from './kept-model.js';
import { hash, type KnowledgeOptions, type Model, train } from './model.js';
import { decodeModel, encodeModel } from './model-file.js';
import { codeMark, startThread } from './modules.js';
import { breath, inSlices } from './slices.js';
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
  /** The content hash of articles, without holding up anybody. */
  version(articles: readonly Article[]): Promise<string>;
  /** How many models were trained, not read. */
  readonly trained: number;
  /** Ends the thread, where one runs; what it made does not come any more. Resolves when nothing is written any more. */
  close(): Promise<void>;
}

/** A thread takes about as long to start as this many phrasings to train. */
const THREAD_FROM = 1000;
/** Phrasings handed to the thread at once: some milliseconds of copying. */
const BATCH = 2000;

/** Makes one. */
export function createTrainer(options: TrainerOptions): Trainer {
  const log = options.log ?? silentLog;
  const training = new Set<Worker>();
  const writing = new Set<Promise<unknown>>();
  let closed = false;
  let warned = false;
  let trained = 0;
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

  /** On this thread, in slices. */
  const here = async (
    articles: readonly Article[],
    version: string,
    early: (model: Model) => void,
  ): Promise<Model> => {
    const model = await inSlices(train(articles, { ...options, version }), (value) => {
      goOn();
      if (value) early(value);
    });
    const own = await shelf;
    if (own && !closed) {
      const write = writeKept(own, version, options, encodeModel(model)).catch((error: unknown) =>
        unkept(error instanceof Error ? error.message : String(error)),
      );
      settle(write);
    }
    return model;
  };

  /** On a thread of its own. Rejects if that cannot be started, or ends before it has told everything. */
  const there = async (
    articles: readonly Article[],
    version: string,
    early: (model: Model) => void,
  ): Promise<Model> => {
    const own = await shelf;
    goOn();
    const { wrong, unknown } = options;
    const order: Order = {
      version,
      ...(wrong !== undefined && { wrong }),
      ...(unknown !== undefined && { unknown }),
      ...(own && { shelf: own }),
    };
    const { threadHeap } = options;
    const thread = startThread('training-worker', {
      workerData: order,
      name: 'training',
      ...(threadHeap !== undefined && { resourceLimits: { maxOldGenerationSizeMb: threadHeap } }),
    });
    training.add(thread);
    const model = new Promise<Model>((resolve, reject) => {
      let first: Promise<Model> | undefined;
      thread.on('message', (report: Report) => {
        switch (report.kind) {
          case 'model':
            first = inSlices(decodeModel(report.bytes, articles));
            first.then(early, reject);
            break;
          case 'confidence':
            first?.then((found) => resolve({ ...found, confidence: report.confidence }), reject);
            // What is left to it is to write the file and to end.
            training.delete(thread);
            settle(new Promise((ended) => thread.once('exit', ended)));
            log.debug(
              { articles: articles.length, ms: Math.round(report.ms) },
              'knowledge built by the thread',
            );
            break;
          case 'unkept':
            unkept(report.reason);
            break;
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
    // Whoever waits for the model hears it; a failure while articles are still handed over must not go unheard.
    model.catch(() => undefined);
    try {
      await handOver(thread, articles);
    } catch (error) {
      await thread.terminate();
      throw error;
    }
    return model;
  };

  const anywhere = async (articles: readonly Article[], early: (model: Model) => void): Promise<Model> => {
    const version = await inSlices(hash(articles));
    const found = await kept(articles, version);
    if (found) return found;
    goOn();
    trained += 1;
    if (countPhrasings(articles) < (options.threadFrom ?? THREAD_FROM)) return here(articles, version, early);
    try {
      return await there(articles, version, early);
    } catch (error) {
      if (closed) throw error;
      log.warn({ err: error }, 'the training thread failed; training beside the work of the main one');
      return here(articles, version, early);
    }
  };

  return {
    make(articles) {
      let early: (model: Model) => void = () => undefined;
      const first = new Promise<Model>((resolve) => {
        early = resolve;
      });
      const whole = anywhere(articles, early);
      const soonest = Promise.race([first, whole]);
      soonest.catch(() => undefined); // whoever waits for the whole hears of it
      return { early: soonest, whole };
    },
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

async function handOver(thread: Worker, articles: readonly Article[]): Promise<void> {
  const send = (request: Request): void => thread.postMessage(request);
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

function countPhrasings(articles: readonly Article[]): number {
  let count = 0;
  for (const { translations } of articles) {
    for (const translation of Object.values(translations)) count += translation.phrasings.length;
  }
  return count;
}
