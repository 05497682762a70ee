import { readdir, readFile } from 'node:fs/promises';
import { expect } from 'chai';
import fc from 'fast-check';
import { Cases, isAsked, isMine, waitsFor } from '../../../adapters/web/page/desk-cases.js';
import { Fold } from '../../../adapters/web/page/fold.js';
import { withoutGaps } from '../../../adapters/web/page/gaps.js';
import { fill, strings } from '../../../adapters/web/page/strings.js';
import type { WireCase, WireLine } from '../../../adapters/web/page/wire.js';

const folder = new URL('../../../adapters/web/page/', import.meta.url);

describe('the words of the pages', () => {
  it('are the same in both languages, with the same names to fill in', () => {
    expect(Object.keys(strings.zh)).to.deep.equal(Object.keys(strings.en));
    const names = (text: string): string[] =>
      [...text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name).sort();
    for (const [key, text] of Object.entries(strings.en)) {
      expect(names(strings.zh[key as keyof typeof strings.en]), key).to.deep.equal(names(text)); // a key of both
    }
  });

  it('never shout', () => {
    for (const text of [...Object.values(strings.en), ...Object.values(strings.zh)]) {
      expect(text).to.not.match(/[!！]/);
    }
  });

  it('are all used', async () => {
    const files = (await readdir(folder)).filter((name) => name.endsWith('.ts') && name !== 'strings.ts');
    const code = (await Promise.all(files.map((name) => readFile(new URL(name, folder), 'utf8')))).join('\n');
    const unused = Object.keys(strings.en).filter((key) => !code.includes(`'${key}'`));
    expect(unused).to.deep.equal([]);
  });

  it('keep a name that has no value, so that it shows', () => {
    expect(fill('{a} and {b}', { a: 1 })).to.equal('1 and {b}');
  });
});

describe('Chinese text on the pages', () => {
  it('has no gap where its source breaks a line or joins two sentences', () => {
    expect(withoutGaps('旧的会作废。\n还是不行就在这里找人工')).to.equal(
      '旧的会作废。还是不行就在这里找人工',
    );
    expect(withoutGaps('直接回复即可。 这次怎么样？')).to.equal('直接回复即可。这次怎么样？');
    expect(withoutGaps('重新打开\n客户端')).to.equal('重新打开客户端');
  });

  it('keeps the spaces between words of other scripts', () => {
    const text = '正在联系 Sam 和 Ana。\nOpen it. 打开 VPN 客户端';
    expect(withoutGaps(text)).to.equal(text);
  });
});

describe('the lines that a page knows', () => {
  const line = (n: number, seq: number): WireLine => ({
    n,
    seq,
    at: 1,
    voice: 'bot',
    state: 'delivered',
    text: `${seq}`,
  });

  it('are the same whatever order news arrives in, and however often', () => {
    const news = fc.array(
      fc.record({ n: fc.nat(20), seq: fc.integer({ min: 1, max: 50 }) }).map(({ n, seq }) => line(n, seq)),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(news, fc.func(fc.nat()), (lines, order) => {
        const known = (all: readonly WireLine[]): readonly WireLine[] => {
          const fold = new Fold();
          fold.apply({ reset: true, seq: 0, lines: [line(0, 0)] });
          for (const one of all) fold.apply({ reset: false, seq: one.seq, lines: [one] });
          return fold.lines;
        };
        const shuffled = [...lines, ...lines].sort((one, other) => order(one) - order(other));
        expect(known(shuffled)).to.deep.equal(known(lines));
      }),
    );
  });

  it('have no gap: a change before the first known line waits until that part is asked for', () => {
    const fold = new Fold();
    fold.apply({ reset: true, seq: 9, lines: [line(5, 8), line(6, 9)] });
    fold.apply({ reset: false, seq: 10, lines: [line(2, 10)] });
    expect(fold.lines.map(({ n }) => n)).to.deep.equal([5, 6]);
    fold.prepend([line(3, 3), line(4, 4)]);
    expect([fold.oldest, ...fold.lines.map(({ n }) => n)]).to.deep.equal([3, 3, 4, 5, 6]);
  });
});

describe('the list of cases', () => {
  const one = (number: number, rest: Partial<WireCase> = {}): WireCase => ({
    number,
    state: 'queued',
    revision: 1,
    openedAt: 1,
    question: '?',
    reason: 'no-article',
    asker: { name: 'Vera', platform: 'web' },
    pinged: [],
    everybody: false,
    lines: 1,
    timeline: [],
    ...rest,
  });
  const ana = { id: 'ana', name: 'Ana' };
  const wei = { id: 'wei', name: '李伟' };

  it('puts what is urgent first, then who waits longest, then what is answered', () => {
    const cases = new Cases();
    cases.apply({
      reset: true,
      cases: [
        one(1),
        one(2, { waitingSince: 200 }),
        one(3, { waitingSince: 100 }),
        one(4, { waitingSince: 300, urgency: 'critical' }),
        one(5, { urgency: 'critical' }),
        one(6, { state: 'resolved' }),
      ],
    });
    expect(cases.list('open', 'ana').map(({ number }) => number)).to.deep.equal([4, 3, 2, 1, 5]);
    expect(cases.list('resolved', 'ana').map(({ number }) => number)).to.deep.equal([6]);
  });

  it('knows what is mine: what I hold and what I am asked', () => {
    expect(isMine(one(1, { state: 'claimed', holder: ana }), 'ana')).to.equal(true);
    expect(isMine(one(1, { state: 'claimed', holder: wei, pinged: [ana] }), 'ana')).to.equal(false);
    expect(isAsked(one(1, { state: 'pinged', pinged: [ana, wei] }), 'ana')).to.equal(false);
    expect(isAsked(one(1, { state: 'pinged', pinged: [wei, ana] }), 'ana')).to.equal(true);
    expect(isAsked(one(1, { state: 'pinged', pinged: [wei], everybody: true }), 'ana')).to.equal(true);
    expect(waitsFor(one(1, { state: 'claimed', holder: wei, waitingSince: 1 }), 'ana')).to.equal(false);
    expect(waitsFor(one(1, { state: 'claimed', holder: ana, waitingSince: 1 }), 'ana')).to.equal(true);
  });

  it('drops open cases that a snapshot does not have, and keeps resolved ones that were asked for', () => {
    const cases = new Cases();
    cases.apply({ reset: true, cases: [one(1), one(2, { state: 'resolved' })] });
    cases.apply({ reset: true, cases: [one(3)] });
    expect([cases.get(1), cases.get(2)?.number, cases.get(3)?.number]).to.deep.equal([undefined, 2, 3]);
  });
});
