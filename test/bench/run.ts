import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { judge } from './aims.js';
import { measureApart } from './apart.js';
import { staleBuild } from './built.js';
import { type Figure, FULL, QUICK } from './figure.js';
import { describeMachine, findGround, measureSync } from './machine.js';
import { figureText, type Report, reportText } from './report.js';

/** In this order: the latency is measured at half of the rate found before it. */
const NAMES = [
  'turns',
  'latency',
  'chat-sdk',
  'footprint',
  'relay',
  'start',
  'slack',
  'discord',
  'knowledge',
] as const;
const HELP = `npm run bench -- [options]
  --json           one JSON document on standard output, and nothing else
  --quick          in small, to see whether it runs; the numbers mean nothing
  --only NAMES     some of ${NAMES.join(', ')}, with commas between them
  --folder PATH    where to make the data folders, in place of the system's temporary folder
  --data FOLDER    knowledge.csv and questions.csv, as \`eval\` reads them, for \`knowledge\` (or FIRSTLINE_BENCH_DATA)
  --build PATH     the package whose dist/ is measured, in place of this one`;

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    folder: { type: 'string' },
    build: { type: 'string' },
    data: { type: 'string', default: process.env.FIRSTLINE_BENCH_DATA },
    help: { type: 'boolean', default: false },
  },
});
if (options.help) console.log(HELP);
else await run();

async function run(): Promise<void> {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const build = options.build ?? root;
  const scale = options.quick ? QUICK : FULL;
  const wanted = options.only?.split(',') ?? NAMES;
  const unknown = wanted.filter((name) => !NAMES.some((known) => known === name));
  if (unknown.length) throw new Error(`There is no figure ${unknown.join(', ')}.\n${HELP}`);

  const warnings: string[] = [];
  const stale = await staleBuild(build);
  if (stale !== undefined) warnings.push(stale);
  const machine = describeMachine();
  const ground = await findGround(options.folder, join(root, 'node_modules'));
  if (ground.inMemory)
    warnings.push('The folder is in memory: no figure with an fsync in it means anything.');
  const disk = `${ground.folder} (${ground.fileSystem})`;
  const figures: Figure[] = [];
  const measured = new Map<string, number>();
  const add = (figure: Figure): void => {
    figures.push(figure);
    for (const { key, value } of figure.rows) measured.set(key, value);
    if (!options.json) console.log(`\n${figureText(figure).join('\n')}`);
  };
  if (!options.json)
    console.log(reportText({ machine, disk, warnings, quick: options.quick, figures, aims: [] }));
  try {
    for (const name of NAMES) {
      if (!wanted.some((one) => one === name)) continue;
      const folder = join(ground.folder, name);
      await mkdir(folder);
      const bench = { scale, folder, build, data: options.data, before: measured };
      for (const figure of await measureApart(name, bench)) add(figure);
      // What an fsync costs, with as many bytes as the batches just had.
      const batch = measured.get(`${name}.batch`);
      if (batch !== undefined) add(await measureSync(folder, name, Math.round(batch), scale.syncs));
    }
  } finally {
    await rm(ground.folder, { recursive: true, force: true });
  }
  const report: Report = { machine, disk, warnings, quick: options.quick, figures, aims: judge(measured) };
  if (options.json) console.log(JSON.stringify(report, null, 2));
  else
    console.log(
      reportText({ ...report, figures: [] })
        .split('\n\n')
        .slice(1)
        .join('\n\n'),
    );
}
