import { expect } from 'chai';
import type { Effect } from '../../src/core/effect.js';
import type { Store } from '../../src/core/ports/store.js';
import { addLine, commitOf, type Promises, say, timer } from './store-values.js';

/** What `Queue` promises. */
export function describeQueue(promises: Promises): void {
  const keys = async (store: Store, now = 0, limit = 99): Promise<string[]> =>
    (await store.lease({ now, limit })).map(({ effect }) => effect.key);
  const settle = async (store: Store, key: string): Promise<void> => {
    expect(await store.commit(commitOf({ settles: key }))).to.include({ ok: true });
  };

  promises('effects of a lane are handed out one after the other, lanes side by side', async ({ store }) => {
    await store.commit(commitOf({ effects: [say('a1', 'a'), say('b1', 'b'), say('a2', 'a')] }));
    await store.commit(commitOf({ effects: [say('a3', 'a'), say('b2', 'b')] }));
    expect(await keys(store)).to.deep.equal(['a1', 'b1']);
    expect(await keys(store)).to.deep.equal([]);
    await settle(store, 'a1');
    expect(await keys(store)).to.deep.equal(['a2']);
    await settle(store, 'b1');
    await settle(store, 'a2');
    expect((await keys(store)).sort()).to.deep.equal(['a3', 'b2']);
    await settle(store, 'a3');
    await settle(store, 'b2');
    expect(await store.status()).to.include({ effects: 0 });
  });

  promises('the first attempt is 1 and certain, and the whole effect is handed out', async ({ store }) => {
    const effect = say('k', 'a', { line: { stream: 'place/a', n: 0 }, deadline: 9 });
    await store.commit(commitOf({ effects: [effect] }));
    expect(await store.lease({ now: 0, limit: 1 })).to.deep.equal([{ effect, attempt: 1, uncertain: false }]);
  });

  promises('no more are leased than asked for', async ({ store }) => {
    await store.commit(commitOf({ effects: ['a', 'b', 'c'].map((lane) => say(`k${lane}`, lane)) }));
    expect(await keys(store, 0, 2)).to.have.length(2);
    expect(await keys(store, 0, 2)).to.have.length(1);
  });

  promises('a postponed effect keeps its place and comes back when it is due', async ({ store }) => {
    await store.commit(commitOf({ effects: [say('a1', 'a'), say('a2', 'a'), say('b1', 'b')] }));
    await keys(store);
    await store.postpone('a1', { notBefore: 500, uncertain: true });
    await store.postpone('b1', { notBefore: 400, uncertain: false });
    expect(await store.status()).to.include({ nextEffectAt: 400, effects: 3 });
    expect(await keys(store, 399)).to.deep.equal([]);
    const [b1, ...none] = await store.lease({ now: 499, limit: 9 });
    expect(b1).to.deep.include({ attempt: 2, uncertain: false });
    expect(none).to.deep.equal([]);
    const [a1] = await store.lease({ now: 500, limit: 9 });
    expect(a1?.effect.key).to.equal('a1');
    expect(a1).to.deep.include({ attempt: 2, uncertain: true });
  });

  promises('postponing what was settled in the meantime does nothing', async ({ store }) => {
    await store.commit(commitOf({ effects: [say('a1', 'a')] }));
    await keys(store);
    await settle(store, 'a1');
    await store.postpone('a1', { notBefore: 5, uncertain: false });
    expect(await keys(store, 9)).to.deep.equal([]);
    expect(await store.status()).to.include({ effects: 0 });
  });

  promises('an effect waits until those that it needs have left the outbox', async ({ store }) => {
    const reply = say('reply', 'thread:open', { target: { opened: 'open' } });
    const { at, origin, voice } = reply;
    const message = { effect: 'reply' };
    const mark: Effect = {
      kind: 'react',
      key: 'mark',
      lane: 'c',
      at,
      origin,
      voice,
      message,
      emoji: '✅',
      added: true,
    };
    await store.commit(commitOf({ effects: [say('open', 'desk'), reply, mark] }));
    expect(await keys(store)).to.deep.equal(['open']);
    await store.postpone('open', { notBefore: 5, uncertain: false });
    expect(await keys(store)).to.deep.equal([]);
    expect(await keys(store, 5)).to.deep.equal(['open']);
    await settle(store, 'open');
    expect(await keys(store)).to.deep.equal(['reply']);
    await settle(store, 'reply');
    expect(await keys(store)).to.deep.equal(['mark']);
  });

  promises('settling twice is told as gone, and does nothing', async ({ store }) => {
    await store.commit(commitOf({ effects: [say('k', 'a')] }));
    await settle(store, 'k');
    const again = await store.commit(commitOf({ settles: 'k', effects: [say('k2', 'a')] }));
    expect(again).to.deep.equal({ ok: false, why: 'gone' });
    expect(await store.status()).to.include({ effects: 0 });
  });

  promises(
    'what the bot has not delivered is withdrawn with its line; what others say and what is on its way stays',
    async (under) => {
      const { store } = under;
      const at = (n: number) => ({ line: { stream: 'place/a', n } });
      await store.commit(
        commitOf({
          lines: [0, 1, 2, 3, 4].map((n) => addLine('place/a', n, `line ${n}`, { state: 'pending' })),
          effects: [
            say('away', 'a', at(0)),
            say('bot', 'a', at(1)),
            say('staff', 'a', { voice: 'staff', ...at(2) }),
            say('bot2', 'a', at(3)),
            say('elsewhere', 'b', at(4)),
          ],
        }),
      );
      expect(await keys(store, 0, 1)).to.deep.equal(['away']);
      const done = await store.commit(commitOf({ withdraw: ['a', 'none'], effects: [say('new', 'a')] }));
      expect(done.ok ? [...done.withdrawn].sort() : done).to.deep.equal(['bot', 'bot2']);
      const states = async (): Promise<string[]> =>
        (await under.store.lines({ stream: 'place/a', limit: 9 })).map(({ state }) => state);
      const expected = ['pending', 'withdrawn', 'pending', 'withdrawn', 'pending'];
      expect(await states()).to.deep.equal(expected);
      expect(await store.status()).to.include({ effects: 4 });
      await settle(store, 'away');
      expect((await keys(store)).sort()).to.deep.equal(['elsewhere', 'staff']);
      await settle(store, 'staff');
      expect(await keys(store)).to.deep.equal(['new']);
      await under.reopen();
      expect(await states()).to.deep.equal(expected);
      expect((await keys(under.store)).sort()).to.deep.equal(['elsewhere', 'new']);
    },
  );

  promises('what may have arrived is not withdrawn: the first of a lane that is uncertain', async (under) => {
    const { store } = under;
    await store.commit(
      commitOf({ effects: [say('a1', 'a'), say('a2', 'a'), say('b1', 'b'), say('b2', 'b')] }),
    );
    expect((await keys(store)).sort()).to.deep.equal(['a1', 'b1']);
    await store.postpone('a1', { notBefore: 5, uncertain: true });
    await store.postpone('b1', { notBefore: 5, uncertain: false });
    const done = await store.commit(commitOf({ withdraw: ['a'] }));
    expect(done).to.deep.include({ ok: true, withdrawn: ['a2'] });
    await under.reopen();
    const again = await under.store.commit(commitOf({ withdraw: ['b'] }));
    expect(again).to.deep.include({ ok: true, withdrawn: ['b2'] });
  });

  promises(
    'what would have changed a message is withdrawn without a word about its line',
    async ({ store }) => {
      const lines = [addLine('place/a', 0, 'it stands there', { state: 'delivered' })];
      const message = { message: { place: 'rec:w/c', id: 'm' } };
      const { lane, voice, origin, at } = say('k', 'a');
      const line = { stream: 'place/a', n: 0 };
      const content = { text: 'something else', format: 'plain' } as const;
      const revise: Effect = { kind: 'revise', key: 'k', lane, voice, origin, at, message, content, line };
      await store.commit(commitOf({ lines, effects: [revise] }));
      const done = await store.commit(commitOf({ withdraw: ['a'] }));
      expect(done).to.deep.include({ ok: true, withdrawn: ['k'] });
      expect((await store.lines({ stream: 'place/a', limit: 1 }))[0]?.state).to.equal('delivered');
    },
  );

  promises('an effect is not withdrawn by the commit that settles it', async ({ store }) => {
    await store.commit(
      commitOf({
        lines: [addLine('place/a', 0, 'x')],
        effects: [say('k', 'a', { line: { stream: 'place/a', n: 0 } })],
      }),
    );
    const done = await store.commit(commitOf({ settles: 'k', withdraw: ['a'] }));
    expect(done).to.deep.include({ ok: true, withdrawn: [] });
    expect((await store.lines({ stream: 'place/a', limit: 1 }))[0]?.state).to.equal('received');
  });

  promises(
    'after a restart everything undelivered comes again, in order, and is uncertain',
    async (under) => {
      await under.store.commit(commitOf({ effects: [say('a1', 'a'), say('a2', 'a'), say('b1', 'b')] }));
      await keys(under.store);
      await settle(under.store, 'b1');
      await under.store.commit(commitOf({ effects: [say('a3', 'a'), say('c1', 'c')] }));
      await under.reopen();
      const leased = await under.store.lease({ now: 0, limit: 9 });
      expect(leased.map(({ effect, uncertain }) => [effect.key, uncertain])).to.deep.equal([
        ['a1', true],
        ['c1', true],
      ]);
      await under.store.commit(commitOf({ settles: 'a1', effects: [say('d1', 'd')] }));
      const next = await under.store.lease({ now: 0, limit: 9 });
      expect(next.map(({ effect, uncertain }) => [effect.key, uncertain]).sort()).to.deep.equal([
        ['a2', true],
        ['d1', false],
      ]);
    },
  );

  promises(
    'timers are due at their time, oldest first, and stay until a commit fires them',
    async ({ store }) => {
      await store.commit(
        commitOf({
          timers: [{ set: timer('late', 30) }, { set: timer('soon', 10) }, { set: timer('mid', 20) }],
        }),
      );
      expect(await store.status()).to.include({ timers: 3, nextTimerAt: 10 });
      expect(await store.due({ now: 9, limit: 9 })).to.deep.equal([]);
      expect(await store.due({ now: 20, limit: 9 })).to.deep.equal([timer('soon', 10), timer('mid', 20)]);
      expect(await store.due({ now: 99, limit: 1 })).to.deep.equal([timer('soon', 10)]);
      expect(await store.commit(commitOf({ fires: { key: 'soon', at: 10 } }))).to.include({ ok: true });
      expect(await store.commit(commitOf({ fires: { key: 'soon', at: 10 } }))).to.deep.equal({
        ok: false,
        why: 'gone',
      });
      expect((await store.due({ now: 99, limit: 9 })).map(({ key }) => key)).to.deep.equal(['mid', 'late']);
    },
  );

  promises('a timer fires late rather than never after a stop, and once', async (under) => {
    await under.store.commit(commitOf({ timers: [{ set: timer('t', 10) }] }));
    await under.reopen();
    expect(await under.store.due({ now: 1_000_000, limit: 9 })).to.deep.equal([timer('t', 10)]);
    const fired = await Promise.all(
      [1, 2, 3].map(() => under.store.commit(commitOf({ fires: { key: 't', at: 10 } }))),
    );
    expect(fired.filter(({ ok }) => ok)).to.have.length(1);
    await under.reopen();
    expect(await under.store.due({ now: 1_000_000, limit: 9 })).to.deep.equal([]);
  });

  promises(
    'a moved timer fires at its new time only, and a commit may set again what it fires',
    async ({ store }) => {
      await store.commit(commitOf({ timers: [{ set: timer('t', 10) }, { set: timer('gone', 10) }] }));
      await store.commit(
        commitOf({ timers: [{ set: timer('t', 50) }, { cancel: 'gone' }, { cancel: 'never was' }] }),
      );
      expect(await store.due({ now: 49, limit: 9 })).to.deep.equal([]);
      expect(await store.commit(commitOf({ fires: { key: 't', at: 10 } }))).to.deep.equal({
        ok: false,
        why: 'gone',
      });
      const again = commitOf({ fires: { key: 't', at: 50 }, timers: [{ set: timer('t', 60) }] });
      expect(await store.commit(again)).to.include({ ok: true });
      expect(await store.due({ now: 99, limit: 9 })).to.deep.equal([timer('t', 60)]);
      await store.commit(commitOf({ timers: [{ set: timer('t', 70) }, { cancel: 't' }] }));
      expect(await store.status()).to.include({ timers: 0 });
    },
  );
}
