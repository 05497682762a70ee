import { readFileSync } from 'node:fs';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import type { Article } from '../../../src/core/article.js';
import { percentile } from '../percentiles.js';
import { heldMegabytes } from './apart.js';
import { type Data, readData } from './data.js';
import { generate } from './generated.js';

/** What to measure: so many generated phrasings, or the data. */
export interface GrowthOrder {
  readonly build: string;
  readonly data: string | undefined;
  /** Absent: the data themselves. */
  readonly phrasings: number | undefined;
  /** An empty folder, and afterwards one with articles and a kept model: then the start is measured. */
  readonly folder: string;
  readonly step: 'train' | 'start';
}

/** What came out of training, asking and changing. */
export interface GrowthResult {
  readonly phrasings: number;
  readonly articles: number;
  /** Seconds until the model with its own confidences is in use. */
  readonly train: number;
  readonly right: number;
  readonly p50: number;
  readonly p95: number;
  readonly size: number;
  /** Of the event loop at most: while nothing is done, at the first training, at a change. */
  readonly idle: Hold;
  readonly first: Hold;
  readonly change: Hold;
}

/** In milliseconds: by the clock, and what of it the thread itself was at work. The rest is other processes' time. */
export interface Hold {
  readonly wall: number;
  readonly own: number;
}

/** What came out of a start. */
export interface StartResult {
  /** Seconds, reading the articles included, and without it. */
  readonly start: number;
  readonly trained: number;
  /** Megabytes that it holds. A model that a thread has just trained weighs the same, but Node does not count what is shared. */
  readonly memory: number;
  readonly hold: Hold;
}

const order = JSON.parse(process.argv[2] ?? '{}') as GrowthOrder; // written by knowledge.ts
const dist = pathToFileURL(join(order.build, 'dist')).href;
// As in the command: the young generation is small until the start is over, and by then what reads the configuration is
// loaded, a YAML parser among it.
setFlagsFromString('--semi-space-growth-factor=1');
await import(`${dist}/main.js`);
const { openKnowledge } = (await import(
  `${dist}/knowledge/serving/live.js`
)) as typeof import('../../../knowledge/serving/live.js');
const articlesFolder = join(order.folder, 'articles');

/** Holds of the event loop, by a timer that is due each millisecond. */
let last = performance.now();
let lastWorked = mainThreadWorked();
let longest: Hold = { wall: 0, own: 0 };
const ticker = setInterval(() => {
  const [now, worked] = [performance.now(), mainThreadWorked()];
  longest = {
    wall: Math.max(longest.wall, now - last - 1),
    own: Math.max(longest.own, worked - lastWorked),
  };
  [last, lastWorked] = [now, worked];
}, 1);
async function holdDuring(work: () => Promise<void>): Promise<Hold> {
  await new Promise((resolve) => setTimeout(resolve, 200));
  longest = { wall: 0, own: 0 };
  await work();
  await new Promise((resolve) => setTimeout(resolve, 20));
  return longest;
}

/** Milliseconds that the main thread has been on a processor; 0 where the system does not tell. */
function mainThreadWorked(): number {
  try {
    return Number.parseInt(readFileSync('/proc/self/schedstat', 'utf8'), 10) / 1e6;
  } catch {
    return 0;
  }
}

async function open() {
  const live = await openKnowledge({
    folders: [{ path: articlesFolder, starter: false }],
    cache: join(order.folder, 'models'),
  });
  setFlagsFromString('--semi-space-growth-factor=2');
  return live;
}

async function measureTraining(): Promise<GrowthResult> {
  const { articles, questions } = await subject();
  await writeArticles(articles);
  const idle = await holdDuring(() => new Promise((resolve) => setTimeout(resolve, 2000)));
  let train = 0;
  let live: Awaited<ReturnType<typeof open>> | undefined;
  const first = await holdDuring(async () => {
    const started = performance.now();
    live = await open();
    train = (performance.now() - started) / 1000;
  });
  if (!live) throw new Error('unreachable: it was opened above');
  const knowledge = live.current();
  const audiences = [...new Set(articles.map(({ audience }) => audience))];
  const ask = (text: string): string | undefined =>
    knowledge.search({ text, audiences, starters: true }).candidates[0]?.article;
  for (const { text } of questions.slice(0, 200)) ask(text);
  const times: number[] = [];
  let right = 0;
  for (const { text, article } of questions) {
    const started = performance.now();
    const found = ask(text);
    times.push(performance.now() - started);
    if (found === article) right += 1;
  }
  times.sort((a, b) => a - b);
  const change = await holdDuring(async () => {
    const [name = ''] = await readdir(articlesFolder);
    const file = join(articlesFolder, name);
    await writeFile(file, `${await readFile(file, 'utf8')}\nOne more line.\n`);
    await live?.reload();
  });
  await live.close();
  return {
    phrasings: articles.reduce((sum, { translations }) => sum + (translations.en?.phrasings.length ?? 0), 0),
    articles: articles.length,
    train,
    right: right / questions.length,
    p50: percentile(times, 0.5),
    p95: percentile(times, 0.95),
    size: await modelSize(),
    idle,
    first,
    change,
  };
}

async function measureStart(): Promise<StartResult> {
  let trained = -1;
  let start = 0;
  let live: Awaited<ReturnType<typeof open>> | undefined;
  const before = heldMegabytes();
  const hold = await holdDuring(async () => {
    const started = performance.now();
    live = await open();
    start = (performance.now() - started) / 1000;
    trained = live.trained();
  });
  const memory = heldMegabytes() - before;
  await live?.close();
  return { start, trained, memory, hold };
}

/** Under ids that are good for file names. */
async function subject(): Promise<Pick<Data, 'articles' | 'questions'>> {
  if (order.phrasings !== undefined) return generate(order.phrasings, 2000, 7);
  const { articles, questions } = await readData(order.data);
  const ids = new Map(articles.map(({ id }, i) => [id, `article-${i}`]));
  const renamed = (id: string): string => ids.get(id) ?? id;
  return {
    articles: articles.map((article) => ({ ...article, id: renamed(article.id) })),
    questions: questions.map(({ text, article }) => ({ text, article: renamed(article) })),
  };
}

/** As an owner would have them: one Markdown file for each article. */
async function writeArticles(articles: readonly Article[]): Promise<void> {
  await mkdir(articlesFolder, { recursive: true });
  for (const { id, translations, category } of articles) {
    const { en } = translations;
    if (!en) continue;
    const list = en.phrasings.map((phrasing) => `  - ${JSON.stringify(phrasing)}`).join('\n');
    const head = `id: ${id}\nlanguage: en\ntitle: ${JSON.stringify(en.title)}\ncategory: ${JSON.stringify(category)}\nphrasings:\n${list}`;
    await writeFile(join(articlesFolder, `${id}.en.md`), `---\n${head}\n---\n${en.body || en.title}\n`);
  }
}

async function modelSize(): Promise<number> {
  const folder = join(order.folder, 'models');
  const sizes = await Promise.all(
    (await readdir(folder)).map(async (name) => (await stat(join(folder, name))).size),
  );
  return Math.max(...sizes) / 1e6;
}

const result = order.step === 'train' ? await measureTraining() : await measureStart();
clearInterval(ticker);
process.send?.(result, () => process.exit(0));
