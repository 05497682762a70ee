import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import type { Article } from '../../src/core/article.js';
import type { Trial } from '../confidence/choice.js';
import { crossValidate } from '../confidence/cross-validate.js';
import { atOnce } from '../slices.js';
import { writeKept } from './kept-model.js';
import { type Begun, begin, finish } from './model.js';
import { encodeModel, shareModel } from './model-file.js';
import { type SecondThread, startSecond } from './second-thread.js';
import { type Order, type Report, type Request, selected, taker } from './training-messages.js';

/** The training thread: takes articles, hands over models of selections of them, keeps each in its file, and ends. */
const port = parentPort;
if (!port) throw new Error('This file is started as a thread by trainer.ts.');
const order = workerData as Order; // as trainer.ts gives it

// On Linux this is about the thread that calls: whoever asks a question comes first on a machine with few cores.
if (process.platform === 'linux') setPriority(5);

const alone = (reason: string): void => tell({ kind: 'alone', reason });
const second = order.second && startSecond(order, alone);
const articles: Article[] = [];
port.on('message', (request: Request) => {
  second?.send(request);
  if (request.kind === 'articles') {
    articles.push(...request.articles);
    return;
  }
  work(second)
    .catch((error: unknown) => {
      // As the thread's own end, with the reason, which trainer.ts hears as `error`.
      setImmediate(() => {
        throw error;
      });
    })
    .finally(() => {
      port.close();
      return second?.end();
    });
});

async function work(helper?: SecondThread): Promise<void> {
  const started = performance.now();
  const all = order.selections.map((selection, index) => {
    const { version } = selection;
    const begun = atOnce(begin(selected(selection, articles), { ...order, version }));
    tell({ kind: 'model', index, bytes: shareModel(begun.model) });
    return { begun, take: taker(selection) };
  });
  for (const [index, { begun, take }] of all.entries()) {
    const own = validate(begun, take);
    const helped = helper ? await helper.rounds(index) : [];
    const both = own.map((round, i) => round ?? helped[i]);
    // A thread that failed has taken what it never did.
    const rest = validate(begun, (round) => both[round] === undefined);
    const rounds = both.map((round, i) => round ?? rest[i]);
    const model = atOnce(finish(begun, rounds, order));
    tell({ kind: 'confidence', index, confidence: model.confidence, ms: performance.now() - started });
    if (!order.shelf) continue;
    try {
      await writeKept(order.shelf, model.version, order, encodeModel(model));
    } catch (error) {
      tell({ kind: 'unkept', reason: error instanceof Error ? error.message : String(error) });
    }
  }
}

function validate(
  { corpus, model }: Begun,
  take: (round: number) => boolean,
): (readonly Trial[] | undefined)[] {
  return atOnce(crossValidate(corpus, model.ranker.classifier.power, take));
}

function tell(report: Report): void {
  port?.postMessage(report);
}
