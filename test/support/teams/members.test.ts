import { TeamsInfo, type TurnContext } from 'botbuilder';
import { expect } from 'chai';
import { type Bot, connectorOf, refused, startBot } from './bots.js';
import { startFakeTeams } from './fake-teams.js';
import type { FakeTeams } from './surface.js';

describe('the fake Teams, its members', () => {
  let teams: FakeTeams;
  let bot: Bot;
  let vera: string;
  let gus: string;
  let team: string;
  let help: string;

  beforeEach(async () => {
    teams = await startFakeTeams({ rates: 'off' });
    bot = await startBot(teams);
    vera = teams.world.addPerson('Vera Vole', { personal: true });
    gus = teams.world.addPerson('Gus Guest', { guest: true });
    team = teams.world.addTeam('IT', { people: [vera, gus] });
    help = teams.world.addChannel(team, 'Help');
  });

  afterEach(async () => {
    await teams.deliveries.settled();
    await bot.stop();
    await teams.stop();
  });

  const inHelp = <T>(act: (context: TurnContext) => Promise<T>) => bot.talk(help, act);

  it('tells guests from members, by role and by tenant', async () => {
    const members = await inHelp((context) => TeamsInfo.getPagedMembers(context));
    const roles = members.members.map(
      ({ name, userRole, tenantId }) => `${name} ${userRole} ${tenantId === teams.tenantId}`,
    );
    expect(roles).to.deep.equal(['Vera Vole user true', 'Gus Guest guest false']);
  });

  it('knows people of another organisation in a shared channel, who are no guests', async () => {
    const otto = teams.world.addPerson('Otto Other', { tenantId: teams.otherTenantId });
    const shared = teams.world.addChannel(team, 'Shared', { type: 'shared', people: [vera, otto] });
    const members = await bot.talk(shared, (context) => TeamsInfo.getPagedMembers(context));
    expect(members.members.map(({ name, userRole, tenantId }) => [name, userRole, tenantId])).to.deep.equal([
      ['Vera Vole', 'user', teams.tenantId],
      ['Otto Other', 'user', teams.otherTenantId],
    ]);
    expect(() => teams.people.say(gus, shared, 'Hello')).to.throw('is not in');
    expect(() => teams.people.say(otto, help, 'Hello')).to.throw('is not in');
  });

  it('finds one member by either id, and nobody who is not there', async () => {
    const { aadId } = teams.world.person(vera);
    const one = await inHelp((context) => TeamsInfo.getMember(context, vera));
    expect(one).to.deep.include({ id: vera, aadObjectId: aadId, givenName: 'Vera', surname: 'Vole' });
    expect((await inHelp((context) => TeamsInfo.getMember(context, aadId))).id).to.equal(vera);
    const stranger = teams.world.addPerson('Stranger');
    expect(await refused(inHelp((context) => TeamsInfo.getMember(context, stranger)))).to.equal(
      '404 MemberNotFoundInConversation',
    );
    teams.people.leave(vera, help);
    expect(await refused(inHelp((context) => TeamsInfo.getMember(context, vera)))).to.equal(
      '404 MemberNotFoundInConversation',
    );
  });

  it('gives members in pages of fifty at least', async () => {
    for (let i = 0; i < 60; i++) teams.people.join(teams.world.addPerson(`P${i}`), help);
    const first = await inHelp((context) => TeamsInfo.getPagedMembers(context, 10));
    expect(first.members).to.have.length(50);
    const rest = await inHelp((context) => TeamsInfo.getPagedMembers(context, 10, first.continuationToken));
    expect(rest.members).to.have.length(12);
    expect(rest.continuationToken).to.equal(undefined);
    const all = await inHelp((context) =>
      connectorOf(bot, context).conversations.getConversationMembers(help),
    );
    expect(all).to.have.length(62);
    await teams.deliveries.settled();
  });

  it('names the team and its channels, the general one without a name', async () => {
    const details = await inHelp((context) => TeamsInfo.getTeamDetails(context, team));
    expect(details).to.deep.include({ id: team, name: 'IT', channelCount: 2, memberCount: 2 });
    const channels = await inHelp((context) => TeamsInfo.getTeamChannels(context, team));
    expect(channels.map(({ id, name }) => [id, name])).to.deep.equal([
      [team, undefined],
      [help, 'Help'],
    ]);
    teams.people.removeBot(vera, help);
    await teams.deliveries.settled();
    expect(await refused(inHelp((context) => TeamsInfo.getTeamDetails(context, team)))).to.equal(
      '403 BotNotInConversationRoster',
    );
  });
});
