import { expect } from 'chai';
import { FaultStage, QUESTION } from './fault-stage.js';
import { until } from './stage.js';

const ANSWER = 'Open the VPN client';
const unheard = true;

describe('what was said in Slack while the bot was away', function () {
  this.timeout(30_000);
  let stage: FaultStage;
  beforeEach(async () => {
    stage = await FaultStage.open();
  });
  afterEach(() => stage.close());

  const sweeps = (): number => stage.told.filter((line) => line.startsWith('caught up')).length;
  const swept = (count: number): Promise<void> => until(() => sweeps() >= count);

  it('is answered in direct messages, also in the first one ever and in a thread of an older message', async () => {
    const { slack, vera } = stage;
    slack.people.dm(vera, QUESTION);
    await until(() => stage.said(ANSWER, stage.dm) === 1);
    const wren = slack.workspace.addUser('wren');
    const [first] = slack.look.messages(stage.dm);
    await stage.away(() => {
      slack.people.dm(wren, QUESTION, { unheard });
      slack.people.say(vera, stage.dm, QUESTION, { unheard, thread: first?.ts ?? '' });
    });
    await until(
      () => stage.said(ANSWER, slack.workspace.dm(wren)) === 1 && stage.said(ANSWER, stage.dm) === 2,
    );
  });

  it('is answered in help channels, by mention elsewhere, and in the threads that it takes part in', async () => {
    const { slack, vera, help, general } = stage;
    const old = slack.people.say(vera, general, 'the weather is fine');
    const asked = slack.people.mention(vera, general, QUESTION);
    await until(() => stage.said(ANSWER, general) === 1);
    await stage.away(() => {
      slack.people.say(vera, help, QUESTION, { unheard });
      slack.people.mention(vera, general, QUESTION, { unheard });
      slack.people.mention(vera, general, QUESTION, { unheard, thread: old.ts });
      slack.people.say(vera, general, QUESTION, { unheard, thread: asked.ts });
      slack.people.say(vera, general, 'and nobody asked the bot this', { unheard });
    });
    await until(() => stage.said(ANSWER, help) === 1 && stage.said(ANSWER, general) === 4);
    await swept(2);
    expect(stage.texts(general, old.ts)).to.have.length(3);
    expect(stage.texts(general, asked.ts)).to.have.length(4);
  });

  it('goes on at the desk: replies and edits in the threads of open cases, also far up the channel', async () => {
    const { slack, vera, ana, desk } = stage;
    slack.people.dm(vera, 'human');
    await until(() => stage.caseThread !== '');
    const thread = stage.caseThread;
    const reply = slack.people.say(ana, desk, 'Which one is it?', { thread });
    await until(() => stage.texts(stage.dm).some((text) => text.includes('Which one is it?')));
    for (let n = 0; n < 210; n++) slack.people.say(ana, desk, `chatter ${n}`, { unheard });
    await stage.away(() => {
      slack.people.say(ana, desk, 'The one on the left?', { thread, unheard });
      slack.people.dm(vera, 'the left one', { unheard });
    });
    await until(() => stage.texts(stage.dm).some((text) => text.includes('The one on the left?')));
    await until(() => stage.texts(desk, thread).some((text) => text.includes('the left one')));
    await stage.away(() => {
      slack.faults.clear();
      // Told to nobody: as if its event had been lost.
      slack.deliverTo({ requestUrl: 'http://127.0.0.1:9/slack/events' });
      slack.people.edit(reply, 'Which printer is it?');
    });
    await until(() => stage.texts(stage.dm).some((text) => text.includes('Which printer is it?')));
    expect(stage.said('The one on the left?', stage.dm)).to.equal(1);
  });

  it('is read from a mark that survives restarts, and nothing is handled twice', async () => {
    const { slack, vera } = stage;
    slack.people.dm(vera, QUESTION);
    await until(() => stage.said(ANSWER) === 1);
    await swept(1);
    for (let round = 2; round < 5; round++) {
      await stage.away(() => {});
      await swept(round);
    }
    expect(stage.said(ANSWER)).to.equal(1);
  });

  it('is found by a sweep that failed half-way, once it is repeated; the rest does not wait for that', async () => {
    const { slack, vera, ana, desk } = stage;
    slack.people.dm(vera, 'human');
    await until(() => stage.caseThread !== '');
    const wren = slack.workspace.addUser('wren');
    await stage.away(() => {
      slack.people.say(ana, desk, 'Which one is it?', { thread: stage.caseThread, unheard });
      slack.people.say(wren, stage.help, QUESTION, { unheard });
      // Nobody can say whether Ana is staff: her reply cannot be taken in.
      slack.faults.add({ method: 'conversations.members', channel: desk, kind: 'error-500', times: 4 });
    });
    await until(() => stage.said(ANSWER, stage.help) === 1);
    expect(stage.said('Which one is it?', stage.dm)).to.equal(0);
    await until(() => stage.said('Which one is it?', stage.dm) === 1, 12_000);
  });

  it('is read at the pace that Slack allows', async () => {
    await stage.close();
    // Twenty times faster than the real limits; seventy direct messages are more than a minute takes.
    stage = await FaultStage.open({ rates: { tiers: [20, 20, 50, 100], speed: 20 } });
    const { slack } = stage;
    const users = Array.from({ length: 70 }, (_each, n) => slack.workspace.addUser(`asker${n}`));
    await stage.away(() => {
      for (const user of users) slack.people.dm(user, QUESTION, { unheard });
    });
    await until(() => stage.said(ANSWER) === users.length, 25_000);
    const refused = slack.look.calls.filter(
      ({ method, error }) => method === 'conversations.history' && error === 'ratelimited',
    ).length;
    expect(refused).to.be.lessThan(users.length / 4);
  });

  it('does not hold up a stop: a sweep that Slack does not answer ends at once', async () => {
    const { slack } = stage;
    await stage.down();
    slack.faults.add({ method: 'conversations.history', kind: 'hang', times: Number.POSITIVE_INFINITY });
    slack.people.dm(stage.vera, QUESTION, { unheard });
    await stage.up();
    await until(() => slack.look.calls.at(-1)?.method === 'conversations.history');
    const began = performance.now();
    await stage.down();
    expect(performance.now() - began).to.be.lessThan(2_000);
    slack.faults.clear();
    await stage.up();
    await until(() => stage.said(ANSWER) === 1);
  });
});
