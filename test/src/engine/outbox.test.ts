import { expect } from 'chai';
import type { Effect, Receipt, Say } from '../../../src/core/effect.js';
import type { Event } from '../../../src/core/event.js';
import { NotNow } from '../../../src/core/not-now.js';
import { silentLog } from '../../../src/core/ports/ambient.js';
import type { Channel, Lookup, Outcome, Outgoing } from '../../../src/core/ports/channel.js';
import type { Commit, Store } from '../../../src/core/ports/store.js';
import type { Worker } from '../../../src/core/ports/worker.js';
import type { OutboxSettings } from '../../../src/core/settings.js';
import { createOutbox, type Outbox } from '../../../src/engine/outbox.js';
import { openStore } from '../../../src/store/lowdb/store.js';
import { freshFolder } from '../../support/folders.js';

const nothing: Commit = { records: [], lines: [], effects: [], withdraw: [], timers: [], facts: [] };
const settings: OutboxSettings = {
  firstRetry: 1_000,
  longestRetry: 60_000,
  giveUpAfter: 3_600_000,
  attemptTimeout: 200,
  concurrency: 8,
  stuckAfter: 60_000,
};

/** An outbox on a real store, with a platform that does what the test says, and a clock that is moved by hand. */
class Bench {
  now = 1_000_000;
  readonly attempts: Outgoing[] = [];
  readonly looked: string[] = [];
  readonly events: Event[] = [];
  /** What the platform does with an attempt; delivers if nothing is said. */
  answer: (outgoing: Outgoing, signal: AbortSignal) => Promise<Outcome | undefined> = async () => undefined;
  lookup: (outgoing: Outgoing) => Lookup = () => ({ kind: 'absent' });
  workers: Worker[] = [];
  readonly settings = settings;
  readonly typing: string[] = [];
  store!: Store; // set by open
  outbox!: Outbox; // set by open
  #seq = 0;

  async open(folder: string, rest: Partial<OutboxSettings> = {}): Promise<void> {
    const clock = { now: () => this.now };
    this.store = await openStore({ folder, clock, log: silentLog });
    const channel: Channel = {
      platform: 'far',
      capabilities: {
        edit: true,
        delete: true,
        react: true,
        threads: true,
        whisper: true,
        buttons: true,
        lookup: true,
        files: false,
      },
      start: async () => {},
      deliver: async (outgoing, signal) => {
        this.attempts.push(outgoing);
        return (
          (await this.answer(outgoing, signal)) ?? {
            kind: 'delivered',
            receipt: receiptOf(outgoing, this.now),
          }
        );
      },
      find: async (outgoing) => {
        this.looked.push(outgoing.effect.key);
        return this.lookup(outgoing);
      },
      typing: async (place) => void this.typing.push(place),
      catchUp: async () => {},
      isStaff: async () => false,
      stop: async () => {},
    };
    this.outbox = createOutbox({
      store: this.store,
      door: {
        submit: async (event) => {
          this.events.push(event);
          if (event.kind === 'receipt' || event.kind === 'failure') {
            const records =
              event.kind === 'receipt'
                ? [{ key: `receipt/${event.effect.key}` as const, version: 0, value: event.receipt }]
                : [];
            await this.store.commit({ ...nothing, settles: event.effect.key, records });
          } else if (event.kind === 'result')
            await this.store.commit({ ...nothing, settles: event.effect.key });
          return { outcome: 'done' };
        },
      },
      channels: [channel],
      workers: this.workers,
      settings: { ...settings, ...rest },
      clock,
      log: silentLog,
      random: () => 1,
    });
  }

  async put(...effects: Effect[]): Promise<void> {
    await this.store.commit({
      ...nothing,
      seen: { id: `e${++this.#seq}:${this.now}`, until: this.now * 2 },
      effects,
    });
  }

  /** Lets everything happen that can happen now. */
  async run(): Promise<void> {
    for (let i = 0; i < 6; i++) {
      this.outbox.wake();
      await new Promise((resolve) => setTimeout(resolve, 8));
    }
  }

  /** Moves the clock and lets things happen. */
  async pass(milliseconds: number): Promise<void> {
    this.now += milliseconds;
    await this.run();
  }

  keys(): string[] {
    return this.attempts.map(({ effect }) => effect.key);
  }

  failures(): string[] {
    return this.events.flatMap((event) =>
      event.kind === 'failure' ? [`${event.effect.key} ${event.failure.code}`] : [],
    );
  }
}

function receiptOf({ effect, place }: Outgoing, at: number): Receipt {
  return {
    effect: effect.key,
    at,
    message: { place: place ?? 'far:w/c', id: `id-${effect.key}` },
    ...(effect.kind === 'open' && { opened: 'far:w/c/thread' }),
  };
}

function say(key: string, place = 'far:w/c', rest: Partial<Say> = {}): Say {
  return {
    kind: 'say',
    key,
    lane: place,
    voice: 'system',
    origin: place,
    at: 1_000_000,
    target: { place },
    content: { text: key, format: 'plain' },
    ...rest,
  };
}

describe('the outbox', () => {
  let bench: Bench;
  let fresh: Awaited<ReturnType<typeof freshFolder>>;
  let folder: string;
  beforeEach(async () => {
    fresh = await freshFolder();
    folder = fresh.data;
    bench = new Bench();
  });
  afterEach(async () => {
    await bench.outbox.stop();
    await bench.store.close();
    await fresh.dispose();
  });

  it('delivers a place in order, and other places meanwhile', async () => {
    await bench.open(folder);
    bench.answer = async ({ effect }) =>
      effect.key === 'a1' && bench.attempts.length < 3 ? { kind: 'later', reason: 'busy' } : undefined;
    await bench.put(say('a1', 'far:w/a'), say('a2', 'far:w/a'), say('b1', 'far:w/b'), say('b2', 'far:w/b'));
    await bench.run();
    expect(bench.keys().filter((key) => key.startsWith('b'))).to.deep.equal(['b1', 'b2']);
    expect(bench.keys()).not.to.include('a2');
    await bench.pass(2_000);
    expect(bench.keys().filter((key) => key.startsWith('a'))).to.deep.equal(['a1', 'a1', 'a2']);
  });

  it('waits twice as long after each failure, up to the longest, and until the platform takes more where it says when', async () => {
    await bench.open(folder);
    const waits: number[] = [];
    bench.answer = async () => ({
      kind: 'later',
      reason: 'busy',
      ...(bench.attempts.length === 4 && { retryAfter: 500_000 }),
    });
    await bench.put(say('a'));
    await bench.run();
    let before = bench.now;
    for (let i = 0; i < 8; i++) {
      const { nextEffectAt } = await bench.store.status();
      waits.push((nextEffectAt ?? 0) - before);
      await bench.pass((nextEffectAt ?? 0) - bench.now);
      before = bench.now;
    }
    expect(waits).to.deep.equal([1_000, 2_000, 4_000, 500_500, 16_000, 32_000, 60_000, 60_000]);
  });

  it('fails at once what will never work, and goes on with the next', async () => {
    await bench.open(folder);
    bench.answer = async ({ effect }) =>
      effect.key === 'a' ? { kind: 'refused', reason: 'blocked', code: 'unreachable' } : undefined;
    await bench.put(say('a'), say('b'));
    await bench.run();
    expect(bench.keys()).to.deep.equal(['a', 'b']);
    expect(bench.failures()).to.deep.equal(['a unreachable']);
  });

  it('gives up after the set time, visibly, and not before', async () => {
    await bench.open(folder, { giveUpAfter: 100_000 });
    bench.answer = async () => ({ kind: 'later', reason: 'busy' });
    await bench.put(say('a'));
    await bench.run();
    for (let i = 0; i < 60 && !bench.failures().length; i++) await bench.pass(5_000);
    expect(bench.failures()).to.deep.equal(['a expired']);
    expect(bench.now - 1_000_000).to.be.within(100_000, 200_000);
  });

  it('does not attempt what is past its deadline', async () => {
    await bench.open(folder);
    await bench.put(say('a', 'far:w/c', { deadline: bench.now - 1 }));
    await bench.run();
    expect(bench.keys()).to.deep.equal([]);
    expect(bench.failures()).to.deep.equal(['a expired']);
  });

  it('looks before it repeats what may have arrived', async () => {
    await bench.open(folder);
    bench.answer = async () => ({ kind: 'unknown', reason: 'timed out' });
    bench.lookup = (outgoing) => ({ kind: 'found', receipt: receiptOf(outgoing, 7) });
    await bench.put(say('a'));
    await bench.run();
    await bench.pass(2_000);
    expect(bench.keys()).to.deep.equal(['a']);
    expect(bench.looked).to.deep.equal(['a']);
    expect(bench.events.map((event) => event.kind)).to.deep.equal(['receipt']);
  });

  it('repeats what did not arrive', async () => {
    await bench.open(folder);
    bench.answer = async () =>
      bench.attempts.length === 1 ? { kind: 'unknown', reason: 'timed out' } : undefined;
    await bench.put(say('a'));
    await bench.run();
    await bench.pass(2_000);
    expect(bench.keys()).to.deep.equal(['a', 'a']);
    expect(bench.looked).to.deep.equal(['a']);
  });

  it('looks again when the platform said, where it cannot tell now', async () => {
    await bench.open(folder);
    bench.answer = async () => ({ kind: 'unknown', reason: 'timed out' });
    bench.lookup = () => {
      throw new NotNow({ reason: 'It asks to wait.', retryAfter: 90_000 });
    };
    await bench.put(say('a'));
    await bench.run();
    await bench.pass(2_000);
    expect(bench.looked).to.have.length(1);
    await bench.pass(89_000);
    expect(bench.looked, 'not before').to.have.length(1);
    await bench.pass(2_000);
    expect(bench.looked).to.have.length(2);
    expect(bench.keys(), 'not sent again meanwhile').to.deep.equal(['a']);
  });

  it('looks, after a restart, for everything that it may have sent before', async () => {
    await bench.open(folder);
    bench.answer = () => new Promise(() => {}); // the process dies while the platform thinks
    await bench.put(say('a'));
    await bench.run();
    await bench.store.close();
    const before = bench;
    bench = new Bench();
    bench.lookup = (outgoing) => ({ kind: 'found', receipt: receiptOf(outgoing, 7) });
    await bench.open(folder);
    await bench.run();
    expect(bench.looked).to.deep.equal(['a']);
    expect(bench.keys()).to.deep.equal([]);
    expect(before.keys()).to.deep.equal(['a']);
  });

  it('counts an attempt that throws, or that ends with the time-out, as unknown', async () => {
    await bench.open(folder);
    let ended = (): void => {};
    const timeOut = new Promise<void>((resolve) => {
      ended = resolve;
    });
    bench.answer = async (_outgoing, signal) => {
      if (bench.attempts.length === 1) throw new Error('socket hang up');
      if (bench.attempts.length === 2) {
        await new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => {
            reject(signal.reason);
            ended();
          }),
        );
      }
      return undefined;
    };
    await bench.put(say('a'));
    await bench.run();
    await bench.pass(2_000);
    await timeOut;
    await new Promise((resolve) => setTimeout(resolve, 100));
    await bench.pass(5_000);
    expect(bench.keys()).to.deep.equal(['a', 'a', 'a']);
    expect(bench.looked).to.deep.equal(['a', 'a']);
  });

  it('finds the thread that another effect opens, and the message that another became', async () => {
    await bench.open(folder);
    const base = { voice: 'system', origin: 'far:w/c', at: bench.now } as const;
    await bench.put(
      {
        ...base,
        kind: 'open',
        key: 't',
        lane: 'thread:t',
        target: { place: 'far:w/c' },
        title: 't',
        content: { text: '', format: 'plain' },
      },
      say('a', 'far:w/c', { lane: 'thread:t', target: { opened: 't' } }),
      {
        ...base,
        kind: 'revise',
        key: 'r',
        lane: 'thread:t',
        message: { effect: 'a' },
        content: { text: 'new', format: 'plain' },
      },
    );
    await bench.run();
    expect(
      bench.attempts.map(({ effect, place, message }) => [effect.key, place, message?.id]),
    ).to.deep.equal([
      ['t', 'far:w/c', undefined],
      ['a', 'far:w/c/thread', undefined],
      ['r', undefined, 'id-a'],
    ]);
  });

  it('fails visibly what depends on something that failed', async () => {
    await bench.open(folder);
    bench.answer = async () => ({ kind: 'refused', reason: 'no such channel' });
    const base = { voice: 'system', origin: 'far:w/c', at: bench.now } as const;
    await bench.put(
      {
        ...base,
        kind: 'open',
        key: 't',
        lane: 'thread:t',
        target: { place: 'far:w/c' },
        title: 't',
        content: { text: '', format: 'plain' },
      },
      say('a', 'far:w/c', { lane: 'thread:t', target: { opened: 't' } }),
    );
    await bench.run();
    expect(bench.failures()).to.deep.equal(['t refused', 'a dependency']);
  });

  it('keeps what is for a platform that is not connected, until it is given up', async () => {
    await bench.open(folder);
    await bench.put(say('a', 'elsewhere:w/c', { target: { place: 'elsewhere:w/c' } }));
    await bench.run();
    expect((await bench.store.status()).effects).to.equal(1);
    expect(bench.failures()).to.deep.equal([]);
  });

  it('runs work by its worker, and the result comes back as an event', async () => {
    bench.workers = [
      { name: 'double', run: async (effect) => ({ kind: 'result', output: Number(effect.input) * 2 }) },
    ];
    await bench.open(folder);
    const base = { kind: 'work', voice: 'system', origin: 'far:w/c', at: bench.now } as const;
    await bench.put(
      { ...base, key: 'w', lane: 'w', worker: 'double', input: 21 },
      { ...base, key: 'x', lane: 'x', worker: 'none', input: 0 },
    );
    await bench.run();
    expect(
      bench.events.map((event) => (event.kind === 'result' ? event.output : event.kind)).sort(),
    ).to.deep.equal([42, 'failure']);
    expect((await bench.store.status()).effects).to.equal(0);
  });

  it('lets slow work hold up no words, and runs all of it', async () => {
    let most = 0;
    let under = 0;
    const waiting: (() => void)[] = [];
    bench.workers = [
      {
        name: 'slow',
        async run() {
          most = Math.max(most, ++under);
          await new Promise<void>((resolve) => waiting.push(resolve));
          under -= 1;
          return { kind: 'result', output: null };
        },
      },
    ];
    await bench.open(folder, { attemptTimeout: 60_000 });
    const base = { kind: 'work', voice: 'bot', origin: 'far:w/c', at: bench.now, worker: 'slow' } as const;
    const works = Array.from({ length: 100 }, (_, n) => ({ ...base, key: `w${n}`, lane: `w${n}`, input: n }));
    await bench.put(...works);
    await bench.run();
    expect(most).to.be.within(bench.settings.concurrency + 1, 99);
    await bench.put(say('a'));
    await bench.run();
    expect(bench.keys()).to.deep.equal(['a']);
    for (let i = 0; i < 20 && bench.events.filter(({ kind }) => kind === 'result').length < 100; i++) {
      for (const go of waiting.splice(0)) go();
      await bench.pass(2_000);
    }
    expect(bench.events.filter(({ kind }) => kind === 'result')).to.have.length(100);
    expect((await bench.store.status()).effects).to.equal(0);
  });

  it('shows that it is at it while an asker waits for slow work, and only then', async () => {
    bench.workers = [
      {
        name: 'slow',
        async run(effect) {
          await new Promise((resolve) => setTimeout(resolve, Number(effect.input)));
          return { kind: 'result', output: null };
        },
      },
    ];
    await bench.open(folder, { attemptTimeout: 60_000 });
    const base = { kind: 'work', voice: 'bot', at: bench.now, worker: 'slow' } as const;
    const asker = { id: 'vera', name: 'Vera' };
    await bench.put(
      { ...base, key: 'a', lane: 'a', origin: 'far:w/slow', input: 1_200, asker },
      { ...base, key: 'b', lane: 'b', origin: 'far:w/quick', input: 5, asker },
      { ...base, key: 'c', lane: 'c', origin: 'far:w/nobody', input: 1_200 },
    );
    await bench.run();
    for (let i = 0; i < 300 && bench.events.length < 3; i++)
      await new Promise((resolve) => setTimeout(resolve, 10));
    expect(bench.events).to.have.length(3);
    expect(bench.typing).to.deep.equal(['far:w/slow']);
  });

  it('stops within its time although the platform never answers', async () => {
    await bench.open(folder, { attemptTimeout: 60_000 });
    bench.answer = () => new Promise(() => {});
    await bench.put(say('a'));
    await bench.run();
    const began = Date.now();
    await bench.outbox.stop();
    expect(Date.now() - began).to.be.within(2_500, 4_000);
  });
});
