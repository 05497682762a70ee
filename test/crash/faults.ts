import { dialogs } from '../../main.js';
import type { Clock, Log } from '../../src/core/ports/ambient.js';
import type { Channel } from '../../src/core/ports/channel.js';
import type { Store } from '../../src/core/ports/store.js';
import { createEngine } from '../../src/engine/engine.js';
import type { Disk } from '../../src/store/disk.js';
import { openStore } from '../../src/store/lowdb/store.js';
import { settingsFor, starterKnowledge } from '../support/office.js';

/** The beginning of a commit that a faulty store makes apart from the rest. */
const NOTHING = { records: [], lines: [], effects: [], withdraw: [], timers: [], facts: [] } as const;

/** A store that commits the seen-mark first and the rest afterwards: the fault that rule 2 forbids. */
export function seenApart(store: Store, between: (event: string) => Promise<void>): Store {
  const faulty: Pick<Store, 'commit'> = {
    async commit(commit) {
      const { seen, ...rest } = commit;
      if (!seen) return store.commit(commit);
      const marked = await store.commit({ ...NOTHING, seen });
      if (!marked.ok) return marked;
      await between(seen.id);
      return store.commit(rest);
    },
  };
  return new Proxy(store, {
    get(target, name) {
      if (name === 'commit') return faulty.commit;
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

/** The engine with the given channels over a faulty store, and nothing else: no web, no files. */
export async function startFaulty(options: {
  readonly dataDir: string;
  readonly disk: Disk;
  readonly channels: readonly Channel[];
  readonly clock: Clock;
  readonly log: Log;
  readonly between: (event: string) => Promise<void>;
}): Promise<{ readonly port: number; stop(): Promise<void> }> {
  const { dataDir, disk, channels, clock, log, between } = options;
  const store = await openStore({ folder: dataDir, clock, log, disk });
  const knowledge = await starterKnowledge();
  const engine = createEngine({
    store: seenApart(store, between),
    knowledge: () => knowledge,
    dialogs,
    channels,
    workers: [],
    settings: settingsFor(),
    clock,
    log,
    alarm: { raise: () => {}, clear: () => {} },
  });
  await engine.start();
  return {
    port: 0,
    async stop() {
      await engine.stop();
      await store.close();
    },
  };
}
