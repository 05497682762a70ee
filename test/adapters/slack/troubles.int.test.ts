import { expect } from 'chai';
import { ALL_SCOPES } from '../../support/slack/scopes.js';
import { type Office, openOffice } from './office.js';
import { until } from './stage.js';

describe('troubles with Slack', function () {
  this.timeout(30_000);
  let office: Office;
  beforeEach(async () => {
    office = await openOffice();
  });
  afterEach(() => office.close());

  const direct = (user: string): readonly string[] =>
    office.slack.look.transcript(office.slack.workspace.dm(user));
  async function health(): Promise<string> {
    const response = await fetch(`http://127.0.0.1:${office.stage.firstline.port}/healthz`);
    return await response.text();
  }
  async function healthSays(words: RegExp): Promise<void> {
    const end = Date.now() + 5_000;
    for (let said = ''; !words.test(said); ) {
      said = await health();
      if (Date.now() > end) throw new Error(`Health says ${said}, not ${words}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
  /** Time passes until the timer of a case is due. */
  async function laterBy(ms: number): Promise<void> {
    office.later += ms;
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    await office.quiet();
  }

  it('waits while its token is revoked, says so, and goes on when it is valid again', async () => {
    const { slack } = office;
    const eva = office.person('Eva');
    slack.workspace.setToken('revoked');
    slack.people.dm(eva, 'how do I connect to the VPN?');
    await slack.deliveries.settled();
    await healthSays(/token was revoked/);
    expect(direct(eva)).to.have.lengthOf(1);
    slack.workspace.setToken('valid');
    await until(() => direct(eva).length > 1, 15_000);
    expect(direct(eva)[1]).to.match(/^Firstline: Connect to the VPN/);
    await healthSays(/^(?!.*revoked)/);
  });

  it('survives that the app is uninstalled and installed again', async () => {
    const { slack } = office;
    const eva = office.person('Eva');
    await office.dm(eva, 'hello');
    slack.people.uninstall();
    await healthSays(/uninstalled/);
    slack.workspace.setToken('valid');
    expect(await office.dm(eva, 'how do I connect to the VPN?')).to.have.lengthOf(1);
    await healthSays(/^(?!.*uninstalled)/);
  });

  it('names the permission that it lacks, and delivers when it has it', async () => {
    const { slack, ana, desk } = office;
    const eva = office.person('Eva');
    await office.dm(eva, 'my chair is broken');
    slack.workspace.setScopes(ALL_SCOPES.filter((scope) => scope !== 'chat:write.customize'));
    slack.people.say(ana, desk, 'I come at nine', { thread: office.opening(1).ts });
    await healthSays(/lacks a permission.*chat:write\.customize/);
    expect(direct(eva)).to.have.lengthOf(2);
    slack.workspace.setScopes(ALL_SCOPES);
    await office.quiet();
    expect(direct(eva).at(-1)).to.equal('Ana Weber: I come at nine');
    expect(office.thread(1)[0]).to.equal('Ana: I come at nine {white_check_mark ×1}');
    await healthSays(/^(?!.*permission)/);
  });

  it('goes on saying which permission it lacks while other things work', async () => {
    const { slack, ana, desk } = office;
    const eva = office.person('Eva');
    await office.dm(eva, 'my chair is broken');
    slack.workspace.setScopes(ALL_SCOPES.filter((scope) => scope !== 'reactions:write'));
    slack.people.say(ana, desk, 'I come at nine', { thread: office.opening(1).ts });
    await healthSays(/reactions:write/);
    slack.people.dm(eva, 'thank you very much for that');
    await until(() => office.thread(1).some((line) => line.startsWith('Eva: thank you')));
    await healthSays(/reactions:write/);
    slack.workspace.setScopes(ALL_SCOPES);
    await office.quiet();
    await healthSays(/^(?!.*reactions)/);
  });

  for (const [trouble, breaks, mends, words] of [
    [
      'is archived',
      ({ slack, ana, desk }: Office) => slack.people.archive(ana, desk),
      ({ slack, ana, desk }: Office) => slack.people.unarchive(ana, desk),
      /desk channel was archived/,
    ],
    [
      'loses the bot',
      ({ slack, ana, desk }: Office) => slack.people.removeBot(ana, desk),
      ({ slack, ana, desk }: Office) => slack.people.inviteBot(ana, desk),
      /removed from the desk channel/,
    ],
  ] as const) {
    it(`keeps the cases of a desk whose channel ${trouble}, tells their askers, and opens them later`, async () => {
      const { slack } = office;
      const eva = office.person('Eva');
      breaks(office);
      await slack.deliveries.settled();
      await healthSays(words);
      await office.dm(eva, 'my chair is broken');
      slack.people.dm(eva, 'it has three legs');
      await office.quiet();
      expect(direct(eva).filter((line) => line.startsWith('Firstline'))).to.deep.equal([
        'Firstline: I am asking Ana Weber. Your question is with them as #1; the reply comes here.',
        'Firstline: I cannot reach the desk at the moment and keep trying. Your messages are kept, and passed on as soon as I can.',
      ]);
      mends(office);
      await laterBy(6 * 60_000);
      expect(direct(eva).at(-1)).to.equal(
        'Firstline: The desk can be reached again and has your messages now.',
      );
      expect(office.thread(1)).to.deep.equal(['Eva: it has three legs']);
      await healthSays(/^(?!.*(archived|removed))/);
    });
  }

  it('tells the writer of a reply why it did not arrive', async () => {
    const { slack, vera, ana, desk } = office;
    const lamps = slack.workspace.addChannel('lamps', { members: [vera], kind: 'private' });
    const question = await office.mention(vera, lamps, 'my lamp flickers');
    slack.people.removeBot(vera, lamps);
    await office.say(ana, desk, 'Take mine', office.opening(1).ts);
    expect(office.thread(1)[0]).to.equal('Ana: Take mine {warning ×1}');
    expect(office.thread(1).at(-1)).to.match(
      /^Firstline: Not delivered: the channel does not exist, or the bot is not in it/,
    );
    slack.people.inviteBot(vera, lamps);
    await office.press(ana, desk, 'Retry', office.opening(1).ts);
    expect(slack.look.transcript(lamps, question.ts).at(-1)).to.equal('Ana Weber: Take mine');
  });

  it('loses no event while Slack fails to say who somebody is', async () => {
    const { slack, ana, desk } = office;
    const eva = office.person('Eva');
    slack.faults.add({ kind: 'error-500', method: 'users.info', times: 2 });
    await office.dm(eva, 'my chair is broken');
    expect(direct(eva)[1]).to.match(/^Firstline: I am asking Ana Weber/);
    office.later += 60_000; // what is known of staff has run out
    slack.faults.add({ kind: 'error-503', method: 'conversations.members', times: 1 });
    slack.faults.add({ kind: { error: 'internal_error' }, method: 'conversations.members', times: 1 });
    slack.people.say(ana, desk, 'I come at nine', { thread: office.opening(1).ts });
    const failed = () => slack.deliveries.all.at(-1)?.attempts.some(({ ok }) => !ok) ?? false;
    for (let n = 0; n < 3; n++) {
      await until(() => failed() || slack.look.counts()['conversations.members'] !== undefined);
      slack.deliveries.redeliverNow();
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await office.quiet();
    expect(direct(eva).at(-1)).to.equal('Ana Weber: I come at nine');
  });

  it('delivers once what Slack answered with errors, and what it took without an answer', async () => {
    const { slack } = office;
    const eva = office.person('Eva');
    for (const kind of [
      'error-500',
      'error-503',
      'drop',
      'rate-limit',
      'accept-then-500',
      'accept-then-drop',
    ] as const)
      slack.faults.add({ kind, method: 'chat.postMessage', retryAfter: 0, times: 1 });
    await office.dm(eva, 'how do I connect to the VPN?');
    expect(direct(eva)).to.have.lengthOf(2);
    await office.dm(eva, 'hello');
    expect(direct(eva)).to.have.lengthOf(4);
  });
});
