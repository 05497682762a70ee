import { expect } from 'chai';
import fc from 'fast-check';
import { parsePlace, placeKey, platformOf } from '../../../src/core/place.js';

describe('a place', () => {
  it('reads like an address', () => {
    const place = { platform: 'slack', workspace: 'T1', channel: 'C2', thread: '169.5' };
    expect(placeKey(place)).to.equal('slack:T1/C2/169.5');
  });

  it('comes back from its key, whatever the platform calls its parts', () => {
    const part = fc.string({ unit: 'grapheme-composite' });
    fc.assert(
      fc.property(
        part.filter(Boolean),
        part,
        part,
        fc.option(part, { nil: undefined }),
        (platform, workspace, channel, thread) => {
          const place = { platform, workspace, channel, ...(thread !== undefined && { thread }) };
          const key = placeKey(place);
          expect(parsePlace(key)).to.deep.equal(place);
          expect(platformOf(key)).to.equal(platform);
        },
      ),
    );
  });

  it('is told from a text that is no place', () => {
    for (const text of ['', 'slack', ':T1/C2', 'slack:T1', 'slack:T1/C2/3/4', 'slack:%/C2', 'slack:%zz/C2']) {
      expect(parsePlace(text), text).to.equal(undefined);
    }
  });
});
