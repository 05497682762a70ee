import { parseArgs } from 'node:util';
import { calmRun, type TrialReport, trial } from './trial.js';
import type { Over } from './world.js';

// The long chaos test of Slack: `npm run chaos -- --seed 1 --messages 2000 --over socket,http`.

const { values } = parseArgs({
  options: {
    messages: { type: 'string', default: '2000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    over: { type: 'string', default: 'socket,http' },
    waves: { type: 'string', default: '4' },
    loud: { type: 'boolean', default: false },
  },
});
const seed = Number(values.seed);
const messages = Number(values.messages);

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

const ROWS: readonly (readonly [string, (report: TrialReport) => string | number])[] = [
  ['messages of people', (r) => r.said],
  ['messages of the bot', (r) => r.posted],
  ['events', (r) => r.events],
  ['  attempts to deliver them', (r) => r.attempts],
  ['  of these redeliveries', (r) => r.redeliveries],
  ['  given up by Slack', (r) => r.lostBySlack],
  ['  taken from history', (r) => r.caughtUp],
  ['sweeps read to their end', (r) => r.sweeps],
  ['kill -9', (r) => r.kills],
  ['  while starting', (r) => r.duringStart],
  ['socket losses', (r) => r.socketLosses],
  ['times sockets were refused', (r) => r.refusals],
  ['calls answered with 429', (r) => r.limited],
  ['looked up and found', (r) => r.lookedUp],
  ['lost', (r) => r.problems.length - r.twice],
  ['twice', (r) => r.twice],
  ['presses', (r) => r.presses],
  ['  that people had to repeat', (r) => r.pressedAgain],
  ['askers shown by their id', (r) => r.nameless],
  ['quiet offers shown', (r) => r.offers],
  ['stop, ms', (r) => Math.round(r.stopMs)],
  ['seconds', (r) => Math.round(r.seconds)],
];

async function main(): Promise<number> {
  print(
    `seed ${seed}, ${messages} messages; again with: npm run chaos -- --seed ${seed} --messages ${messages}`,
  );
  const reports = new Map<Over, TrialReport>();
  for (const over of values.over.split(',')) {
    if (over !== 'socket' && over !== 'http') throw new Error(`--over takes socket and http, not ${over}`);
    const calm = await calmRun(over, seed, values.loud);
    print(`${over}: the calm run is through`);
    const progress = (line: string): void => print(`${over}: ${line}`);
    const waves = Number(values.waves);
    reports.set(over, await trial({ over, seed, messages, waves, calm, progress, loud: values.loud }));
  }
  const line = (title: string, cells: readonly (string | number)[]): string =>
    `${title.padEnd(30)}${cells.map((cell) => String(cell).padStart(10)).join('')}`;
  const all = [...reports.values()];
  print(`\n${line('', [...reports.keys()])}`);
  for (const [title, cell] of ROWS) print(line(title, all.map(cell)));
  const kinds = new Set(all.flatMap(({ faults }) => Object.keys(faults)));
  print('faults of the Web API');
  for (const kind of [...kinds].sort())
    print(
      line(
        `  ${kind}`,
        all.map(({ faults }) => faults[kind] ?? 0),
      ),
    );
  for (const [over, { problems }] of reports)
    if (problems[0] !== undefined)
      print(`\n${over}: the first of ${problems.length} problems:\n${problems[0]}`);
  return all.some(({ problems }) => problems.length > 0) ? 1 : 0;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    print(error instanceof Error ? (error.stack ?? error.message) : String(error));
    process.exit(1);
  },
);
