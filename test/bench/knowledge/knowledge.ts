import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bench, Figure, Row } from '../figure.js';
import { inProcess } from './apart.js';
import { readData } from './data.js';
import type { GrowthOrder, GrowthResult, Hold, StartResult } from './growth.js';
import { measureLanguages } from './languages.js';
import type { PeerOrder, PeerResult } from './peer.js';
import { peers } from './peers.js';

/** Knowledge beside others that find a text for a question, across languages, and how it grows. */
export async function measureKnowledge(bench: Bench): Promise<readonly Figure[]> {
  return [await measurePeers(bench), await measureLanguages(bench), await measureGrowth(bench)];
}

/** Phrasings of an article that are tried where all of them take too long to train. */
const FEWER = [10, 5, 2] as const;

/** Beside others, on the same phrasings and questions. */
export async function measurePeers({ scale, build, data }: Bench): Promise<Figure> {
  const { name, articles, phrasings, questions } = await readData(data);
  const rows: Row[] = [];
  const limit = scale.training + scale.asking;
  const counted = [
    `Learnt from: ${name}. ${phrasings.length} phrasings of ${articles.length} articles, ${questions.length} questions; each in a process of its own. Right: the best article is. Memory: heap and beside it after garbage collection, less what was there before training. Size: its own export, else its JSON.`,
  ];
  for (const [key, { name: peer, how }] of Object.entries(peers(build))) {
    let found: PeerResult | undefined;
    let each: number | undefined;
    for (const fewer of [undefined, ...FEWER]) {
      each = fewer;
      const order: PeerOrder = { build, data, peer: key, each, seconds: scale.asking };
      found = await inProcess<PeerResult>('peer.ts', order, limit);
      if (found) break;
    }
    if (!found) {
      counted.push(
        `${peer}: not trained and asked within ${limit} s, not even with ${FEWER.at(-1)} phrasings an article.`,
      );
      continue;
    }
    const notes = [
      each === undefined
        ? ''
        : `not trained and asked within ${limit} s with more than ${found.learnt} phrasings (${each} an article)`,
      found.asked === questions.length ? '' : `${found.asked} questions in ${scale.asking} s`,
    ].filter((note) => note !== '');
    const row = (suffix: string, label: string, value: number, unit: Row['unit']): void => {
      const note = notes.join('; ');
      rows.push({
        key: `knowledge.${key}.${suffix}`,
        label: `${peer}: ${label}`,
        value,
        unit,
        ...(note && { note }),
      });
    };
    row('right', 'right', (100 * found.right) / found.asked, '%');
    row('train', 'training', found.train, 's');
    row('p50', 'a question, p50', found.p50, 'ms');
    row('p95', 'a question, p95', found.p95, 'ms');
    row('memory', 'memory', found.memory, 'MB');
    row('size', 'size', found.size, 'MB');
    counted.push(`${peer}: ${how}.`);
  }
  return { title: 'Finding the article, beside others', counted, rows };
}

/** The data, and generated phrasings. */
export async function measureGrowth({ scale, build, data, folder }: Bench): Promise<Figure> {
  const rows: Row[] = [];
  const sizes = [...(data === undefined ? [] : [undefined]), ...scale.phrasings];
  for (const phrasings of sizes) {
    const key = phrasings === undefined ? 'data' : `${phrasings}`;
    const place = join(folder, `growth-${key}`);
    await mkdir(place, { recursive: true });
    const order: Omit<GrowthOrder, 'step'> = { build, data, phrasings, folder: place };
    const grown = await inProcess<GrowthResult>('growth.ts', { ...order, step: 'train' }, 3600);
    const starts: StartResult[] = [];
    for (let round = 0; round < 3; round++) {
      const start = await inProcess<StartResult>('growth.ts', { ...order, step: 'start' }, 600);
      if (start) starts.push(start);
    }
    const start = starts.sort((a, b) => a.start - b.start)[starts.length >> 1];
    if (!grown || !start) throw new Error(`The growth to ${key} took more than an hour.`);
    if (start.trained !== 0) throw new Error('A start with unchanged articles trained.');
    const what =
      phrasings === undefined
        ? `the data (${grown.phrasings} phrasings, ${grown.articles} articles)`
        : `${grown.phrasings.toLocaleString('en-US')} phrasings`;
    const row = (suffix: string, label: string, value: number, unit: Row['unit'], note?: string): void => {
      rows.push({
        key: `growth.${key}.${suffix}`,
        label: `${what}: ${label}`,
        value,
        unit,
        ...(note && { note }),
      });
    };
    row('train', 'from articles to a model in use', grown.train, 's');
    row('start', 'start from the kept model', start.start, 's');
    row('right', 'right', 100 * grown.right, '%');
    row('p50', 'a question, p50', grown.p50, 'ms');
    row('p95', 'a question, p95', grown.p95, 'ms');
    row('memory', 'memory', start.memory, 'MB', 'articles included');
    row('size', 'model on disk', grown.size, 'MB');
    const idle = `while nothing was done: ${grown.idle.wall.toFixed(1)} ms`;
    const own = ({ own }: Hold): string => `of its own work at once: ${own.toFixed(1)} ms`;
    row(
      'hold',
      'longest hold of the event loop by a change',
      grown.change.wall,
      'ms',
      `${own(grown.change)}; ${idle}`,
    );
    row('hold.first', 'by the first training', grown.first.wall, 'ms', own(grown.first));
    row('hold.start', 'by a start from the kept model', start.hold.wall, 'ms', own(start.hold));
  }
  return {
    title: 'Knowledge as it grows',
    counted: [
      'Generated, ten phrasings an article: words drawn by Zipf’s law, an article about six words of its own that others use too, a phrasing two to four of them among four to nine common ones; 2,000 new phrasings are asked (test/bench/knowledge/generated.ts).',
      'Articles are Markdown files in a folder, opened as a start opens it; reading them is part of training and start. A start is the median of three processes. Holds: by a timer that is due each millisecond, so other processes’ time is in them; what the main thread itself was at work between two beats is told beside (Linux).',
    ],
    rows,
  };
}
