import type { Activity } from 'botbuilder';
import { expect } from 'chai';
import { type Bot, startBot } from './bots.js';
import { startFakeTeams } from './fake-teams.js';
import { readTeams } from './reader.js';
import type { FakeTeams } from './surface.js';

describe('the fake Teams, what is seen', () => {
  let teams: FakeTeams;
  let bot: Bot;
  let vera: string;
  let place: string;

  before(async () => {
    teams = await startFakeTeams({ rates: 'off' });
    bot = await startBot(teams);
    vera = teams.world.addPerson('Vera', { personal: true });
    place = teams.world.personal(vera);
  });

  after(async () => {
    await bot.stop();
    await teams.stop();
  });

  async function seen(what: Partial<Activity>): Promise<string | undefined> {
    await bot.talk(place, (context) => context.sendActivity({ type: 'message', ...what }));
    return teams.look.lines(place).at(-1)?.text;
  }

  it('draws HTML as a browser does', async () => {
    const xml = (text: string) => seen({ text, textFormat: 'xml' });
    expect(await xml('<p>a  b\n c</p><p>d</p>')).to.equal('a b c\nd');
    expect(await xml('1 &lt; 2 &amp;amp; <b>bold</b><br>x&nbsp;&#42;&#x2a;')).to.equal(
      '1 < 2 &amp; bold\nx **',
    );
    expect(await xml('<ul><li>a</li><li>b</li></ul><!-- no -->')).to.equal('- a\n- b');
    expect(await xml('<pre>a\nb</pre>')).to.equal('a\nb');
  });

  it('draws Markdown, in which one line break is none and tags are tags', async () => {
    expect(await seen({ text: 'a **b** _c_ [d](https://e.example)' })).to.equal('a b c d');
    expect(await seen({ text: 'a\nb\n\nc\n- d' })).to.equal('a b\nc\n- d');
    expect(await seen({ text: '\\*a\\* <b>b</b> &lt;' })).to.equal('*a* b <');
    expect(await seen({ text: 'a <b> *b*', textFormat: 'plain' })).to.equal('a <b> *b*');
  });

  it('draws every element of a card, and what is in it', async () => {
    const body = [
      { type: 'TextBlock', text: '**Case** <b>\n\nnext' },
      {
        type: 'RichTextBlock',
        inlines: [
          { type: 'TextRun', text: '*as ' },
          { type: 'TextRun', text: 'it is*' },
        ],
      },
      { type: 'FactSet', facts: [{ title: 'For', value: 'Vera' }] },
      { type: 'ColumnSet', columns: [{ items: [{ type: 'TextBlock', text: 'inner' }] }] },
      { type: 'TextBlock', text: 'hidden', isVisible: false },
      { type: 'Input.Toggle', id: 'a', title: 'Yes' },
    ];
    const content = { type: 'AdaptiveCard', version: '1.5', body };
    const attachments = [{ contentType: 'application/vnd.microsoft.card.adaptive', content }];
    expect((await seen({ text: 'Look:', attachments }))?.split('\n')).to.deep.equal([
      'Look:',
      'Case <b>',
      'next',
      '*as it is*',
      'For: Vera',
      'inner',
      '( ) Yes',
    ]);
  });

  it('counts who was made to look: in a personal chat its one reader, not for an edit', async () => {
    const before = teams.look.notifications.length;
    await seen({ text: 'Hello' });
    const [message] = teams.look.posted(place).slice(-1);
    await bot.talk(place, (context) =>
      context.updateActivity({ type: 'message', id: message?.id ?? '', text: 'Hello again' }),
    );
    expect(teams.look.notifications.slice(before)).to.deep.equal([
      { place, id: message?.id, person: vera, how: 'personal', edit: false },
    ]);
  });

  it('reads a message without a world: text, cards and who is pinged', () => {
    const entities = [
      { type: 'mention', text: '<at>A &amp; B</at>', mentioned: { id: '29:1', name: 'A & B' } },
    ];
    const message = { text: 'Hi <at>A &amp; B</at>, &lt;at&gt;C&lt;/at&gt;', textFormat: 'xml', entities };
    const odd = { text: '<at>x</at>!', textFormat: 'xml' };
    const named = { type: 'mention', text: '<at>x</at>', mentioned: { id: '29:2', name: 'A <i> B' } };
    expect(readTeams({ ...odd, entities: [named] }).text).to.equal('A <i> B!');
    expect(readTeams(message)).to.deep.equal({ text: 'Hi A & B, <at>C</at>', cards: '', pings: ['29:1'] });
  });
});
