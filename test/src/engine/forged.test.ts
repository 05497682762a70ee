import { expect } from 'chai';
import { casePlace } from '../../../adapters/web/places.js';
import { ACTIONS } from '../../../src/core/actions.js';
import type { ActionEvent } from '../../../src/core/event.js';
import { article } from '../../support/office.js';
import { World } from '../../support/world.js';

const SECRET = 'secret-plan';
const ELSEWHERE = 'slack-plan';
const articles = [
  article('vpn', { en: ['connect to the vpn', 'vpn does not work', 'vpn setup'] }),
  article('wifi', { en: ['connect to the wifi', 'wifi does not work', 'wifi setup'] }),
  article(SECRET, { en: ['what is the salary of the boss'] }, { audience: 'board' }),
  article(ELSEWHERE, { en: ['what the other platform reads'] }, { platforms: ['slack'] }),
];

/** Adapters read what platforms send; here everything that a forger could make them hand on. */
describe('a press that somebody made up', () => {
  let world: World;
  let presses = 0;
  beforeEach(async () => {
    world = await World.create({ articles });
    await world.ask('human, please help me with my chair');
    await world.ask('human, please help me too', 'moe');
  });
  afterEach(() => world.close());

  function press(action: string, value: string, rest: Partial<ActionEvent> = {}) {
    const id = `forged/${++presses}`;
    const author = { id: 'mallory', name: 'Mallory' };
    const place = world.place('mallory');
    return world.submit({
      kind: 'action',
      id,
      at: world.now,
      place,
      author,
      action,
      value,
      version: 1,
      ...rest,
    });
  }
  const values = [
    '1',
    '2',
    '1:0',
    '1:5',
    '2:5',
    'vpn',
    SECRET,
    ELSEWHERE,
    '',
    '-1',
    '1e9',
    'NaN',
    '__proto__',
    '../1',
  ];

  it('of every action, by somebody who is no staff, changes no case, from their own place or in the desk', async () => {
    const before = [await world.case(1), await world.case(2), await world.thread(1), await world.thread(2)];
    const asked = [await world.transcript('vera'), await world.transcript('moe')];
    for (const action of [...Object.values(ACTIONS), 'constructor', '__proto__', 'delete-everything']) {
      for (const value of values) {
        for (const place of [casePlace(1), casePlace(2), casePlace(99), world.settings.desk.place])
          await press(action, value, { place, version: (await world.case(1))?.revision ?? 0 });
      }
    }
    expect([
      await world.case(1),
      await world.case(2),
      await world.thread(1),
      await world.thread(2),
    ]).to.deep.equal(before);
    expect([await world.transcript('vera'), await world.transcript('moe')]).to.deep.equal(asked);
  });

  it('shows nobody an article that is not for them, and moves nobody else’s case', async () => {
    const before = [await world.case(1), await world.case(2)];
    for (const action of [...Object.values(ACTIONS), 'constructor'])
      for (const value of values) await press(action, value, { fields: { comment: SECRET, __proto__: 'x' } });
    expect([await world.case(1), await world.case(2)]).to.deep.equal(before);
    const read = (await world.transcript('mallory')).join('\n');
    expect(read).to.not.include(SECRET).and.not.include(ELSEWHERE);
  });

  it('rates no case of somebody else, also where both ask in one place', async () => {
    await world.staffPress('ana', 'Claim');
    await world.staffPress('ana', 'Resolve');
    const place = world.place('vera');
    for (const stars of ['1:1', '1:5', '2:1', '1:7', '1:-1', '1:1.5'])
      await press(ACTIONS.rate, stars, { place, version: (await world.case(1))?.revision ?? 0 });
    await press(ACTIONS.comment, '1', { place, fields: { comment: 'bad' } });
    expect(await world.case(1)).to.not.have.property('rated');
  });

  it('of a real button does nothing for a guest to whom its article is not open any more', async () => {
    await world.close();
    const inside = articles.map((one) => (one.id === 'wifi' ? { ...one, audience: 'employees' } : one));
    world = await World.create({ articles: inside });
    await world.ask('does not work', 'mallory');
    const line = (await world.lines('mallory')).findLast(({ content }) => content.buttons?.length);
    const button = line?.content.buttons?.find(({ value }) => value === 'wifi');
    expect(button, 'the article was offered').to.not.equal(undefined);
    const author = { id: 'mallory', name: 'Mallory', guest: true };
    await press(ACTIONS.choose, 'wifi', { author, version: button?.version ?? 0 });
    expect((await world.transcript('mallory')).join('\n')).to.not.match(/Body of wifi/);
    expect((await world.case(1))?.reason).to.equal('no-article');
  });
});
