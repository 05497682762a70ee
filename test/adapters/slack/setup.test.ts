import { expect } from 'chai';
import { type SlackVariables, slackAccess } from '../../../adapters/slack/setup.js';
import { FirstlineError } from '../../../src/core/error.js';

const SLACK_BOT_TOKEN = 'xoxb-1-2-three';
const SLACK_APP_TOKEN = 'xapp-1-A1-2-three';
const SLACK_SIGNING_SECRET = 'four';

/** What is refused: the message and the hint, as one line. */
function refusal(variables: SlackVariables): string {
  try {
    slackAccess(variables);
  } catch (error) {
    expect(error).to.be.instanceOf(FirstlineError).with.property('code', 'config.invalid');
    const { message, hint } = error as FirstlineError; // the line above holds it
    return `${message} ${hint}`;
  }
  return '';
}

describe('the access to Slack', () => {
  it('is there once the bot token is', () => {
    expect(slackAccess({})).to.equal(undefined);
    expect(slackAccess({ SLACK_APP_TOKEN, SLACK_SIGNING_SECRET })).to.equal(undefined);
    expect(slackAccess({ SLACK_BOT_TOKEN, SLACK_APP_TOKEN })).to.deep.equal({
      botToken: SLACK_BOT_TOKEN,
      appToken: SLACK_APP_TOKEN,
    });
    expect(
      slackAccess({ SLACK_BOT_TOKEN, SLACK_SIGNING_SECRET, SLACK_API_URL: 'https://slack-gov.com/api/' }),
    ).to.deep.equal({
      botToken: SLACK_BOT_TOKEN,
      signingSecret: SLACK_SIGNING_SECRET,
      apiUrl: 'https://slack-gov.com/api/',
    });
  });

  it('is refused where nothing could arrive, and says which two ways there are', () => {
    expect(refusal({ SLACK_BOT_TOKEN }))
      .to.include('SLACK_APP_TOKEN for Socket Mode')
      .and.include('SLACK_SIGNING_SECRET for HTTP');
  });

  it('is refused with tokens that were mixed up, and says where the right one is', () => {
    expect(refusal({ SLACK_BOT_TOKEN: SLACK_APP_TOKEN, SLACK_APP_TOKEN })).to.include('OAuth & Permissions');
    expect(refusal({ SLACK_BOT_TOKEN, SLACK_APP_TOKEN: SLACK_BOT_TOKEN })).to.include('connections:write');
  });

  it('is refused with an address that the SDK would put together wrongly', () => {
    for (const SLACK_API_URL of ['https://slack.com/api', 'slack.com/api/', 'ftp://slack.com/api/']) {
      expect(refusal({ SLACK_BOT_TOKEN, SLACK_APP_TOKEN, SLACK_API_URL }), SLACK_API_URL).to.include('/');
    }
  });

  it('never repeats a secret in what it says', () => {
    const secrets: SlackVariables[] = [
      { SLACK_BOT_TOKEN: 'swordfish' },
      { SLACK_BOT_TOKEN, SLACK_APP_TOKEN: 'swordfish' },
      { SLACK_BOT_TOKEN, SLACK_APP_TOKEN, SLACK_API_URL: 'swordfish' },
    ];
    for (const variables of secrets) expect(refusal(variables)).not.to.match(/swordfish|^$/);
  });
});
