import { writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { seeded } from '../support/random.js';
import { Conversation, type Counts } from './conversation.js';
import { table } from './report.js';
import { footprintOf, type Sample, verdict } from './verdict.js';
import { openOffice } from './world.js';

// The soak test: `npm run soak -- --minutes 30`. One process with every platform holds many conversations and open
// cases at once; the figures say whether it holds more of anything at the end than before.

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '30' },
    conversations: { type: 'string', default: '200' },
    /** So many cases are open all the time. */
    cases: { type: 'string', default: '50' },
    /** Acts of people in a second: messages, edits, presses and so on. */
    rate: { type: 'string', default: '6' },
    desk: { type: 'string', default: 'web' },
    seed: { type: 'string', default: '1' },
    /** Between two samples, in seconds. */
    every: { type: 'string', default: '15' },
    /** Where the figures are written as JSON. */
    json: { type: 'string' },
    /** A folder for heap snapshots, after a third and at the end, for a comparison by hand. */
    snapshots: { type: 'string' },
  },
});
const minutes = Number(values.minutes);
const rate = Number(values.rate);
const every = Number(values.every) * 1000;

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function main(): Promise<number> {
  const office = await openOffice(values.desk);
  const random = seeded(Number(values.seed));
  const counts: Counts = { messages: 0, acts: {}, lost: [] };
  const samples: Sample[] = [];
  const began = performance.now();
  let acts = 0;
  const sample = async (): Promise<void> => {
    const [metrics, probe] = [await office.metrics(), await office.bot.probe()];
    const { messages } = counts;
    const at = (performance.now() - began) / 1000;
    const taken: Sample = {
      at,
      ...probe,
      ...metrics,
      messages,
      acts,
      lost: counts.lost.length,
      footprint: footprintOf(counts),
    };
    for (const text of counts.lost.slice(samples.at(-1)?.lost ?? 0)) print(text);
    samples.push(taken);
    print(
      [
        `${at.toFixed(0)} s`,
        `heap ${(taken.heap / 1e6).toFixed(2)} MB`,
        `rss ${(taken.rss / 1e6).toFixed(0)} MB`,
        `timers ${taken.timers}`,
        `listeners ${taken.listeners} (most ${taken.mostListeners})`,
        `handles ${Object.values(taken.handles).reduce((sum, count) => sum + count, 0)}`,
        `open cases ${taken.openCases}`,
        `outbox ${taken.outbox}`,
        `delay p99 ${taken.delay.toFixed(0)} ms`,
        `messages ${messages}`,
        `acts ${acts}`,
        `lost ${taken.lost}`,
      ].join(' · '),
    );
  };
  try {
    const conversations: Conversation[] = [];
    for (let index = 0; index < Number(values.conversations); index++) {
      const asking = office.platforms[index % office.platforms.length];
      if (!asking) throw new Error('unreachable: there are platforms');
      const asker = await asking.asker(`Asker${index}z`, 'alone');
      conversations.push(new Conversation(index, asking, office.desk, asker, random, counts));
    }
    print(`${conversations.length} conversations are there`);
    const end = performance.now() + minutes * 60_000;
    let snapshot = values.snapshots && performance.now() + (minutes * 60_000) / 3;
    let due = performance.now();
    let sampled = 0;
    for (let now = performance.now(); now < end; now = performance.now()) {
      if (now - sampled >= every) {
        sampled = now;
        await sample();
      }
      if (typeof snapshot === 'number' && now > snapshot) {
        snapshot = undefined;
        await office.bot.snapshot(`${values.snapshots}/third.heapsnapshot`);
      }
      // What could not be done in time is not made up for: a rate that the machine does not hold shows.
      due = Math.max(due + 1000 / rate, now - 1000);
      const free = conversations.filter(({ isBusy }) => !isBusy);
      const open = conversations.filter(({ hasCase }) => hasCase).length;
      const chosen = free[Math.floor(random() * free.length)];
      if (chosen) {
        acts += 1;
        chosen.next(open < Number(values.cases));
      }
      await sleep(Math.max(1, due - performance.now()));
    }
    await Promise.all(conversations.map((conversation) => conversation.idle()));
    await office.quiet();
    await sample();
    if (values.snapshots) await office.bot.snapshot(`${values.snapshots}/end.heapsnapshot`);
    for (const conversation of conversations) conversation.leave();
    await office.bot.stop();
  } finally {
    await office.close();
  }
  if (values.json)
    await writeFile(values.json, JSON.stringify({ options: values, counts, samples }, undefined, 1));
  const result = verdict(samples, office.bot.errors);
  print(
    `\n${Object.entries(counts.acts)
      .map(([what, count]) => `${what} ${count}`)
      .join(' · ')}`,
  );
  for (const line of table(result)) print(line);
  for (const error of office.bot.errors.slice(0, 10)) print(error);
  return result.holds ? 0 : 1;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    print(error instanceof Error ? (error.stack ?? error.message) : String(error));
    process.exit(1);
  },
);
