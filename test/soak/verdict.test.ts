import { expect } from 'chai';
import { footprintOf, type Sample, verdict } from './verdict.js';

const MB = 1_000_000;

/** Half an hour, four samples a minute: warm after some minutes, with noise as garbage collection leaves it. */
function soak(change: (sample: Sample, minute: number) => Partial<Sample> = () => ({})): readonly Sample[] {
  return Array.from({ length: 121 }, (_, index) => {
    const minute = index / 4;
    const acts = index * 75;
    const footprint = acts * 900;
    const noise = ((index * 7_919) % 13) * 0.05 * MB;
    const flat: Sample = {
      at: minute * 60,
      heap: (70 - 6 * Math.exp(-minute / 2)) * MB + noise + footprint,
      rss: 200 * MB,
      external: 5 * MB,
      timers: 150 + (index % 7),
      handles: { TCPSocketWrap: 60 + (index % 5) },
      listeners: 1_500 + (index % 11),
      mostListeners: 4,
      delay: 30,
      outbox: index % 10 === 0 && index < 120 ? 3 : 0,
      openCases: 50,
      due: 50 + (index % 3),
      commits: acts * 4,
      messages: acts,
      acts,
      lost: 0,
      footprint,
    };
    return { ...flat, ...change(flat, minute) };
  });
}

function missed(samples: readonly Sample[], errors: readonly string[] = []): readonly string[] {
  return verdict(samples, errors)
    .rules.filter(({ holds }) => !holds)
    .map(({ name }) => name);
}

describe('the verdict of the soak test', () => {
  it('holds for a bot that becomes warm and then keeps only what it keeps by design', () => {
    expect(missed(soak())).to.deep.equal([]);
    expect(verdict(soak()).bytesAnAct).to.be.closeTo(900, 20);
  });

  it('finds two kilobytes an act that nobody lets go of, beside what is kept by design', () => {
    const leaking = soak(({ heap, acts }) => ({ heap: heap + acts * 2_000 }));
    expect(missed(leaking)).to.include('heap without what is kept by design, slope in ten minutes');
    expect(verdict(leaking).holds).to.equal(false);
  });

  it('finds a leap late in the run, whatever the line through all of it says', () => {
    const leaping = soak(({ heap }, minute) => ({ heap: heap + (minute > 21 ? 6 * MB : 0) }));
    expect(missed(leaping)).to.include('the same, last third over the second');
  });

  it('is not taken in by what grows before the bot is warm', () => {
    expect(missed(soak(({ heap }, minute) => ({ heap: heap + Math.min(minute, 9) * MB })))).to.deep.equal([]);
  });

  for (const [what, change] of [
    ['timers of the process', (minute: number) => ({ timers: 150 + 5 * minute })],
    ['handles', (minute: number) => ({ handles: { TCPSocketWrap: 60 + 3 * minute } })],
    ['listeners', (minute: number) => ({ listeners: 1_500 + 30 * minute })],
    ['most listeners on one emitter', (minute: number) => ({ mostListeners: 4 + 2 * minute })],
    ['timers of the store', (minute: number) => ({ due: 50 + 5 * minute })],
  ] as const)
    it(`finds ${what} that become more and more`, () => {
      expect(missed(soak((_, minute) => change(minute)))).to.deep.equal([
        `${what}, median of the last third`,
      ]);
    });

  it('asks for an empty outbox, for nothing lost, and for no warning', () => {
    const ending = (rest: Partial<Sample>) => soak((_, minute) => (minute === 30 ? rest : {}));
    expect(missed(ending({ outbox: 1 }))).to.deep.equal(['outbox at the end']);
    expect(missed(ending({ lost: 1 }))).to.deep.equal(['lost']);
    expect(missed(soak(), ['MaxListenersExceededWarning'])).to.deep.equal(['errors and warnings']);
  });

  it('says nothing of a run with too few samples', () => {
    expect(() => verdict(soak().slice(0, 8))).to.throw('nine samples');
  });

  it('counts what is kept by design by what was done', () => {
    const acts = { question: 2, unclear: 1, 'small talk': 1, handoff: 1, reply: 3, claim: 1, edit: 2 };
    expect(footprintOf({ acts, messages: 8 })).to.equal(4 * 700 + 4_800 + 3 * 880);
  });
});
