import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import type { Article } from '../src/core/article.js';
import { writeKept } from './kept-model.js';
import { trainEach } from './model.js';
import { encodeModel } from './model-file.js';
import type { Order, Report, Request } from './training-messages.js';

/** The training thread: takes articles, hands over models of selections of them, keeps each in its file, and ends. */
const port = parentPort;
if (!port) throw new Error('This file is started as a thread by trainer.ts.');
const order = workerData as Order; // as trainer.ts gives it

// On Linux this is about the thread that calls: whoever asks a question comes first on a machine with few cores.
if (process.platform === 'linux') setPriority(5);

const articles: Article[] = [];
port.on('message', (request: Request) => {
  if (request.kind === 'articles') {
    articles.push(...request.articles);
    return;
  }
  work()
    .catch((error: unknown) => {
      // As the thread's own end, with the reason, which trainer.ts hears as `error`.
      setImmediate(() => {
        throw error;
      });
    })
    .finally(() => port.close());
});

async function work(): Promise<void> {
  const started = performance.now();
  const selections = order.selections.map(({ version, places }) => ({
    version,
    articles: Array.from(places, (place) => articles[place]).filter((article) => article !== undefined),
  }));
  for (const made of trainEach(selections, order)) {
    if (!made) continue;
    const { index, model, whole } = made;
    if (!whole) {
      const bytes = encodeModel(model);
      tell({ kind: 'model', index, bytes }, [bytes]);
      continue;
    }
    tell({ kind: 'confidence', index, confidence: model.confidence, ms: performance.now() - started });
    if (!order.shelf) continue;
    try {
      await writeKept(order.shelf, model.version, order, encodeModel(model));
    } catch (error) {
      tell({ kind: 'unkept', reason: error instanceof Error ? error.message : String(error) });
    }
  }
}

function tell(report: Report, transferred: ArrayBuffer[] = []): void {
  port?.postMessage(report, transferred);
}
