import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import type { Article } from '../../src/core/article.js';
import { crossValidate } from '../confidence/cross-validate.js';
import { startFrom } from '../finding/centroids.js';
import { readCorpus } from '../finding/corpus.js';
import { atOnce } from '../slices.js';
import { readTerms } from '../text/terms.js';
import { type Order, type Request, type RoundsReport, selected, taker } from './training-messages.js';

/**
 * Beside the training thread: does rounds of cross-validation that it has not come to yet, selection by selection, and
 * ends.
 */
const port = parentPort;
if (!port) throw new Error('This file is started as a thread by training-worker.ts.');
const order = workerData as Order; // as training-worker.ts hands it on

// After the training thread, whose first model somebody may be waiting for.
if (process.platform === 'linux') setPriority(10);

const articles: Article[] = [];
port.on('message', (request: Request) => {
  if (request.kind === 'articles') {
    articles.push(...request.articles);
    return;
  }
  for (const [index, selection] of order.selections.entries()) {
    const corpus = atOnce(readCorpus(selected(selection, articles), readTerms(order.terms ?? [])));
    const { power } = atOnce(startFrom(corpus, corpus.samples)).classifier;
    const rounds = atOnce(crossValidate(corpus, power, taker(selection)));
    port.postMessage({ index, rounds } satisfies RoundsReport);
  }
  port.close();
});
