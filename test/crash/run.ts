import { parseArgs } from 'node:util';
import type { Calm, TrialOptions } from './options.js';
import { HURRIES, SCRIPTS } from './scripts.js';
import { type TrialReport, trial } from './trial.js';

// The long crash test: `npm run crash -- --kills 200 --seed 1 --disk real,dropping --keep`.

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '200' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    disk: { type: 'string', default: 'real,dropping' },
    /** Leave the folder of a failed trial where it is. */
    keep: { type: 'boolean', default: false },
  },
});
const kills = Number(values.kills);
const seed = Number(values.seed);

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function table(reports: ReadonlyMap<string, TrialReport>): string {
  const rows: readonly (readonly [string, (report: TrialReport) => string | number])[] = [
    ['kills', (r) => r.kills],
    ['  while starting', (r) => r.duringStart],
    ['  during a snapshot', (r) => r.duringSnapshot],
    ['starts that became ready', (r) => r.restarts],
    ['go to ready, median ms', (r) => Math.round(median(r.startMs))],
    ['snapshots published', (r) => r.snapshots],
    ['conversations', (r) => r.conversations],
    ['events acknowledged', (r) => r.acknowledged],
    ['redeliveries of those', (r) => r.redelivered],
    ['effects at the far end', (r) => r.delivered],
    ['looked up and found', (r) => r.lookedUp],
    ['duplicates', (r) => r.duplicates],
    ['duplicates without look-up', (r) => r.blindDuplicates],
    ['withdrawn, though arrived', (r) => r.withdrawnArrived],
    ['problems', (r) => r.problems.length],
    ['errors logged', (r) => r.errors.length],
    ['stop, ms', (r) => Math.round(r.stopMs)],
    ['seconds', (r) => Math.round(r.seconds)],
  ];
  const names = [...reports.keys()];
  const line = (title: string, cells: readonly (string | number)[]): string =>
    `${title.padEnd(28)}${cells.map((cell) => String(cell).padStart(11)).join('')}`;
  return [line('', names), ...rows.map(([title, cell]) => line(title, [...reports.values()].map(cell)))].join(
    '\n',
  );
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}

async function main(): Promise<number> {
  print(
    `seed ${seed}, ${kills} kills on each disk; again with: npm run crash -- --seed ${seed} --kills ${kills}`,
  );
  const reports = new Map<string, TrialReport>();
  const peace = await trial({ disk: 'real', seed, scripts: SCRIPTS, hurries: [], kills: 0 });
  reports.set('calm', peace);
  const calm: Calm = peace.calm;
  for (const disk of values.disk.split(',')) {
    if (disk !== 'real' && disk !== 'dropping')
      throw new Error(`--disk takes real and dropping, not ${disk}`);
    const progress = (line: string): void => print(`${disk}: ${line}`);
    const options: TrialOptions = {
      disk,
      seed,
      scripts: SCRIPTS,
      hurries: HURRIES,
      kills,
      calm,
      progress,
    };
    const keep = (root: string): void => print(`${disk}: it is left in ${root}`);
    reports.set(disk, await trial({ ...options, ...(values.keep && { keep }) }));
  }
  print(`\n${table(reports)}\n`);
  for (const [name, { problems, errors }] of reports) {
    const [problem] = problems;
    const [error] = errors;
    if (problem !== undefined) print(`${name}: the first of ${problems.length} problems:\n${problem}\n`);
    if (error !== undefined) print(`${name}: the first of ${errors.length} errors in the log:\n${error}\n`);
  }
  return [...reports.values()].some(({ problems }) => problems.length > 0) ? 1 : 0;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    print(error instanceof Error ? (error.stack ?? error.message) : String(error));
    process.exit(1);
  },
);
