import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Figure, Measure, Row } from './figure.js';
import { closedLoop } from './loops.js';
import { findSource, openRiver, type River } from './river.js';

/** More than any record or piece of a transcript stays in memory untouched. */
const LONG_AFTER = 24 * 3_600_000;
/** No snapshot before the end. */
const ONE_JOURNAL = { journalBytes: 1024 ** 4, journalCommits: 1_000_000_000 };
/** Enough that their number decides, and not the sampling of what is hot. */
const ALL_HOT = { hot: 10_000_000, idle: 365 * 24 * 3_600_000 };

/** Open cases that messages are relayed in. */
const CASES = 100;

interface Kind {
  readonly key: string;
  readonly what: string;
  readonly count: number;
  /** What is there already. */
  readonly before?: (river: River) => Promise<void>;
  readonly ask: (river: River, asker: number) => Promise<void>;
}

/** What conversations and open cases take, in memory and on disk. Needs `--expose-gc`. */
export const measureFootprint: Measure = async (bench): Promise<Figure> => {
  const { scale, folder } = bench;
  const source = await findSource(bench);
  const kinds: readonly Kind[] = [
    {
      key: 'conversation',
      what: 'conversation',
      count: scale.conversations,
      async ask(river, asker) {
        await river.askAndHear(asker, river.question());
        await river.askAndHear(asker, river.question());
      },
    },
    {
      key: 'case',
      what: 'open case',
      count: scale.cases,
      ask: (river, asker) => river.askAndHear(asker, river.library.strange()),
    },
    {
      key: 'relayed',
      what: 'relayed message',
      count: scale.conversations,
      async before(river) {
        await closedLoop(CASES, 50, (index) => river.askAndHear(index, river.library.strange()));
      },
      ask: (river, index) =>
        river.askAndHear(index % CASES, `Here is what it says now, for the ${index}th time.`),
    },
  ];
  const rows: Row[] = [];
  for (const kind of kinds) {
    rows.push(...(await measureKind(kind, () => openRivers(source, join(folder, kind.key)))));
  }
  return {
    title: 'What conversations and open cases take',
    counted: [
      `Conversations: ${scale.conversations} places, each with an asker of its own and two answered questions (four lines, two receipts, four seen or settled events). Open cases: ${scale.cases} questions that no article covers, each with its conversation, thread, timer and pinged person. Relayed messages: in ${CASES} of these, each a line on both sides, the receipt by which its copy is found, and a seen event.`,
      'Memory: difference of the heap after garbage collection. Cold: after a day without a word and a snapshot. Disk: bytes in the data folder; before a snapshot that is the journal alone.',
    ],
    rows,
  };
};

interface Rivers {
  readonly data: string;
  readonly open: (hot: boolean) => Promise<River>;
}

function openRivers(source: Awaited<ReturnType<typeof findSource>>, folder: string): Rivers {
  return {
    data: join(folder, 'data'),
    open: (hot) => openRiver(source, { folder, limits: { ...ONE_JOURNAL, ...(hot && ALL_HOT) } }),
  };
}

async function measureKind({ key, what, count, before, ask }: Kind, rivers: () => Rivers): Promise<Row[]> {
  const { data, open } = rivers();
  const row = (suffix: string, label: string, total: number): Row => ({
    key: `${key}.${suffix}`,
    label: `${what}, ${label}`,
    value: total / count,
    unit: 'bytes',
  });
  // Once in small, so that what code and caches take for good is there before.
  let river = await open(true);
  await closedLoop(20, 4, (index) => ask(river, 1_000_000 + index));
  await before?.(river);
  const empty = { heap: heap(), disk: await size(data) };
  await closedLoop(count, 50, (index) => ask(river, index));
  const hot = heap() - empty.heap;
  const journal = (await size(data)) - empty.disk;
  await river.close();
  const resting = await size(data);

  river = await open(false);
  river.pass(LONG_AFTER);
  // Closing takes a snapshot where something was committed, and that lets go of what is cold.
  await river.ask(1_000_000, river.question());
  await river.drain();
  const { store, engine } = river;
  await river.close();
  const cold = heap() - empty.heap;
  if (!store || !engine) throw new Error('unreachable: kept until here so that the heap still holds them');
  return [
    row('memory', 'in memory', hot),
    row('memory.cold', 'in memory, cold', cold),
    row('journal', 'on disk, as written to the journal', journal),
    row('disk', 'on disk, after a snapshot', resting),
    row('disk.cold', 'on disk, cold', await size(data)),
  ];
}

function heap(): number {
  if (!global.gc) throw new Error('Run this figure with node --expose-gc.');
  global.gc();
  global.gc();
  return process.memoryUsage().heapUsed;
}

async function size(folder: string): Promise<number> {
  let bytes = 0;
  for (const name of await readdir(folder)) bytes += (await stat(join(folder, name))).size;
  return bytes;
}
