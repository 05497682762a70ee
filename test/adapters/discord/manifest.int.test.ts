import { readdir, readFile } from 'node:fs/promises';
import { expect } from 'chai';
import { checkDiscord } from '../../../adapters/discord/doctor.js';
import { PERMISSION_NAMES } from '../../../adapters/discord/manifest.js';
import { INTENTS } from '../../../adapters/discord/setup.js';
import { EVERYONE } from '../../support/discord/permissions.js';
import type { FakeDiscord } from '../../support/discord/surface.js';
import { type Office, openOffice } from './office.js';

const sources = new URL('../../../adapters/discord/', import.meta.url);

/** What the bot may do comes from its invitation alone: people have their rights by a role, and not as everybody. */
function onlyInvited(discord: FakeDiscord): void {
  const { world, guildId } = discord;
  const member = world.addRole('member', { permissions: EVERYONE });
  world.setRolePermissions(guildId, []);
  world.setBotPermissions(PERMISSION_NAMES);
  for (const { user, roles } of world.guild().members.values())
    if (user !== discord.botUser) world.setRoles(user, [...roles, member]);
}

/** Calls that Discord refused because the bot may not do that, as `METHOD route code`. */
function forbidden({ look }: FakeDiscord): readonly string[] {
  return look.calls
    .filter(({ code }) => code === 50_001 || code === 50_013)
    .map(({ route, code }) => `${route} ${code}`);
}

describe('the bot with the permissions of its invitation and no others', function () {
  this.timeout(60_000);
  let office: Office;
  let forum: Office;

  before(async () => {
    office = await openOffice({ prepare: onlyInvited });
    forum = await openOffice({ desk: 'forum', prepare: onlyInvited });
  });
  after(async () => {
    await office.close();
    await forum.close();
  });

  it('asks, answers, relays, reacts, resolves, catches up and is examined', async () => {
    const { discord, vera, liu, ana, general, help, questions, desk, stage } = office;
    const { people, interact, look, world } = discord;
    const direct = world.dm(vera);
    await office.quiet();

    // A question that is taken back takes its answer with it.
    const asked = people.dm(vera, 'how do I connect to the VPN?');
    await office.quiet();
    people.delete(asked);
    await office.quiet();
    expect(look.transcript(direct)).to.deep.equal([]);

    // Answers everywhere: in a channel, a help channel, a forum, by both commands.
    const mention = await office.mention(vera, general, 'vpn does not work');
    expect(look.threads(general)).to.have.length(1);
    await office.say(vera, help, 'how do I connect to the VPN?');
    const post = people.newPost(vera, questions, 'VPN', 'how do I connect to the VPN?');
    await office.quiet();
    await office.press(vera, post, 'That helped');
    expect(world.channel(post).thread?.appliedTags).to.have.length(1);
    await interact.messageCommand(vera, mention, 'Ask Firstline');
    await office.quiet();
    world.closeDms(liu);
    await interact.slash(liu, general, 'ask', { question: 'how do I connect to the VPN?' });
    await office.quiet();
    expect(look.threads(general)).to.have.length(2);

    // A person takes over, who gets the words under the asker's name.
    await office.dm(vera, 'my chair is broken');
    await office.press(ana, desk, 'Claim');
    const blue = people.dm(vera, 'it is the blue one');
    await office.quiet();
    const thread = office.opening(1).id;
    const copied = look.posted(thread).at(-1);
    expect(copied?.persona?.name).to.equal('Vera');
    const said = await office.say(ana, thread, 'I bring you a new one');
    const copy = look.posted(direct).at(-1);
    expect(copy?.content).to.include('I bring you a new one');

    // Reactions and changes cross both ways, into a thread that has gone to sleep as well.
    people.react(vera, { channel: direct, id: copy?.id ?? '' }, '🎉');
    people.react(ana, { channel: thread, id: copied?.id ?? '' }, '👍');
    await office.quiet();
    people.unreact(vera, { channel: direct, id: copy?.id ?? '' }, '🎉');
    people.edit(said, 'I bring you a better one');
    await office.quiet();
    people.archive(world.guild().ownerId, thread);
    people.edit(blue, 'it is the red one');
    await office.quiet();
    expect(look.transcript(thread).join('\n')).to.include('it is the red one');
    people.delete(blue);
    await office.press(ana, desk, 'Resolve');
    await office.press(vera, direct, '5');
    const { modal } = await office.press(vera, direct, 'Add a comment');
    if (!modal) throw new Error('there is no form');
    await interact.submitModal(vera, modal, { comment: 'quick' });
    await interact.slash(vera, direct, 'cases');
    await office.quiet();

    // What was missed while the bot was away.
    await stage.restart(() => {
      people.newPost(liu, questions, 'Scanner', 'how do I set up a scanner?', { unheard: true });
      people.say(vera, direct, 'how do I set up a scanner?', { unheard: true });
    });
    await office.quiet();
    expect(look.transcript(direct).at(-1)).to.match(/^firstline: \*\*Set up a scanner/);

    const checks = await checkDiscord({
      variables: discord.env,
      config: {
        guilds: [],
        'help-channels': [{ channel: help, unsure: 'silent' }],
        forums: [{ channel: questions, unsure: 'silent', 'solved-tag': 'solved' }],
      },
      desk: `discord:${discord.guildId}/${desk}`,
      people: [{ id: 'ana', name: 'Ana Weber', handles: { discord: ana } }],
      name: 'Firstline',
    });
    expect(checks.filter(({ level }) => level !== 'ok')).to.deep.equal([]);
    await checkDiscord({
      variables: discord.env,
      config: { guilds: [], 'help-channels': [], forums: [] },
      desk: 'web',
      people: [],
      name: 'Firstline',
    });
  });

  it('works cases in a forum', async () => {
    const { discord, vera, ana } = forum;
    await forum.dm(vera, 'my chair is broken');
    const post = forum.opening(1).id;
    await forum.press(ana, post, 'Claim');
    await forum.dm(vera, 'it is the blue one');
    await forum.say(ana, post, 'I bring you a new one');
    await forum.press(ana, post, 'Resolve');
    expect(discord.look.transcript(discord.world.dm(vera)).join('\n')).to.include('I bring you a new one');
    await forum.stage.restart();
    await forum.quiet();
  });

  it('was refused nothing for want of a permission that it cannot do without', () => {
    // What a webhook said is tried as the bot's own first; the webhook takes it back then.
    const asBot = 'DELETE /channels/:channel/messages/:message 50013';
    expect(forbidden(office.discord)).to.deep.equal([asBot]);
    const byWebhook = office.discord.look.counts({ ok: true });
    expect(byWebhook).to.have.property('DELETE /webhooks/:webhook/:token/messages/:message', 1);
    expect(forbidden(forum.discord)).to.deep.equal([]);
  });

  it('used every permission of the invitation, and so none is superfluous', () => {
    const used = [office, forum].flatMap(({ discord }) => discord.look.usage().permissions);
    expect([...new Set(used)].sort()).to.deep.equal([...PERMISSION_NAMES].sort());
  });

  it('heard something by every intent that it asks for', () => {
    expect(office.discord.look.usage().intents).to.deep.equal([...INTENTS].sort());
  });

  it('called every address that the sources name', async () => {
    const named = new Set<string>();
    for (const file of await readdir(sources)) {
      const text = await readFile(new URL(file, sources), 'utf8');
      for (const [, path = ''] of text.matchAll(
        /[`'](\/(?:applications|channels|gateway|guilds|interactions|users|webhooks)\/[^`'\s?]*)/g,
      ))
        named.add(path.replaceAll(/\$\{[^}]*\}|@original/g, '*'));
    }
    const called = [office, forum].flatMap(({ discord }) =>
      discord.look.usage().routes.map((route) => route.replace(/^\w+ /, '').replaceAll(/:\w+/g, '*')),
    );
    const missing = [...named].filter((path) => {
      // Only where an answer takes its time: commit.int.test.ts calls it. It needs what sending needs.
      if (path === '/channels/*/typing') return false;
      // What ends with two parts goes on as its caller says.
      const isBegin = path.endsWith('**');
      return !called.some((one) => (isBegin ? one.startsWith(path.slice(0, -1)) : one === path));
    });
    expect(named).to.have.property('size').above(10);
    expect(missing).to.deep.equal([]);
  });
});
