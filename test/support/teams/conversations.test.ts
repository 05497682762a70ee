import { type Activity, type ConversationParameters, MessageFactory, type TurnContext } from 'botbuilder';
import { expect } from 'chai';
import { isObject, textOf } from '../slack/json.js';
import { type Bot, connectorOf, fetchToken, refused, startBot } from './bots.js';
import { startFakeTeams } from './fake-teams.js';
import type { FakeTeams } from './surface.js';

describe('the fake Teams, its conversations', () => {
  let teams: FakeTeams;
  let bot: Bot;
  let vera: string;
  let ana: string;
  let team: string;
  let help: string;

  beforeEach(async () => {
    teams = await startFakeTeams({ rates: 'off' });
    bot = await startBot(teams);
    vera = teams.world.addPerson('Vera', { personal: true });
    ana = teams.world.addPerson('Ana');
    team = teams.world.addTeam('IT', { people: [vera, ana] });
    help = teams.world.addChannel(team, 'Help');
  });

  afterEach(async () => {
    await teams.deliveries.settled();
    await bot.stop();
    await teams.stop();
  });

  const send = (conversation: string, what: string | Partial<Activity>) =>
    bot.talk(conversation, (context) => context.sendActivity(what));

  const create = (parameters: object) =>
    bot.talk(help, async (context: TurnContext) => {
      // what a bot that makes mistakes could send
      return connectorOf(bot, context).conversations.createConversation(parameters as ConversationParameters);
    });

  it('takes messages in personal chats, group chats and channels', async () => {
    const chat = teams.world.addChat([vera, ana], { name: 'Both' });
    for (const place of [teams.world.personal(vera), chat, help]) await send(place, 'Hello');
    expect(teams.look.transcript(teams.world.personal(vera))).to.deep.equal(['Firstline: Hello']);
    expect(teams.look.transcript(chat)).to.deep.equal(['Firstline: Hello']);
    expect(teams.look.transcript(help)).to.deep.equal(['Firstline: Hello']);
    expect(teams.look.refused).to.deep.equal([]);
  });

  it('keeps replies in their chain: the channel shows the posts only', async () => {
    const post = teams.people.mention(vera, help, 'Hello');
    await send(`${help};messageid=${post.id}`, 'Yes?');
    await send(help, 'Another post');
    expect(teams.look.transcript(help)).to.deep.equal(['Vera: Firstline Hello', 'Firstline: Another post']);
    expect(teams.look.transcript(help, post.id)).to.deep.equal(['Vera: Firstline Hello', 'Firstline: Yes?']);
    expect(teams.look.transcripts()).to.deep.equal({
      [`${help};messageid=${post.id}`]: ['Vera: Firstline Hello', 'Firstline: Yes?'],
      [`${help};messageid=${teams.look.posted(help).at(-1)?.id}`]: ['Firstline: Another post'],
    });
    expect(await refused(send(`${help};messageid=123`, 'nowhere'))).to.equal('404 ConversationNotFound');
  });

  it('begins a reply chain in a channel', async () => {
    const made = await create({
      isGroup: true,
      bot: { id: teams.bot },
      channelData: { channel: { id: help } },
      activity: MessageFactory.text('Case 1'),
    });
    expect(made.id).to.match(/^19:.*;messageid=\d{13}$/);
    await send(made.id, 'More');
    expect(teams.look.transcript(help, made.activityId)).to.deep.equal([
      'Firstline: Case 1',
      'Firstline: More',
    ]);
    expect(await refused(create({ isGroup: true, channelData: { channel: { id: help } } }))).to.equal(
      '400 BadSyntax',
    );
    const elsewhere = { channel: { id: '19:nowhere@thread.tacv2' } };
    expect(await refused(create({ isGroup: true, channelData: elsewhere }))).to.equal(
      '404 ConversationNotFound',
    );
  });

  it('opens one personal chat with everybody whom the bot can reach, and with nobody else', async () => {
    const params = (id: string, tenantId = teams.tenantId) => ({
      isGroup: false,
      bot: { id: teams.bot },
      members: [{ id }],
      tenantId,
      channelData: { tenant: { id: tenantId } },
    });
    const first = await create(params(ana));
    const again = await create(params(teams.world.person(ana).aadId));
    expect(first.id).to.match(/^a:1/);
    expect(again.id).to.equal(first.id);
    const stranger = teams.world.addPerson('Stranger');
    expect(await refused(create(params(stranger)))).to.equal('403 ForbiddenOperationException');
    expect(await refused(create(params(ana, teams.otherTenantId)))).to.equal('403 NotEnoughPermissions');
    expect(await refused(create(params('29:1nobody')))).to.equal('400 BadArgument');
    expect(await refused(create({ ...params(ana), members: [{ id: ana }, { id: vera }] }))).to.equal(
      '400 BadSyntax',
    );
    const { tenantId: _, channelData: __, ...nowhere } = params(ana);
    expect(await refused(create(nowhere))).to.equal('400 BadArgument');
  });

  it('changes and deletes messages of the bot, and nobody else', async () => {
    const sent = await send(help, 'Hello');
    const id = sent?.id ?? '';
    const at = `${help};messageid=${id}`;
    await bot.talk(at, (context) => context.updateActivity({ type: 'message', id, text: 'Hello all' }));
    expect(teams.look.transcript(help)).to.deep.equal(['Firstline: Hello all (edited)']);
    await bot.talk(at, (context) => context.deleteActivity(id));
    expect(teams.look.transcript(help)).to.deep.equal(['Firstline: This message has been deleted.']);
    const change = (activity: string) =>
      refused(
        bot.talk(help, (context) => context.updateActivity({ type: 'message', id: activity, text: 'x' })),
      );
    expect(await change(id)).to.equal('404 ActivityNotFoundInConversation');
    expect(await change('1')).to.equal('404 ActivityNotFoundInConversation');
    const post = teams.people.mention(vera, help, 'Mine');
    expect(await change(post.id)).to.equal('403 NotEnoughPermissions');
    expect(await refused(bot.talk(help, (context) => context.deleteActivity(post.id)))).to.equal(
      '403 NotEnoughPermissions',
    );
  });

  it('does not let the bot in where it is not, or not any more', async () => {
    const closed = teams.world.addChat([vera], { bot: false });
    expect(await refused(send(closed, 'Hello'))).to.equal('403 BotNotInConversationRoster');
    expect(await refused(send('19:nowhere@thread.v2', 'Hello'))).to.equal('404 ConversationNotFound');
    teams.people.removeBot(vera, help);
    expect(await refused(send(help, 'Hello'))).to.equal('403 BotNotInConversationRoster');
    teams.people.addBot(vera, help);
    await send(help, 'Back');
    teams.people.deleteChannel(help);
    expect(await refused(send(help, 'Hello'))).to.equal('404 ConversationNotFound');
  });

  it('does not bring anything to a person who has blocked the bot', async () => {
    const place = teams.world.personal(vera);
    teams.world.setBlocked(vera, true);
    expect(await refused(send(place, 'Hello'))).to.equal('403 ConversationBlockedByUser');
    teams.world.setBlocked(vera, false);
    await send(place, 'Hello');
    expect(teams.look.transcript(place)).to.deep.equal(['Firstline: Hello']);
  });

  it('takes typing, leaves no line of it, and takes no other kind of activity', async () => {
    await send(help, { type: 'typing' });
    expect(teams.look.typing(help)).to.equal(1);
    expect(teams.look.messages(help)).to.deep.equal([]);
    expect(await refused(send(help, { type: 'event', name: 'x', text: 'Hello' }))).to.equal('400 BadSyntax');
    expect(await refused(send(help, { type: 'message' }))).to.equal('400 BadSyntax');
  });

  it('takes JSON only, and only under the address of its tenant', async () => {
    const authorization = `Bearer ${await fetchToken(teams)}`;
    const path = `v3/conversations/${encodeURIComponent(help)}/activities`;
    const post = async (url: string, type: string) => {
      const body = JSON.stringify({ type: 'message', text: 'Hello' });
      const response = await fetch(url, {
        method: 'POST',
        headers: { authorization, 'content-type': type },
        body,
      });
      return response.status;
    };
    expect(await post(`${teams.serviceUrl}${path}`, 'application/json')).to.equal(201);
    expect(await post(`${teams.serviceUrl}${path}`, 'text/plain')).to.equal(415);
    const elsewhere = teams.serviceUrl.replace(teams.tenantId, teams.otherTenantId);
    expect(await post(`${elsewhere}${path}`, 'application/json')).to.equal(404);
  });

  it('answers nonsense in the path as it answers what is not there', async () => {
    const authorization = `Bearer ${await fetchToken(teams)}`;
    const response = await fetch(`${teams.serviceUrl}v3/conversations/%E0%A4%A/members`, {
      headers: { authorization },
    });
    expect(response.status).to.equal(404);
  });

  it('is one of several in a process: what happens in one is not seen in another', async () => {
    const other = await startFakeTeams({ seed: 2 });
    const second = await startBot(other);
    const carl = other.world.addPerson('Carl', { personal: true });
    await second.talk(other.world.personal(carl), (context) => context.sendActivity('Hello Carl'));
    await send(help, 'Hello here');
    expect(other.look.posted().map(({ text }) => text)).to.deep.equal(['Hello Carl']);
    expect(teams.look.posted().map(({ text }) => text)).to.deep.equal(['Hello here']);
    expect(other.appId).to.not.equal(teams.appId);
    await second.stop();
    await other.stop();
  });

  it('makes the same ids from the same seed', async () => {
    const other = await startFakeTeams();
    const person = other.world.addPerson('Vera', { personal: true });
    expect([other.appId, other.tenantId, other.appPassword]).to.deep.equal([
      teams.appId,
      teams.tenantId,
      teams.appPassword,
    ]);
    expect(person).to.equal(vera);
    await other.stop();
  });

  it('gives a message an id that another conversation may have as well', async () => {
    const still = await startFakeTeams({ now: () => 1_790_000_000_000 });
    const echo = await startBot(still);
    const one = still.world.addPerson('One', { personal: true });
    const two = still.world.addPerson('Two', { personal: true });
    const ids = [still.people.dm(one, 'a').id, still.people.dm(two, 'b').id, still.people.dm(one, 'c').id];
    await still.deliveries.settled();
    expect(ids).to.deep.equal(['1790000000000', '1790000000000', '1790000000001']);
    expect(new Set(echo.heard.filter(isObject).map(({ id }) => textOf(id))).size).to.equal(2);
    await echo.stop();
    await still.stop();
  });
});
