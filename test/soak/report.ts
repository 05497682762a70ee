import { handlesOf, type Sample, type Verdict } from './verdict.js';

/** One sample. */
export function line(sample: Sample): string {
  const { at, heap, rss, timers, listeners, mostListeners, openCases, outbox, delay } = sample;
  return [
    `${at.toFixed(0)} s`,
    `heap ${(heap / 1e6).toFixed(2)} MB`,
    `rss ${(rss / 1e6).toFixed(0)} MB`,
    `timers ${timers}`,
    `listeners ${listeners} (most ${mostListeners})`,
    `handles ${handlesOf(sample)}`,
    `open cases ${openCases}`,
    `outbox ${outbox}`,
    `delay p99 ${delay.toFixed(0)} ms`,
    `messages ${sample.messages}`,
    `acts ${sample.acts}`,
    `lost ${sample.lost}`,
  ].join(' · ');
}

/** The verdict for a person. */
export function table({ rules, holds, ...figures }: Verdict): readonly string[] {
  const widest = Math.max(...rules.map(({ name }) => name.length));
  const kB = (bytes: number): string => `${(bytes / 1000).toFixed(2)} kB`;
  return [
    ...rules.map(
      (rule) =>
        `${rule.holds ? '✓' : '✗'} ${rule.name.padEnd(widest)}  ${rule.measured} (at most ${rule.limit})`,
    ),
    `heap as it is: ${figures.heapInTenMinutes.toFixed(1)} % in ten minutes, ${kB(figures.bytesAnAct)} an act; kept by design: ${kB(figures.footprintAnAct)}`,
    `${figures.actsASecond.toFixed(1)} acts a second; event loop delay p99, median of the samples: ${figures.delayP99.toFixed(0)} ms`,
    holds ? 'It holds no more at the end than before.' : 'Missed.',
  ];
}
