import { expect } from 'chai';
import { createSandbox } from 'sinon';
import { breath, inSlices, type Steps } from '../../knowledge/slices.js';

describe('work in slices', () => {
  const sandbox = createSandbox();
  afterEach(() => sandbox.restore());

  it('lets others run between two works of which each is short, since one follows the other at once', async () => {
    await breath();
    let now = performance.now();
    sandbox.stub(performance, 'now').callsFake(() => now);
    await breath();
    const done: string[] = [];
    function* work(name: string): Steps<void> {
      for (let step = 1; step <= 2; step++) {
        now += 2; // milliseconds
        done.push(`${name} ${step}`);
        yield;
      }
    }
    setImmediate(() => done.push('others'));
    await inSlices(work('first'));
    await inSlices(work('second'));
    expect(done).to.deep.equal(['first 1', 'first 2', 'second 1', 'others', 'second 2']);
  });
});
