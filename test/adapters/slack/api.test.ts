import { expect } from 'chai';
import { type Api, createApi } from '../../../adapters/slack/api.js';
import { silentLog, systemClock } from '../../../src/core/ports/ambient.js';
import { startFakeSlack } from '../../support/slack/fake-slack.js';
import { ALL_SCOPES } from '../../support/slack/scopes.js';
import type { FakeSlack } from '../../support/slack/surface.js';

describe('calls to Slack', () => {
  let slack: FakeSlack;
  let api: Api;
  let raised: Map<string, string>;
  let channel: string;

  beforeEach(async () => {
    slack = await startFakeSlack({ rates: 'off' });
    channel = slack.workspace.addChannel('general', { members: [slack.workspace.addUser('vera')] });
    raised = new Map();
    api = createApi({
      token: slack.botToken,
      url: slack.apiUrl,
      clock: systemClock,
      log: silentLog,
      alarm: { raise: (key, words) => raised.set(key, words), clear: (key) => raised.delete(key) },
    });
  });
  afterEach(async () => {
    api.stop();
    await slack.stop();
  });

  const post = () => api.call('chat.postMessage', { channel, text: 'hello' });

  it('alarm for a missing permission until that very call works, whatever else does', async () => {
    slack.workspace.setScopes(ALL_SCOPES.filter((scope) => scope !== 'users:read'));
    const ask = () => api.call('users.info', { user: slack.botUser });
    const asked = await ask();
    expect(asked).to.deep.include({ ok: false, code: 'missing_scope' });
    expect(!asked.ok && asked.outcome).to.deep.include({ kind: 'later' });
    expect([...raised.values()].join()).to.match(
      /^Slack refuses users\.info: .*permission.*\(needed: users:read\)\.$/,
    );
    expect((await post()).ok).to.equal(true);
    expect(raised.size).to.equal(1);
    slack.workspace.setScopes(ALL_SCOPES);
    expect((await ask()).ok).to.equal(true);
    expect(raised.size).to.equal(0);
  });

  it('wait while the token is worth nothing, alarm, and are calm with the next one that works', async () => {
    for (const state of ['revoked', 'inactive', 'invalid'] as const) {
      slack.workspace.setToken(state);
      const called = await post();
      expect(!called.ok && called.outcome.kind, state).to.equal('later');
      expect(raised.size, state).to.equal(1);
      slack.workspace.setToken('valid');
      expect((await post()).ok).to.equal(true);
      expect(raised.size).to.equal(0);
    }
  });

  it('say for good what will never work, and in words that its writer can act on', async () => {
    const gone = await api.call('chat.postMessage', { channel: 'C0NOWHERE', text: 'x' });
    expect(!gone.ok && gone.outcome).to.deep.equal({
      kind: 'refused',
      code: 'unreachable',
      reason: 'the channel does not exist, or the bot is not in it.',
    });
    const empty = await api.call('chat.postMessage', { channel, text: '' });
    expect(!empty.ok && empty.outcome).to.deep.equal({ kind: 'refused', reason: 'Slack answers “no_text”.' });
    expect(raised.size).to.equal(0);
  });

  it('do not know what became of a call that ended badly, and know of one that never began', async () => {
    for (const kind of ['error-500', 'drop', 'accept-then-drop'] as const) {
      slack.faults.add({ kind });
      const called = await post();
      expect(!called.ok && called.outcome.kind, kind).to.equal('unknown');
    }
    await slack.stop();
    const called = await post();
    expect(!called.ok && called.outcome.kind).to.equal('later');
  });

  it('are not sent again before the time that Slack named', async () => {
    slack.faults.add({ kind: 'rate-limit', method: 'chat.postMessage', retryAfter: 30 });
    const first = await post();
    expect(!first.ok && first.outcome).to.deep.include({ kind: 'later', retryAfter: 30_000 });
    const before = slack.look.calls.length;
    const second = await post();
    expect(!second.ok && second.outcome.kind).to.equal('later');
    expect(slack.look.calls.length).to.equal(before);
    expect((await api.call('auth.test', {})).ok, 'other limits are others').to.equal(true);
  });

  it('keep their turns behind a limit, however often they ask, and a further limit moves all of them', async () => {
    let now = 1_780_000_000_000;
    const own = createApi({
      token: slack.botToken,
      url: slack.apiUrl,
      clock: { now: () => now },
      log: silentLog,
      alarm: { raise() {}, clear() {} },
    });
    const say = async (text: string): Promise<number> => {
      const called = await own.call('chat.postMessage', { channel, text });
      return called.ok ? 0 : called.outcome.kind === 'later' ? (called.outcome.retryAfter ?? -1) : -1;
    };
    slack.faults.add({ kind: 'rate-limit', method: 'chat.postMessage', retryAfter: 2 });
    expect(await say('one')).to.equal(2_000);
    expect(await say('two')).to.equal(3_000);
    for (let time = 0; time < 50; time++) expect(await say('two'), 'it asks again and again').to.equal(3_000);
    expect(await say('three')).to.equal(4_000);
    now += 2_000;
    slack.faults.add({ kind: 'rate-limit', method: 'chat.postMessage', retryAfter: 5 });
    expect(await say('four'), 'limited again, and the last one').to.equal(8_000);
    expect(await say('one'), 'the first one is the first one still').to.equal(5_000);
    expect(await say('two')).to.equal(6_000);
    now += 5_000;
    expect(await say('one')).to.equal(0);
    slack.faults.add({ kind: 'rate-limit', method: 'chat.postMessage', retryAfter: 1 });
    now += 1_000;
    expect(await say('two'), 'it had its turn, and is the first again').to.equal(1_000);
    now += 1_000;
    expect(await say('two')).to.equal(0);
    now += 20_000;
    expect(await say('five'), 'the others have given up').to.equal(0);
    slack.faults.add({ kind: 'rate-limit', method: 'chat.postMessage', retryAfter: 1 });
    expect(await say('six')).to.equal(1_000);
    own.stop();
    expect(slack.look.messages(channel).map(({ text }) => text)).to.deep.equal(['one', 'two', 'five']);
  });
});
