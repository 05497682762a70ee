import type { FactKind } from '../../src/core/fact.js';
import type { Reader } from '../../src/core/ports/store.js';
import { syncRows } from './counted-disk.js';
import type { Figure, Measure } from './figure.js';
import { closedLoop } from './loops.js';
import { ofRounds } from './percentiles.js';
import { findSource, openRiver } from './river.js';
import { waitedForProcessor, waitRows } from './waiting.js';

/** Turns a second through the whole river, with every fsync. */
export const measureTurns: Measure = async (bench): Promise<Figure> => {
  const { scale, folder } = bench;
  const source = await findSource(bench);
  const river = await openRiver(source, { folder });
  const { engine } = river;
  const answered: number[] = [];
  const turns: number[] = [];
  const acknowledged: number[] = [];
  const drained: number[] = [];
  const work: number[] = [];
  const waits: number[] = [];
  try {
    const hear = (count: number) =>
      closedLoop(count, scale.atOnce, (index) => river.askAndHear(index % scale.places, river.question()));
    await hear(scale.warmUp);
    river.forgetSyncs();
    for (let round = 0; round < scale.rounds; round++) {
      const before = engine.turns;
      const worked = process.cpuUsage();
      const waited = waitedForProcessor();
      const seconds = await hear(scale.messages);
      const { user, system } = process.cpuUsage(worked);
      if (waited !== undefined) waits.push(((waitedForProcessor() ?? 0) - waited) / seconds / 10);
      work.push((user + system) / 1000 / scale.messages);
      answered.push(scale.messages / seconds);
      turns.push((engine.turns - before) / seconds);
    }
    const syncs = river.syncs();
    for (let round = 0; round < scale.rounds; round++) {
      const began = performance.now();
      const seconds = await closedLoop(scale.messages, scale.atOnce, (index) =>
        river.ask(index % scale.places, river.question()),
      );
      acknowledged.push(scale.messages / seconds);
      await river.drain();
      drained.push((scale.messages * 1000) / (performance.now() - began));
    }
    const facts = await countFacts(river.store);
    const asked = scale.warmUp + 2 * scale.rounds * scale.messages;
    return {
      title: 'Turns a second through the whole river, fsync on',
      counted: [
        `${scale.articles} articles × 5 phrasings (half English, half Chinese), ${scale.places} places, ${scale.atOnce} messages under way at once; median of ${scale.rounds} rounds of ${scale.messages} messages.`,
        'A turn is a submit() that resolved: gathered, searched, decided, durable. An answered question takes two: the message, and the receipt of its answer.',
        '“End to end”: each of the messages under way waits until its answer is delivered and the receipt durable. “Acknowledged only”: it waits for its submit() alone, the answers follow behind.',
        `Of ${asked} questions the bot answered ${share(facts.answered, asked)}, asked back ${share(facts.clarified, asked)}, handed off ${share(facts['handed-off'], asked)}.`,
        'Logging as in production: one line a turn, to a file.',
      ],
      rows: [
        {
          key: 'turns.answered',
          label: 'questions answered, end to end',
          ...ofRounds(answered),
          unit: '/s',
        },
        { key: 'turns.turns', label: 'turns of every kind meanwhile', ...ofRounds(turns), unit: '/s' },
        {
          key: 'turns.cpu',
          label: 'processor time, a question with its receipt',
          ...ofRounds(work),
          unit: 'ms',
          note: 'all threads',
        },
        {
          key: 'turns.acknowledged',
          label: 'messages, acknowledged only',
          ...ofRounds(acknowledged),
          unit: '/s',
        },
        {
          key: 'turns.drained',
          label: 'the same until the last answer was delivered',
          ...ofRounds(drained),
          unit: '/s',
        },
        ...waitRows('turns', waits),
        ...syncRows('turns', syncs, scale.rounds * scale.messages * 2),
      ],
    };
  } finally {
    await river.close();
  }
};

function share(part: number | undefined, whole: number): string {
  return `${((100 * (part ?? 0)) / whole).toFixed(1)}%`;
}

async function countFacts(store: Reader): Promise<Partial<Record<FactKind, number>>> {
  const counts: Partial<Record<FactKind, number>> = {};
  for (const { kind } of await store.facts({ from: 0, limit: 10_000_000 })) {
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}
