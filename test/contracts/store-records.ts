import { expect } from 'chai';
import {
  addLine,
  caseOf,
  commitOf,
  fact,
  type Promises,
  put,
  recordOf,
  say,
  timer,
  versionOf,
  watermark,
} from './store-values.js';

/** What `Records` promises. */
export function describeRecords(promises: Promises): void {
  promises('a record that was never written has version 0 and no value', async ({ store }) => {
    const found = await store.read(['case/1', 'asker/web:a/b']);
    expect([...found]).to.deep.equal([
      ['case/1', { value: undefined, version: 0 }],
      ['asker/web:a/b', { value: undefined, version: 0 }],
    ]);
  });

  promises(
    'a commit over several records and everything else is there as one, and after a restart',
    async (under) => {
      const commit = commitOf({
        seen: { id: 'e1', until: under.clock.at + 1000, reply: { kind: 'notice', text: '好的' } },
        records: [put('case/7', 0, caseOf(7)), put('watermark/含 / slash', 0, watermark('m'))],
        lines: [addLine('place/a', 0, 'hello'), addLine('place/a', 1, 'there'), addLine('case/7', 0, 'x')],
        effects: [say('k1', 'lane'), say('k2', 'lane')],
        timers: [{ set: timer('t1', 5) }],
        facts: [fact('e1'), fact('e1b')],
        numbers: [7],
      });
      const done = await under.store.commit(commit);
      expect(done).to.include({ ok: true });
      const look = async (): Promise<unknown> => {
        const { store } = under;
        return {
          case: await recordOf(store, 'case/7'),
          mark: await recordOf(store, 'watermark/含 / slash'),
          a: (await store.lines({ stream: 'place/a', limit: 9 })).map((line) => line.content.text),
          seven: (await store.lines({ stream: 'case/7', limit: 9 })).map((line) => line.content.text),
          facts: (await store.facts({ from: 0, limit: 9 })).map(({ event }) => event),
          due: (await store.due({ now: 5, limit: 9 })).map(({ key }) => key),
          again: await store.commit(commitOf({ seen: { id: 'e1', until: under.clock.at + 9 } })),
          status: await store.status(),
        };
      };
      const before = await look();
      expect(before).to.deep.equal({
        case: caseOf(7),
        mark: watermark('m'),
        a: ['hello', 'there'],
        seven: ['x'],
        facts: ['e1', 'e1b'],
        due: ['t1'],
        again: { ok: false, why: 'seen', reply: { kind: 'notice', text: '好的' } },
        status: {
          seq: done.ok ? done.seq : -1,
          effects: 2,
          oldestEffectAt: 1000,
          timers: 1,
          nextTimerAt: 5,
          openCases: 1,
          facts: 2,
        },
      });
      await under.reopen();
      expect(await look()).to.deep.equal(before);
    },
  );

  promises(
    'a version that is not the one that was read is a conflict, and nothing of the commit is done',
    async ({ store }) => {
      await store.commit(commitOf({ records: [put('watermark/a', 0, watermark('1'))] }));
      const lost = await store.commit(
        commitOf({
          seen: { id: 'e', until: Number.MAX_SAFE_INTEGER },
          records: [put('watermark/b', 0, watermark('b')), put('watermark/a', 0, watermark('2'))],
          lines: [addLine('place/a', 0, 'never')],
          effects: [say('k', 'lane')],
          timers: [{ set: timer('t', 1) }],
          facts: [fact('e')],
        }),
      );
      expect(lost).to.deep.equal({ ok: false, why: 'conflict' });
      expect(await recordOf(store, 'watermark/a')).to.deep.equal(watermark('1'));
      expect(await versionOf(store, 'watermark/b')).to.equal(0);
      expect(await store.lines({ stream: 'place/a', limit: 9 })).to.deep.equal([]);
      expect(await store.status()).to.include({ effects: 0, timers: 0, facts: 0 });
      expect(await store.commit(commitOf({ seen: { id: 'e', until: 1 } }))).to.include({ ok: true });
    },
  );

  promises('of many commits that read the same version exactly one wins', async ({ store }) => {
    const all = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        store.commit(
          commitOf({ records: [put('watermark/a', 0, watermark(String(n)))], facts: [fact(String(n))] }),
        ),
      ),
    );
    expect(all.filter(({ ok }) => ok)).to.have.length(1);
    expect(await store.facts({ from: 0, limit: 99 })).to.have.length(1);
  });

  promises('a removed record is gone, and its old versions never come back', async (under) => {
    await under.store.commit(commitOf({ records: [put('watermark/a', 0, watermark('1'))] }));
    const first = await versionOf(under.store, 'watermark/a');
    await under.store.commit(commitOf({ records: [put('watermark/a', first, undefined)] }));
    expect(await under.store.read(['watermark/a'])).to.deep.equal(
      new Map([['watermark/a', { value: undefined, version: 0 }]]),
    );
    await under.reopen();
    await under.store.commit(commitOf({ records: [put('watermark/a', 0, watermark('2'))] }));
    expect(await versionOf(under.store, 'watermark/a')).to.not.equal(first);
    const late = await under.store.commit(commitOf({ records: [put('watermark/a', first, watermark('3'))] }));
    expect(late).to.deep.equal({ ok: false, why: 'conflict' });
  });

  promises('an accepted commit is read at once, before it is durable', async ({ store }) => {
    const committing = store.commit(commitOf({ records: [put('watermark/a', 0, watermark('1'))] }));
    expect(await recordOf(store, 'watermark/a')).to.deep.equal(watermark('1'));
    await committing;
  });

  promises('what was handed in or out can be changed without changing the store', async ({ store }) => {
    const given = { place: 'web:w/c', mark: 'before', at: 1 };
    await store.commit(commitOf({ records: [put('watermark/a', 0, given)] }));
    given.mark = 'after';
    const found = await recordOf(store, 'watermark/a');
    if (typeof found === 'object' && found !== null) Object.assign(found, { mark: 'outside' });
    expect(await recordOf(store, 'watermark/a')).to.deep.equal(watermark('before'));
  });

  promises('an event is refused as seen until its mark expires', async ({ store, clock }) => {
    const seen = { id: 'e', until: clock.at + 1000 };
    expect(await store.commit(commitOf({ seen }))).to.include({ ok: true });
    expect(await store.commit(commitOf({ seen }))).to.deep.equal({ ok: false, why: 'seen' });
    clock.at += 999;
    expect(await store.commit(commitOf({ seen }))).to.deep.equal({ ok: false, why: 'seen' });
    clock.at += 1;
    expect(await store.commit(commitOf({ seen: { id: 'e', until: clock.at + 1 } }))).to.include({ ok: true });
  });

  promises(
    'seen is told before gone and before a conflict, and gone before a conflict',
    async ({ store, clock }) => {
      await store.commit(commitOf({ seen: { id: 'e', until: clock.at + 1 } }));
      const conflict = put('watermark/a', 77, watermark('1'));
      const both = { settles: 'nothing', records: [conflict] };
      const seen = await store.commit(commitOf({ seen: { id: 'e', until: clock.at + 1 }, ...both }));
      expect(seen).to.deep.equal({ ok: false, why: 'seen' });
      expect(await store.commit(commitOf(both))).to.deep.equal({ ok: false, why: 'gone' });
    },
  );

  promises('a line that is not the next of its stream is a conflict', async ({ store }) => {
    expect(await store.commit(commitOf({ lines: [addLine('place/a', 1, 'x')] }))).to.deep.equal({
      ok: false,
      why: 'conflict',
    });
    await store.commit(commitOf({ lines: [addLine('place/a', 0, 'x')] }));
    expect(await store.commit(commitOf({ lines: [addLine('place/a', 0, 'y')] }))).to.deep.equal({
      ok: false,
      why: 'conflict',
    });
  });

  promises(
    'a commit that makes no sense is refused by its name, and nothing of it is done',
    async ({ store }) => {
      await store.commit(commitOf({ effects: [say('k', 'lane')], lines: [addLine('place/a', 0, 'x')] }));
      const senseless = [
        { effects: [say('k', 'lane')] },
        { effects: [say('new', 'lane'), say('new', 'lane')] },
        { lines: [{ kind: 'change' as const, stream: 'place/a', n: 1, fields: { edited: 1 } }] },
        { records: [put('watermark/a', 0, watermark('1')), put('watermark/a', 0, watermark('2'))] },
      ];
      for (const parts of senseless) {
        const outcome = await store.commit(commitOf({ facts: [fact('never')], ...parts })).then(
          () => 'done',
          (error: { code?: string }) => error.code,
        );
        expect(outcome).to.equal('turn.decision');
      }
      expect(await store.status()).to.include({ effects: 1, facts: 0 });
    },
  );

  promises('case numbers are given once, and used ones never again', async (under) => {
    const given = await Promise.all([under.store.reserve(), under.store.reserve(), under.store.reserve()]);
    expect(new Set(given).size).to.equal(3);
    const highest = Math.max(...given);
    await under.store.commit(commitOf({ numbers: [highest + 5] }));
    expect(await under.store.reserve()).to.be.above(highest + 5);
    await under.reopen();
    expect(await under.store.reserve()).to.be.above(highest + 5);
  });

  promises('a closed store refuses work by its name', async (under) => {
    await under.store.close();
    const outcome = await under.store.commit(commitOf({})).then(
      () => 'done',
      (error: { code?: string }) => error.code,
    );
    expect(outcome).to.equal('store.closed');
    await under.store.close();
  });

  promises('commits under way when it closes are kept', async (under) => {
    const under20 = Array.from({ length: 20 }, (_, n) =>
      under.store.commit(commitOf({ facts: [fact(String(n))] })),
    );
    await under.reopen();
    for (const done of await Promise.all(under20)) expect(done.ok).to.equal(true);
    expect(await under.store.facts({ from: 0, limit: 99 })).to.have.length(20);
  });
}
