import { WebClient } from '@slack/web-api';
import { expect } from 'chai';
import { startFakeSlack } from './fake-slack.js';
import { quietLogger } from './quiet-logger.js';
import type { FakeSlack } from './surface.js';
import { typed } from './text.js';

describe('the fake Slack, what is to be seen', () => {
  let slack: FakeSlack;
  let client: WebClient;
  let vera: string;
  let help: string;

  beforeEach(async () => {
    slack = await startFakeSlack({ events: [], rates: 'off' });
    client = new WebClient(slack.botToken, { slackApiUrl: slack.apiUrl, logger: quietLogger });
    vera = slack.workspace.addUser('vera', { displayName: 'Vera V.' });
    help = slack.workspace.addChannel('help', { members: [vera] });
  });

  afterEach(() => slack.stop());

  /** What one message of the app would ring, as `target id how`. */
  async function rings(args: {
    text: string;
    blocks?: object[];
    link_names?: boolean;
    parse?: 'full' | 'none';
  }) {
    const before = slack.look.notifications.length;
    await client.apiCall('chat.postMessage', { channel: help, ...args });
    return slack.look.notifications.slice(before).map(({ target, id, how }) => `${target} ${id} ${how}`);
  }

  it('is a thread as people see it: names, texts, buttons, reactions, edits, tombstones', async () => {
    const question = slack.people.say(
      vera,
      help,
      `is 1 ${typed('<')} 2, <@${slack.botUser}>? <https://a.b|look>`,
    );
    const blocks = [
      { type: 'header', text: { type: 'plain_text', text: 'Answer' } },
      { type: 'section', text: { type: 'mrkdwn', text: `Yes, <@${vera}> &amp; all` } },
      {
        type: 'actions',
        elements: [{ type: 'button', action_id: 'a', text: { type: 'plain_text', text: 'Good' } }],
      },
    ];
    await client.chat.postMessage({ channel: help, thread_ts: question.ts, text: 'Yes', blocks });
    await client.chat.postMessage({
      channel: help,
      thread_ts: question.ts,
      text: 'a <b> & c',
      username: 'Sam',
    });
    const thanks = slack.people.say(vera, help, 'thanks', { thread: question.ts });
    slack.people.edit(thanks, 'thank you');
    slack.people.react(vera, question, 'tada');
    expect(slack.look.transcript(help, question.ts)).to.deep.equal([
      'Vera V.: is 1 < 2, @Firstline? look {tada ×1}',
      'Firstline: Answer / Yes, @Vera V. & all [Good]',
      'Sam: a <b> & c',
      'Vera V.: thank you (edited)',
    ]);
    slack.people.delete(question);
    expect(slack.look.lines(help)).to.have.length(1);
    expect(slack.look.lines(help)[0]).to.include({ deleted: true, text: 'This message was deleted.' });
  });

  it('counts calls by method', async () => {
    await client.chat.postMessage({ channel: help, text: 'a' });
    await client.chat.postMessage({ channel: 'C0NOWHERE', text: 'a' }).catch(() => {});
    expect(slack.look.counts()).to.deep.equal({ 'chat.postMessage': 2 });
    expect(slack.look.counts({ ok: true })).to.deep.equal({ 'chat.postMessage': 1 });
  });

  it('rings those who are mentioned in markup', async () => {
    const group = slack.workspace.addGroup('it', [vera]);
    expect(await rings({ text: `<@${vera}> <!here> <!subteam^${group}>` })).to.deep.equal([
      `user ${vera} markup`,
      'here  markup',
      `group ${group} markup`,
    ]);
  });

  it('rings nobody for escaped text, and for plain names unless Slack is asked to link them', async () => {
    const text = `${typed(`<@${vera}> <!channel>`)} @here @vera`;
    expect(await rings({ text })).to.deep.equal([]);
    expect(await rings({ text, parse: 'none', link_names: false })).to.deep.equal([]);
    expect(await rings({ text, link_names: true })).to.deep.equal(['here  parsed', `user ${vera} parsed`]);
    expect(await rings({ text, parse: 'full' })).to.deep.equal(['here  parsed', `user ${vera} parsed`]);
  });

  it('rings for plain names in blocks unless they are verbatim or plain text', async () => {
    const section = (text: object) => ({ text: 'a', blocks: [{ type: 'section', text }] });
    expect(await rings(section({ type: 'mrkdwn', text: '@channel' }))).to.deep.equal(['channel  parsed']);
    expect(await rings(section({ type: 'mrkdwn', text: '@channel', verbatim: true }))).to.deep.equal([]);
    expect(await rings(section({ type: 'mrkdwn', text: '<!channel>', verbatim: true }))).to.have.length(1);
    expect(await rings(section({ type: 'plain_text', text: '@channel <!channel>' }))).to.deep.equal([]);
  });

  it('is the same in every run of the same seed', async () => {
    const again = await startFakeSlack({ events: [] });
    expect(again.botToken).to.equal(slack.botToken);
    expect(again.workspace.addUser('vera')).to.equal(vera);
    const other = await startFakeSlack({ seed: 2 });
    expect(other.botToken).not.to.equal(slack.botToken);
    await again.stop();
    await other.stop();
  });
});
