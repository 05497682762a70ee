import { expect } from 'chai';
import { type Office, openOffice, until } from './office.js';

const QUESTION = 'how do I connect to the VPN?';

describe('troubles with Discord', function () {
  this.timeout(30_000);
  let office: Office;
  afterEach(() => office.close());

  const direct = (user: string) => office.discord.look.transcript(office.discord.world.dm(user));
  async function healthSays(words: RegExp): Promise<void> {
    const end = Date.now() + 8_000;
    for (let said = ''; !words.test(said); ) {
      const response = await fetch(`http://127.0.0.1:${office.stage.firstline.port}/healthz`);
      said = await response.text();
      if (Date.now() > end) throw new Error(`Health says ${said}, not ${words}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  it('waits while its token is refused, says so, and goes on when it is valid again', async () => {
    office = await openOffice();
    const { discord, vera } = office;
    discord.people.dm(vera, QUESTION); // on its way already
    discord.world.setToken('invalid');
    await healthSays(/token/);
    discord.world.setToken('valid');
    await until(() => direct(vera).length === 2, 15_000);
    expect(direct(vera)[1]).to.contain('Connect to the VPN');
    await until(() => discord.gateway.ready > 0, 15_000);
    expect((await office.dm(vera, QUESTION))[0]).to.contain('Connect to the VPN');
  });

  it('goes on with direct messages and mentions where it may not read all, and says what is missing', async () => {
    office = await openOffice({ prepare: (discord) => discord.world.setIntents({ messageContent: false }) });
    const { vera, general, help, discord } = office;
    await healthSays(/Message Content Intent/);
    await discord.gateway.connected(); // five seconds lie between two identifies
    expect((await office.dm(vera, QUESTION))[0]).to.contain('Connect to the VPN');
    const { id } = await office.mention(vera, general, QUESTION);
    expect(discord.look.transcript(id)[1]).to.contain('Connect to the VPN');
    const unread = await office.say(vera, help, QUESTION);
    expect(discord.look.threads(help).map((one) => one.id)).to.not.include(unread.id);
  });

  it('shows the staff that direct messages are closed', async () => {
    office = await openOffice();
    const { discord, ana } = office;
    const moe = office.person('Moe');
    await office.dm(moe, 'my chair is broken');
    discord.world.closeDms(moe);
    await office.say(ana, office.opening(1).id, 'A new one is coming');
    expect(office.thread(1).join('\n')).to.contain(
      'Not delivered: this person takes no direct messages from the bot.',
    );
    discord.world.closeDms(moe, false);
    await office.press(ana, office.opening(1).id, 'Retry');
    expect(direct(moe).at(-1)).to.equal('firstline: **Ana Weber** / A new one is coming');
  });

  it('waits as long as Discord asks, without holding up others', async () => {
    office = await openOffice();
    const { discord, vera, liu } = office;
    discord.faults.add({
      kind: 'rate-limit',
      route: 'POST /channels/:channel/messages',
      channel: discord.world.dm(vera),
      retryAfter: 1,
    });
    const asked = Date.now();
    discord.people.dm(vera, QUESTION);
    discord.people.dm(liu, QUESTION);
    await until(() => direct(liu).length === 2, 900);
    await until(() => direct(vera).length === 2);
    expect(Date.now() - asked).to.be.at.least(1_000);
  });

  it('says everything, in order, within Discord’s limits', async () => {
    office = await openOffice({ fake: { rates: { speed: 5 } } });
    const { discord, ana } = office;
    const moe = office.person('Moe');
    await office.dm(moe, 'my chair is broken');
    const { id } = office.opening(1);
    const lines = Array.from({ length: 12 }, (_, n) => `line ${n}`);
    for (const line of lines) discord.people.say(ana, id, line);
    await until(() => direct(moe).at(-1)?.endsWith('line 11') ?? false, 20_000);
    const said = direct(moe).filter((line) => line.includes('line '));
    expect(said).to.deep.equal(lines.map((line) => `firstline: **Ana Weber** / ${line}`));
    const refused = discord.look.calls.filter(({ status }) => status === 429);
    expect(refused.length).to.be.below(discord.look.calls.length / 10);
  });

  for (const kind of ['accept-then-drop', 'accept-then-500'] as const) {
    it(`says once what may have arrived: ${kind}`, async () => {
      office = await openOffice();
      const { discord, vera, general, ana } = office;
      const routes = [
        'POST /channels/:channel/messages',
        'POST /webhooks/:webhook/:token',
        'POST /channels/:channel/messages/:message/threads',
      ];
      for (const route of routes) discord.faults.add({ kind, route });
      await office.dm(vera, QUESTION);
      expect(direct(vera)).to.have.lengthOf(2);
      const { id } = await office.mention(vera, general, 'my chair is broken');
      await office.quiet();
      const number = Number(/#(\d+)/.exec(discord.look.transcript(id).join('\n'))?.[1]);
      expect(discord.look.threads(office.desk)).to.have.lengthOf(1);
      await office.say(ana, office.opening(number).id, 'A new one is on its way');
      await office.quiet();
      const said = discord.look.transcript(id).filter((line) => line.includes('A new one'));
      expect(said).to.deep.equal(['Ana Weber: A new one is on its way']);
      expect(discord.faults.played[kind]).to.equal(3);
    });
  }

  it('opens one post where it does not know whether there is one', async () => {
    office = await openOffice({ desk: 'forum' });
    const { discord } = office;
    discord.faults.add({ kind: 'accept-then-drop', route: 'POST /channels/:channel/threads' });
    await office.dm(office.person('Moe'), 'my chair is broken');
    await office.quiet();
    expect(discord.look.threads(office.desk)).to.have.lengthOf(1);
    await office.press(office.ana, office.opening(1).id, 'Claim');
    expect(office.thread(1)).to.deep.equal(['firstline: Claimed by Ana Weber.']);
  });

  it('says things under a name above the words where it may have no webhook', async () => {
    office = await openOffice();
    const { discord, ana, vera, general } = office;
    discord.world.setOverwrites(general, [{ id: discord.botUser, deny: ['ManageWebhooks'] }]);
    const { id } = await office.mention(vera, general, 'my chair is broken');
    await office.say(ana, office.opening(1).id, 'A new one is on its way');
    expect(discord.look.transcript(id).at(-1)).to.equal('firstline: **Ana Weber** / A new one is on its way');
  });

  it('makes its webhook again where somebody deleted it', async () => {
    office = await openOffice();
    const { discord, ana, vera, general } = office;
    const { id } = await office.mention(vera, general, 'my chair is broken');
    await office.say(ana, office.opening(1).id, 'one');
    const [webhook] = discord.world.webhooks(general);
    await fetch(`${discord.apiUrl}/v10/webhooks/${webhook?.id}/${webhook?.token}`, { method: 'DELETE' });
    await office.say(ana, office.opening(1).id, 'two');
    expect(discord.look.transcript(id).slice(-2)).to.deep.equal(['Ana Weber: one', 'Ana Weber: two']);
  });

  it('brings an archived thread back, and shows that a locked one takes nothing', async () => {
    office = await openOffice();
    const { discord, ana, vera, general, staffRole } = office;
    const { id } = await office.mention(vera, general, 'my chair is broken');
    const opening = office.opening(1);
    discord.world.setRolePermissions(staffRole, ['ManageThreads']);
    discord.people.archive(ana, id);
    await office.say(ana, opening.id, 'one');
    expect(discord.look.transcript(id).at(-1)).to.equal('Ana Weber: one');
    discord.world.setOverwrites(general, [
      { id: discord.botUser, deny: ['ManageThreads', 'ManageWebhooks'] },
    ]);
    discord.people.archive(ana, id);
    discord.people.lock(ana, id);
    await office.stage.restart(); // the webhook is not remembered
    await office.say(ana, opening.id, 'two');
    expect(office.thread(1).join('\n')).to.match(
      /Not delivered: the thread is (archived and )?locked; unlock it\./,
    );
  });

  it('alarms the owner where the desk is gone', async () => {
    office = await openOffice();
    const { discord } = office;
    discord.world.deleteChannel(office.desk);
    await healthSays(/desk/);
    const [receipt] = await office.dm(office.person('Moe'), 'my chair is broken');
    expect(receipt).to.be.a('string');
    await until(() => direct(office.vera).length === 0);
  });

  it('starts without Discord, and is there when Discord is', async () => {
    office = await openOffice();
    const { discord, stage, vera } = office;
    discord.gateway.refuse(true);
    await stage.restart();
    discord.people.dm(vera, QUESTION);
    discord.gateway.refuse(false);
    await until(() => discord.gateway.ready > 0, 15_000);
    // A first direct message that nobody heard is not given back; the next one is heard.
    await office.dm(vera, QUESTION);
    expect(direct(vera).at(-1)).to.contain('Connect to the VPN');
  });
});
