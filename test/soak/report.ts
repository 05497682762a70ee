import type { Verdict } from './verdict.js';

/** The verdict for a person. */
export function table({ rules, holds, ...figures }: Verdict): readonly string[] {
  const widest = Math.max(...rules.map(({ name }) => name.length));
  return [
    ...rules.map(
      (rule) =>
        `${rule.holds ? '✓' : '✗'} ${rule.name.padEnd(widest)}  ${rule.measured} (at most ${rule.limit})`,
    ),
    `heap as it is: ${figures.heapInTenMinutes.toFixed(1)} % in ten minutes, ${(figures.bytesAnAct / 1000).toFixed(2)} kB for each act; kept by design ${(figures.footprintAnAct / 1000).toFixed(2)} kB`,
    `${figures.actsASecond.toFixed(1)} acts a second; delay of the event loop p99 ${figures.delayP99.toFixed(0)} ms, median of the samples`,
    holds ? 'flat' : 'missed',
  ];
}
