import { EventEmitter, getEventListeners } from 'node:events';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import * as v8 from 'node:v8';
import type { Log } from '../../src/core/ports/ambient.js';
import type { Order, Probe, Report, Task } from './wire.js';

// The process under test: the whole bot, as it was built, that can be asked what it holds.

// The parent wrote it, as JSON.
const task: Task = JSON.parse(process.argv[2] ?? '');
const built = (path: string): string => new URL(path, task.built).href;
const tell = (report: Report): void => void process.send?.(report);

/** Every emitter and event target that anything listens to, as long as it is alive; before anything else is loaded. */
const emitters = new Set<WeakRef<EventEmitter>>();
const targets = new Map<WeakRef<EventTarget>, Set<string>>();
const known = new WeakMap<object, Set<string>>();

for (const name of ['on', 'addListener', 'once', 'prependListener'] as const) {
  const original = EventEmitter.prototype[name];
  EventEmitter.prototype[name] = function (this: EventEmitter, ...what: Parameters<typeof original>) {
    if (!known.has(this)) {
      known.set(this, new Set());
      emitters.add(new WeakRef(this));
    }
    return original.apply(this, what);
  };
}
const addToTarget = EventTarget.prototype.addEventListener;
EventTarget.prototype.addEventListener = function (
  this: EventTarget,
  ...what: Parameters<typeof addToTarget>
): void {
  const types = known.get(this) ?? new Set<string>();
  if (!known.has(this)) {
    known.set(this, types);
    targets.set(new WeakRef(this), types);
  }
  types.add(what[0]);
  addToTarget.apply(this, what);
};

function listeners(): { readonly all: number; readonly most: number } {
  let all = 0;
  let most = 0;
  const count = (of: number): void => {
    all += of;
    most = Math.max(most, of);
  };
  for (const ref of emitters) {
    const emitter = ref.deref();
    if (!emitter) emitters.delete(ref);
    else for (const name of emitter.eventNames?.() ?? []) count(emitter.listenerCount(name));
  }
  for (const [ref, types] of targets) {
    const target = ref.deref();
    if (!target) targets.delete(ref);
    else for (const type of types) count(getEventListeners(target, type).length);
  }
  return { all, most };
}

const Timeout = setTimeout(() => {}, 0).constructor;
const delay = monitorEventLoopDelay({ resolution: 10 });
delay.enable();

async function probe(): Promise<Probe> {
  if (!global.gc) throw new Error('The process runs with --expose-gc.');
  const late = delay.percentile(99) / 1e6;
  // What a weak reference was asked for stays alive until the end of the turn.
  for (let round = 0; round < 3; round++) {
    await new Promise(setImmediate);
    global.gc();
  }
  const { heapUsed: heap, rss, external } = process.memoryUsage();
  const handles: Record<string, number> = {};
  for (const type of process.getActiveResourcesInfo())
    if (type !== 'Timeout') handles[type] = (handles[type] ?? 0) + 1;
  const { all, most } = listeners();
  const timers = v8.queryObjects(Timeout as () => unknown, { format: 'count' }); // the class of what setTimeout returns
  delay.reset(); // the collection itself is no delay of the bot
  return { heap, rss, external, timers, handles, listeners: all, mostListeners: most, delay: late };
}

const text = (fields: object): string =>
  JSON.stringify(fields, (_key, value: unknown) =>
    value instanceof Error ? (value.stack ?? value.message) : value,
  );
const log: Log = {
  debug() {},
  info() {},
  warn() {},
  error: (fields, message) => tell({ kind: 'error', text: `${message} ${text(fields)}` }),
};

function fail(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
}
process.on('warning', ({ name, message }) => {
  // Of the probe's own query.
  if (name !== 'ExperimentalWarning') tell({ kind: 'error', text: `${name}: ${message}` });
});
process.on('unhandledRejection', fail);
process.on('disconnect', () => process.exit(0));

const { loadConfig, sections, startFirstline }: typeof import('../../main.js') = await import(
  built('main.js')
);
const { WEB_LIMITS }: typeof import('../../adapters/web/setup.js') = await import(
  built('adapters/web/setup.js')
);
// Everybody sits at one address here, and two people work on fifty cases, each on a page of its own.
const rate = { burst: 100_000, perMinute: 100_000 };
Object.assign(WEB_LIMITS, { writes: rate, reads: rate, sessions: rate, streams: 1_000 });
const config = await loadConfig({ file: task.configFile, env: task.env, sections });
const running = await startFirstline({
  config,
  log,
  // What lies untouched leaves memory after minutes, not after an hour: within half an hour memory can become flat.
  storage: { limits: { idle: 120_000, journalCommits: 1_000, coldBytes: 200_000 } },
});

process.on('message', (order: Order) => {
  switch (order.kind) {
    case 'probe':
      void probe().then((probe) => tell({ kind: 'probe', probe }), fail);
      return;
    case 'snapshot':
      v8.writeHeapSnapshot(order.file);
      tell({ kind: 'snapshot' });
      return;
    case 'stop':
      void running.stop().then(() => process.exit(0), fail);
      return;
    default:
      order satisfies never;
  }
});
tell({ kind: 'ready', port: running.port });
