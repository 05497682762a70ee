import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Memory, startFirstlineBot } from './bot.js';
import type { Figure, Measure } from './figure.js';
import { ofRounds } from './percentiles.js';

/** From the start of the process until it is ready, and what it holds at rest, with nothing configured. */
export const measureStart: Measure = async ({ scale, folder, build }): Promise<Figure> => {
  const ready: number[] = [];
  let memory: Memory | undefined;
  // The first start finds cold files: it is made, and not counted.
  for (let round = -1; round < scale.starts; round++) {
    const own = join(folder, `start-${round}`);
    await mkdir(own);
    await copyFile(join(build, 'firstline.yaml'), join(own, 'firstline.yaml'));
    const bot = await startFirstlineBot(build, own);
    try {
      if (round >= 0) ready.push(bot.ready);
      if (round === scale.starts - 1) {
        await new Promise((resolve) => setTimeout(resolve, scale.rest));
        memory = await bot.memory();
      }
    } finally {
      await bot.stop();
    }
  }
  return {
    title: 'Start and rest, with nothing configured',
    counted: [
      `dist/cli.js start on a new data folder, from spawn to the first 200 of /readyz: web chat, web desk and the starter articles. Median of ${scale.starts} starts after one that is not counted.`,
      `Memory: VmRSS of the process ${scale.rest / 1000} s after it was ready, nobody having asked anything but that.`,
    ],
    rows: [
      { key: 'start.ready', label: 'from spawn to ready', ...ofRounds(ready), unit: 's' },
      ...(memory
        ? ([
            { key: 'start.rss', label: 'resident memory at rest', value: memory.resident, unit: 'MB' },
            {
              key: 'start.rss.own',
              label: 'of it its own (anonymous)',
              value: memory.anonymous,
              unit: 'MB',
              note: 'the rest is mapped files, mostly the node binary',
            },
          ] as const)
        : []),
    ],
  };
};
