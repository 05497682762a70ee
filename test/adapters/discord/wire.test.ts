import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect } from 'chai';
import { Client, Events, GatewayIntentBits } from 'discord.js';
import { createDiscord } from '../../../adapters/discord/channel.js';
import { INTENTS } from '../../../adapters/discord/setup.js';
import type { Event } from '../../../src/core/event.js';
import { silentLog, systemClock } from '../../../src/core/ports/ambient.js';
import type { RecordKey } from '../../../src/core/records.js';
import { isObject, type JsonObject, objectOf } from '../../support/slack/json.js';
import { until } from './stage.js';

const BOT = '1457469483726668048';
const GUILD = '1457468924290662599';
const CHANNEL = '1457510428359004343';
const THREAD = '1457536551830421524';
const THREAD_PLACE = `discord:${GUILD}/${CHANNEL}/${THREAD}`;
const author = {
  id: '1033044521375764530',
  name: 'Test User',
  avatar:
    'https://cdn.discordapp.com/avatars/1033044521375764530/046f57d76d14a232a4ddc7200080de76.png?size=128',
};

/** A message of the recording as the engine has to get it. */
function message(thread: string, id: string, at: string, text: string, how: object): object {
  return {
    kind: 'message',
    id: `discord:${thread === id ? CHANNEL : thread}/${id}/message`,
    at: Date.parse(at),
    place: `discord:${GUILD}/${CHANNEL}/${thread}`,
    author,
    // What begins a thread stands in the channel above it.
    message: thread === id ? `${CHANNEL}:${id}` : id,
    text,
    private: false,
    mark: id,
    ...how,
  };
}

const CALLED = { addressed: true };
const OVERHEARD = { addressed: false, overheard: true };
const inThread = (id: string, at: string, text: string) => message(THREAD, id, at, text, OVERHEARD);
/** The bot's own words, a thread that was opened, and the buttons of another application. */
const NOTHING = undefined;

/** What each recording is to the engine, in a thread in which the bot takes part. */
const MEANT: Readonly<Record<string, object | undefined>> = {
  buttonClickHello: NOTHING,
  buttonClickMessages: NOTHING,
  gatewayMention: message(THREAD, THREAD, '2026-01-05T00:49:53.676Z', 'Hey', CALLED),
  gatewayAIMention: message(
    '1457536647464747051',
    '1457536647464747051',
    '2026-01-05T00:50:16.477Z',
    'AI What is love',
    CALLED,
  ),
  // Its id and its time are made up; the time is read from the id.
  gatewayRoleMention: message(
    '1457536600000000001',
    '1457536600000000001',
    '2026-01-05T00:50:05.160Z',
    'AI Still there?',
    CALLED,
  ),
  gatewaySubscribedMessage: inThread('1457536593454825552', '2026-01-05T00:50:03.600Z', 'Hey'),
  gatewayDMRequest: inThread('1457536952676126810', '2026-01-05T00:51:29.245Z', 'DM me'),
  gatewayBotWelcome: NOTHING,
  gatewayReactionAdd: {
    kind: 'reaction',
    id: `discord:${THREAD}/1457536955662471180/reaction/${author.id}/👍/on/recorded:3`,
    place: THREAD_PLACE,
    author: { id: author.id, name: author.name },
    message: '1457536955662471180',
    emoji: '👍',
    added: true,
  },
  gatewayThreadCreate: NOTHING,
  buttonClickInfo: NOTHING,
  buttonClickGoodbye: NOTHING,
  dmButtonClick: NOTHING,
  differentUser: NOTHING,
  gatewayThreadWelcome: NOTHING,
  gatewayThreadUserHey: inThread('1457536593454825552', '2026-01-05T00:50:03.600Z', 'Hey'),
  gatewayThreadDMRequest: inThread('1457536952676126810', '2026-01-05T00:51:29.245Z', 'DM me'),
  gatewayThreadNum1: inThread('1457536782416613469', '2026-01-05T00:50:48.652Z', '1'),
  gatewayThreadNice: inThread('1457536775990804596', '2026-01-05T00:50:47.120Z', 'Nice'),
};

describe('what Discord really sent, once the adapter has it', function () {
  this.timeout(20_000);
  const wire = process.env.FIRSTLINE_WIRE;
  const file = join(wire ?? '', 'discord', 'gateway-and-buttons.json');
  let recorded: JsonObject;
  let server: Server;
  let called: string[];

  before(async function () {
    if (!wire || !existsSync(file)) {
      console.log(
        `      skipped: FIRSTLINE_WIRE ${wire ? 'has no folder discord' : 'does not say where recordings are'}`,
      );
      this.skip();
    }
    recorded = objectOf(JSON.parse(readFileSync(file, 'utf8')));
    const thread = objectOf(objectOf(recorded.gatewayThreadCreate).data);
    server = createServer((request, response) => {
      const path = (request.url ?? '').replace(/^\/api\/v10/, '').replace(/\?.*$/, '');
      called.push(`${request.method} ${path}`);
      const lists = request.method === 'GET' && /\/(?:commands|channels|messages)$/.test(path);
      const answer = path === `/channels/${THREAD}` ? thread : lists ? [] : {};
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
  });
  after(() => server?.close());

  /** Dispatches to a whole channel, in the client of a host that hears what we tell it; returns what it submitted. */
  async function hear(
    dispatches: readonly { readonly t: string; readonly d: unknown }[],
  ): Promise<readonly Event[]> {
    called = [];
    const events: Event[] = [];
    const { port } = server.address() as AddressInfo; // a port, not a pipe
    const client = new Client({ intents: INTENTS.map((name) => GatewayIntentBits[name]) });
    const channel = createDiscord({
      host: { client },
      token: 'a.b.c',
      apiUrl: `http://127.0.0.1:${port}/api`,
      config: { guilds: [GUILD], 'help-channels': [], forums: [] },
      desk: 'web:desk/cases',
      handleOf: () => undefined,
      language: 'en',
      name: 'Firstline',
      records: {
        read: async (keys: readonly RecordKey[]) => {
          // The bot takes part in the thread of the recording; no more than that is asked for.
          const there = (key: string) => key === `conversation/${THREAD_PLACE}`;
          const conversation = { owner: { kind: 'queue' }, participants: {} };
          return new Map(
            keys.map((key) => [
              key,
              { value: (there(key) ? conversation : undefined) as never, version: there(key) ? 1 : 0 },
            ]),
          );
        },
        tail: async () => [],
      },
      reader: { watermarks: async () => [], cases: async () => [] },
      clock: systemClock,
      log: silentLog,
      alarm: { raise: () => {}, clear: () => {} },
    });
    const started = channel.start({
      async submit(event) {
        events.push(event);
        return { outcome: 'done' };
      },
    });
    let s = 0;
    const tell = (t: string, d: unknown) => client.emit(Events.Raw, { op: 0, t, s: ++s, d }, 0);
    tell('READY', { session_id: 'recorded', user: { id: BOT }, application: { id: BOT } });
    tell('GUILD_CREATE', {
      id: GUILD,
      roles: [{ id: '1457473602180878604', name: 'Chat SDK Demo', tags: { bot_id: BOT } }],
      channels: [{ id: CHANNEL, type: 0, name: 'chat' }],
    });
    client.emit(Events.ShardReady, 0, undefined);
    await started;
    await until(() => events.length > 0); // its first mark
    for (const { t, d } of dispatches) tell(t, d);
    await channel.stop();
    await client.destroy();
    return events.filter(({ kind }) => kind !== 'mark');
  }

  const dispatchOf = (name: string) => {
    const one = objectOf(recorded[name]);
    return typeof one.type === 'string'
      ? { t: one.type.replace(/^GATEWAY_/, ''), d: one.data }
      : { t: 'INTERACTION_CREATE', d: one };
  };

  it('is known here, recording by recording', () => {
    const names = Object.keys(recorded).filter((name) => name !== 'metadata' && isObject(recorded[name]));
    expect(Object.keys(MEANT)).to.deep.equal(names);
  });

  for (const [name, meant] of Object.entries(MEANT)) {
    it(`is ${meant ? 'what it should be' : 'nothing'}: ${name}`, async () => {
      const before = Date.now();
      const [event, ...more] = await hear([dispatchOf(name)]);
      expect(more).to.deep.equal([]);
      if (event?.kind === 'reaction') {
        // Discord gives a reaction no time of its own.
        const { at, ...rest } = event;
        expect(at).to.be.within(before, Date.now());
        expect(rest).to.deep.equal(meant);
      } else expect(event).to.deep.equal(meant);
      expect(called.filter((call) => call.includes('/interactions/'))).to.deep.equal([]);
    });
  }

  it('is a press of ours where the button is, answered when it is committed', async () => {
    const { t, d } = dispatchOf('buttonClickHello');
    const events = await hear([
      { t, d: { ...objectOf(d), data: { component_type: 2, custom_id: 'firstline|helped|3|0||key.0' } } },
    ]);
    expect(events).to.deep.equal([
      {
        kind: 'action',
        id: 'discord:interaction/1457536583141163186',
        at: Date.parse('2026-01-05T00:50:01.141Z'),
        place: THREAD_PLACE,
        author: { ...author, locale: 'en-US' },
        action: 'helped',
        value: 'key.0',
        version: 3,
        message: '1457536567810854934',
      },
    ]);
    expect(called).to.include('POST /interactions/1457536583141163186/scrubbed/callback');
  });

  it('is one event where a RESUME tells it again, and one where a thread was known before', async () => {
    const all = await hear(
      ['gatewayThreadCreate', 'gatewayReactionAdd', 'gatewayThreadNice'].map(dispatchOf),
    );
    expect(all.map(({ kind }) => kind)).to.have.members(['reaction', 'message']);
    const again = await hear([dispatchOf('gatewayThreadNice'), dispatchOf('gatewayThreadNice')]);
    expect(new Set(again.map(({ id }) => id)).size).to.equal(1);
  });
});
