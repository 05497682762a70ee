import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { percentile } from '../percentiles.js';
import { heldMegabytes } from './apart.js';
import { phrasingsOf, readData, spread } from './data.js';
import { peers } from './peers.js';

/** What to measure, and within which limits. */
export interface PeerOrder {
  readonly build: string;
  readonly data: string | undefined;
  readonly peer: string;
  /** Phrasings of each article that are learnt, at most. */
  readonly each: number | undefined;
  /** Asking ends after so many seconds; then fewer questions were asked. */
  readonly seconds: number;
}

/** What came out. */
export interface PeerResult {
  readonly learnt: number;
  readonly asked: number;
  readonly right: number;
  /** Seconds. */
  readonly train: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p95: number;
  /** Megabytes. */
  readonly memory: number;
  readonly size: number;
}

const order = JSON.parse(process.argv[2] ?? '{}') as PeerOrder; // written by knowledge.ts
const peer = peers(pathToFileURL(join(order.build, 'dist')).href)[order.peer];
if (!peer) throw new Error(`There is no peer “${order.peer}”.`);
const data = await readData(order.data);
const articles = data.articles.map((article) => {
  const { en } = article.translations;
  if (!en || order.each === undefined) return article;
  return { ...article, translations: { en: { ...en, phrasings: spread(en.phrasings, order.each) } } };
});
const phrasings = phrasingsOf(articles);

const before = heldMegabytes();
let started = performance.now();
const trained = await peer.train(phrasings, articles);
const train = (performance.now() - started) / 1000;
const memory = heldMegabytes() - before;

// What the first questions take is the compiler's. Then in an order in which any beginning is a fair sample.
for (const { text } of spread(data.questions, 50)) await trained.answer(text);
const times: number[] = [];
let right = 0;
const until = performance.now() + order.seconds * 1000;
const stride = 7919;
for (let i = 0; i < data.questions.length && performance.now() < until; i++) {
  const question = data.questions[(i * stride) % data.questions.length];
  if (!question) continue;
  started = performance.now();
  const answer = await trained.answer(question.text);
  times.push(performance.now() - started);
  if (answer === question.article) right += 1;
}
times.sort((a, b) => a - b);
const result: PeerResult = {
  learnt: phrasings.length,
  asked: times.length,
  right,
  train,
  p50: percentile(times, 0.5),
  p95: percentile(times, 0.95),
  memory,
  size: trained.size() / 1e6,
};
process.send?.(result, () => process.exit(0));
