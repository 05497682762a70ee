import { expect } from 'chai';
import fc from 'fast-check';
import { createLimiter } from '../../../adapters/web/limiter.js';

describe('the limiter', () => {
  it('lets a burst through, then as much as the rate says', () => {
    let now = 0;
    const limiter = createLimiter({ now: () => now }, { burst: 2, perMinute: 60 });
    expect([1, 2, 3].map(() => limiter.take('a'))).to.deep.equal([0, 0, 1_000]);
    now += 400;
    expect(limiter.take('a')).to.equal(600);
    now += 600;
    expect(limiter.take('a')).to.equal(0);
    expect(limiter.take('b')).to.equal(0);
  });

  it('never lets through more than burst and rate allow, whenever somebody knocks', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(5_000), { maxLength: 200 }), (waits) => {
        let now = 0;
        let through = 0;
        const limiter = createLimiter({ now: () => now }, { burst: 5, perMinute: 30 });
        for (const wait of waits) {
          now += wait;
          if (limiter.take('a') === 0) through += 1;
        }
        expect(through).to.be.at.most(5 + now / 2_000);
      }),
    );
  });

  it('keeps its word: who waits as long as told gets through', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(900), { minLength: 1, maxLength: 50 }), (waits) => {
        let now = 0;
        const limiter = createLimiter({ now: () => now }, { burst: 1, perMinute: 37 });
        for (const wait of waits) {
          now += wait;
          const told = limiter.take('a');
          if (told === 0) continue;
          now += told;
          expect(limiter.take('a')).to.equal(0);
        }
      }),
    );
  });

  it('is not confused by a clock that is set back', () => {
    let now = 1_000_000;
    const limiter = createLimiter({ now: () => now }, { burst: 1, perMinute: 60 });
    limiter.take('a');
    now = 0;
    expect(limiter.take('a')).to.equal(1_000);
    now = 1_000;
    expect(limiter.take('a')).to.equal(0);
  });

  it('forgets the quietest key rather than grow', () => {
    const limiter = createLimiter({ now: () => 0 }, { burst: 1, perMinute: 1 }, 3);
    for (const key of ['a', 'b', 'c']) limiter.take(key);
    expect(limiter.take('a')).to.be.above(0); // known, and now the loudest
    limiter.take('d'); // pushes out b
    expect(limiter.take('a')).to.be.above(0);
    expect(limiter.take('b')).to.equal(0);
  });
});
