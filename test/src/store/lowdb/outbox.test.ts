import { expect } from 'chai';
import { Agenda } from '../../../../src/store/lowdb/agenda.js';
import { Outbox, type OutboxEntry, outboxEntry } from '../../../../src/store/lowdb/outbox.js';
import { say } from '../../../contracts/store-values.js';

function entry(key: string, lane: string, seq: number): OutboxEntry {
  const effect = say(key, lane);
  return outboxEntry(effect, JSON.stringify(effect), seq, 0);
}

describe('The outbox in memory', () => {
  it('hands out nothing of a commit that is not durable, and moves no lane on by one', () => {
    const outbox = new Outbox();
    const [a1, a2] = [entry('a1', 'a', 1), entry('a2', 'a', 2)];
    outbox.add(a1);
    outbox.add(a2);
    expect(outbox.lease(0, 9)).to.deep.equal([]);
    outbox.arm(a1);
    outbox.arm(a2);
    expect(outbox.lease(0, 9).map(({ effect }) => effect.key)).to.deep.equal(['a1']);
    outbox.remove('a1');
    expect(outbox.has('a1')).to.equal(false);
    expect(outbox.lease(0, 9)).to.deep.equal([]);
    outbox.drop(a1);
    expect(outbox.lease(0, 9).map(({ effect }) => effect.key)).to.deep.equal(['a2']);
  });

  it('does not hand out what a commit has withdrawn that is not durable yet', () => {
    const outbox = new Outbox();
    const [a1, a2] = [entry('a1', 'a', 1), entry('a2', 'a', 2)];
    for (const one of [a1, a2]) {
      outbox.add(one);
      outbox.arm(one);
    }
    outbox.remove('a1');
    expect(outbox.lease(0, 9)).to.deep.equal([]);
    outbox.drop(a1);
    expect(outbox.lease(0, 9).map(({ effect }) => effect.key)).to.deep.equal(['a2']);
  });

  it('takes the same time to look however long the lanes are', () => {
    const outbox = new Outbox();
    for (let n = 0; n < 50_000; n++) {
      const one = entry(`k${n}`, `lane ${n % 1000}`, n);
      outbox.add(one);
      outbox.arm(one);
    }
    expect(outbox.lease(0, 2000)).to.have.length(1000);
    const started = performance.now();
    for (let n = 0; n < 20_000; n++) outbox.lease(0, 10);
    // Looking at every effect each time would be a thousand million looks.
    expect(performance.now() - started).to.be.below(5000);
  });
});

describe('An agenda', () => {
  it('keeps its order while keys are moved and removed many times', () => {
    const agenda = new Agenda();
    const ranks = new Map<string, number>();
    for (let n = 0; n < 5000; n++) {
      const key = `k${(n * 7) % 50}`;
      const rank = (n * 7919) % 1000;
      if (n % 5 === 0) {
        agenda.delete(key);
        ranks.delete(key);
      } else {
        agenda.set(key, rank);
        ranks.set(key, rank);
      }
      const least = Math.min(...ranks.values());
      expect(agenda.first()?.rank).to.equal(ranks.size === 0 ? undefined : least);
    }
    const due = [...ranks].filter(([, rank]) => rank <= 500).sort((a, b) => a[1] - b[1]);
    for (const _ of [1, 2]) {
      expect(agenda.upTo(500, 99).map((key) => ranks.get(key))).to.deep.equal(due.map(([, rank]) => rank));
    }
    expect(agenda.upTo(500, 3)).to.have.length(3);
  });
});
