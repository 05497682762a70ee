import { PassThrough, Readable } from 'node:stream';
import { expect } from 'chai';
import type { FileRef } from '../../../src/core/content.js';
import { plain } from '../../../src/core/content.js';
import type { Say } from '../../../src/core/effect.js';
import { FirstlineError } from '../../../src/core/error.js';
import { DEFAULT_FILE_RULES, type FileRules } from '../../../src/core/file-rules.js';
import { silentLog } from '../../../src/core/ports/ambient.js';
import type { Channel, Fetched } from '../../../src/core/ports/channel.js';
import type { Files } from '../../../src/core/ports/files.js';
import { type Carrier, createCarrier, withFiles } from '../../../src/engine/carry.js';
import { createSweeper } from '../../../src/engine/sweep.js';
import { openFiles } from '../../../src/store/files.js';
import { FailingDisk } from '../../support/disks.js';
import { freshFolder } from '../../support/folders.js';
import { liveSignals } from '../../support/live-signals.js';
import { createRecordingChannel } from '../../support/recording-channel.js';

describe('bringing files into the spool', () => {
  let folder: Awaited<ReturnType<typeof freshFolder>>;
  let files: Files;
  let now = 1_000_000;
  const clock = { now: () => now };
  const fetches: string[] = [];
  let answer: (id: string, signal: AbortSignal) => Promise<Fetched> | Fetched;

  beforeEach(async () => {
    folder = await freshFolder();
    files = await openFiles({ folder: folder.data, clock });
    fetches.length = 0;
    answer = (id) => bytes(`file ${id}`);
  });
  afterEach(() => folder.dispose());

  const bytes = (text: string): Fetched => ({
    kind: 'fetched',
    bytes: Readable.from([Buffer.from(text)]),
    name: 'a.txt',
    type: 'text/plain',
  });
  const carrierOf = (rules: Partial<FileRules> = {}, stopped = new AbortController().signal): Carrier => {
    const channel: Channel = {
      ...createRecordingChannel({ platform: 'far' }),
      fetchFile: async ({ id }, signal) => {
        fetches.push(id);
        return answer(id, signal);
      },
    };
    const all = { ...DEFAULT_FILE_RULES, ...rules };
    return createCarrier({
      files,
      rules: all,
      channels: new Map([['far', channel]]),
      clock,
      log: silentLog,
      stopped,
    });
  };
  const remote = (id: string, rest: Partial<FileRef> = {}): FileRef => ({
    name: `${id}.txt`,
    type: 'text/plain',
    size: 6,
    from: { place: 'far:T/C', message: '1', id },
    ...rest,
  });
  const say = (...wanted: FileRef[]): Say => ({
    kind: 'say',
    key: 'k',
    lane: 'l',
    voice: 'asker',
    origin: 'far:T/C',
    at: now,
    target: { place: 'web:desk/cases/1' },
    content: plain('look', { files: wanted }),
  });
  /** One look, and one fetch where it says that something is missing. */
  const brought = async (carrier: Carrier, effect: Say, last = false) => {
    const known = await carrier.ready(effect);
    if (known) return known;
    const fetched = await carrier.fetch(effect, { last });
    return fetched.done ? carrier.ready(effect) : undefined;
  };
  const bring = async (carrier: Carrier, effect: Say, last = false): Promise<string[] | undefined> =>
    (await brought(carrier, effect, last))?.map(({ name, refused }) => `${name}: ${refused ?? 'here'}`);

  it('they are in the spool with their digest, and where they came from', async () => {
    const carrier = carrierOf();
    const [file] = (await brought(carrier, say(remote('1')))) ?? [];
    expect(file).to.deep.include({ name: 'a.txt', size: 6, from: remote('1').from });
    expect(await files.has(file?.digest ?? '')).to.equal(true);
    const [out] = carrier.outgoing(file ? [file] : []);
    const read: Buffer[] = [];
    for await (const part of (await out?.read()) ?? []) read.push(part);
    expect(Buffer.concat(read).toString()).to.equal('file 1');
  });

  it('each is fetched once, also where the effect is tried again', async () => {
    const carrier = carrierOf();
    const effect = say(remote('1'), remote('2'));
    await bring(carrier, effect);
    await bring(carrier, effect);
    expect(fetches).to.deep.equal(['1', '2']);
    carrier.forget('k');
    await bring(carrier, effect);
    expect(fetches).to.have.length(4);
  });

  it('none leaves its signal in memory once it is there', async () => {
    const carrier = carrierOf();
    const fetchOne = (id: string) => bring(carrier, { ...say(remote(id)), key: id });
    await fetchOne('first');
    const before = await liveSignals();
    for (let round = 0; round < 60; round++) {
      await fetchOne(`${round}`);
      carrier.forget(`${round}`);
    }
    expect((await liveSignals()) - before).to.be.below(20);
  });

  it('one that the spool has lost is fetched again', async () => {
    const carrier = carrierOf();
    await bring(carrier, say(remote('1')));
    now += 1000;
    await files.sweep({ before: now, keep: new Set() });
    expect(await bring(carrier, say(remote('1')))).to.deep.equal(['a.txt: here']);
    expect(fetches).to.have.length(2);
  });

  it('no more are fetched at once than allowed', async () => {
    let running = 0;
    let most = 0;
    answer = async (id) => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, 5));
      running -= 1;
      return bytes(id);
    };
    const carrier = carrierOf({ concurrency: 2 });
    const all = Array.from({ length: 5 }, (_, n) =>
      bring(carrier, { ...say(remote(`a${n}`), remote(`b${n}`)), key: `${n}` }),
    );
    expect((await Promise.all(all)).flat()).to.have.length(10);
    expect(most).to.equal(2);
  });

  it('one that is refused stands beside those that are there', async () => {
    answer = (id) => (id === '1' ? { kind: 'refused', why: 'gone', reason: 'deleted' } : bytes(id));
    const effect = say(remote('1'), remote('2'), remote('3', { size: 20_000_000 }), {
      name: 'x',
      type: '',
      size: 1,
    });
    expect(await bring(carrierOf(), effect)).to.deep.equal([
      '1.txt: gone',
      'a.txt: here',
      '3.txt: too-large',
      'x: gone',
    ]);
    expect(fetches).to.deep.equal(['1', '2']);
  });

  it('one that does not come now is asked for until its time is over, however often that is', async () => {
    answer = () => ({ kind: 'later', reason: 'busy' });
    const carrier = carrierOf({ timeout: 30_000 });
    const effect = say(remote('1'));
    for (let n = 0; n < 29; n++) {
      expect(await bring(carrier, effect)).to.equal(undefined);
      now += 1_000;
    }
    answer = (id) => bytes(id);
    expect(await bring(carrier, effect)).to.deep.equal(['a.txt: here']);
  });

  it('a platform that asks us to wait is not asked before, and the wait is no part of its time', async () => {
    answer = () => ({ kind: 'later', reason: 'slow down', retryAfter: 60_000 });
    const carrier = carrierOf({ timeout: 30_000 });
    const effect = say(remote('1'));
    expect(await carrier.fetch(effect, { last: false })).to.deep.equal({ done: false, retryAfter: 60_000 });
    now += 20_000;
    expect(await carrier.fetch(effect, { last: false })).to.deep.equal({ done: false, retryAfter: 40_000 });
    expect(fetches).to.have.length(1);
    now += 40_000;
    answer = () => ({ kind: 'later', reason: 'busy' });
    expect(await carrier.fetch(effect, { last: false })).to.deep.equal({ done: false });
    answer = (id) => bytes(id);
    expect(await bring(carrier, effect)).to.deep.equal(['a.txt: here']);
  });

  it('waiting for its turn takes nothing of the time of a file', async () => {
    let free = (): void => {};
    const busy = new Promise<void>((resolve) => {
      free = resolve;
    });
    answer = async (id) => {
      if (id === '1') await busy;
      return id === '1' ? bytes(id) : { kind: 'later', reason: 'busy' };
    };
    const carrier = carrierOf({ concurrency: 1, timeout: 30_000 });
    const first = bring(carrier, say(remote('1')));
    const second = bring(carrier, { ...say(remote('2')), key: 'k2' });
    now += 40_000;
    free();
    expect(await first).to.deep.equal(['a.txt: here']);
    expect(await second).to.equal(undefined);
  });

  it('is not asked for again once its time is over', async () => {
    answer = () => ({ kind: 'later', reason: 'busy' });
    const carrier = carrierOf({ timeout: 1000 });
    expect(await bring(carrier, say(remote('1')))).to.equal(undefined);
    now += 1000;
    expect(await bring(carrier, say(remote('1')))).to.deep.equal(['1.txt: unavailable']);
    expect(await bring(carrierOf(), say(remote('1')), true)).to.deep.equal(['1.txt: unavailable']);
  });

  it('one that is larger than was said is refused where it becomes too large', async () => {
    answer = () => bytes('x'.repeat(2_000));
    expect(await bring(carrierOf({ maxBytes: 1_000 }), say(remote('1')))).to.deep.equal(['1.txt: too-large']);
  });

  it('a full disk refuses the file, and its message goes', async () => {
    files = await openFiles({ folder: folder.data, clock, disk: new FailingDisk({ room: 3 }) });
    expect(await bring(carrierOf(), say(remote('1')))).to.deep.equal(['1.txt: full']);
  });

  it('a spool at which too many files arrive at once is tried again', async () => {
    const put = files.put.bind(files);
    let busy = true;
    files.put = async (...args) => {
      if (busy) throw new FirstlineError('files.busy', 'Too many files arrive at once.');
      return put(...args);
    };
    const carrier = carrierOf();
    expect(await bring(carrier, say(remote('1')))).to.equal(undefined);
    busy = false;
    expect(await bring(carrier, say(remote('1')))).to.deep.equal(['a.txt: here']);
  });

  it('a platform without files is asked for none, and given none', async () => {
    const effect = say(remote('1'), { ...remote('2'), from: { place: 'near:T/C', message: '1', id: '2' } });
    const [, near] = (await bring(carrierOf(), effect)) ?? [];
    expect(near).to.equal('2.txt: platform');
    fetches.length = 0;
    const none = await carrierOf().ready(effect, { taken: false });
    expect(none?.map(({ refused }) => refused)).to.deep.equal(['platform', 'platform']);
    expect(fetches).to.deep.equal([]);
  });

  it('one that comes too slowly is cut off', async () => {
    answer = () => {
      const slow = new PassThrough();
      slow.write('a');
      return { kind: 'fetched', bytes: slow, name: 'a.txt', type: 'text/plain' };
    };
    const began = Date.now();
    expect(await bring(carrierOf({ timeout: 30 }), say(remote('1')), true)).to.deep.equal([
      '1.txt: unavailable',
    ]);
    expect(Date.now() - began).to.be.below(2_000);
  });

  it('a stop gives nothing up', async () => {
    answer = (_id, signal) =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () => resolve({ kind: 'later', reason: 'stopping' }));
      });
    const stopped = new AbortController();
    const carrier = carrierOf({}, stopped.signal);
    for (const _ of [1, 2]) {
      setTimeout(() => stopped.abort(), 5);
      expect(await bring(carrier, say(remote('1')))).to.equal(undefined);
    }
  });

  it('what a channel says that is stopping gives nothing up either', async () => {
    const stopped = new AbortController();
    answer = () => {
      stopped.abort();
      return { kind: 'refused', why: 'platform', reason: 'the channel is closed' };
    };
    expect(await bring(carrierOf({}, stopped.signal), say(remote('1')))).to.equal(undefined);
  });

  it('a receipt tells of each, in order; what a channel is silent about it did not send', () => {
    const receipt = { effect: 'k', at: 1 };
    const here = { ...remote('1'), digest: 'd1' };
    const refused = { ...remote('2'), refused: 'type' as const };
    const also = { ...remote('3'), digest: 'd3' };
    expect(withFiles(receipt, [])).to.equal(receipt);
    expect(
      withFiles({ ...receipt, files: [here, { ...also, refused: 'platform' }] }, [here, refused, also]).files,
    ).to.deep.equal([here, refused, { ...also, refused: 'platform' }]);
    expect(withFiles(receipt, [here]).files).to.deep.equal([{ ...here, refused: 'platform' }]);
  });

  it('what no line names is swept after a day, what one names is kept', async () => {
    const put = async (text: string) =>
      (await files.put(Readable.from([Buffer.from(text)]), { name: 'x', type: 'x/y' })).digest;
    const [kept, orphan] = [await put('kept'), await put('orphan')];
    now += 25 * 3_600_000;
    const young = await put('young');
    const sweeper = createSweeper({
      files,
      clock,
      log: silentLog,
      store: {
        read: async (keys) =>
          new Map(
            keys.map((key) => [
              key,
              { version: 1, value: key === `file/${kept}` ? { lines: [{ stream: 's', n: 0 }] } : undefined },
            ]),
          ),
      },
    });
    sweeper.look();
    sweeper.look();
    await sweeper.stop();
    const there = await Promise.all([kept, orphan, young].map((digest) => files.has(digest)));
    expect(there).to.deep.equal([true, false, true]);
  });
});
