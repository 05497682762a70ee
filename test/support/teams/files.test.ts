import { expect } from 'chai';
import { type JsonObject, listOf, objectOf, textOf } from '../slack/json.js';
import { type Bot, fetchToken, refusedBecause, startBot } from './bots.js';
import { startFakeTeams } from './fake-teams.js';
import type { FakeTeams } from './surface.js';

describe('the fake Teams, its files', () => {
  let teams: FakeTeams;
  let bot: Bot;
  let vera: string;

  beforeEach(async () => {
    teams = await startFakeTeams();
    bot = await startBot(teams);
    vera = teams.world.addPerson('Vera', { personal: true });
  });

  afterEach(async () => {
    await bot.stop();
    await teams.stop();
  });

  async function attachments(): Promise<readonly JsonObject[]> {
    await teams.deliveries.settled();
    return listOf(bot.heard.at(-1)?.attachments).map(objectOf);
  }

  it('come in a personal chat with an address that needs no token, for a while', async () => {
    teams.people.dm(vera, 'Look', { files: [{ name: 'log 1.txt', data: 'all is well' }] });
    const [file] = await attachments();
    expect(file).to.deep.include({
      contentType: 'application/vnd.microsoft.teams.file.download.info',
      name: 'log 1.txt',
    });
    const address = textOf(objectOf(file?.content).downloadUrl) ?? '';
    expect(await (await fetch(address)).text()).to.equal('all is well');
    expect((await fetch(address.replace(/tempauth=./, 'tempauth=_'))).status).to.equal(401);
    teams.expireFiles();
    expect((await fetch(address)).status).to.equal(401);
    expect(teams.look.transcript(teams.world.personal(vera))).to.deep.equal(['Vera: Look <log 1.txt>']);
  });

  it('are only mentioned in channels: their bytes are not for bots', async () => {
    const help = teams.world.addChannel(teams.world.addTeam('IT', { people: [vera] }), 'Help');
    teams.people.mention(vera, help, 'Look', { files: [{ name: 'a.txt', data: 'x' }] });
    const found = await attachments();
    expect(found.map(({ contentType }) => contentType)).to.deep.equal(['text/html']);
    expect(found[0]?.content).to.match(/<\/p><attachment id="[\da-f-]{36}"><\/attachment>$/);
    expect(teams.look.transcript(help)).to.deep.equal(['Vera: Firstline Look <a.txt>']);
  });

  it('come as pictures pasted into a message, for the bot with its token', async () => {
    teams.people.dm(vera, 'See', { files: [{ name: 'shot.png', data: 'pixels', as: 'image' }] });
    const [picture] = await attachments();
    expect(picture?.contentType).to.equal('image/*');
    const address = textOf(picture?.contentUrl) ?? '';
    expect((await fetch(address)).status).to.equal(401);
    const authorization = `Bearer ${await fetchToken(teams)}`;
    expect(await (await fetch(address, { headers: { authorization } })).text()).to.equal('pixels');
  });

  describe('that the bot wants to give', () => {
    async function consented(action: 'accept' | 'decline'): Promise<JsonObject> {
      const consent = {
        contentType: 'application/vnd.microsoft.teams.card.file.consent',
        name: 'answer.txt',
        content: {
          description: 'The answer',
          sizeInBytes: 6,
          acceptContext: { key: 1 },
          declineContext: { key: 2 },
        },
      };
      const place = teams.world.personal(vera);
      await bot.talk(place, (context) => context.sendActivity({ type: 'message', attachments: [consent] }));
      const message = teams.look.posted(place).at(-1);
      if (message) await teams.interact.consent(vera, message, action);
      return objectOf(bot.heard.at(-1)?.value);
    }

    const put = async (address: string, body: string, range: string) =>
      (await fetch(address, { method: 'PUT', body, headers: { 'content-range': range } })).status;

    it('are uploaded after consent, in parts that follow each other', async () => {
      const value = await consented('accept');
      expect(value).to.deep.include({ type: 'fileUpload', action: 'accept', context: { key: 1 } });
      const { uploadUrl, uniqueId, name } = objectOf(value.uploadInfo);
      expect(name).to.equal('answer.txt');
      expect(uniqueId).to.match(/^[\da-f-]{36}$/);
      const address = String(uploadUrl);
      expect(await put(address, 'abc', 'bytes 3-5/6')).to.equal(416);
      expect(await put(address, 'abc', 'bytes 0-2/7')).to.equal(400);
      expect(await put(address, 'abc', '')).to.equal(400);
      expect(await put(address, 'abc', 'bytes 0-2/6')).to.equal(202);
      expect(await put(address, 'def', 'bytes 3-5/6')).to.equal(201);
      expect(teams.look.file('answer.txt').toString()).to.equal('abcdef');
      const info = (unique: unknown) => ({
        contentType: 'application/vnd.microsoft.teams.card.file.info',
        contentUrl: String(objectOf(value.uploadInfo).contentUrl),
        name: 'answer.txt',
        content: { uniqueId: unique, fileType: 'txt' },
      });
      const place = teams.world.personal(vera);
      const show = (unique: unknown) =>
        bot.talk(place, (context) => context.sendActivity({ type: 'message', attachments: [info(unique)] }));
      expect(await refusedBecause(show('another'))).to.match(/no file that was uploaded/);
      await show(uniqueId);
      expect(teams.look.transcript(place).at(-1)).to.equal('Firstline:  <answer.txt>');
      expect(await put(address, 'abc', 'bytes 0-2/6')).to.equal(401);
    });

    it('are not uploaded without consent, nor too late', async () => {
      const declined = await consented('decline');
      expect(declined).to.deep.include({ action: 'decline', context: { key: 2 } });
      expect(declined).to.not.have.property('uploadInfo');
      const { uploadUrl } = objectOf((await consented('accept')).uploadInfo);
      teams.expireFiles();
      expect(await put(String(uploadUrl), 'abcdef', 'bytes 0-5/6')).to.equal(401);
    });
  });
});
