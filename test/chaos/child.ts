import type { Firstline } from '../../main.js';
import type { Log } from '../../src/core/ports/ambient.js';
import { DroppingDisk } from '../support/disks.js';
import { seeded } from '../support/random.js';
import type { Order, Report, Task } from './wire.js';

// The process under test: the whole bot, as it was built, on platforms that the parent keeps, ready to be killed
// at any instant.

// The parent wrote it, as JSON.
const task: Task = JSON.parse(process.argv[2] ?? '');
const built = (path: string): string => new URL(path, task.built).href;
const { loadConfig, sections, startFirstline }: typeof import('../../main.js') = await import(
  built('main.js')
);
let running: Firstline | undefined;

const tell = (report: Report): void => void process.send?.(report);

function loud(level: string, fields: object, message: string): void {
  if (!task.loud) return;
  const text = JSON.stringify(fields, (_key, value: unknown) =>
    value instanceof Error ? (value.stack ?? value.message) : value,
  );
  process.stderr.write(`${Date.now() % 1_000_000} ${level} ${message} ${text}\n`);
}

const log: Log = {
  debug(fields, message) {
    loud('debug', fields, message);
    if (/is not taken in yet$/.test(message)) tell({ kind: 'trouble' });
  },
  info(fields, message) {
    loud('info', fields, message);
    if (message === 'it had arrived') tell({ kind: 'found' });
    const platform = /^caught up with (\w+)$/.exec(message)?.[1]?.toLowerCase();
    if (platform !== undefined && 'found' in fields && typeof fields.found === 'number')
      tell({ kind: 'swept', platform, found: fields.found });
  },
  warn: (fields, message) => loud('warn', fields, message),
  error(fields, message) {
    loud('error', fields, message);
    // A tick or a reaction whose message was deleted meanwhile; others are missing in the transcripts.
    const isMark = 'kind' in fields && fields.kind === 'react';
    if (message === 'not delivered, given up' && !isMark)
      tell({ kind: 'error', text: `${message} ${JSON.stringify(fields)}` });
  },
};

/** Another life, other leaks. */
function cuttable({ shadow, seed }: NonNullable<Task['power']>): DroppingDisk {
  return new DroppingDisk({ shadow, random: seeded(seed + process.pid), leak: 0.1 });
}

async function go(): Promise<void> {
  const env = { ...task.env, DATA_DIR: task.dataDir };
  const config = await loadConfig({ file: task.configFile, env, sections });
  running = await startFirstline({
    config,
    log,
    // Many snapshots within short lives.
    storage: {
      ...(task.power && { disk: cuttable(task.power) }),
      limits: { journalCommits: 200, journalBytes: 1e6, hot: 2_000, coldBytes: 200_000 },
    },
  });
  tell({ kind: 'ready', port: running.port });
}

function fail(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
}

process.on('message', (order: Order) => {
  switch (order.kind) {
    case 'go':
      void go().catch(fail);
      return;
    case 'stop':
      void running?.stop().then(() => process.exit(0), fail);
      return;
    default:
      order satisfies never;
  }
});
process.on('unhandledRejection', fail);
process.on('disconnect', () => process.exit(0));
// What startFirstline imports late, so that a start after `go` is the start of the bot and not of Node.
const others = task.platforms.filter((platform) => platform !== 'web');
for (const part of ['web/web', 'web/setup', 'web/key'].concat(
  others.flatMap((platform) => [`${platform}/channel`, `${platform}/setup`]),
))
  await import(built(`adapters/${part}.js`));
tell({ kind: 'warm' });
