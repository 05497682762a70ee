import { type ChildProcess, spawn } from 'node:child_process';
import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { silentLog, systemClock } from '../../../../src/core/ports/ambient.js';
import { openStore } from '../../../../src/store/lowdb/store.js';
import { recordOf } from '../../../contracts/store-values.js';
import { freshFolder } from '../../../support/folders.js';
import { seeded } from '../../../support/random.js';
import { type ChildTask, WORKERS } from '../../../support/store-child.js';

const CHILD = fileURLToPath(new URL('../../../support/store-child.ts', import.meta.url));
const ROUNDS = Number(process.env.FIRSTLINE_CRASH_ROUNDS ?? 6);
const SEED = Number(process.env.FIRSTLINE_CRASH_SEED ?? Date.now() % 1_000_000);

/** What children said before they were killed. */
interface Told {
  /** The last acknowledged line of each worker. */
  readonly last: Map<number, number>;
  readonly settled: Set<string>;
  kills: number;
}

describe('A store that is killed', function () {
  this.timeout(ROUNDS * 10_000 + 20_000);

  it(`keeps everything acknowledged, ${ROUNDS} times (seed ${SEED})`, async () => {
    const { commits, losses } = await killAgainAndAgain('real', ROUNDS);
    expect(losses).to.deep.equal([]);
    expect(commits).to.be.above(ROUNDS * 10);
  });

  it(`keeps everything acknowledged on a disk that drops what was not fsynced, ${ROUNDS} times (seed ${SEED})`, async () => {
    const { commits, losses } = await killAgainAndAgain('dropping', ROUNDS);
    expect(losses).to.deep.equal([]);
    expect(commits).to.be.above(ROUNDS * 10);
  });

  it('would be caught if it left out an fsync', async () => {
    const { losses } = await killAgainAndAgain('forgetful', 2);
    expect(losses).to.not.deep.equal([]);
  });
});

async function killAgainAndAgain(
  disk: ChildTask['disk'],
  rounds: number,
): Promise<{ readonly commits: number; readonly losses: readonly string[] }> {
  const folder = await freshFolder();
  const random = seeded(SEED);
  const told: Told = { last: new Map(), settled: new Set(), kills: 0 };
  const losses: string[] = [];
  try {
    for (let round = 1; round <= rounds && losses.length === 0; round++) {
      const shadow = join(folder.root, `shadow-${round}`);
      await mkdir(shadow);
      const task: ChildTask = { folder: folder.data, job: 'commit', disk, shadow, seed: SEED + round };
      told.kills += 1;
      await killOnce(task, told, 5 + random() * 250);
      // A copy is looked at: the next child has to start from what the kill left.
      const copy = join(folder.root, `copy-${round}`);
      await cp(folder.data, copy, { recursive: true });
      losses.push(...(await findLosses(copy, told)));
    }
  } finally {
    await folder.dispose();
  }
  const commits = [...told.last.values()].reduce((sum, n) => sum + n + 1, 0);
  return { commits, losses };
}

/** Runs a child and kills it some time after its first acknowledgement. */
async function killOnce(task: ChildTask, told: Told, milliseconds: number): Promise<void> {
  const child = spawn(process.execPath, ['--import', 'tsx', CHILD, JSON.stringify(task)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    complaint += text;
  });
  const first = new Promise<void>((resolve) => {
    child.stdout.setEncoding('utf8').on('data', (text) => {
      output += text;
      if (output.length > 'open\n'.length) resolve();
    });
  });
  const ended = closed(child);
  await Promise.race([first, ended]);
  await wait(milliseconds);
  child.kill('SIGKILL');
  await ended;
  if (complaint !== '') throw new Error(`the child failed before it was killed:\n${complaint}`);
  // The last line may have been cut off by the kill.
  for (const line of output.split('\n').slice(1, -1)) {
    const [worker = 0, n = 0, settled = '-'] = line
      .split(' ')
      .map((word, index) => (index < 2 ? Number(word) : word));
    told.last.set(Number(worker), Number(n));
    if (settled !== '-') told.settled.add(String(settled));
  }
}

function closed(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => child.once('close', () => resolve()));
}

/** Opens what a kill left, and says what is missing or only half there. */
async function findLosses(folder: string, { last, settled, kills }: Told): Promise<string[]> {
  const losses: string[] = [];
  const store = await openStore({ folder, clock: systemClock, log: silentLog }).catch((error: Error) => {
    losses.push(error.message);
  });
  if (store === undefined) return losses;
  const facts = new Set((await store.facts({ from: 0, limit: 1_000_000 })).map(({ event }) => event));
  const undelivered = await drain(store);
  const waiting = new Set(undelivered);
  let vanished = 0;
  for (let worker = 0; worker < WORKERS; worker++) {
    const lines = await store.lines({ stream: `place/w${worker}`, limit: 1_000_000 });
    const wanted = last.get(worker) ?? -1;
    if (lines.length < wanted + 1) losses.push(`worker ${worker} has ${lines.length} lines of ${wanted + 1}`);
    lines.forEach((line, n) => {
      if (line.content.text !== `行 ${n}` || line.n !== n)
        losses.push(`worker ${worker} has a wrong line ${n}`);
      if (!facts.has(`w${worker}/${n}`)) losses.push(`worker ${worker} has no fact for line ${n}`);
      const key = `w${worker}/${n}`;
      if (waiting.has(key) && settled.has(key)) losses.push(`${key} was settled, yet is there`);
      if (!waiting.has(key) && !settled.has(key)) vanished += 1;
    });
    const lane = undelivered
      .filter((key) => key.startsWith(`w${worker}/`))
      .map((key) => Number(key.split('/')[1]));
    if (lane.some((n, index) => n <= (lane[index - 1] ?? -1))) losses.push(`lane ${worker} is out of order`);
    const record = await recordOf(store, `watermark/w${worker}`);
    const mark = lines.length === 0 ? undefined : String(lines.length - 1);
    if ((record as { mark?: string } | undefined)?.mark !== mark)
      losses.push(`worker ${worker} has half a commit`);
  }
  // One settle at a time was under way and may have been kept without having been told.
  if (vanished > kills) losses.push(`${vanished} effects left the outbox by themselves`);
  await store.close();
  return losses;
}

async function drain(store: Awaited<ReturnType<typeof openStore>>): Promise<string[]> {
  const keys: string[] = [];
  for (;;) {
    const leased = await store.lease({ now: Number.MAX_SAFE_INTEGER, limit: 1000 });
    if (leased.length === 0) return keys;
    keys.push(...leased.map(({ effect }) => effect.key));
    const empty = { records: [], lines: [], effects: [], withdraw: [], timers: [], facts: [] };
    await Promise.all(leased.map(({ effect }) => store.commit({ ...empty, settles: effect.key })));
  }
}
