import { expect } from 'chai';
import { createSandbox, type SinonSandbox } from 'sinon';
import { objectOf } from '../slack/json.js';
import { type Bot, startBot } from './bots.js';
import { startFakeTeams } from './fake-teams.js';
import type { FakeTeams } from './surface.js';

describe('the fake Teams, its deliveries', () => {
  let teams: FakeTeams;
  let bot: Bot;
  let vera: string;
  let turns: number;
  let turn: () => Promise<void>;
  let quiet: SinonSandbox;

  beforeEach(async () => {
    quiet = createSandbox();
    quiet.stub(console, 'error'); // the SDK prints what it refuses
    turns = 0;
    turn = async () => {};
    teams = await startFakeTeams({ timing: { answerMs: 1000, redeliverMs: [0, 20] } });
    bot = await startBot(teams, async () => {
      turns++;
      await turn();
    });
    vera = teams.world.addPerson('Vera', { personal: true });
  });

  afterEach(async () => {
    quiet.restore();
    await bot.stop();
    await teams.stop();
  });

  it('come again when the bot fails, as they were', async () => {
    turn = async () => {
      if (turns === 1) throw new Error('no commit');
    };
    teams.people.dm(vera, 'Hello');
    await teams.deliveries.settled();
    expect(teams.deliveries.all[0]?.attempts.map(({ status }) => status)).to.deep.equal([500, 200]);
    expect(bot.heard[1]).to.deep.equal(bot.heard[0]);
    expect(teams.deliveries.redeliveries).to.equal(1);
  });

  it('come again when the bot does not answer in time', async () => {
    turn = () => new Promise((resolve) => setTimeout(resolve, turns === 1 ? 1500 : 0));
    teams.people.dm(vera, 'Hello');
    await teams.deliveries.settled();
    const attempts = teams.deliveries.all[0]?.attempts ?? [];
    expect(attempts[0]?.problem).to.equal('no answer in time');
    expect(attempts.at(-1)?.ok).to.equal(true);
    expect(turns).to.be.greaterThan(1);
  });

  it('are lost when the bot fails every time, and when it says no', async () => {
    turn = async () => {
      throw new Error('no commit');
    };
    teams.people.dm(vera, 'Hello');
    await teams.deliveries.settled();
    expect(teams.deliveries.lost.map(({ attempts }) => attempts.length)).to.deep.equal([3]);
    teams.deliverTo(`${teams.authUrl}/nobody`); // answers 404
    teams.people.dm(vera, 'Again');
    await teams.deliveries.settled();
    expect(teams.deliveries.lost.map(({ attempts }) => attempts.length)).to.deep.equal([3, 1]);
  });

  it('come again without a reason, when a test asks', async () => {
    teams.people.dm(vera, 'Hello');
    await teams.deliveries.settled();
    const [first] = teams.deliveries.all;
    if (first) await teams.deliveries.again(first, 3);
    expect(turns).to.equal(4);
  });

  it('are held back, and let go in another order', async () => {
    teams.deliveries.pause();
    teams.people.dm(vera, 'one');
    teams.people.dm(vera, 'two');
    expect(bot.heard).to.deep.equal([]);
    await teams.deliveries.settled(20).then(
      () => expect.fail('nothing was delivered'),
      (error: Error) => expect(error.message).to.match(/^2 activities are on their way after 20 ms/),
    );
    teams.deliveries.resume('reverse');
    await teams.deliveries.settled();
    expect(bot.heard.map(({ text }) => text)).to.deep.equal(['two', 'one']);
  });

  it('go wrong by chance, the same way for the same seed', async () => {
    const fates = async (seed: number) => {
      teams.deliveries.chaos({ seed, drop: 0.3, repeat: 0.3 });
      const before = teams.deliveries.all.length;
      for (let i = 0; i < 12; i++) {
        teams.people.dm(vera, `${i}`);
        await teams.deliveries.settled();
      }
      return teams.deliveries.all
        .slice(before)
        .map(({ attempts }) => attempts.map(({ status }) => status).join(' '));
    };
    const first = await fates(3);
    expect(await fates(3)).to.deep.equal(first);
    expect(await fates(4)).to.not.deep.equal(first);
    expect(first.filter((fate) => fate.startsWith('0'))).to.not.have.length(0);
    expect(first).to.include('200 200');
  });

  it('carry a token that the SDK checks: forged ones reach no turn', async () => {
    teams.people.dm(vera, 'Hello');
    await teams.deliveries.settled();
    const activity = teams.people.draft(vera, teams.world.personal(vera), 'Forged');
    const forgeries = [
      ...(['none', 'garbage', 'wrong-issuer', 'wrong-audience', 'unknown-key', 'expired'] as const),
      ...(['wrong-service-url', 'no-service-url', 'wrong-key', 'unsigned', 'not-yet'] as const),
    ];
    for (const token of forgeries) {
      const { status } = await teams.deliveries.forge(activity, { token });
      expect(status, token).to.be.oneOf([401, 500]); // the SDK throws for the last three: an adapter must say 401
    }
    expect(turns).to.equal(1);
    expect((await teams.deliveries.forge(activity)).status).to.equal(200);
    expect(turns).to.equal(2);
  });

  it("are forged in what they say, too: those are the adapter's to refuse", async () => {
    const activity = teams.people.draft(vera, teams.world.personal(vera), 'Forged');
    for (const wrong of ['no-service-url', 'unknown-tenant', 'other-channel', 'other-recipient'] as const) {
      await teams.deliveries.forge(activity, { activity: wrong });
    }
    const [bare, tenant, recipient] = bot.heard;
    expect(bare).to.not.have.property('serviceUrl');
    expect(objectOf(tenant?.conversation).tenantId).to.equal(teams.otherTenantId);
    expect(objectOf(recipient?.recipient).id).to.match(/^28:0{8}/);
    expect(bot.heard).to.have.length(3); // the key is endorsed for `msteams` only
    expect(teams.look.messages(teams.world.personal(vera))).to.deep.equal([]);
  });
});
