import { basename } from 'node:path';
import { loadConfig, sections, startFirstline } from '../../main.js';
import type { Clock, Log } from '../../src/core/ports/ambient.js';
import { type Disk, realDisk } from '../../src/store/disk.js';
import { DroppingDisk } from '../support/disks.js';
import { seeded } from '../support/random.js';
import { createFarEnd, type FarEnd } from './far-end.js';
import { startFaulty } from './faults.js';
import { type Order, PLATFORMS, type Report, type Task } from './wire.js';

// The process under test: the whole bot, with two platforms that record, ready to be killed at any instant.

interface Running {
  readonly port: number;
  signInLink?(person: string): string;
  stop(): Promise<void>;
}

// The parent wrote it, as JSON.
const task: Task = JSON.parse(process.argv[2] ?? '');
const random = seeded(task.seed);
let jumped = 0;
let hangAt: string | undefined;
let running: Running | undefined;

const tell = (report: Report): void => void process.send?.(report);

const clock: Clock = {
  now: () => Math.floor(task.clock.base + (Date.now() - task.clock.since) * task.clock.speed + jumped),
};

const log: Log = {
  debug() {},
  info() {},
  warn() {},
  error: (fields, message) => {
    // Refusals and give-ups are part of the play; what remains is a fault of ours.
    if (message !== 'not delivered, given up' && !('alarm' in fields))
      tell({ kind: 'error', text: `${message}: ${describe(fields)}` });
  },
};

function describe(fields: object): string {
  return JSON.stringify(fields, (_key, value: unknown) =>
    value instanceof Error ? `${value.message}\n${value.stack}` : value,
  );
}

/** Tells when a snapshot begins and when it is there. */
function watched(disk: Disk): Disk {
  const snapshot = (path: string): boolean => basename(path).startsWith('snapshot.');
  return {
    list: (folder) => disk.list(folder),
    stat: (path) => disk.stat(path),
    touch: (path, at) => disk.touch(path, at),
    makeFolder: (path) => disk.makeFolder(path),
    remove: (path) => disk.remove(path),
    syncFolder: (path) => disk.syncFolder(path),
    open(path, mode) {
      if (mode !== 'read' && snapshot(path)) tell({ kind: 'snapshot', step: 'began' });
      return disk.open(path, mode);
    },
    async rename(from, to) {
      await disk.rename(from, to);
      if (snapshot(to)) tell({ kind: 'snapshot', step: 'published' });
    },
  };
}

function diskOf(): Disk {
  if (task.disk === 'real') return watched(realDisk);
  const forgetful = task.disk === 'forgetful';
  return watched(new DroppingDisk({ shadow: task.shadow, random, leak: forgetful ? 0 : 0.1, forgetful }));
}

function farEndOf(kind: keyof typeof PLATFORMS): FarEnd {
  return createFarEnd({
    platform: PLATFORMS[kind],
    file: task.farEnds[kind],
    lookup: kind === 'lookup',
    now: () => clock.now(),
    found: () => tell({ kind: 'found' }),
    ...(task.trouble && { random }),
  });
}

async function go(channels: readonly FarEnd[]): Promise<Running> {
  if (task.fault === 'seen-apart') {
    const between = async (event: string): Promise<void> => {
      if (event !== hangAt) return;
      tell({ kind: 'between' });
      await new Promise(() => {}); // until the kill
    };
    return startFaulty({ dataDir: task.dataDir, disk: diskOf(), channels, clock, log, between });
  }
  const env = {
    PORT: '0',
    DATA_DIR: task.dataDir,
    FIRSTLINE_CONFIG: task.configFile,
    LOG_LEVEL: 'error',
  };
  const config = await loadConfig({ env, sections });
  return startFirstline({
    config,
    log,
    clock,
    channels,
    // Many snapshots within short lives, most of what is old spilled to the cold file and that rewritten.
    storage: {
      disk: diskOf(),
      limits: { journalCommits: 40, journalBytes: 1e6, hot: 40, coldBytes: 20_000 },
    },
  });
}

async function stop(): Promise<void> {
  await running?.stop();
  process.disconnect();
}

async function main(): Promise<void> {
  const byPlatform = new Map<string, FarEnd>();
  // What startFirstline imports late, so that a start after `go` is the start of the bot and not of Node.
  await Promise.all([
    import('../../adapters/web/web.js'),
    import('../../adapters/web/setup.js'),
    import('../../adapters/web/key.js'),
  ]);

  process.on('message', (order: Order) => {
    switch (order.kind) {
      case 'go':
        jumped = order.jumped;
        hangAt = order.hangAt;
        // Not before: the life before this one may still be at work while this process waits, and what arrives then counts.
        for (const kind of ['lookup', 'blind'] as const) byPlatform.set(PLATFORMS[kind], farEndOf(kind));
        void go([...byPlatform.values()]).then((started) => {
          running = started;
          tell({ kind: 'ready', port: started.port });
        }, fail);
        return;
      case 'jump':
        jumped += order.by;
        return;
      case 'event': {
        const { request } = order;
        void byPlatform
          .get(order.platform)
          ?.receive(order.event)
          .then(
            ({ outcome }) => tell({ kind: 'done', request, outcome }),
            (error: unknown) => tell({ kind: 'done', request, outcome: 'refused', why: String(error) }),
          );
        return;
      }
      case 'link':
        tell({ kind: 'link', request: order.request, link: running?.signInLink?.(order.person) ?? '' });
        return;
      case 'stop':
        void stop().catch(fail);
        return;
      default:
        order satisfies never;
    }
  });
  process.on('disconnect', () => setTimeout(() => process.exit(0), 4_000).unref());
  tell({ kind: 'warm' });
}

function fail(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
}

await main();
