import type { Activity } from 'botbuilder';
import { expect } from 'chai';
import { type Bot, card, refusedBecause, startBot } from './bots.js';
import { startFakeTeams } from './fake-teams.js';
import type { FakeTeams } from './surface.js';

describe('the fake Teams, what it takes in a message', () => {
  let teams: FakeTeams;
  let bot: Bot;
  let vera: string;
  let ana: string;
  let help: string;

  before(async () => {
    teams = await startFakeTeams({ rates: 'off' });
    bot = await startBot(teams);
    vera = teams.world.addPerson('Vera', { personal: true });
    ana = teams.world.addPerson('Ana & Co');
    help = teams.world.addChannel(teams.world.addTeam('IT', { people: [vera] }), 'Help');
  });

  after(async () => {
    await bot.stop();
    await teams.stop();
  });

  const send = (what: object, place = help) =>
    refusedBecause(bot.talk(place, (context) => context.sendActivity({ type: 'message', ...what })));

  const cardWith = (content: object) =>
    send({ attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content }] });

  const element = (one: object) => cardWith({ type: 'AdaptiveCard', version: '1.5', body: [one] });
  const action = (one: object) =>
    cardWith({ type: 'AdaptiveCard', version: '1.5', body: [], actions: [one] });

  it('refuses what is over 28 KB, whatever it is made of', async () => {
    expect(await send({ text: 'x'.repeat(13_000) })).to.equal('taken');
    expect(await send({ text: 'x'.repeat(15_000) })).to.match(/^413 MessageSizeTooBig/);
    expect(await send(card('字'.repeat(9000)))).to.equal('taken');
    expect(await send(card('字'.repeat(10_000)))).to.match(/^413 MessageSizeTooBig/);
  });

  it('refuses formats that do not exist', async () => {
    expect(await send({ text: 'a', textFormat: 'html' })).to.equal(
      '400 BadArgument textFormat html is unknown',
    );
    expect(await send({ text: 'a', textFormat: 'xml' })).to.equal('taken');
  });

  describe('mentions', () => {
    const mention = (text: string, id: string, name: string, mark = `<at>${name}</at>`) =>
      send({ text, entities: [{ type: 'mention', text: mark, mentioned: { id, name } }] });

    it('ring for members of the conversation, by either id, and for nobody else', async () => {
      const before = teams.look.notifications.length;
      expect(await mention('Hi <at>Vera</at>', vera, 'Vera')).to.equal('taken');
      expect(await mention('Hi <at>Vera</at>', teams.world.person(vera).aadId, 'Vera')).to.equal('taken');
      expect(await mention('Hi <at>Ana & Co</at>', ana, 'Ana & Co')).to.match(/^400 .* is no member/);
      expect(await mention('Hi <at>Bob</at>', '29:1nobody', 'Bob')).to.match(/^400 .* is no member/);
      const rung = teams.look.notifications.slice(before);
      expect(rung.map(({ person, how }) => `${person === vera} ${how}`)).to.deep.equal([
        'true mention',
        'true mention',
      ]);
    });

    it('must stand in the text, letter by letter, with the name of the one who is meant', async () => {
      expect(await mention('Hi Vera', vera, 'Vera')).to.match(/^400 .*the text does not hold/);
      expect(await mention('Hi <at>vera</at>', vera, 'Vera')).to.match(/^400 .*the text does not hold/);
      expect(await mention('Hi <at>Boss</at>', vera, 'Vera', '<at>Boss</at>')).to.match(/^400 .*differ/);
      expect(await mention('Hi @Vera', vera, 'Vera', '@Vera')).to.match(/^400 .*<at>name<\/at>/);
    });

    it('may stand in a card, and must stand in it then', async () => {
      const entities = [{ type: 'mention', text: '<at>Vera</at>', mentioned: { id: vera, name: 'Vera' } }];
      const body = (text: string) => [{ type: 'TextBlock', text }];
      const base = { type: 'AdaptiveCard', version: '1.5', msteams: { entities } };
      expect(await cardWith({ ...base, body: body('Hi <at>Vera</at>') })).to.equal('taken');
      expect(await cardWith({ ...base, body: body('Hi Vera') })).to.match(/^400 .*does not hold the text/);
    });

    it('are not made by text alone', async () => {
      const before = teams.look.notifications.length;
      expect(await send({ text: 'Hi <at>Vera</at>, <at id="0">Vera</at> @Vera' })).to.equal('taken');
      expect(teams.look.notifications).to.have.length(before);
    });
  });

  describe('Adaptive Cards', () => {
    it('are of version 1.5 at most, and of 1.4 at least for Action.Execute', async () => {
      expect(await cardWith({ type: 'AdaptiveCard', version: '1.6', body: [] })).to.match(/version 1.6/);
      expect(await cardWith({ type: 'AdaptiveCard', body: [] })).to.match(/version is missing/);
      expect(await cardWith({ type: 'Card', version: '1.5', body: [] })).to.match(/not AdaptiveCard/);
      const actions = [{ type: 'Action.Execute', title: 'Go', verb: 'go' }];
      expect(await cardWith({ type: 'AdaptiveCard', version: '1.3', body: [], actions })).to.match(
        /need 1.4/,
      );
      expect(await cardWith({ type: 'AdaptiveCard', version: '1.4', body: [], actions })).to.equal('taken');
    });

    it('hold known elements only, each with what it needs, however deep', async () => {
      expect(await element({ type: 'Markdown', text: 'a' })).to.match(/body\[0\].type Markdown/);
      expect(await element({ type: 'Markdown', text: 'a', fallback: 'drop' })).to.equal('taken');
      expect(await element({ type: 'TextBlock' })).to.match(/body\[0\].text is missing/);
      expect(await element({ type: 'RichTextBlock', inlines: [{ text: 'a' }] })).to.match(/is no TextRun/);
      expect(await element({ type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: 'a' }] })).to.equal(
        'taken',
      );
      const deep = { type: 'ColumnSet', columns: [{ type: 'Column', items: [{ type: 'Chart' }] }] };
      expect(await element(deep)).to.match(/columns\[0\].items\[0\].type Chart/);
      expect(await element({ type: 'FactSet', facts: [{ title: 'a' }] })).to.match(/needs title and value/);
      const choices = { type: 'Input.ChoiceSet', id: 'a', choices: [{ title: 'b' }] };
      expect(await element(choices)).to.match(/needs title and value/);
      const twice = { type: 'Container', items: [1, 2].map(() => ({ type: 'Input.Text', id: 'a' })) };
      expect(await element(twice)).to.match(/two inputs have the id a/);
    });

    it('have known actions only, each with what it needs, and six of them at most', async () => {
      expect(await action({ type: 'Action.Execute', title: 'Go' })).to.match(/actions\[0\].verb is missing/);
      expect(await action({ type: 'Action.Submit' })).to.match(/title is missing/);
      expect(await action({ type: 'Action.Http', title: 'Go', url: 'https://a.example' })).to.match(
        /Action.Http/,
      );
      expect(await action({ type: 'Action.OpenUrl', title: 'Go', url: 'javascript:x' })).to.match(
        /is no address/,
      );
      expect(await action({ type: 'Action.OpenUrl', title: 'Go', url: 'https://a.example' })).to.equal(
        'taken',
      );
      const fallen = { type: 'Action.Execute', title: 'Go', verb: 'go', fallback: { type: 'Action.Submit' } };
      expect(await action(fallen)).to.match(/fallback.title is missing/);
      const inner = { type: 'Action.Execute', title: 'In' };
      const show = {
        type: 'Action.ShowCard',
        title: 'More',
        card: { type: 'AdaptiveCard', actions: [inner] },
      };
      expect(await action(show)).to.match(/card.actions\[0\].verb is missing/);
      const many = Array.from({ length: 7 }, (_, i) => ({ type: 'Action.Submit', title: String(i) }));
      expect(await cardWith({ type: 'AdaptiveCard', version: '1.5', body: [], actions: many })).to.match(
        /6 at most/,
      );
    });
  });

  describe('attachments', () => {
    const attach = (one: object, place = help) => send({ attachments: [one] }, place);
    const png = (bytes: number) => `data:image/png;base64,${Buffer.alloc(bytes).toString('base64')}`;

    it('may be a picture of up to 1 MB, inline or behind https', async () => {
      expect(await attach({ contentType: 'image/png', contentUrl: png(100_000) })).to.equal('taken');
      expect(await attach({ contentType: 'image/png', contentUrl: png(1_100_000) })).to.match(/^413/);
      expect(await attach({ contentType: 'image/png', contentUrl: 'https://a.example/a.png' })).to.equal(
        'taken',
      );
      expect(await attach({ contentType: 'image/png', contentUrl: 'http://a.example/a.png' })).to.match(
        /^400/,
      );
    });

    it('may not be any file: those go by consent, and in personal chats only', async () => {
      expect(await attach({ contentType: 'text/plain', contentUrl: 'data:text/plain;base64,YQ==' })).to.match(
        /^400/,
      );
      const consent = {
        contentType: 'application/vnd.microsoft.teams.card.file.consent',
        name: 'a.txt',
        content: { description: 'A', sizeInBytes: 1 },
      };
      expect(await attach(consent)).to.match(/personal chat only/);
      expect(await attach(consent, teams.world.personal(vera))).to.equal('taken');
      const sizeless: Partial<Activity>['attachments'] = [{ ...consent, content: {} }];
      expect(await send({ attachments: sizeless }, teams.world.personal(vera))).to.match(/sizeInBytes/);
    });
  });
});
