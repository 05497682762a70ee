import { expect } from 'chai';
import type { DeskSettings } from '../../../src/core/settings.js';
import { checkDesk } from '../../../src/desk/check-desk.js';
import { deskSection } from '../../../src/desk/config.js';

/** The desk that a configuration makes. */
const deskOf = (found: object): DeskSettings => deskSection.schema.parse(found).settings;
const texts = (found: object, platforms: readonly string[]): readonly string[] =>
  checkDesk(deskOf(found), platforms).map(({ level, text }) => `${level} ${text}`);

const ana = { id: 'ana', name: 'Ana Weber', handles: { slack: 'U1' } };
const bo = { id: 'bo', name: 'Bo Lin' };

describe('the check of the desk', () => {
  it('finds the trial in order', () => {
    expect(texts({}, [])).to.deep.equal(['ok cases are worked on the page /desk.']);
  });

  it('fails where the desk is on a platform that is not configured', () => {
    expect(texts({ place: 'slack:T1/C2' }, [])).to.deep.equal([
      'failed desk.place is slack:T1/C2, but slack is not configured.',
    ]);
    expect(texts({ place: 'irc:net/help' }, ['slack'])[0]).to.match(/^failed .*irc is not configured/);
  });

  it('warns where nobody can be pinged', () => {
    expect(texts({ place: 'slack:T1/C2' }, ['slack'])).to.deep.equal([
      'ok cases are worked in slack:T1/C2.',
      'warning nobody is named in desk.people, so nobody is pinged.',
    ]);
    expect(texts({ place: 'slack:T1/C2', people: [ana, bo] }, ['slack'])).to.deep.equal([
      'ok cases are worked in slack:T1/C2.',
      'warning Bo Lin has no handle for slack, so a ping is only a name and reaches nobody.',
    ]);
  });

  it('asks for no handles where the desk is on the web', () => {
    expect(texts({ people: [ana, bo] }, ['slack'])).to.deep.equal(['ok cases are worked on the page /desk.']);
  });
});
