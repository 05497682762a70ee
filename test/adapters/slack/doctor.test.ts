import { expect } from 'chai';
import { checkSlack, type DoctorOptions } from '../../../adapters/slack/doctor.js';
import { SCOPES } from '../../../adapters/slack/manifest.js';
import { type Check, checkText } from '../../../src/core/check.js';
import { startFakeSlack } from '../../support/slack/fake-slack.js';
import type { FakeSlack } from '../../support/slack/surface.js';

describe('the doctor of Slack', () => {
  let slack: FakeSlack;
  let ana: string;
  let desk: string;
  let help: string;

  beforeEach(async () => {
    slack = await startFakeSlack({ rates: 'off', scopes: SCOPES });
    ana = slack.workspace.addUser('ana', { displayName: 'Ana' });
    desk = slack.workspace.addChannel('desk', { members: [ana], kind: 'private' });
    help = slack.workspace.addChannel('help-it');
  });
  afterEach(() => slack.stop());

  function run(options: Partial<DoctorOptions> & { readonly skew?: number } = {}): Promise<readonly Check[]> {
    const { skew = 0, ...rest } = options;
    return checkSlack({
      variables: slack.env,
      config: { 'help-channels': [{ channel: help, unsure: 'silent' }] },
      desk: `slack:${slack.teamId}/${desk}`,
      people: [{ id: 'ana', name: 'Ana Weber', handles: { slack: ana } }],
      origins: [],
      clock: { now: () => Date.now() + skew },
      ...rest,
    });
  }

  /** What is not well, as `level about: text fix`. */
  async function troubles(options: Parameters<typeof run>[0] = {}): Promise<readonly string[]> {
    const checks = await run(options);
    return checks
      .filter(({ level }) => level !== 'ok')
      .map(
        ({ level, about, text, fix }) => `${level} ${about}: ${text}${fix === undefined ? '' : ` ${fix}`}`,
      );
  }

  async function trouble(options: Parameters<typeof run>[0] = {}): Promise<string> {
    const found = await troubles(options);
    expect(found, found.join('\n')).to.have.length(1);
    return found[0] ?? '';
  }

  it('says of each thing that is well what it is', async () => {
    const checks = await run();
    expect(checks.map(({ level }) => level).filter((level) => level !== 'ok')).to.deep.equal([]);
    const text = checkText(checks);
    expect(text).to.include(`valid for @firstline in “Fake Workspace” (${slack.teamId})`);
    expect(text).to.include(`the bot is in #desk (${desk})`).and.include(`the bot is in #help-it (${help})`);
    expect(text).to.include(`Ana Weber (${ana}) is in the desk channel`);
    expect(text).to.match(/Everything is well\.$/);
    expect(checks.map(({ about }) => about)).to.deep.equal([
      'clock',
      'Slack bot token',
      'Slack scopes',
      'Slack Socket Mode',
      'desk channel',
      'help channel',
      'roster',
    ]);
  });

  it('posts nothing and changes nothing', async () => {
    await run();
    expect(slack.look.posted()).to.deep.equal([]);
    expect(slack.sockets.opened).to.equal(0);
    expect(Object.keys(slack.look.counts())).to.have.members([
      'api.test',
      'auth.test',
      'apps.connections.open',
      'bots.info',
      'conversations.info',
      'conversations.members',
      'users.info',
    ]);
  });

  it('is silent where Slack is not configured, and wonders at half a configuration', async () => {
    expect(await run({ variables: {} })).to.deep.equal([]);
    expect(await run({ variables: { SLACK_API_URL: slack.apiUrl } })).to.deep.equal([]);
    expect(await trouble({ variables: { SLACK_APP_TOKEN: slack.appToken } })).to.match(
      /^warning Slack: it is off/,
    );
  });

  it('tells a token of the wrong kind, without asking Slack', async () => {
    const variables = { ...slack.env, SLACK_BOT_TOKEN: slack.appToken };
    expect(await trouble({ variables })).to.match(/^failed Slack: SLACK_BOT_TOKEN is no bot token/);
    expect(slack.look.calls).to.deep.equal([]);
  });

  it('tells a token that is worth nothing, and what to do', async () => {
    for (const [state, words] of [
      ['invalid', 'OAuth & Permissions'],
      ['revoked', 'install the app again'],
      ['inactive', 'install the app again'],
    ] as const) {
      slack.workspace.setToken(state);
      expect(await trouble())
        .to.match(/^failed Slack bot token: /)
        .and.include(words);
    }
  });

  it('names the scopes that are missing, and where to put the manifest', async () => {
    slack.workspace.setScopes(SCOPES.filter((scope) => scope !== 'reactions:write' && scope !== 'commands'));
    expect(await trouble()).to.equal(
      'failed Slack scopes: commands, reactions:write are not granted. Put what `firstline manifest slack` prints on the page “App Manifest” of the app, and install it again.',
    );
  });

  it('tells an app token that cannot open a connection', async () => {
    slack.workspace.setToken('revoked', 'app');
    expect(await trouble()).to.match(/^failed Slack Socket Mode: SLACK_APP_TOKEN is not valid/);
    slack.workspace.setToken('valid', 'app');
    slack.faults.add({ kind: { error: 'missing_scope' }, method: 'apps.connections.open' });
    expect(await trouble()).to.include('lacks the scope connections:write');
  });

  it('tells that the two tokens are of two apps', async () => {
    // The bot is another app's from now on; the app token stays what it was.
    Object.assign(slack.workspace, { appId: 'A0THERAPP' });
    expect(await trouble()).to.equal(
      `failed Slack Socket Mode: SLACK_APP_TOKEN belongs to the app ${slack.appId} and SLACK_BOT_TOKEN to A0THERAPP, so nothing would arrive. Take both from the pages of one app.`,
    );
  });

  it('says over HTTP what cannot be checked from here', async () => {
    slack.deliverTo({ requestUrl: 'http://127.0.0.1:1/' });
    const found = await trouble({ origins: ['https://help.example.com'] });
    expect(found)
      .to.match(/^warning Slack over HTTP: /)
      .and.include('cannot be checked from here');
    expect(found).to.include('https://help.example.com/slack/events');
    expect(await trouble()).to.include('https://YOUR-HOST/slack/events');
  });

  it('fails over HTTP where the clock is off by more than five minutes, and warns before', async () => {
    expect(await troubles({ skew: 60_000 })).to.deep.equal([]);
    expect(await trouble({ skew: -6 * 60_000 })).to.match(/^warning clock: .* differ by 3(59|60|61) s/);
    slack.deliverTo({ requestUrl: 'http://127.0.0.1:1/' });
    const [clock] = await troubles({ skew: 6 * 60_000 });
    expect(clock).to.match(/^failed clock: .*signatures.*NTP/);
    const [near] = await troubles({ skew: 3 * 60_000 });
    expect(near).to.match(/^warning clock: /);
  });

  it('stops at a Slack that cannot be reached', async () => {
    const variables = { ...slack.env, SLACK_API_URL: 'http://127.0.0.1:1/api/' };
    expect(await trouble({ variables })).to.match(
      /^failed Slack: http:\/\/127\.0\.0\.1:1\/api\/ cannot be reached/,
    );
  });

  it('tells a desk in another workspace than the token’s', async () => {
    expect(await trouble({ desk: `slack:T0THER/${desk}` })).to.equal(
      `failed desk channel: desk.place is in the workspace T0THER, but the token is of ${slack.teamId}. Write desk.place: slack:${slack.teamId}/${desk} if the channel is there.`,
    );
  });

  it('tells where the bot has to be invited to', async () => {
    const away = slack.workspace.addChannel('away', { bot: false });
    const hidden = slack.workspace.addChannel('hidden', { bot: false, kind: 'private' });
    const found = await troubles({
      config: {
        'help-channels': [
          { channel: away, unsure: 'silent' },
          { channel: hidden, unsure: 'silent' },
        ],
      },
    });
    expect(found).to.deep.equal([
      `failed help channel: the bot is not in #away (${away}). Write /invite @firstline in it.`,
      `failed help channel: ${hidden} does not exist, or it is private and the bot is not in it. Write /invite @firstline in it. Its id is at the end of “About” in the channel’s details.`,
    ]);
  });

  it('tells an archived channel', async () => {
    slack.people.archive(ana, desk);
    expect((await troubles())[0]).to.match(/^failed desk channel: #desk \(C\w+\) is archived/);
  });

  it('warns of a desk that others can join or read', async () => {
    const open = slack.workspace.addChannel('open', { members: [ana], shared: true });
    const found = await troubles({ desk: `slack:${slack.teamId}/${open}` });
    expect(found).to.have.length(2);
    expect(found.join('\n')).to.include('another organisation').and.include('every member of the workspace');
  });

  it('tells who of the roster cannot be staff, and why', async () => {
    const guest = slack.workspace.addUser('gus', { kind: 'guest' });
    const left = slack.workspace.addUser('lea', { deleted: true });
    const far = slack.workspace.addUser('fay', { kind: 'stranger' });
    const away = slack.workspace.addUser('bo');
    const people = [
      ['gus', guest],
      ['lea', left],
      ['fay', far],
      ['bot', slack.botUser],
      ['bo', away],
      ['nobody', 'U0NOBODY'],
      ['web', undefined],
    ].map(([name = '', user]) => ({ id: name, name, handles: user === undefined ? {} : { slack: user } }));
    const found = await troubles({ people });
    expect(found.map((line) => line.replace(/ \([UW]\w+\)/, ''))).to.deep.equal([
      'failed roster: gus is a guest and cannot act as staff. Take them off the roster, or give them a full account.',
      'failed roster: lea is deactivated and cannot act as staff. Take them off the roster, or give them a full account.',
      'failed roster: fay is of another organisation and cannot act as staff. Take them off the roster, or give them a full account.',
      'failed roster: bot is a bot and cannot act as staff. Take them off the roster, or give them a full account.',
      'failed roster: bo is not in the desk channel, so a ping does not reach them. Invite them to it.',
      'failed roster: Slack knows nobody with the handle of nobody. In their profile choose “Copy member ID”, and put it into handles.slack.',
    ]);
  });

  it('asks nothing about the desk channel where the desk is elsewhere', async () => {
    const checks = await run({ desk: 'web:desk/cases' });
    expect(checks.map(({ about }) => about)).not.to.include('desk channel');
    expect(checkText(checks)).to.include(`Ana Weber (${ana}) is a member of the workspace`);
  });

  it('passes on what Slack says where it cannot tell', async () => {
    slack.faults.add({ kind: 'error-500', method: 'conversations.info', channel: help });
    slack.faults.add({ kind: 'rate-limit', method: 'users.info' });
    const found = await troubles();
    expect(found).to.have.length(2);
    expect(found[0]).to.match(/^failed help channel: Slack does not say: Slack answered 500/);
    expect(found[1]).to.match(/^failed roster: Slack does not say: Slack asks to wait/);
  });

  it('never shows a secret', async () => {
    const secrets = [slack.botToken, slack.appToken, slack.signingSecret];
    const texts = [checkText(await run())];
    for (const state of ['invalid', 'revoked'] as const) {
      slack.workspace.setToken(state);
      slack.workspace.setToken(state, 'app');
      texts.push(checkText(await run()));
    }
    texts.push(checkText(await run({ variables: { ...slack.env, SLACK_BOT_TOKEN: slack.signingSecret } })));
    for (const text of texts) for (const secret of secrets) expect(text).not.to.include(secret);
  });
});
