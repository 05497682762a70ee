import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Api, Called } from '../../../adapters/slack/api.js';
import { createHandlers } from '../../../adapters/slack/handle.js';
import { createEars } from '../../../adapters/slack/hear.js';
import type { Handlers } from '../../../adapters/slack/listen.js';
import { createPeople } from '../../../adapters/slack/people.js';
import type { Event } from '../../../src/core/event.js';
import { silentLog } from '../../../src/core/ports/ambient.js';
import type { RecordKey } from '../../../src/core/records.js';
import { isObject, type JsonObject, objectOf } from '../../support/slack/json.js';

const NOW = 1_780_000_000_000;
const TEAM = 'T00FAKE00AA';
const CHANNEL = `slack:${TEAM}/C00FAKECHAN1`;

/** The handlers of the adapter before a scripted Slack; what they submit is kept, and its places take part. */
function adapter(bot: string): { readonly handlers: Handlers; readonly events: Event[] } {
  const events: Event[] = [];
  const self = () => ({ team: TEAM, user: bot, bot: 'B00FAKEBOT01' });
  const clock = { now: () => NOW };
  const answers: Readonly<Record<string, (args: JsonObject) => JsonObject>> = {
    'users.info': ({ user }) => ({
      user: { id: user ?? '', team_id: TEAM, name: 'testuser', tz: 'Europe/Lisbon', locale: 'en-GB' },
    }),
    'conversations.open': () => ({ channel: { id: 'D00FAKEDM01' } }),
    'conversations.info': () => ({ channel: { name: 'chat-sdk' } }),
    'conversations.members': () => ({ members: ['U00FAKEUSER1'] }),
    'conversations.replies': ({ ts }) => ({
      messages: [{ ts: ts ?? '', thread_ts: '1767326125.870439', user: bot }],
    }),
  };
  const api: Api = {
    call: async (method, args): Promise<Called> => {
      const answer = answers[method]?.(args as JsonObject); // what is sent is JSON
      return answer ? { ok: true, answer } : { ok: false, outcome: { kind: 'refused', reason: method } };
    },
    stop: () => {},
  };
  const people = createPeople({ api, clock, self, formerName: async () => undefined });
  const ears = createEars({
    api,
    people,
    records: {
      read: async (keys: readonly RecordKey[]) =>
        new Map(
          keys.map((key) => {
            const there = events.some(({ place }) => key === `conversation/${place}`);
            // Only whether there is one matters here.
            return [key, { value: (there ? {} : undefined) as never, version: there ? 1 : 0 }] as const;
          }),
        ),
    },
    config: { 'help-channels': [] },
    self,
    door: () => ({
      submit: async (event) => {
        const known = events.some(({ id }) => id === event.id);
        if (!known) events.push(event);
        return { outcome: known ? 'duplicate' : 'done' };
      },
    }),
    log: silentLog,
    heard: () => {},
  });
  const handlers = createHandlers({
    api,
    ears,
    people,
    self,
    language: 'en',
    clock,
    log: silentLog,
    alarm: { raise: () => {}, clear: () => {} },
    showHome: async () => {},
  });
  return { handlers, events };
}

describe('what Slack really sent, once the handlers have it', () => {
  const wire = process.env.FIRSTLINE_WIRE;
  const folder = join(wire ?? '', 'slack');

  before(function () {
    if (wire && existsSync(folder)) return;
    console.log(
      `      skipped: FIRSTLINE_WIRE ${wire ? 'has no folder slack' : 'does not say where recordings are'}`,
    );
    this.skip();
  });

  /** The recordings of a file, and an adapter for the bot that they were made with. */
  function open(file: string): ReturnType<typeof adapter> & { readonly of: (name: string) => JsonObject } {
    const recorded = objectOf(JSON.parse(readFileSync(join(folder, file), 'utf8')));
    const of = (name: string): JsonObject => {
      const found = recorded[name];
      if (!isObject(found)) throw new Error(`${file} has no recording ${name}`);
      return found;
    };
    return { ...adapter(String(recorded.botUserId)), of };
  }

  const author = { id: 'U00FAKEUSER1', name: 'testuser', zone: 'Europe/Lisbon', locale: 'en-GB' };

  it('becomes a question in its thread, and the follow-up one that is overheard there', async () => {
    const { handlers, events, of } = open('mention.json');
    await handlers.event(of('mention').event);
    await handlers.event(of('followUp').event);
    const place = `${CHANNEL}/1767224888.280449`;
    expect(events).to.deep.equal([
      {
        kind: 'message',
        id: `slack:${TEAM}/C00FAKECHAN1/1767224888.280449/message`,
        at: 1_767_224_888_280,
        place,
        author,
        message: '1767224888.280449',
        text: 'Hey',
        addressed: true,
        private: false,
        mark: '1767224888.280449',
      },
      {
        kind: 'message',
        id: `slack:${TEAM}/C00FAKECHAN1/1767224901.701849/message`,
        at: 1_767_224_901_702,
        place,
        author,
        message: '1767224901.701849',
        text: 'Hi',
        addressed: false,
        private: false,
        overheard: true,
        mark: '1767224901.701849',
      },
    ]);
  });

  it('is one question where a mention is told under both names', async () => {
    const { handlers, events, of } = open('actions-reactions.json');
    const mention = objectOf(of('mention').event);
    await handlers.event(mention);
    await handlers.event({ ...mention, type: 'message' });
    expect(events.map(({ id }) => id)).to.deep.equal([
      `slack:${TEAM}/C00FAKECHAN1/1767326125.870439/message`,
    ]);
  });

  it('is private and addressed in a direct message, and a thread elsewhere is not', async () => {
    const { handlers, events, of } = open('dm.json');
    for (const name of ['mention', 'dmRequest', 'dmMessage']) await handlers.event(of(name).event);
    const seen = events.map((event) =>
      event.kind === 'message'
        ? [event.place, event.text, event.addressed, event.private, event.message]
        : event.kind,
    );
    expect(seen).to.deep.equal([
      [`${CHANNEL}/1767376988.871629`, 'Hey', true, false, '1767376988.871629'],
      [`${CHANNEL}/1767376988.871629`, 'DM me', false, false, '1767376993.596659'],
      [`slack:${TEAM}/D0A5319PS02`, 'Hey!', true, true, '1767377001.319859'],
    ]);
  });

  it('is a reaction in the thread of the message that it is on', async () => {
    const { handlers, events, of } = open('actions-reactions.json');
    await handlers.event(of('mention').event);
    await handlers.event(of('reaction').event);
    expect(events[1]).to.deep.equal({
      kind: 'reaction',
      id: `slack:${TEAM}/C00FAKECHAN1/1767326126.896109/reaction/U00FAKEUSER1/+1/on/1767326140.000700`,
      at: 1_767_326_140_001,
      place: `${CHANNEL}/1767326125.870439`,
      author,
      message: '1767326126.896109',
      emoji: '👍',
      added: true,
    });
  });

  it('is nothing where the buttons, menus and forms are of another app', async () => {
    const first = open('actions-reactions.json');
    for (const name of ['action', 'staticSelectAction', 'radioButtonsAction'])
      expect(await first.handlers.press(first.of(name)), name).to.equal(undefined);
    const second = open('channel-button.json');
    expect(await second.handlers.press(second.of('channel_post_action'))).to.equal(undefined);
    const third = open('slash-commands.json');
    expect(await third.handlers.form(third.of('viewSubmission'))).to.equal(undefined);
    expect([...first.events, ...second.events, ...third.events]).to.deep.equal([]);
  });

  it('is a press of ours where the button is, in the thread that the message stands in', async () => {
    const { handlers, events, of } = open('channel-button.json');
    await handlers.event(of('mention').event);
    const body = of('channel_post_action');
    const [button] = body.actions as readonly JsonObject[]; // a list of objects, as recorded
    const ours = { action_id: 'firstline:helped:0', value: '{"value":"key.0","version":3}' };
    await handlers.press({ ...body, actions: [{ ...button, ...ours }] });
    expect(events[1]).to.deep.equal({
      kind: 'action',
      id: `slack:${TEAM}/C00FAKECHAN1/1771287149.605429/action/U00FAKEUSER1/helped/1771287154.085947`,
      at: 1_771_287_154_086,
      place: `${CHANNEL}/1771287144.743569`,
      author,
      action: 'helped',
      value: 'key.0',
      version: 3,
      message: '1771287149.605429',
    });
  });

  it('is a question in the direct messages where it is a command, now, since Slack does not say when', async () => {
    const { handlers, events, of } = open('slash-commands.json');
    const said = await handlers.command(of('slashCommandWithArgs'));
    await handlers.command({ ...of('slashCommand'), trigger_id: '2.2.2' });
    expect(said).to.equal(
      `I have answered in our <slack://channel?team=${TEAM}&id=D00FAKEDM01|direct messages>.`,
    );
    const seen = events.map((event) =>
      event.kind === 'message'
        ? [event.place, event.author.id, event.text, event.addressed, event.private, event.at]
        : event.kind,
    );
    expect(seen).to.deep.equal([
      [`slack:${TEAM}/D00FAKEDM01`, 'U00FAKEUSER2', 'some arguments here', true, true, NOW],
      [`slack:${TEAM}/D00FAKEDM01`, 'U00FAKEUSER2', 'help', true, true, NOW],
    ]);
  });
});
