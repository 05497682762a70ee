import { expect } from 'chai';
import fc from 'fast-check';
import type { Effect } from '../../src/core/effect.js';
import { needs } from '../../src/core/effect.js';
import type { Line } from '../../src/core/line.js';
import type { Commit, Store } from '../../src/core/ports/store.js';
import type { RecordKey } from '../../src/core/records.js';
import {
  addLine,
  caseOf,
  commitOf,
  fact,
  put,
  type StorePlace,
  say,
  stoppedClock,
  timer,
  watermark,
} from './store-values.js';

const RECORDS: readonly RecordKey[] = ['watermark/0', 'watermark/1', 'pause/x', 'case/1', 'case/2'];
const STREAMS = ['place/0', 'place/1', 'case/1'];
const LANES = ['a', 'b', 'c'];

const index = (length: number): fc.Arbitrary<number> => fc.nat({ max: length - 1 });
const few = <T>(item: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(item, { maxLength: 3 });

const decision = fc.record({
  records: few(
    fc.record({ at: index(RECORDS.length), how: fc.constantFrom('put', 'put', 'put', 'remove', 'stale') }),
  ),
  lines: few(fc.record({ at: index(STREAMS.length), change: fc.option(fc.nat({ max: 80 })) })),
  effects: few(
    fc.record({ lane: index(LANES.length), bot: fc.boolean(), needs: fc.option(fc.nat({ max: 3 })) }),
  ),
  settles: fc.option(fc.nat({ max: 5 })),
  withdraw: fc.array(index(LANES.length), { maxLength: 1 }),
  timers: few(fc.record({ at: index(4), due: fc.option(fc.nat({ max: 20 })) })),
  fires: fc.option(index(4)),
  facts: fc.nat({ max: 3 }),
  seen: fc.option(fc.record({ at: index(6), lasts: fc.integer({ min: 1, max: 30 }), reply: fc.boolean() })),
});

type Decision = typeof decision extends fc.Arbitrary<infer T> ? T : never;

const step = fc.oneof(
  { weight: 12, arbitrary: fc.record({ kind: fc.constant('commit' as const), decision }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('lease' as const), limit: fc.integer({ min: 1, max: 4 }) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('postpone' as const), by: fc.nat({ max: 10 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('wait' as const), by: fc.nat({ max: 10 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('reopen' as const) }) },
);

/** The promises once more, as plainly as they can be written: what any store is compared with. */
class Model {
  readonly records = new Map<RecordKey, unknown>();
  readonly streams = new Map<string, Line[]>();
  outbox: { readonly effect: Effect; leased: boolean; notBefore: number; uncertain: boolean }[] = [];
  readonly timers = new Map<string, number>();
  readonly seen = new Map<string, { readonly until: number; readonly reply: unknown }>();
  readonly facts: string[] = [];

  commit(commit: Commit, stale: boolean, now: number): unknown {
    const mark = commit.seen === undefined ? undefined : this.seen.get(commit.seen.id);
    if (mark !== undefined && mark.until > now) {
      return { ok: false, why: 'seen', ...(mark.reply === undefined ? {} : { reply: mark.reply }) };
    }
    const settled = this.outbox.find(({ effect }) => effect.key === commit.settles);
    if (commit.settles !== undefined && settled === undefined) return { ok: false, why: 'gone' };
    const { fires } = commit;
    if (fires !== undefined && this.timers.get(fires.key) !== fires.at) return { ok: false, why: 'gone' };
    if (stale) return { ok: false, why: 'conflict' };
    if (commit.seen !== undefined)
      this.seen.set(commit.seen.id, { until: commit.seen.until, reply: commit.seen.reply });
    for (const { key, value } of commit.records) {
      if (value === undefined) this.records.delete(key);
      else this.records.set(key, value);
    }
    for (const change of commit.lines) {
      const lines = this.streams.get(change.stream) ?? [];
      this.streams.set(change.stream, lines);
      if (change.kind === 'add') lines.push(change.line);
      else this.#change(change.stream, change.n, change.fields);
    }
    const withdrawn = this.outbox.filter(
      ({ effect, leased, uncertain }) =>
        effect !== settled?.effect &&
        !leased &&
        effect.voice === 'bot' &&
        commit.withdraw.includes(effect.lane) &&
        !(uncertain && this.outbox.find((one) => one.effect.lane === effect.lane)?.effect === effect),
    );
    for (const { effect } of withdrawn) {
      if (effect.line !== undefined) this.#change(effect.line.stream, effect.line.n, { state: 'withdrawn' });
    }
    this.outbox = this.outbox.filter((one) => one !== settled && !withdrawn.includes(one));
    for (const effect of commit.effects) {
      this.outbox.push({ effect, leased: false, notBefore: 0, uncertain: false });
    }
    if (fires !== undefined) this.timers.delete(fires.key);
    for (const change of commit.timers) {
      if ('set' in change) this.timers.set(change.set.key, change.set.at);
      else this.timers.delete(change.cancel);
    }
    for (const { event } of commit.facts) this.facts.push(event);
    return { ok: true, withdrawn: withdrawn.map(({ effect }) => effect.key).sort() };
  }

  /** What could be leased now. */
  free(now: number): string[] {
    const lanes = new Set<string>();
    return this.outbox.flatMap(({ effect, leased, notBefore }) => {
      if (lanes.has(effect.lane)) return [];
      lanes.add(effect.lane);
      const waits = needs(effect).some((key) => this.outbox.some((one) => one.effect.key === key));
      return leased || waits || notBefore > now ? [] : [effect.key];
    });
  }

  #change(stream: string, n: number, fields: Partial<Line>): void {
    const lines = this.streams.get(stream);
    const line = lines?.[n];
    if (lines !== undefined && line !== undefined) lines[n] = { ...line, ...fields };
  }
}

/** Compares a store with the model, over random work and restarts. */
export function describeModel(open: () => Promise<StorePlace>, runs: number): void {
  it('random work with restarts in between equals a plain model', async function () {
    this.timeout(120_000);
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 120, size: 'max' }), async (steps) => {
        const place = await open();
        const clock = stoppedClock();
        const run = new Run(place, clock, await place.open(clock));
        try {
          for (const one of steps) await run.step(one);
          await run.compare();
          await run.step({ kind: 'reopen' });
          await run.compare();
        } finally {
          await run.store.close();
          await place.dispose();
        }
      }),
      { numRuns: runs, endOnFailure: false },
    );
  });
}

class Run {
  readonly #model = new Model();
  #count = 0;

  constructor(
    private readonly place: StorePlace,
    private readonly clock: ReturnType<typeof stoppedClock>,
    public store: Store,
  ) {}

  async step(one: typeof step extends fc.Arbitrary<infer T> ? T : never): Promise<void> {
    const model = this.#model;
    switch (one.kind) {
      case 'commit':
        return this.#commit(one.decision);
      case 'lease': {
        const free = model.free(this.clock.at);
        const leased = (await this.store.lease({ now: this.clock.at, limit: one.limit })).map(
          ({ effect }) => effect.key,
        );
        expect(free).to.include.members(leased);
        expect(leased).to.have.length(Math.min(one.limit, free.length));
        for (const entry of model.outbox) if (leased.includes(entry.effect.key)) entry.leased = true;
        return;
      }
      case 'postpone': {
        const entry = model.outbox.find(({ leased }) => leased);
        if (entry === undefined) return;
        entry.leased = false;
        entry.uncertain = true;
        entry.notBefore = this.clock.at + one.by;
        return this.store.postpone(entry.effect.key, { notBefore: entry.notBefore, uncertain: true });
      }
      case 'wait':
        this.clock.at += one.by;
        return;
      case 'reopen':
        await this.store.close();
        this.store = await this.place.open(this.clock);
        // A postponement may or may not outlive a restart; wait until it does not matter.
        this.clock.at += 20;
        for (const entry of model.outbox) Object.assign(entry, { leased: false, uncertain: true });
        return;
      default:
        return one satisfies never;
    }
  }

  async compare(): Promise<void> {
    const { store } = this;
    const model = this.#model;
    const records = await store.read(RECORDS);
    expect(new Map(RECORDS.map((key) => [key, records.get(key)?.value]))).to.deep.equal(
      new Map(RECORDS.map((key) => [key, model.records.get(key)])),
    );
    for (const stream of STREAMS) {
      const lines = await store.lines({ stream, limit: 9999 });
      expect(lines.map(({ n }) => n)).to.deep.equal(lines.map((_, n) => n));
      expect(lines.map(({ n: _n, seq: _seq, ...line }) => line)).to.deep.equal(
        model.streams.get(stream) ?? [],
      );
    }
    expect((await store.facts({ from: 0, limit: 9999 })).map(({ event }) => event)).to.deep.equal(
      model.facts,
    );
    const due = await store.due({ now: Number.MAX_SAFE_INTEGER, limit: 99 });
    expect(new Map(due.map(({ key, at }) => [key, at]))).to.deep.equal(model.timers);
    const cases = [2, 1].filter((n) => model.records.has(`case/${n}`));
    expect((await store.cases({ limit: 9 })).map(({ number }) => number)).to.deep.equal(cases);
    const { effects, timers, facts, oldestEffectAt } = await store.status();
    const ages = model.outbox.map(({ effect }) => effect.at);
    expect({ effects, timers, facts, oldestEffectAt }).to.deep.equal({
      effects: model.outbox.length,
      timers: model.timers.size,
      facts: model.facts.length,
      oldestEffectAt: ages.length === 0 ? undefined : Math.min(...ages),
    });
  }

  async #commit(chosen: Decision): Promise<void> {
    const { commit, stale } = await this.#build(chosen);
    const done = await this.store.commit(commit);
    const got = done.ok ? { ok: true, withdrawn: [...done.withdrawn].sort() } : done;
    expect(got).to.deep.equal(this.#model.commit(commit, stale, this.clock.at));
  }

  async #build(chosen: Decision): Promise<{ commit: Commit; stale: boolean }> {
    const model = this.#model;
    const versions = await this.store.read(RECORDS);
    const changes = new Map(chosen.records.map(({ at, how }) => [RECORDS[at] ?? 'pause/x', how] as const));
    const lengths = new Map(STREAMS.map((stream) => [stream, model.streams.get(stream)?.length ?? 0]));
    const lines = chosen.lines.flatMap(({ at, change }): Commit['lines'][number][] => {
      const stream = STREAMS[at] ?? '';
      const length = lengths.get(stream) ?? 0;
      if (change !== null) {
        return change < length
          ? [{ kind: 'change', stream, n: change, fields: { edited: this.#count++ } }]
          : [];
      }
      // Several at a time, so that a stream soon has more than one piece.
      lengths.set(stream, length + 12);
      return Array.from({ length: 12 }, (_, n) =>
        addLine(stream, length + n, `字 ${this.#count++}`, { state: 'pending' }),
      );
    });
    const effects = chosen.effects.map(({ lane, bot, needs: need }) => {
      const needed = need === null ? undefined : model.outbox[need]?.effect;
      const at = lengths.get('place/0') ?? 0;
      return say(`e${this.#count++}`, LANES[lane] ?? 'a', {
        voice: bot ? 'bot' : 'staff',
        at: 1000 + (this.#count % 7),
        ...(at > 0 ? { line: { stream: 'place/0', n: at - 1 } } : {}),
        ...(needed === undefined ? {} : { target: { opened: needed.key } }),
      });
    });
    const settled =
      chosen.settles === null ? undefined : (model.outbox[chosen.settles]?.effect.key ?? 'nobody');
    const fires = chosen.fires === null ? undefined : `t${chosen.fires}`;
    const commit = commitOf({
      records: [...changes].map(([key, how]) => {
        const version = (versions.get(key)?.version ?? 0) + (how === 'stale' ? 1_000_000_000 : 0);
        return put(key, version, how === 'remove' ? undefined : this.#value(key));
      }),
      lines,
      effects,
      withdraw: chosen.withdraw.map((at) => LANES[at] ?? 'a'),
      timers: chosen.timers.map(({ at, due }) =>
        due === null ? { cancel: `t${at}` } : { set: timer(`t${at}`, this.clock.at + due) },
      ),
      facts: Array.from({ length: chosen.facts }, () => fact(`f${this.#count++}`)),
      ...(settled === undefined ? {} : { settles: settled }),
      ...(fires === undefined ? {} : { fires: { key: fires, at: model.timers.get(fires) ?? 5 } }),
      ...(chosen.seen === null ? {} : { seen: this.#seen(chosen.seen) }),
    });
    return { commit, stale: [...changes.values()].includes('stale') };
  }

  #value(key: RecordKey): Commit['records'][number]['value'] {
    const count = this.#count++;
    if (!key.startsWith('case/')) return watermark(`值 ${count}`);
    return caseOf(Number(key.slice(5)), { revision: count, state: count % 2 === 0 ? 'queued' : 'resolved' });
  }

  #seen(chosen: NonNullable<Decision['seen']>): NonNullable<Commit['seen']> {
    const seen = { id: `s${chosen.at}`, until: this.clock.at + chosen.lasts };
    return chosen.reply ? { ...seen, reply: { kind: 'notice', text: `${this.#count++}` } } : seen;
  }
}
