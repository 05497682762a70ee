import { writeSync } from 'node:fs';
import { silentLog, systemClock } from '../../src/core/ports/ambient.js';
import type { Store } from '../../src/core/ports/store.js';
import { type Disk, realDisk } from '../../src/store/disk.js';
import { lockFolder } from '../../src/store/lowdb/lock.js';
import { openStore } from '../../src/store/lowdb/store.js';
import { addLine, commitOf, fact, put, say, watermark } from '../contracts/store-values.js';
import { DroppingDisk } from './disks.js';
import { seeded } from './random.js';

/** What a child process is to do with a data folder. */
export interface ChildTask {
  readonly folder: string;
  /** `hold`: open it and wait. `lock-file`: only take its lock, by a socket file. `commit`: commit as fast as it can, and tell what was acknowledged. */
  readonly job: 'hold' | 'lock-file' | 'commit';
  readonly disk: 'real' | 'dropping' | 'forgetful';
  /** For the disks that drop: an empty folder on the same file system. */
  readonly shadow: string;
  readonly seed: number;
}

/** Workers that commit side by side, each with a record, a stream, a lane and facts of its own. */
export const WORKERS = 12;

async function main(task: ChildTask): Promise<void> {
  if (task.job === 'lock-file') {
    await lockFolder(task.folder, 'file');
    tell('open');
    setInterval(() => {}, 1000);
    return;
  }
  const store = await openStore({
    folder: task.folder,
    clock: systemClock,
    log: silentLog,
    disk: diskFor(task),
    // Several snapshots within a short life, with everything spilled and the cold file rewritten.
    limits: { journalCommits: 150, idle: -1, hot: 0, coldBytes: 20_000 },
  });
  tell('open');
  if (task.job === 'hold') setInterval(() => {}, 1000);
  else await Promise.all(Array.from({ length: WORKERS }, (_, worker) => work(store, worker)));
}

async function work(store: Store, worker: number): Promise<void> {
  const key = `watermark/w${worker}` as const;
  for (;;) {
    const { version } = (await store.read([key])).get(key) ?? { version: 0 };
    const stream = `place/w${worker}`;
    const n = ((await store.lines({ stream, limit: 1 }))[0]?.n ?? -1) + 1;
    const [leased] = worker === 0 ? await store.lease({ now: 0, limit: 1 }) : [];
    const done = await store.commit(
      commitOf({
        seen: { id: `w${worker}/${n}`, until: Number.MAX_SAFE_INTEGER },
        records: [put(key, version, watermark(String(n))), put(`receipt/w${worker}/${n}`, 0, watermark('r'))],
        lines: [addLine(stream, n, `行 ${n}`)],
        effects: [say(`w${worker}/${n}`, `lane ${worker}`)],
        facts: [fact(`w${worker}/${n}`)],
        ...(leased === undefined ? {} : { settles: leased.effect.key }),
      }),
    );
    if (!done.ok) throw new Error(`worker ${worker} met ${done.why}`);
    tell(`${worker} ${n} ${leased?.effect.key ?? '-'}`);
  }
}

/**
 * What was said was said, whatever happens next: where the parent is too busy to read, this waits for it, and
 * `process.stdout` would keep the line in the process.
 */
function tell(line: string): void {
  writeSync(1, `${line}\n`);
}

function diskFor({ disk, shadow, seed }: ChildTask): Disk {
  if (disk === 'real') return realDisk;
  return new DroppingDisk({ shadow, random: seeded(seed), leak: 0.1, forgetful: disk === 'forgetful' });
}

const [task] = process.argv[1]?.endsWith('store-child.ts') ? process.argv.slice(2) : [];
if (task !== undefined) await main(JSON.parse(task));
