import type { Figure, Measure } from './figure.js';
import { closedLoop, openLoop } from './loops.js';
import { ofRounds, percentile } from './percentiles.js';
import { findSource, openRiver } from './river.js';
import { waitedForProcessor, waitRows } from './waiting.js';

/** Messages of askers that a person at the desk is to see, with many cases open. */
export const measureRelay: Measure = async (bench): Promise<Figure> => {
  const { scale, folder } = bench;
  const source = await findSource(bench);
  /** When a message was committed, by its text; gone once it was sent. */
  const committed = new Map<string, number>();
  const delays: number[] = [];
  const river = await openRiver(source, {
    folder,
    sent(effect) {
      if (effect.kind !== 'say' || effect.voice !== 'asker') return;
      const at = committed.get(effect.content.text);
      // Sent before the one who submitted it was told of the commit: then it did not wait at all.
      delays.push(at === undefined ? 0 : performance.now() - at);
      if (at === undefined) early.add(effect.content.text);
      committed.delete(effect.content.text);
    },
  });
  const early = new Set<string>();
  const relayed: number[] = [];
  const waits: number[] = [];
  let number = 0;
  try {
    await closedLoop(scale.cases, scale.atOnce, (index) => river.askAndHear(index, river.library.strange()));
    const relay = (count: number): Promise<number> =>
      closedLoop(count, scale.atOnce, (index) =>
        river.askAndHear(index % scale.cases, `Here is what it says now, for the ${++number}th time.`),
      );
    await relay(scale.warmUp);
    const [began, waited] = [performance.now(), waitedForProcessor()];
    for (let round = 0; round < scale.rounds; round++) {
      relayed.push(scale.messages / (await relay(scale.messages)));
    }
    if (waited !== undefined)
      waits.push((100 * ((waitedForProcessor() ?? 0) - waited)) / (performance.now() - began));
    const half = Math.round(ofRounds(relayed).value / 2);
    delays.length = 0;
    early.clear();
    const count = half * scale.seconds;
    await openLoop(count, half, async (index) => {
      const text = `Here is what it says now, for the ${++number}th time.`;
      await river.ask(index % scale.cases, text);
      if (!early.delete(text)) committed.set(text, performance.now());
    });
    await river.drain();
    if (delays.length !== count) throw new Error(`Of ${count} messages ${delays.length} were sent.`);
    const times = Float64Array.from(delays).sort();
    return {
      title: 'Relaying to the desk, fsync on',
      counted: [
        `${scale.cases} open cases; each message is one line on both sides, one send and one durable receipt. ${scale.atOnce} under way at once; median of ${scale.rounds} rounds of ${scale.messages}.`,
        `From commit to send: at half of that rate, evenly spaced for ${scale.seconds} s, from the moment its acknowledgement may go out until the platform's adapter has it.`,
        'The platform takes everything at once: limits and networks are not ours.',
      ],
      rows: [
        { key: 'relay.messages', label: 'messages relayed', ...ofRounds(relayed), unit: '/s' },
        {
          key: 'relay.send.p50',
          label: 'from commit to send, p50',
          value: percentile(times, 0.5),
          unit: 'ms',
        },
        {
          key: 'relay.send.p99',
          label: 'from commit to send, p99',
          value: percentile(times, 0.99),
          unit: 'ms',
        },
        ...waitRows('relay', waits),
      ],
    };
  } finally {
    await river.close();
  }
};
