import { expect } from 'chai';
import { CASES, createStreams, type Listening } from '../../../adapters/web/streams.js';
import { silentLog } from '../../../src/core/ports/ambient.js';
import type { Change } from '../../../src/core/ports/store.js';

const change = (streams: readonly string[], cases: readonly number[] = []): Change => ({
  seq: 1,
  streams,
  cases,
  work: false,
});

describe('live updates', () => {
  const listeners = new Set<(news: Change) => void>();
  const feed = {
    watch: (listener: (news: Change) => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const tell = (news: Change): void => {
    for (const listener of listeners) listener(news);
  };
  const listening = (rest: Partial<Listening> = {}): Listening => {
    let id = 0;
    return {
      session: 's',
      topics: ['a'],
      alive: async () => true,
      next: async () => [{ event: 'lines', data: 'x', id: ++id }],
      ...rest,
    };
  };
  const streamsWith = (options: { perSession?: number; total?: number; heartbeat?: number } = {}) =>
    createStreams({ feed, log: silentLog, perSession: 4, total: 10, heartbeat: 60_000, ...options });

  beforeEach(() => listeners.clear());

  async function text(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<string | undefined> {
    const { value } = await reader.read();
    return value && new TextDecoder().decode(value);
  }

  it('come for the topics that were asked for, and no others', async () => {
    const streams = streamsWith();
    const reader = streams.open(listening())?.getReader();
    if (!reader) throw new Error('no stream');
    expect(await text(reader)).to.equal('id: 1\nevent: lines\ndata: "x"\n\n');
    const next = text(reader);
    tell(change(['b'], [7]));
    expect(await Promise.race([next, Promise.resolve('nothing')])).to.equal('nothing');
    tell(change(['b', 'a']));
    expect(await next).to.include('id: 2');
    streams.close();
  });

  it('are read anew by a slow page only when it is ready: nothing piles up, nothing is missed', async () => {
    let reads = 0;
    const changed: number[] = [];
    const streams = streamsWith();
    const reader = streams
      .open(
        listening({
          topics: [CASES],
          changed: ({ cases }) => changed.push(...cases),
          next: async () => [{ event: 'cases', data: changed.splice(0), id: ++reads }],
        }),
      )
      ?.getReader();
    if (!reader) throw new Error('no stream');
    await text(reader);
    for (let n = 0; n < 100; n += 1) tell(change([], [n]));
    expect(reads).to.equal(1);
    expect(await text(reader)).to.include(JSON.stringify(Array.from({ length: 100 }, (_, n) => n)));
    streams.close();
  });

  it('beat while nothing happens, and end when the session does', async () => {
    let alive = true;
    const streams = streamsWith({ heartbeat: 5 });
    const reader = streams.open(listening({ alive: async () => alive }))?.getReader();
    if (!reader) throw new Error('no stream');
    await text(reader);
    expect(await text(reader)).to.equal('event: beat\ndata: 0\n\n');
    alive = false;
    while ((await text(reader)) !== undefined);
    expect(streams.open(listening())).to.not.equal(undefined);
    streams.close();
  });

  it('end quietly when the lines cannot be read', async () => {
    const streams = streamsWith();
    const reader = streams.open(listening({ next: () => Promise.reject(new Error('closed')) }))?.getReader();
    if (!reader) throw new Error('no stream');
    expect(await text(reader)).to.equal(undefined);
  });

  it('are limited for one session and for all, and a closed one makes room', async () => {
    const streams = streamsWith({ perSession: 2, total: 3 });
    const first = streams.open(listening());
    streams.open(listening());
    expect(streams.open(listening())).to.equal(undefined);
    streams.open(listening({ session: 't' }));
    expect(streams.open(listening({ session: 'u' }))).to.equal(undefined);
    await first?.cancel();
    expect(streams.open(listening({ session: 'u' }))).to.not.equal(undefined);
    streams.close();
    expect(streams.open(listening())).to.equal(undefined);
    expect(listeners.size).to.equal(0);
  });

  it('keep room for the desk, however many visitors open theirs', () => {
    const streams = streamsWith({ perSession: 1, total: 10 });
    const visitors = Array.from({ length: 12 }, (_, n) => streams.open(listening({ session: `v${n}` })));
    expect(visitors.filter((stream) => stream !== undefined)).to.have.length(9);
    expect(streams.open(listening({ session: 'ana', staff: true }))).to.not.equal(undefined);
    expect(streams.open(listening({ session: 'li', staff: true }))).to.equal(undefined);
    streams.close();
  });
});
