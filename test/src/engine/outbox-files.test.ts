import { Readable } from 'node:stream';
import { expect } from 'chai';
import { buildKnowledge } from '../../../knowledge/serving/search.js';
import { plain } from '../../../src/core/content.js';
import type { Say } from '../../../src/core/effect.js';
import type { Event } from '../../../src/core/event.js';
import { DEFAULT_FILE_RULES } from '../../../src/core/file-rules.js';
import { silentLog } from '../../../src/core/ports/ambient.js';
import type { Channel, Fetched } from '../../../src/core/ports/channel.js';
import type { Files } from '../../../src/core/ports/files.js';
import type { Store } from '../../../src/core/ports/store.js';
import { createEngine } from '../../../src/engine/engine.js';
import { createOutbox, type Outbox } from '../../../src/engine/outbox.js';
import { openFiles } from '../../../src/store/files.js';
import { openStore } from '../../../src/store/lowdb/store.js';
import { freshFolder } from '../../support/folders.js';
import { settingsFor } from '../../support/office.js';
import { createRecordingChannel, type RecordingChannel } from '../../support/recording-channel.js';

/** Waits until something holds, for at most two seconds. */
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let i = 0; i < 400; i++) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error('it did not come to that within two seconds');
}

const nothing = { records: [], lines: [], withdraw: [], timers: [], facts: [] };

describe('messages with files in the outbox', () => {
  let folder: Awaited<ReturnType<typeof freshFolder>>;
  let store: Store;
  let files: Files;
  let outbox: Outbox;
  let channel: RecordingChannel;
  const now = 1_000_000;
  const events: Event[] = [];
  let answer: (id: string, signal: AbortSignal) => Promise<Fetched> | Fetched;

  beforeEach(async () => {
    folder = await freshFolder();
    const clock = { now: () => now };
    store = await openStore({ folder: folder.data, clock, log: silentLog });
    files = await openFiles({ folder: `${folder.data}-files`, clock });
    events.length = 0;
    channel = createRecordingChannel({ platform: 'far' });
    const far: Channel = {
      ...channel,
      capabilities: { ...channel.capabilities, files: true },
      fetchFile: async ({ id }, signal) => answer(id, signal),
    };
    outbox = createOutbox({
      store,
      door: {
        submit: async (event) => {
          events.push(event);
          if (event.kind === 'receipt' || event.kind === 'failure')
            await store.commit({ ...nothing, effects: [], settles: event.effect.key });
          return { outcome: 'done' };
        },
      },
      channels: [far],
      workers: [],
      settings: {
        firstRetry: 1_000,
        longestRetry: 60_000,
        giveUpAfter: 3_600_000,
        attemptTimeout: 5_000,
        concurrency: 2,
        stuckAfter: 60_000,
      },
      files,
      rules: { ...DEFAULT_FILE_RULES, concurrency: 2 },
      clock,
      log: silentLog,
      random: () => 1,
    });
  });
  afterEach(async () => {
    await outbox.stop();
    await store.close();
    await folder.dispose();
  });

  const say = (key: string, file?: string): Say => ({
    kind: 'say',
    key,
    lane: `far:T/${key}`,
    voice: 'asker',
    origin: 'far:T/C',
    at: now,
    target: { place: `far:T/${key}` },
    content: plain(key, {
      ...(file !== undefined && {
        files: [
          { name: file, type: 'text/plain', size: 4, from: { place: 'far:T/C', message: '1', id: file } },
        ],
      }),
    }),
  });
  const put = async (...effects: Say[]): Promise<void> => {
    await store.commit({
      ...nothing,
      effects,
      seen: { id: effects.map(({ key }) => key).join(), until: now * 2 },
    });
    outbox.wake();
  };
  const said = (): string[] => channel.deliveries.map(({ key }) => key);
  const hangs = (_id: string, signal: AbortSignal): Promise<Fetched> =>
    new Promise((resolve) => {
      signal.addEventListener('abort', () => resolve({ kind: 'refused', why: 'gone', reason: 'closed' }));
    });

  it('downloads that hang hold up nobody else, however many they are', async () => {
    answer = hangs;
    await put(say('a', '1'), say('b', '2'), say('c', '3'), say('d', '4'));
    await put(say('e'));
    await until(() => said().includes('e'));
    expect(said()).to.deep.equal(['e']);
  });

  it('the words go with the file once it is there', async () => {
    answer = () => ({
      kind: 'fetched',
      bytes: Readable.from([Buffer.from('data')]),
      name: '1.txt',
      type: 'text/plain',
    });
    await put(say('a', '1'));
    await until(() => said().includes('a'));
    expect(channel.attempts[0]?.files?.map(({ name }) => name)).to.deep.equal(['1.txt']);
    await until(() => events.some(({ kind }) => kind === 'receipt'));
  });

  it('the wait that the platform asks for is kept', async () => {
    let asked = 0;
    answer = () => {
      asked += 1;
      return { kind: 'later', reason: 'slow down', retryAfter: 45_000 };
    };
    await put(say('a', '1'));
    await until(() => asked === 1);
    await until(async () => (await store.status()).nextEffectAt !== undefined);
    expect((await store.status()).nextEffectAt).to.equal(now + 45_000 + 500);
  });

  it('an engine that stops gives no file up because its channels are closed', async () => {
    let asked = false;
    let close = (): void => {};
    const far: Channel = {
      ...channel,
      capabilities: { ...channel.capabilities, files: true },
      fetchFile: () => {
        asked = true;
        return new Promise((resolve) => {
          close = () => resolve({ kind: 'refused', why: 'platform', reason: 'the channel is closed' });
        });
      },
      stop: async () => {
        close();
        await new Promise((resolve) => setTimeout(resolve, 50));
      },
    };
    const engine = createEngine({
      store,
      knowledge: () => buildKnowledge([]),
      dialogs: [],
      channels: [far],
      workers: [],
      settings: settingsFor(),
      files,
      clock: { now: () => now },
      log: silentLog,
      alarm: { raise() {}, clear() {} },
    });
    await engine.start();
    await store.commit({ ...nothing, effects: [say('a', '1')], seen: { id: 'a', until: now * 2 } });
    await until(() => asked);
    await engine.stop();
    expect(said()).to.deep.equal([]);
    expect((await store.status()).effects).to.equal(1);
  });
});
