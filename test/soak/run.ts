import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { line, table } from './report.js';
import { Traffic } from './traffic.js';
import { verdict } from './verdict.js';
import { openOffice } from './world.js';

// The soak test: `npm run soak -- --minutes 30`. One process with every platform holds many conversations and open
// cases at once; the figures say whether it holds more of anything at the end than before.

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '30' },
    conversations: { type: 'string', default: '200' },
    /** So many are open all the time. */
    cases: { type: 'string', default: '50' },
    /** Acts of people in a second: messages, edits, presses and so on. */
    rate: { type: 'string', default: '5' },
    desk: { type: 'string', default: 'web' },
    seed: { type: 'string', default: '1' },
    /** Seconds between two samples. */
    every: { type: 'string', default: '15' },
    /** A file for the samples and the verdict, as JSON. */
    json: { type: 'string' },
    /** A folder for what the heap holds after a third and at the end, for a comparison by hand. */
    snapshots: { type: 'string' },
  },
});

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

async function main(): Promise<number> {
  const { desk, json, snapshots } = values;
  const milliseconds = Number(values.minutes) * 60_000;
  const office = await openOffice(desk);
  const traffic = new Traffic(
    office,
    {
      conversations: Number(values.conversations),
      cases: Number(values.cases),
      rate: Number(values.rate),
      seed: Number(values.seed),
      every: Number(values.every) * 1000,
    },
    (sample, lost) => {
      for (const text of lost) print(text);
      print(line(sample));
    },
  );
  try {
    await traffic.open();
    await traffic.flow(milliseconds / 3);
    if (snapshots !== undefined) await office.bot.snapshot(`${snapshots}/third.heapsnapshot`);
    await traffic.flow((milliseconds * 2) / 3);
    await traffic.end();
    if (snapshots !== undefined) await office.bot.snapshot(`${snapshots}/end.heapsnapshot`);
    await office.bot.stop();
  } finally {
    await office.close();
  }
  const { counts, samples } = traffic;
  const wrong = [...office.bot.errors, ...office.platforms.flatMap((platform) => platform.twice())];
  const result = verdict(samples, wrong);
  const done = Object.entries(counts.acts).map(([what, count]) => `${what} ${count}`);
  for (const text of [done.join(' · '), ...table(result), ...wrong.slice(0, 10)]) print(text);
  const document = { options: values, ...result, wrong, counts, samples };
  if (json !== undefined) await writeFile(json, JSON.stringify(document, undefined, 2));
  return result.holds ? 0 : 1;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    print(error instanceof Error ? (error.stack ?? error.message) : String(error));
    process.exit(1);
  },
);
