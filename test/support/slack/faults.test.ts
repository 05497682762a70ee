import { WebClient } from '@slack/web-api';
import { expect } from 'chai';
import { startFakeSlack } from './fake-slack.js';
import { quietLogger } from './quiet-logger.js';
import type { FakeSlack } from './surface.js';

describe('the fake Slack, its faults', () => {
  let slack: FakeSlack;
  let help: string;
  let post: (text: string, channel?: string) => Promise<string>;

  beforeEach(async () => {
    slack = await startFakeSlack({ events: [], rates: 'off' });
    help = slack.workspace.addChannel('help');
    const client = new WebClient(slack.botToken, {
      slackApiUrl: slack.apiUrl,
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
      timeout: 100,
      logger: quietLogger,
    });
    post = (text, channel = help) =>
      client.chat.postMessage({ channel, text }).then(
        () => 'ok',
        (error: { code?: string; statusCode?: number; retryAfter?: number }) =>
          String(error.statusCode ?? error.retryAfter ?? error.code),
      );
  });

  afterEach(() => slack.stop());

  it('answers 500 and 503 without doing anything', async () => {
    slack.faults.add({ kind: 'error-500' });
    slack.faults.add({ kind: 'error-503' });
    expect([await post('a'), await post('b'), await post('c')]).to.deep.equal(['500', '503', 'ok']);
    expect(slack.look.transcript(help)).to.deep.equal(['Firstline: c']);
  });

  it('hangs before anything happened, or after it did, and the client cannot tell which', async () => {
    slack.faults.add({ kind: 'hang' });
    slack.faults.add({ kind: 'accept-then-hang' });
    slack.faults.add({ kind: 'drop' });
    slack.faults.add({ kind: 'accept-then-drop' });
    const outcomes = [await post('a'), await post('b'), await post('c'), await post('d')];
    expect(outcomes).to.deep.equal(Array(4).fill('slack_webapi_request_error'));
    expect(slack.look.transcript(help)).to.deep.equal(['Firstline: b', 'Firstline: d']);
    expect(slack.faults.played).to.deep.equal({
      hang: 1,
      'accept-then-hang': 1,
      drop: 1,
      'accept-then-drop': 1,
    });
  });

  it('hits the method, the channel and the call that a rule names', async () => {
    const other = slack.workspace.addChannel('other');
    slack.faults.add({
      kind: 'rate-limit',
      method: 'chat.*',
      channel: other,
      skip: 1,
      times: 2,
      retryAfter: 7,
    });
    slack.faults.add({ kind: { error: 'fatal_error' }, method: 'reactions.add' });
    expect(await post('a')).to.equal('ok');
    expect(await post('a', other)).to.equal('ok');
    expect(await post('b', other)).to.equal('7');
    expect(await post('c', other)).to.equal('7');
    expect(await post('d', other)).to.equal('ok');
  });

  it('plays the same chaos for the same seed', async () => {
    const runs: string[] = [];
    for (let run = 0; run < 2; run++) {
      slack.faults.chaos({ seed: 3, rates: { 'error-500': 0.2, 'rate-limit': 0.2, 'accept-then-500': 0.2 } });
      const outcomes: string[] = [];
      for (let i = 0; i < 30; i++) outcomes.push(await post('a'));
      runs.push(outcomes.join());
    }
    expect(runs[0]).to.equal(runs[1]);
    expect(runs[0]).to.include('500').and.to.include('ok');
    slack.faults.clear();
    expect(await post('a')).to.equal('ok');
  });
});
