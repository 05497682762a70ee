import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';

// All tests, as `npm test` runs them; with files, `npm test -- FILE…`, these alone. Most of their time is waiting, so three
// files run side by side; those that keep both cores of a small machine busy by themselves come afterwards, alone. What
// fails beside another file may have waited for too short a time, and is tried once more.

const BUSY = ['test/bench', 'test/chaos', 'test/crash', 'test/cli.test.ts'];

const mocha = createRequire(import.meta.url).resolve('mocha/bin/mocha.js');

async function run(args: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, [mocha, ...args], { stdio: 'inherit' });
  const [code]: (number | null)[] = await once(child, 'exit');
  return code ?? 1;
}

const aside = BUSY.flatMap((path) => ['--ignore', path.endsWith('.ts') ? path : `${path}/**`]);
const given = process.argv.slice(2);
const codes = given.length
  ? [await run(given)]
  : [await run(['--parallel', '--jobs', '3', '--retries', '1', ...aside]), await run(BUSY)];
process.exitCode = Math.max(...codes);
