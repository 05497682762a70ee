import { expect } from 'chai';
import { REST, type RouteLike } from 'discord.js';
import { isObject, type JsonObject, objectOf, overTheWire } from '../slack/json.js';
import { startFakeDiscord } from './fake-discord.js';
import { refused } from './refused.js';
import type { FakeDiscord } from './surface.js';

describe('channels, accounts and limits of the fake Discord', () => {
  let discord: FakeDiscord;
  let rest: REST;
  let help: string;

  beforeEach(async () => {
    discord = await startFakeDiscord({ rates: 'off' });
    help = discord.world.addChannel('help');
    rest = new REST({ api: discord.apiUrl, version: '10', retries: 0, globalRequestsPerSecond: 10_000 });
    rest.setToken(discord.token);
  });

  afterEach(() => discord.stop());

  const get = async (route: RouteLike) => overTheWire(Object(await rest.get(route)));
  const names = (list: JsonObject) =>
    Object.values(list)
      .filter(isObject)
      .map(({ name }) => name);

  it('says who the bot is, and what the portal grants it', async () => {
    expect(await get('/users/@me')).to.include({ id: discord.botUser, username: 'firstline', bot: true });
    expect(await get('/oauth2/applications/@me')).to.include({ id: discord.applicationId });
    const flags = async () => Number((await get('/applications/@me')).flags);
    expect((await flags()) & (1 << 19)).not.to.equal(0);
    discord.world.setIntents({ messageContent: false });
    expect((await flags()) & (1 << 19)).to.equal(0);
    expect(names(await get('/users/@me/guilds'))).to.deep.equal(['Vole Games']);
    expect(await get('/gateway')).to.deep.equal({
      url: discord.apiUrl.replace('http', 'ws').replace('/api', ''),
    });
    expect(await refused(rest.get('/users/100000000000000000'))).to.equal('10013');
  });

  it('makes, changes and removes channels for a bot that may', async () => {
    const path = `/guilds/${discord.guildId}/channels` as const;
    expect(await refused(rest.post(path, { body: { name: 'desk' } }))).to.equal('50013');
    discord.world.setBotPermissions(['ManageChannels', 'ManageRoles', 'ManageWebhooks']);
    expect(await refused(rest.post(path, { body: { type: 99 } }))).to.equal(
      '50035 name[BASE_TYPE_REQUIRED] type[BASE_TYPE_CHOICES]',
    );
    const made = objectOf(await rest.post(path, { body: { name: 'Support Desk', topic: 'cases' } }));
    expect(made).to.include({ name: 'support-desk', topic: 'cases', type: 0 });
    const id = String(made.id);
    await rest.patch(`/channels/${id}`, { body: { name: 'desk' } });
    expect(names(await get(path))).to.deep.equal(['help', 'desk']);
    const vera = discord.world.addUser('vera');
    const body = { type: 1, deny: String(1n << 10n) };
    await rest.put(`/channels/${id}/permissions/${vera}`, { body });
    expect(discord.world.permissions(vera, id)).to.deep.equal([]);
    const hook = objectOf(await rest.post(`/channels/${id}/webhooks`, { body: { name: 'Relay' } }));
    await rest.patch(`/webhooks/${String(hook.id)}`, { body: { name: 'Carrier' } });
    expect(discord.world.webhooks(id).map(({ name }) => name)).to.deep.equal(['Carrier']);
    await rest.delete(`/channels/${id}`);
    expect(await refused(rest.get(`/channels/${id}`))).to.equal('10003');
    expect(await refused(rest.get(`/webhooks/${String(hook.id)}`))).to.equal('10015');
  });

  it('keeps the bot out of a guild that it was kicked from', async () => {
    discord.world.kickBot();
    expect(await refused(rest.get(`/channels/${help}`))).to.equal('50001');
    expect(await refused(rest.get(`/guilds/${discord.guildId}/roles`))).to.equal('10004');
  });

  it('keeps to a thousand active threads in a guild, and a thousand people in a thread', async () => {
    const { owner_id } = await get(`/guilds/${discord.guildId}`);
    const owner = String(owner_id);
    const thread = discord.people.newThread(owner, help, 'crowded');
    for (let i = 1; i < 1000; i++) discord.people.joinThread(discord.world.addUser(`user${i}`), thread);
    const late = discord.world.addUser('late');
    expect(await refused(rest.put(`/channels/${thread}/thread-members/${late}`))).to.equal('30033');
    for (let i = 1; i < 1000; i++) discord.people.newThread(owner, help, String(i));
    const open = () => rest.post(`/channels/${help}/threads`, { body: { name: 'one more', type: 11 } });
    expect(await refused(open())).to.equal('160006');
    discord.people.archive(owner, thread);
    expect(await open()).to.have.property('name', 'one more');
  });
});
