import { parseArgs } from 'node:util';
import { calmRun } from './calm.js';
import { checkRage, tables } from './report.js';
import { SCRIPTS } from './scripts.js';
import { type TrialReport, trial } from './trial.js';
import { DESKS, PLATFORMS } from './world.js';

// The long chaos test: `npm run chaos -- --seed 1 --messages 600 --pairs all`. One bot for each platform of the desk,
// with people who ask on all the others at once; several bots side by side.

const { values } = parseArgs({
  options: {
    /** Of people, for each platform of the desk. */
    messages: { type: 'string', default: '600' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    /** `asker-desk`, or `all`. */
    pairs: { type: 'string', default: 'all' },
    /** How Slack brings its events. */
    over: { type: 'string', default: 'socket' },
    waves: { type: 'string', default: '1' },
    scripts: { type: 'string' },
    kills: { type: 'string', default: '1' },
    /** A kill is a power cut. */
    power: { type: 'boolean', default: false },
    /** Bots side by side. */
    'at-once': { type: 'string', default: '2' },
    /** Tells what the bots called, and how often they were limited. */
    calls: { type: 'boolean', default: false },
    loud: { type: 'boolean', default: false },
    /** The folders of the bots stay; where they are is told. */
    keep: { type: 'boolean', default: false },
  },
});
/** However little is said, it goes on until the bot died so often. */
const DEATHS = 2;
const seed = Number(values.seed);
const messages = Number(values.messages);

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** By the platform of the desk, those where people ask. */
function pairsOf(text: string): ReadonlyMap<string, readonly string[]> {
  const names = Object.keys(PLATFORMS);
  const desks = Object.keys(DESKS);
  const pairs =
    text === 'all'
      ? desks.flatMap((desk) => names.map((asker) => [asker, desk] as const))
      : text.split(',').map((pair) => {
          const [asker = '', ...rest] = pair.split('-');
          const desk = rest.join('-');
          if (!names.includes(asker) || !desks.includes(desk))
            throw new Error(
              `--pairs takes asker-desk, of ${names.join(', ')} and ${desks.join(', ')}, or all; not ${pair}`,
            );
          return [asker, desk] as const;
        });
  const byDesk = new Map<string, string[]>();
  for (const [asker, desk] of pairs) byDesk.set(desk, [...(byDesk.get(desk) ?? []), asker]);
  return byDesk;
}

async function main(): Promise<number> {
  if (values.over !== 'socket' && values.over !== 'http')
    throw new Error(`--over takes socket or http, not ${values.over}`);
  print(
    `seed ${seed}; again with: npm run chaos -- --seed ${seed} --messages ${messages} --pairs ${values.pairs} --over ${values.over}${values.power ? ' --power' : ''}`,
  );
  const scripts = SCRIPTS.filter(({ name }) => values.scripts?.split(',').includes(name) ?? true);
  const reports: TrialReport[] = [];
  const bots = [...pairsOf(values.pairs)];
  const playNext = async (): Promise<void> => {
    for (let next = bots.shift(); next; next = bots.shift()) {
      const [desk, asking] = next;
      const { power, loud } = values;
      const keep = (folder: string): void => print(`desk on ${desk}: ${folder} stays`);
      const world = {
        ...{ desk, asking, seed, http: values.over === 'http', power, loud },
        ...(values.keep && { keep }),
      };
      const calm = await calmRun(world, scripts);
      print(`desk on ${desk}: the calm run is through`);
      const report = await trial({
        ...world,
        scripts,
        calm,
        messages,
        waves: Number(values.waves),
        kills: Number(values.kills),
        deaths: Number(values.kills) > 0 ? DEATHS : 0,
        calls: values.calls,
        progress: (line) => print(`desk on ${desk}: ${line}`),
      });
      reports.push(report);
      for (const line of tables([report])) print(line);
    }
  };
  await Promise.all(Array.from({ length: Number(values['at-once']) }, playNext));
  print('');
  if (reports.length > 1) for (const line of tables(reports)) print(line);
  const problems = reports.flatMap((report) => [...report.problems, ...checkRage(report)]);
  for (const problem of problems.slice(0, 5)) print(`\n${problem}`);
  if (problems.length > 0) print(`\n${problems.length} problems`);
  return problems.length > 0 ? 1 : 0;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    print(error instanceof Error ? (error.stack ?? error.message) : String(error));
    process.exit(1);
  },
);
