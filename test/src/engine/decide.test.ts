import { expect } from 'chai';
import fc from 'fast-check';
import { dialogs } from '../../../main.js';
import { needs } from '../../../src/core/effect.js';
import type { Decision } from '../../../src/core/turn.js';
import { createDecide } from '../../../src/engine/decide.js';
import { settingsFor, starterKnowledge } from '../../support/office.js';
import { place, scene, turnOf, waiting } from '../../support/scenes.js';

/** What any decision must be, whatever it decides. */
function wellFormed(decision: Decision): void {
  const keys = decision.effects.map((found) => found.key);
  expect(new Set(keys).size).to.equal(keys.length);
  const added = new Map<string, number>();
  for (const change of decision.lines) {
    if (change.kind !== 'add') continue;
    const last = added.get(change.stream);
    if (last !== undefined) expect(change.n).to.equal(last + 1);
    added.set(change.stream, change.n);
  }
  for (const found of decision.effects) {
    for (const key of needs(found)) expect(key).to.be.a('string').that.is.not.equal('');
    if (found.line && found.kind === 'say') {
      expect(
        decision.lines.some((change) => change.stream === found.line?.stream && change.n === found.line?.n),
      ).to.equal(true);
    }
  }
  expect(() => JSON.stringify([...decision.records])).not.to.throw();
}

describe('decide', () => {
  it('sends on what failed with its thread where the next thread is on its way, and holds it where none is', async () => {
    const knowledge = await starterKnowledge();
    const decide = createDecide({ dialogs, settings: settingsFor() });
    const failed = (threadFailed: boolean, thread: 't' | 'u'): Decision => {
      const [found] = fc.sample(scene, { numRuns: 1, seed: 1 });
      if (!found) throw new Error('there is no sample');
      const event = {
        kind: 'failure',
        id: 'f',
        at: found.now,
        place,
        effect: waiting,
        failure: { effect: waiting.key, at: 1, code: 'dependency', reason: 'gone' },
      } as const;
      const state = {
        state: 'queued' as const,
        age: 0,
        waiting: true,
        everybody: false,
        pinged: [],
        asked: false,
      };
      return decide(
        turnOf(
          { ...found, event, staff: false, pointed: true, case: { ...state, failed: threadFailed, thread } },
          knowledge,
        ),
      );
    };
    const [again] = failed(false, 'u').effects;
    expect(again).to.deep.include({ kind: 'say', voice: 'asker', lane: 'thread:u', target: { opened: 'u' } });
    const held = failed(true, 't');
    expect(held.effects).to.deep.equal([]);
    expect(held.records.get('case/7')).to.deep.include({ held: [1, 1] });
    // The thread is there, and the line failed all the same: its writer is told.
    const [told] = failed(false, 't').effects.filter((one) => one.kind === 'say');
    expect(told?.lane).to.equal(place);
  });

  it('is total and pure: any event in any state makes one well-formed decision, and always the same', async () => {
    const knowledge = await starterKnowledge();
    const decide = createDecide({ dialogs, settings: settingsFor() });
    fc.assert(
      fc.property(scene, (found) => {
        const turn = turnOf(found, knowledge);
        const before = JSON.stringify(turn);
        const decision = decide(turn);
        wellFormed(decision);
        expect(decide(turn)).to.deep.equal(decision);
        expect(JSON.stringify(turn)).to.equal(before);
      }),
      { numRuns: 3_000 },
    );
  });
});
