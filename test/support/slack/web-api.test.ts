import { WebClient } from '@slack/web-api';
import { expect } from 'chai';
import { startFakeSlack } from './fake-slack.js';
import type { FakeSlackOptions } from './options.js';
import { quietLogger } from './quiet-logger.js';
import type { FakeSlack } from './surface.js';

describe('the fake Slack, its Web API', () => {
  let slack: FakeSlack;
  let client: WebClient;
  let vera: string;
  let help: string;

  function clientFor(token: string): WebClient {
    return new WebClient(token, {
      slackApiUrl: slack.apiUrl,
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
      logger: quietLogger,
    });
  }

  async function start(options: FakeSlackOptions = {}): Promise<void> {
    slack = await startFakeSlack({ events: [], rates: 'off', ...options });
    client = clientFor(slack.botToken);
    vera = slack.workspace.addUser('vera', { locale: 'zh-CN', tz: 'Asia/Shanghai' });
    help = slack.workspace.addChannel('help', { members: [vera] });
  }

  /** The error that Slack answers with, and what comes with it. */
  async function refusal(call: Promise<unknown>): Promise<Record<string, unknown>> {
    const error: unknown = await call.then(
      () => ({ data: { error: 'none' } }),
      (failed: unknown) => failed,
    );
    const { data } = error as { data?: Record<string, unknown> }; // a platform error has it
    if (!data) throw error;
    return data;
  }

  const errorOf = async (call: Promise<unknown>) => (await refusal(call)).error;

  afterEach(() => slack.stop());

  it('accepts the right token only, and none that was revoked', async () => {
    await start();
    expect(await client.auth.test()).to.include({
      user_id: slack.botUser,
      bot_id: slack.botId,
      team_id: slack.teamId,
    });
    expect(await errorOf(clientFor('xoxb-wrong').auth.test())).to.equal('invalid_auth');
    expect(await errorOf(clientFor(slack.appToken).chat.postMessage({ channel: help, text: 'a' }))).to.equal(
      'not_allowed_token_type',
    );
    expect(
      await errorOf(new WebClient(undefined, { slackApiUrl: slack.apiUrl, logger: quietLogger }).auth.test()),
    ).to.equal('not_authed');
    slack.workspace.setToken('revoked');
    expect(await errorOf(client.auth.test())).to.equal('token_revoked');
    slack.workspace.setToken('inactive');
    expect(await errorOf(client.auth.test())).to.equal('account_inactive');
  });

  it('refuses what no scope covers, by method and by kind of channel', async () => {
    await start({ scopes: ['chat:write', 'channels:history', 'channels:read'] });
    const secret = slack.workspace.addChannel('secret', { kind: 'private', members: [vera] });
    const dm = slack.workspace.dm(vera);
    await client.conversations.history({ channel: help });
    const refused = await refusal(client.conversations.history({ channel: secret }));
    expect(refused).to.include({
      error: 'missing_scope',
      needed: 'groups:history',
      provided: 'chat:write,channels:history,channels:read',
    });
    expect((await refusal(client.conversations.history({ channel: dm }))).needed).to.equal('im:history');
    expect((await refusal(client.users.info({ user: vera }))).needed).to.equal('users:read');
    const custom = client.chat.postMessage({ channel: help, text: 'a', username: 'Vera' });
    expect((await refusal(custom)).needed).to.equal('chat:write.customize');
    expect((await refusal(client.conversations.open({ users: vera }))).needed).to.equal('im:write');
    const types = 'public_channel,private_channel';
    expect((await refusal(client.conversations.list({ types }))).needed).to.equal('groups:read');
  });

  it('says which methods and scopes were used', async () => {
    await start();
    await client.chat.postMessage({ channel: help, text: 'a', username: 'Vera' });
    await client.conversations.history({ channel: slack.workspace.dm(vera) });
    expect(slack.look.usage()).to.deep.equal({
      methods: ['chat.postMessage', 'conversations.history'],
      scopes: ['chat:write', 'chat:write.customize', 'im:history'],
      events: [],
    });
  });

  it('does not know other methods, and remembers that they were called', async () => {
    await start();
    expect(await errorOf(client.apiCall('chat.postMassage', {}))).to.equal('unknown_method');
    expect(slack.look.calls.at(-1)).to.include({
      method: 'chat.postMassage',
      error: 'unknown_method',
      ok: false,
    });
  });

  it('lets the bot post where it is, and nowhere else', async () => {
    await start({ scopes: ['chat:write', 'channels:history'] });
    const post = (channel: string, thread_ts?: string) =>
      errorOf(client.chat.postMessage({ channel, text: 'a', ...(thread_ts && { thread_ts }) }));
    const away = slack.workspace.addChannel('away', { bot: false });
    const secret = slack.workspace.addChannel('secret', { kind: 'private', bot: false });
    const old = slack.workspace.addChannel('old', { archived: true });
    expect(await post(help)).to.equal('none');
    expect(await post(vera)).to.equal('none'); // opens the direct message
    expect(slack.look.posted(slack.workspace.dm(vera))).to.have.length(1);
    expect(await post(away)).to.equal('not_in_channel');
    expect(await post(secret)).to.equal('channel_not_found');
    expect(await post('C0NOWHERE')).to.equal('channel_not_found');
    expect(await post(old)).to.equal('is_archived');
    expect(await post(help, '1.2')).to.equal('thread_not_found');
    expect(await errorOf(client.conversations.history({ channel: away }))).to.equal('not_in_channel');
    slack.workspace.setDeleted(vera, true);
    expect(await post(vera)).to.equal('user_disabled');
  });

  it('changes and deletes the own messages of the bot only', async () => {
    await start();
    const theirs = slack.people.say(vera, help, 'hello');
    const mine = await client.chat.postMessage({
      channel: help,
      text: 'helo',
      metadata: { event_type: 'k', event_payload: { key: '1' } },
    });
    const ts = mine.ts ?? '';
    await client.chat.update({ channel: help, ts, text: 'hello' });
    expect(slack.look.message({ channel: help, ts })).to.deep.include({ text: 'hello' });
    expect(slack.look.message({ channel: help, ts }).metadata).to.deep.equal({
      event_type: 'k',
      event_payload: { key: '1' },
    });
    expect(await errorOf(client.chat.update({ ...theirs, text: 'a' }))).to.equal('cant_update_message');
    expect(await errorOf(client.chat.delete(theirs))).to.equal('cant_delete_message');
    expect(await errorOf(client.chat.update({ channel: help, ts: '1.2', text: 'a' }))).to.equal(
      'message_not_found',
    );
    await client.chat.delete({ channel: help, ts });
    expect(await errorOf(client.chat.delete({ channel: help, ts }))).to.equal('message_not_found');
  });

  it('keeps the blocks of a message that is updated with text alone', async () => {
    await start();
    const blocks = [{ type: 'section', text: { type: 'mrkdwn', text: 'the *answer*' } }];
    const { ts = '' } = await client.chat.postMessage({ channel: help, text: 'the answer', blocks });
    await client.chat.update({ channel: help, ts, text: 'another' });
    expect(slack.look.transcript(help)).to.deep.equal(['Firstline: the *answer* (edited)']);
    await client.chat.update({ channel: help, ts, text: 'another', blocks: [] });
    expect(slack.look.transcript(help)).to.deep.equal(['Firstline: another (edited)']);
  });

  it('refuses empty and over-long messages and malformed metadata', async () => {
    await start();
    const post = (args: object) => errorOf(client.apiCall('chat.postMessage', { channel: help, ...args }));
    expect(await post({})).to.equal('no_text');
    expect(await post({ text: 'a'.repeat(40_001) })).to.equal('msg_too_long');
    expect(await post({ text: 'a', metadata: 'no' })).to.equal('invalid_metadata_format');
    expect(await post({ text: 'a', metadata: { event_type: 'a' } })).to.equal('invalid_metadata_schema');
  });

  it('takes JSON bodies as well as forms', async () => {
    await start();
    const response = await fetch(`${slack.apiUrl}chat.postMessage`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${slack.botToken}`,
        'content-type': 'application/json; charset=utf-8',
      },
      body: JSON.stringify({ channel: help, text: 'a', blocks: [{ type: 'divider' }] }),
    });
    expect(await response.json()).to.include({ ok: true });
  });

  it('shows history page by page, newest first, without replies, and threads oldest first', async () => {
    await start();
    const first = slack.people.say(vera, help, 'one');
    slack.people.say(vera, help, 'two');
    await client.chat.postMessage({
      channel: help,
      text: 'reply',
      thread_ts: first.ts,
      metadata: { event_type: 'k', event_payload: {} },
    });
    slack.people.say(vera, help, 'three');
    const page = await client.conversations.history({ channel: help, limit: 2 });
    expect(page.messages?.map(({ text }) => text)).to.deep.equal(['three', 'two']);
    const cursor = page.response_metadata?.next_cursor ?? '';
    const rest = await client.conversations.history({ channel: help, limit: 2, cursor });
    expect(rest.messages?.map(({ text, reply_count }) => [text, reply_count])).to.deep.equal([['one', 1]]);
    expect(rest.has_more).to.equal(false);
    const since = await client.conversations.history({ channel: help, oldest: first.ts });
    expect(since.messages).to.have.length(2);
    const thread = await client.conversations.replies({ ...first, include_all_metadata: true });
    expect(thread.messages?.map(({ text }) => text)).to.deep.equal(['one', 'reply']);
    expect(thread.messages?.[1]?.metadata?.event_type).to.equal('k');
    const bare = await client.conversations.replies(first);
    expect(bare.messages?.[1]).not.to.have.property('metadata');
    expect(await errorOf(client.conversations.replies({ channel: help, ts: '1.2' }))).to.equal(
      'thread_not_found',
    );
  });

  it('tells members, guests, strangers and the deactivated apart', async () => {
    await start();
    const guest = slack.workspace.addUser('gus', { kind: 'guest' });
    const stranger = slack.workspace.addUser('sid', { kind: 'stranger' });
    const gone = slack.workspace.addUser('gone', { deleted: true });
    const info = async (user: string) => (await client.users.info({ user, include_locale: true })).user;
    expect(await info(vera)).to.include({
      locale: 'zh-CN',
      tz: 'Asia/Shanghai',
      tz_offset: 28_800,
      is_restricted: false,
    });
    expect(await info(guest)).to.include({ is_restricted: true, is_ultra_restricted: false });
    expect(await info(stranger)).to.include({ is_stranger: true });
    expect((await info(stranger))?.team_id).not.to.equal(slack.teamId);
    expect(await info(gone)).to.include({ deleted: true });
    expect(await errorOf(client.users.info({ user: 'U0NOBODY' }))).to.equal('user_not_found');
    const members = await client.conversations.members({ channel: help });
    expect(members.members).to.have.members([vera, slack.botUser]);
  });

  it('opens direct messages, lists what may be seen, and lets the bot join public channels', async () => {
    await start();
    slack.workspace.addChannel('secret', { kind: 'private', bot: false });
    const away = slack.workspace.addChannel('away', { bot: false });
    const dm = await client.conversations.open({ users: vera });
    expect(dm.channel?.id).to.equal(slack.workspace.dm(vera));
    expect(await client.conversations.open({ users: vera })).to.include({ already_open: true });
    const types = 'public_channel,private_channel';
    const { channels } = await client.conversations.list({ types });
    expect(channels?.map(({ name, is_member }) => [name, is_member])).to.deep.equal([
      ['help', true],
      ['away', false],
    ]);
    await client.conversations.join({ channel: away });
    expect((await client.conversations.info({ channel: away })).channel).to.include({ is_member: true });
    const own = await client.users.conversations({ types });
    expect(own.channels?.map(({ id }) => id)).to.deep.equal([help, away]);
  });

  it('adds a reaction once and removes it once', async () => {
    await start();
    const said = slack.people.say(vera, help, 'hello');
    const reaction = { channel: help, timestamp: said.ts, name: 'eyes' };
    await client.reactions.add(reaction);
    expect(await errorOf(client.reactions.add(reaction))).to.equal('already_reacted');
    expect(slack.look.transcript(help)).to.deep.equal(['vera: hello {eyes ×1}']);
    await client.reactions.remove(reaction);
    expect(await errorOf(client.reactions.remove(reaction))).to.equal('no_reaction');
    expect(await errorOf(client.reactions.add({ ...reaction, name: ':eyes:' }))).to.equal('invalid_name');
  });

  it('takes files in three steps and gives them to the bearer of the token only', async () => {
    await start();
    const { ts } = slack.people.say(vera, help, 'a picture, please');
    await client.files.uploadV2({
      channel_id: help,
      thread_ts: ts,
      filename: 'a.png',
      file: Buffer.from('bytes'),
      initial_comment: 'here',
    });
    const [, shared] = slack.look.lines(help, ts);
    expect(shared).to.deep.include({ text: 'here', files: ['a.png'], bot: true });
    const sent = slack.people.say(vera, help, '', { files: [{ name: 'log.txt', data: 'it broke' }] });
    const id = slack.look.message(sent).files[0]?.id ?? '';
    const { file } = await client.files.info({ file: id });
    expect(file).to.include({ name: 'log.txt', mimetype: 'text/plain', size: 8 });
    const url = file?.url_private_download ?? '';
    const withToken = await fetch(url, { headers: { authorization: `Bearer ${slack.botToken}` } });
    expect(await withToken.text()).to.equal('it broke');
    const without = await fetch(url);
    expect(without.headers.get('content-type')).to.equal('text/html'); // Slack's sign-in page, with status 200
  });

  it('shows an ephemeral message to its one reader, who must be in the channel', async () => {
    await start();
    await client.chat.postEphemeral({ channel: help, user: vera, text: 'between us' });
    expect(slack.look.ephemerals(vera).map(({ text }) => text)).to.deep.equal(['between us']);
    expect(slack.look.transcript(help)).to.deep.equal([]);
    const mo = slack.workspace.addUser('mo');
    expect(await errorOf(client.chat.postEphemeral({ channel: help, user: mo, text: 'a' }))).to.equal(
      'user_not_in_channel',
    );
  });

  it('allows about one post a second and channel, and says how long to wait', async () => {
    let now = 1_800_000_000_000;
    await start({ rates: {}, now: () => now });
    const away = slack.workspace.addChannel('away');
    const post = (channel: string) =>
      client.chat.postMessage({ channel, text: 'a' }).then(
        () => 'ok',
        (error: { retryAfter?: number }) => error.retryAfter,
      );
    for (let i = 0; i < 4; i++) expect(await post(help)).to.equal('ok');
    expect(await post(help)).to.equal(1);
    expect(await post(away)).to.equal('ok');
    now += 1000;
    expect(await post(help)).to.equal('ok');
    expect(await post(help)).to.equal(1);
    expect(slack.look.calls.at(-1)).to.include({ status: 429, error: 'ratelimited' });
  });
});
