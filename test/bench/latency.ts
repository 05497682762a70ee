import { monitorEventLoopDelay, PerformanceObserver } from 'node:perf_hooks';
import { syncRows } from './counted-disk.js';
import type { Figure, Measure } from './figure.js';
import { closedLoop, openLoop } from './loops.js';
import { percentile } from './percentiles.js';
import { findSource, openRiver } from './river.js';
import { waitedForProcessor, waitRows } from './waiting.js';

/** How long a turn takes at half of the rate that the river can carry, while snapshots are taken. */
export const measureLatency: Measure = async (bench): Promise<Figure> => {
  const { scale, folder, before } = bench;
  const source = await findSource(bench);
  const rate = Math.max(20, (before.get('turns.answered') ?? 200) / 2);
  const total = Math.ceil(rate * scale.seconds);
  const river = await openRiver(source, {
    folder,
    // Each question is two commits: six snapshots or so, of which three at least end within the run.
    limits: { journalCommits: Math.ceil((2 * total) / 6), journalBytes: 1024 ** 4 },
  });
  const ask = (index: number): Promise<void> => river.ask(index % scale.places, river.question());
  const collections = watchCollections();
  const delays = monitorEventLoopDelay({ resolution: 1 });
  try {
    await closedLoop(scale.warmUp, scale.atOnce, (index) =>
      river.askAndHear(index % scale.places, river.question()),
    );
    collections.reset();
    delays.enable();
    river.forgetSyncs();
    const snapshots = river.snapshots();
    const waited = waitedForProcessor();
    const { times, seconds } = await openLoop(total, rate, ask);
    delays.disable();
    const waits = waited === undefined ? [] : [((waitedForProcessor() ?? 0) - waited) / seconds / 10];
    const syncs = river.syncs();
    const taken = river.snapshots() - snapshots;
    await river.drain();
    return {
      title: 'How long a turn takes at half of that rate',
      counted: [
        `${total} questions at evenly spaced times, ${rate.toFixed(0)} a second for ${scale.seconds} s, whether or not those before are done; the receipts of their answers are as many turns again.`,
        'Counted from the scheduled time until submit() resolved (gathered, searched, decided, durable), so that a hold of the event loop counts against every message that it delays.',
      ],
      rows: [
        ...(
          [
            ['p50', 0.5],
            ['p90', 0.9],
            ['p99', 0.99],
            ['p99.9', 0.999],
          ] as const
        ).map(([name, share]) => ({
          key: `latency.${name}`,
          label: `a turn, ${name}`,
          value: percentile(times, share),
          unit: 'ms' as const,
        })),
        { key: 'latency.most', label: 'the longest turn', value: percentile(times, 1), unit: 'ms' },
        { key: 'latency.rate', label: 'questions taken', value: total / seconds, unit: '/s' },
        { key: 'latency.snapshots', label: 'snapshots taken meanwhile', value: taken, unit: 'count' },
        {
          key: 'latency.hold',
          label: 'longest hold of the event loop',
          value: delays.max / 1e6,
          unit: 'ms',
          note: 'sampled every millisecond, which is part of it',
        },
        {
          key: 'latency.collection',
          label: 'longest garbage collection',
          value: collections.longest(),
          unit: 'ms',
        },
        ...waitRows('latency', waits),
        ...syncRows('latency', syncs, 2 * total),
      ],
    };
  } finally {
    delays.disable();
    collections.stop();
    await river.close();
  }
};

function watchCollections(): { longest(): number; reset(): void; stop(): void } {
  let longest = 0;
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longest = Math.max(longest, duration);
  });
  observer.observe({ entryTypes: ['gc'] });
  return {
    longest: () => longest,
    reset() {
      longest = 0;
    },
    stop: () => observer.disconnect(),
  };
}
