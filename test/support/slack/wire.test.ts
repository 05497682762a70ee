import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { WebClient } from '@slack/web-api';
import { expect } from 'chai';
import { startFakeSlack } from './fake-slack.js';
import { isList, isObject, type Json, type JsonObject, objectOf, overTheWire } from './json.js';
import type { MessageRef } from './model.js';
import { quietLogger } from './quiet-logger.js';
import { bodyOf } from './request-body.js';
import type { FakeSlack } from './surface.js';

/** What a recording says beside its events: about the bot that recorded it, and state of its own framework. */
const NOT_FROM_SLACK = ['botName', 'botUserId', 'dmChannelId', 'slashCommandModalContext'];

/** Recorded keys that the fake may lack, each with the reason. None so far. */
const ALLOWED: Readonly<Record<string, string>> = {};

/** What the recording has and the fake lacks, or has in another type: paths into the payload. */
function lacks(recorded: Json, fake: Json | undefined, path: string): readonly string[] {
  if (ALLOWED[path]) return [];
  if (fake === undefined) return [`${path} is missing`];
  if (recorded === null) return [];
  if (isList(recorded)) {
    if (!isList(fake)) return [`${path} is no list`];
    return recorded.flatMap((item, i) => lacks(item, fake[i], `${path}/${i}`));
  }
  if (isObject(recorded)) {
    if (!isObject(fake)) return [`${path} is no object`];
    return Object.entries(recorded).flatMap(([key, value]) => {
      return value === undefined ? [] : lacks(value, fake[key], `${path}/${key}`);
    });
  }
  return typeof fake === typeof recorded ? [] : [`${path} is ${typeof fake}, not ${typeof recorded}`];
}

describe('the payloads of the fake Slack beside recorded ones', () => {
  const wire = process.env.FIRSTLINE_WIRE;
  const folder = join(wire ?? '', 'slack');
  let slack: FakeSlack;
  let app: Server;
  let heard: JsonObject[];
  let client: WebClient;
  let vera: string;
  let help: string;

  before(function () {
    if (wire && existsSync(folder)) return;
    console.log(
      `      skipped: FIRSTLINE_WIRE ${wire ? 'has no folder slack' : 'does not say where recordings are'}`,
    );
    this.skip();
  });

  beforeEach(async () => {
    heard = [];
    app = createServer(async (request, response) => {
      const text = (await bodyOf(request)).toString();
      const form = new URLSearchParams(text);
      const body = text.startsWith('{') ? text : form.get('payload');
      heard.push(body === null ? Object.fromEntries(form) : (JSON.parse(body) as JsonObject)); // the fake sends objects
      response.end();
    });
    await new Promise<void>((resolve) => app.listen(0, '127.0.0.1', resolve));
    const { port } = app.address() as AddressInfo; // a port, not a pipe
    slack = await startFakeSlack({
      commands: ['/test-feedback'],
      rates: 'off',
      delivery: { requestUrl: `http://127.0.0.1:${port}/` },
    });
    client = new WebClient(slack.botToken, { slackApiUrl: slack.apiUrl, logger: quietLogger });
    vera = slack.workspace.addUser('vera');
    help = slack.workspace.addChannel('help', { members: [vera] });
  });

  afterEach(async () => {
    await slack?.stop();
    app?.close();
  });

  /** The bot's answer in a thread, with one of each element that was recorded. */
  async function answered(): Promise<MessageRef> {
    const { ts: thread_ts } = slack.people.mention(vera, help, 'Hey');
    const text = (words: string) => ({ type: 'plain_text', text: words });
    const option = { text: text('Say Hello'), value: 'greet' };
    const rich = {
      ...option,
      text: { type: 'mrkdwn', text: '*All*' },
      description: { type: 'mrkdwn', text: 'all' },
    };
    const elements = [
      { type: 'button', action_id: 'button', text: text('Show Info') },
      { type: 'static_select', action_id: 'select', placeholder: text('Choose...'), options: [option] },
      { type: 'radio_buttons', action_id: 'radio', options: [rich] },
    ];
    const blocks = [{ type: 'actions', elements }];
    const args = { channel: help, thread_ts, text: 'a', blocks };
    const posted = overTheWire(await client.apiCall('chat.postMessage', args));
    return { channel: help, ts: String(posted.ts) };
  }

  async function submitted(): Promise<void> {
    await slack.interact.command(vera, help, '/test-feedback');
    const recorded = objectOf(JSON.parse(readFileSync(join(folder, 'slash-commands.json'), 'utf8')));
    const view = objectOf(objectOf(recorded.viewSubmission).view);
    const { type, blocks, title, submit, close, callback_id, private_metadata } = view;
    const modal = await client.apiCall('views.open', {
      trigger_id: heard.at(-1)?.trigger_id,
      view: { type, blocks, title, submit, close, callback_id, private_metadata },
    });
    const inputs = { message: 'Hello!', category: 'feature', email: 'user@example.com' };
    await slack.interact.submit(String(objectOf(overTheWire(modal).view).id), inputs);
  }

  async function said(text: string, channel = help, thread = false): Promise<void> {
    const first = slack.people.say(vera, channel, 'first');
    await slack.deliveries.settled();
    slack.people.say(vera, channel, text, thread ? { thread: first.ts } : {});
    await slack.deliveries.settled();
  }

  /** Makes happen in the fake what was recorded; the last thing heard of that type is the counterpart. */
  const acts: Readonly<Record<string, (recorded: JsonObject) => Promise<unknown>>> = {
    mention: () => said(`<@${slack.botUser}> Hey`),
    followUp: () => said('Hi', help, true),
    dmRequest: () => said('DM me', help, true),
    dmMessage: () => said('Hey!', slack.workspace.dm(vera)),
    action: async () => slack.interact.click(vera, await answered(), 'button'),
    channel_post_action: async () => slack.interact.click(vera, await answered(), 'button'),
    staticSelectAction: async () => slack.interact.select(vera, await answered(), 'select', 'greet'),
    radioButtonsAction: async () => slack.interact.select(vera, await answered(), 'radio', 'greet'),
    reaction: async () => {
      slack.people.react(vera, await answered(), '+1');
      await slack.deliveries.settled();
    },
    slashCommand: () => slack.interact.command(vera, help, '/test-feedback'),
    slashCommandWithArgs: () => slack.interact.command(vera, help, '/test-feedback', 'some arguments here'),
    viewSubmission: submitted,
  };

  const kind = (payload: JsonObject) => `${String(payload.type)} ${String(objectOf(payload.event).type)}`;

  it('is nowhere poorer than what Slack really sent', async () => {
    const poorer: string[] = [];
    let compared = 0;
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
      const scenario = objectOf(JSON.parse(readFileSync(join(folder, file), 'utf8')));
      for (const [name, recorded] of Object.entries(scenario)) {
        if (NOT_FROM_SLACK.includes(name) || !isObject(recorded)) continue;
        await acts[name]?.(recorded);
        const fake = heard.findLast((payload) => kind(payload) === kind(recorded));
        poorer.push(...lacks(recorded, fake, `${file} ${name}`));
        compared++;
      }
    }
    expect(poorer).to.deep.equal([]);
    console.log(`      compared ${compared} recorded payloads`);
  });
});
