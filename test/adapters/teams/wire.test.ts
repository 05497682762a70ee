import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createAdaptorServer } from '@hono/node-server';
import { expect } from 'chai';
import { createTeams } from '../../../adapters/teams/channel.js';
import { teamsSection } from '../../../adapters/teams/config.js';
import { teamsAccess } from '../../../adapters/teams/setup.js';
import type { Event } from '../../../src/core/event.js';
import { silentLog, systemClock } from '../../../src/core/ports/ambient.js';
import type { RecordKey } from '../../../src/core/records.js';
import { isObject, type JsonObject, objectOf, textOf } from '../../support/slack/json.js';
import { startFakeTeams } from '../../support/teams/fake-teams.js';
import type { FakeTeams } from '../../support/teams/surface.js';

const TENANT = 'a1b2c3d4-e5f6-7890-abcd-ef1234567890';
const APP = '11111111-2222-3333-4444-555555555555';
const CHANNEL = '19:d441d38c655c47a085215b2726e76927@thread.tacv2';
const place = (...parts: readonly string[]): string =>
  `teams:${[TENANT, ...parts].map(encodeURIComponent).join('/')}`;

describe('what Teams really sent, once the real adapter has it', function () {
  this.timeout(10_000);
  const wire = process.env.FIRSTLINE_WIRE;
  const folder = join(wire ?? '', 'teams');
  let teams: FakeTeams;
  let events: Event[];
  let close = async (): Promise<void> => {};

  before(function () {
    if (wire && existsSync(folder)) return;
    console.log(
      `      skipped: FIRSTLINE_WIRE ${wire ? 'has no folder teams' : 'does not say where recordings are'}`,
    );
    this.skip();
  });

  beforeEach(async () => {
    teams = await startFakeTeams({ rates: 'off' });
    events = [];
    const access = teamsAccess({ ...teams.env, MicrosoftAppId: APP, MicrosoftAppTenantId: TENANT });
    if (!access) throw new Error('Teams is not configured');
    const { channel, routes } = createTeams({
      access,
      config: teamsSection.schema.parse({}),
      desk: 'web:desk/cases',
      language: 'en',
      deskLanguage: 'en',
      name: 'Chat SDK Demo',
      records: {
        read: async (keys: readonly RecordKey[]) =>
          new Map(
            keys.map((key) => {
              const there = events.some((event) => key === `conversation/${event.place}`);
              // Only whether there is one matters here.
              const value = (there ? { participants: {} } : undefined) as never;
              return [key, { value, version: there ? 1 : 0 }] as const;
            }),
          ),
        tail: async () => [],
      },
      reader: { watermarks: async () => [] },
      files: { get: () => Promise.reject(new Error('there are no files')) },
      clock: systemClock,
      log: silentLog,
      alarm: { raise: () => {}, clear: () => {} },
    });
    await channel.start({
      submit: async (event) => {
        const known = events.some(({ id }) => id === event.id);
        if (!known) events.push(event);
        return { outcome: known ? 'duplicate' : 'done' };
      },
    });
    const server = createAdaptorServer({ fetch: routes?.fetch ?? (() => new Response()) });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    teams.deliverTo(`http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/api/messages`);
    close = async () => {
      await channel.stop();
      server.close();
      await teams.stop();
    };
  });
  afterEach(() => close());

  /** Posts a recording with a token for the app that it was made with. */
  async function post(file: string, name: string, more: JsonObject = {}): Promise<void> {
    const recorded = objectOf(JSON.parse(readFileSync(join(folder, file), 'utf8')))[name];
    if (!isObject(recorded)) throw new Error(`${file} has no recording ${name}`);
    const serviceurl = textOf(recorded.serviceUrl) ?? `https://smba.trafficmanager.net/amer/${TENANT}/`;
    const answer = await teams.deliveries.forge(
      { serviceUrl: serviceurl, ...recorded, ...more },
      { claims: { aud: APP, serviceurl } },
    );
    expect(answer).to.include({ status: 200 });
  }

  const AUTHOR = {
    name: 'Test User',
    guest: true, // nobody can be asked here who that is, and then it is a guest
  };
  const MARK = `https://smba.trafficmanager.net/amer/${TENANT}/`;

  it('a mention becomes a question in its chain, and the follow-up one that is overheard there', async () => {
    await post('mention.json', 'mention');
    await post('mention.json', 'followUp');
    const common = {
      place: place(CHANNEL, '1767224924615'),
      author: {
        ...AUTHOR,
        id: '29:1xXxFakeUserBase64IdStringForTeamsPlatformAbcDeFgHiJkLmNoPqRsTuVwXyZ012345ABCDEF',
      },
      private: false,
      outsiders: true,
      mark: MARK,
    };
    expect(events).to.deep.equal([
      {
        ...common,
        kind: 'message',
        id: `teams:${TENANT}/${CHANNEL};messageid=1767224924615/1767224924615/message`,
        at: 1_767_224_924_615,
        message: '1767224924615',
        text: 'Hey',
        addressed: true,
      },
      {
        ...common,
        kind: 'message',
        id: `teams:${TENANT}/${CHANNEL};messageid=1767224924615/1767224937245/message`,
        at: 1_767_224_937_245,
        message: '1767224937245',
        text: 'Hi',
        addressed: false,
        overheard: true,
      },
    ]);
  });

  it('a mention with formatted text is read from that, and told once however often it comes', async () => {
    await post('channel-submit.json', 'mention');
    await post('channel-submit.json', 'mention', { timestamp: '2026-02-17T01:05:00.0000000Z' });
    expect(events).to.have.length(1);
    expect(events[0]).to.deep.include({
      kind: 'message',
      place: place(CHANNEL, '1771290107407'),
      text: 'Hey',
      addressed: true,
      author: {
        ...AUTHOR,
        id: '00000000-1111-2222-3333-444444444444',
        locale: 'en-US',
        zone: 'America/Los_Angeles',
      },
    });
  });

  it('a card of another bot, submitted, is nothing of ours', async () => {
    await post('channel-submit.json', 'channel_post_action');
    expect(events).to.deep.equal([]);
  });

  it('a direct message is a question of its own, and private', async () => {
    await post('personal.json', 'mention');
    await post('personal.json', 'dmRequest');
    await post('personal.json', 'dmMessage');
    expect(
      events.map((event) => event.kind === 'message' && [event.text, event.addressed, event.private]),
    ).to.deep.equal([
      ['Hey', true, false],
      ['dm me', false, false],
      ['Hey', true, true],
    ]);
    expect(events[2]?.place).to.equal(
      place(
        'a:17NditBRO5pbPlIimLiU0g7vfMqIYTPwqILZJq-TOhzzKiAmv2i6Oerr-QPUpuznpKMZinowF80qU8SFPCsvZlg3EpJU8FYt3rO-iSCFfYzIIk2STWat73naOa8x5LdSv',
      ),
    );
  });
});
