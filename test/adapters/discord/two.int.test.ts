import { expect } from 'chai';
import type { OtherBot } from '../../support/discord/surface.js';
import { type Office, openOffice } from './office.js';
import { openStage, type Stage, until } from './stage.js';

const QUESTION = 'how do I connect to the VPN?';

describe('two Firstlines on one server, with one help channel and one desk', function () {
  this.timeout(60_000);
  let office: Office;
  let other: OtherBot;
  let second: Stage;

  before(async () => {
    office = await openOffice();
    const { discord, desk, help, ana, staffRole } = office;
    other = await discord.addBot('second-line');
    discord.world.setOverwrites(desk, [
      { id: discord.guildId, deny: ['ViewChannel'] },
      ...[staffRole, discord.botUser, other.botUser].map((id) => ({ id, allow: ['ViewChannel' as const] })),
    ]);
    second = await openStage(other, {
      yaml: [
        'desk:',
        `  place: discord:${discord.guildId}/${desk}`,
        `  people: [{ id: ana, name: Ana Weber, handles: { discord: "${ana}" } }]`,
        'outbox: { first-retry: 20ms, longest-retry: 200ms }',
        `discord: { help-channels: [{ channel: "${help}" }] }`,
      ].join('\n'),
    });
    await other.gateway.connected();
    await quiet();
  });
  after(async () => {
    await second.close();
    await office.close();
  });

  /** Both have heard everything, and neither has anything to say. */
  async function quiet(): Promise<void> {
    const calls = () => office.discord.look.calls.length + other.look.calls.length;
    for (let calm = 0, before = -1; calm < 6; before = calls()) {
      await Promise.all([office.quiet(), other.deliveries.settled()]);
      const response = await fetch(`http://127.0.0.1:${second.firstline.port}/metrics`);
      const waits = /^firstline_outbox_effects (\d+)$/m.exec(await response.text())?.[1] !== '0';
      calm = waits || calls() !== before ? 0 : calm + 1;
    }
  }
  const said = () => [office.discord.look.posted().length, other.look.posted().length];

  it('answer a question once each, and never each other', async () => {
    const { discord, help, vera } = office;
    const { id } = discord.people.say(vera, help, QUESTION);
    await until(() => said().every((count) => count > 0));
    await quiet();
    expect(said()).to.deep.equal([1, 1]);
    expect(discord.look.transcript(id).map((line) => line.split(':')[0])).to.have.members([
      'Vera',
      'firstline',
      'second-line',
    ]);
  });

  it('leave each other’s cases alone: replies, follow-ups, edits, reactions, buttons and mistyped commands', async () => {
    const { discord, general, vera, ana } = office;
    const { people } = discord;
    const [, before = 0] = said();
    const { id } = people.mention(vera, general, 'my chair is broken');
    await quiet();
    const thread = office.opening(1).id;
    const reply = people.say(ana, thread, 'Which chair is it?');
    await quiet();
    const more = people.say(vera, id, 'the one by the window');
    people.edit(reply, 'Which chair was it?');
    people.react(vera, more, '🎉');
    people.say(ana, thread, '!nonsense');
    await quiet();
    await office.press(ana, office.desk, 'Resolve');
    await quiet();
    expect(discord.look.transcript(id)).to.include('Ana Weber: Which chair was it? (edited)');
    expect(discord.look.transcript(thread).filter((line) => line.includes('!nonsense'))).to.have.lengthOf(2);
    expect(said()[1]).to.equal(before);
  });

  it('answer neither other bots nor webhooks, whoever these mention', async () => {
    const { discord, help, general, vera } = office;
    const robot = discord.world.addUser('robot', { bot: true });
    const { id } = discord.people.mention(vera, general, QUESTION);
    await quiet();
    const before = said();
    for (const place of [help, general, id]) {
      discord.people.say(robot, place, `<@${discord.botUser}> <@${other.botUser}> ${QUESTION}`);
    }
    for (const channel of [help, general]) {
      const hook = discord.world.addWebhook(channel, 'News');
      const { token } = discord.world.webhooks(channel).find((one) => one.id === hook) ?? {};
      const response = await fetch(`${discord.apiUrl}/v10/webhooks/${hook}/${token}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ content: `<@${discord.botUser}> <@${other.botUser}> ${QUESTION}` }),
      });
      expect(response.status).to.equal(204);
    }
    await quiet();
    expect(said()).to.deep.equal(before);
  });
});
