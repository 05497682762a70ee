import { expect } from 'chai';
import type { Change, Reader, Store } from '../../src/core/ports/store.js';
import {
  addLine,
  caseOf,
  commitOf,
  fact,
  type Promises,
  put,
  say,
  timer,
  versionOf,
} from './store-values.js';

/** What `Reader` and `Feed` promise. */
export function describeReader(promises: Promises): void {
  const numbers = async (store: Store, query: Parameters<Reader['lines']>[0]): Promise<number[]> =>
    (await store.lines(query)).map(({ n }) => n);
  const fill = async (store: Store, stream: string, from: number, to: number): Promise<void> => {
    for (let n = from; n < to; n++) {
      await store.commit(commitOf({ lines: [addLine(stream, n, `line ${n}`, { message: `m${n}` })] }));
    }
  };
  const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, n) => from + n);

  promises('lines are read from the end, before a number, and after a restart', async (under) => {
    await fill(under.store, 'place/a', 0, 75);
    for (const _ of [1, 2]) {
      const { store } = under;
      expect(await numbers(store, { stream: 'place/a', limit: 10 })).to.deep.equal(range(65, 75));
      expect(await numbers(store, { stream: 'place/a', limit: 40, before: 65 })).to.deep.equal(range(25, 65));
      expect(await numbers(store, { stream: 'place/a', limit: 40, before: 3 })).to.deep.equal(range(0, 3));
      expect(await numbers(store, { stream: 'place/a', limit: 99, before: 0 })).to.deep.equal([]);
      expect(await numbers(store, { stream: 'place/a', limit: 999 })).to.deep.equal(range(0, 75));
      expect(await numbers(store, { stream: 'place/unknown', limit: 9 })).to.deep.equal([]);
      await under.reopen();
    }
  });

  promises('a turn sees the lines of every commit before it, durable or not', async (under) => {
    const { store } = under;
    const committed = store.commit(commitOf({ lines: [addLine('place/a', 0, 'early')] }));
    const seen = await store.tail({ stream: 'place/a', limit: 5 });
    await committed;
    expect(seen.map(({ n }) => n)).to.deep.equal([0]);
    expect(await store.tail({ stream: 'place/a', limit: 5 })).to.deep.equal(
      await store.lines({ stream: 'place/a', limit: 5 }),
    );
  });

  promises('watermarks are listed by platform, after a restart too', async (under) => {
    const mark = (place: string) => ({ place, mark: '17.5', at: 1 });
    await under.store.commit(
      commitOf({
        records: ['slack:T/C', 'slack:T/D', 'web:w/c'].map((place) =>
          put(`watermark/${place}`, 0, mark(place)),
        ),
      }),
    );
    for (const _ of [1, 2]) {
      const found = await under.store.watermarks('slack');
      expect(found.map(({ place }) => place)).to.have.members(['slack:T/C', 'slack:T/D']);
      expect(await under.store.watermarks('discord')).to.deep.equal([]);
      await under.reopen();
    }
  });

  promises('a line is found by its platform message id, the latest first', async (under) => {
    await fill(under.store, 'place/a', 0, 70);
    await under.store.commit(commitOf({ lines: [addLine('place/a', 70, 'again', { message: 'm3' })] }));
    await under.store.commit(
      commitOf({ lines: [{ kind: 'change', stream: 'place/a', n: 69, fields: { message: 'given later' } }] }),
    );
    for (const _ of [1, 2]) {
      const find = (message: string) => numbers(under.store, { stream: 'place/a', limit: 1, message });
      expect(await find('m5')).to.deep.equal([5]);
      expect(await find('m3')).to.deep.equal([70]);
      expect(await find('given later')).to.deep.equal([69]);
      expect(await find('m69')).to.deep.equal([]);
      expect(await find('nobody')).to.deep.equal([]);
      await under.reopen();
    }
  });

  promises('changed fields replace those of the line, and the others stay', async (under) => {
    const first = addLine('place/a', 0, '你好', { author: { id: 'ana', name: 'Ana' } });
    await under.store.commit(commitOf({ lines: [first] }));
    const done = await under.store.commit(
      commitOf({
        lines: [
          { kind: 'change', stream: 'place/a', n: 0, fields: { state: 'failed', reason: 'closed' } },
          { kind: 'change', stream: 'place/a', n: 0, fields: { reason: 'left' } },
        ],
      }),
    );
    for (const _ of [1, 2]) {
      expect(await under.store.lines({ stream: 'place/a', limit: 1 })).to.deep.equal([
        {
          ...(first.kind === 'add' ? first.line : {}),
          state: 'failed',
          reason: 'left',
          n: 0,
          seq: done.ok ? done.seq : 0,
        },
      ]);
      await under.reopen();
    }
  });

  promises(
    'a reader that resumes after a sequence gets what was added and what was changed',
    async (under) => {
      await fill(under.store, 'place/a', 0, 40);
      const { seq } = await under.store.status();
      expect(await numbers(under.store, { stream: 'place/a', limit: 9, since: seq })).to.deep.equal([]);
      await under.store.commit(
        commitOf({ lines: [{ kind: 'change', stream: 'place/a', n: 2, fields: { edited: 5 } }] }),
      );
      await fill(under.store, 'place/a', 40, 42);
      expect(await numbers(under.store, { stream: 'place/a', limit: 9, since: seq })).to.deep.equal([
        2, 40, 41,
      ]);
      await under.reopen();
      expect(await numbers(under.store, { stream: 'place/a', limit: 9, since: seq })).to.deep.equal([
        2, 40, 41,
      ]);
    },
  );

  promises('a reader that resumes in small steps misses nothing', async ({ store }) => {
    await fill(store, 'place/a', 0, 10);
    const { seq } = await store.status();
    // Changed from the end, so that the oldest change is the last line; two of them in one commit.
    for (const n of [9, 7, 5]) {
      const lines = [n, n - 1].map((one) => ({
        kind: 'change' as const,
        stream: 'place/a',
        n: one,
        fields: { edited: n },
      }));
      await store.commit(commitOf({ lines }));
    }
    const found: number[] = [];
    for (let since = seq, steps = 0; steps < 20; steps++) {
      const got = await store.lines({ stream: 'place/a', limit: 1, since });
      if (got.length === 0) break;
      found.push(...got.map(({ n }) => n));
      since = Math.max(...got.map((one) => one.seq));
    }
    expect(found).to.deep.equal([8, 9, 6, 7, 4, 5]);
  });

  promises('cases are listed newest first, by state and by asker, below a number', async (under) => {
    const other = { ...caseOf(1).asker, key: 'web:bo' };
    for (const n of [2, 1, 3, 4, 5, 6]) {
      const rest = n % 2 === 0 ? { asker: other } : {};
      await under.store.commit(commitOf({ records: [put(`case/${n}`, 0, caseOf(n, rest))], numbers: [n] }));
    }
    for (const n of [2, 3, 6]) {
      const key = `case/${n}` as const;
      const rest = n % 2 === 0 ? { asker: other } : {};
      const resolved = caseOf(n, { ...rest, state: 'resolved' });
      await under.store.commit(
        commitOf({ records: [put(key, await versionOf(under.store, key), resolved)] }),
      );
    }
    await under.store.commit(
      commitOf({ records: [put('case/1', await versionOf(under.store, 'case/1'), undefined)] }),
    );
    for (const _ of [1, 2]) {
      const find = async (query: Parameters<Reader['cases']>[0]): Promise<number[]> =>
        (await under.store.cases(query)).map(({ number }) => number);
      expect(await find({ limit: 9 })).to.deep.equal([6, 5, 4, 3, 2]);
      expect(await find({ limit: 2 })).to.deep.equal([6, 5]);
      expect(await find({ limit: 2, before: 5 })).to.deep.equal([4, 3]);
      expect(await find({ limit: 9, open: true })).to.deep.equal([5, 4]);
      expect(await find({ limit: 9, open: false })).to.deep.equal([6, 3, 2]);
      expect(await find({ limit: 9, asker: 'web:bo' })).to.deep.equal([6, 4, 2]);
      expect(await find({ limit: 9, asker: 'web:bo', open: true })).to.deep.equal([4]);
      expect(await find({ limit: 9, asker: 'web:bo', open: false, before: 6 })).to.deep.equal([2]);
      expect(await find({ limit: 9, asker: 'nobody' })).to.deep.equal([]);
      expect((await under.store.cases({ limit: 1, open: true }))[0]).to.deep.equal(caseOf(5));
      expect(await under.store.status()).to.include({ openCases: 2 });
      await under.reopen();
    }
  });

  promises('facts are read in order from any number, also those of before a restart', async (under) => {
    const some = (from: number, to: number) => range(from, to).map((n) => fact(String(n)));
    await under.store.commit(commitOf({ facts: some(0, 600) }));
    await under.reopen();
    await under.store.commit(commitOf({ facts: some(600, 605) }));
    const find = async (from: number, limit: number): Promise<number[]> =>
      (await under.store.facts({ from, limit })).map(({ event }) => Number(event));
    for (const _ of [1, 2]) {
      expect(await find(0, 3)).to.deep.equal([0, 1, 2]);
      expect(await find(254, 4)).to.deep.equal(range(254, 258));
      expect(await find(511, 2)).to.deep.equal([511, 512]);
      expect(await find(598, 100)).to.deep.equal(range(598, 605));
      expect(await find(605, 9)).to.deep.equal([]);
      expect(await find(0, 9999)).to.deep.equal(range(0, 605));
      await under.reopen();
    }
  });

  promises('a listener hears of a commit when it is durable, with what changed', async ({ store }) => {
    const changes: Change[] = [];
    const stop = store.watch((change) => changes.push(change));
    const done = await store.commit(
      commitOf({
        records: [put('case/4', 0, caseOf(4))],
        lines: [addLine('place/a', 0, 'x'), addLine('case/4', 0, 'y'), addLine('case/4', 1, 'z')],
        timers: [{ set: timer('t', 4) }],
      }),
    );
    expect(changes.map(({ cases }) => [...cases])).to.deep.equal([[4]]);
    expect([...(changes[0]?.streams ?? [])].sort()).to.deep.equal(['case/4', 'place/a']);
    expect(changes[0]).to.include({ seq: done.ok ? done.seq : 0, work: true });
    await store.commit(commitOf({ facts: [fact('e')] }));
    expect(changes[1]).to.deep.include({ streams: [], cases: [], work: false });
    await store.commit(commitOf({ effects: [say('k', 'a')] }));
    expect(changes[2]).to.include({ work: true });
    stop();
    await store.commit(commitOf({ effects: [say('k2', 'a')] }));
    expect(changes).to.have.length(3);
  });

  promises('a listener that throws harms nobody', async ({ store }) => {
    let heard = 0;
    store.watch(() => {
      throw new Error('not my day');
    });
    store.watch(() => {
      heard += 1;
    });
    expect(await store.commit(commitOf({ facts: [fact('e')] }))).to.include({ ok: true });
    expect(heard).to.equal(1);
  });

  promises('pages, leases and timers show only what is durable', async ({ store }) => {
    let durable = 0;
    store.watch(({ seq }) => {
      durable = Math.max(durable, seq);
    });
    const committing = Array.from({ length: 50 }, (_, n) =>
      store.commit(
        commitOf({
          lines: [addLine('place/a', n, `${n}`)],
          effects: [say(`k${n}`, `lane ${n}`)],
          timers: [{ set: timer(`t${n}`, 1) }],
          facts: [fact(`${n}`)],
        }),
      ),
    );
    const leased = await store.lease({ now: 9, limit: 999 });
    expect(leased.length).to.be.at.most(durable);
    for (const one of await store.lines({ stream: 'place/a', limit: 999 }))
      expect(one.seq).to.be.at.most(durable);
    const { seq } = await store.status();
    expect(seq).to.be.at.most(durable);
    expect((await store.due({ now: 9, limit: 999 })).length).to.be.at.most(durable);
    expect((await store.facts({ from: 0, limit: 999 })).length).to.be.at.most(durable);
    await Promise.all(committing);
  });
}
