import { expect } from 'chai';
import { askersName } from '../../../src/desk/persona.js';
import { settingsFor } from '../../support/office.js';
import { World } from '../../support/world.js';

describe('an asker who is called like somebody of the desk, or like the bot', () => {
  const settings = settingsFor();
  const zh = { ...settings, desk: { ...settings.desk, language: 'zh' as const } };
  const shown = (name: string, how = settings): string => askersName({ id: 'x', name }, how).name;

  it('is marked, whatever case, width, invisible or look-alike letters are used', () => {
    for (const name of [
      'Ana',
      'ANA',
      'Ａｎａ',
      'A\u200bn\u2060a',
      '\u202eAna',
      'Аna',
      'Αna',
      'An\u00ada\u3164',
      'anа',
    ])
      expect(shown(name), JSON.stringify(name)).to.equal(`${name} (asker)`);
    expect(shown('  Ana  ')).to.equal('Ana (asker)');
    expect(shown('Firstline')).to.equal('Firstline (asker)');
    expect(shown('李雷', zh)).to.equal('李雷（提问者）');
  });

  it('everybody else keeps their name', () => {
    for (const name of ['Anabel', 'Vera', '李', 'Ana Weber', '', 'Àna']) expect(shown(name)).to.equal(name);
  });

  let world: World | undefined;
  afterEach(async () => {
    await world?.close();
    world = undefined;
  });

  for (const [language, name] of [
    ['en', 'Ana (asker)'],
    ['zh', 'Ana（提问者）'],
  ] as const) {
    it(`is marked wherever the desk reads their name, also after an edit (${language})`, async () => {
      world = await World.create({ settings: { desk: { ...settings.desk, language } } });
      const author = { id: 'vera', name: 'Ana' };
      const said = { at: world.now, place: world.place(), author, addressed: true, private: true };
      const file = { name: 'a.txt', type: 'text/plain', size: 1, digest: '0'.repeat(64) };
      await world.submit({ kind: 'message', id: '1', message: '1', text: 'human', files: [file], ...said });
      await world.submit({ kind: 'message', id: '2', message: '2', text: 'I am waiting', ...said });
      await world.submit({ kind: 'edit', id: '3', message: '2', text: 'I am still waiting', ...said });
      const lines = await world.threadLines();
      const askers = lines.filter(({ voice }) => voice === 'asker').map((line) => line.author?.name);
      expect(askers).to.deep.equal([name, name]);
      expect(lines[0]?.content.title).to.include(`· ${name}`);
      expect(lines[0]?.content.fields?.map(({ value }) => value)).to.include(name);
      expect(JSON.stringify(lines)).not.to.match(/"Ana"/);
    });
  }
});
