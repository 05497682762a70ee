import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { createSlack } from '../../../adapters/slack/channel.js';
import { placeKey } from '../../../src/core/place.js';
import { silentLog, systemClock } from '../../../src/core/ports/ambient.js';
import type { Channel } from '../../../src/core/ports/channel.js';
import { openStore } from '../../../src/store/lowdb/store.js';
import { channelContract } from '../../contracts/channel.js';
import { freshFolder } from '../../support/folders.js';
import { startFakeSlack } from '../../support/slack/fake-slack.js';
import { typed } from '../../support/slack/text.js';
import { until } from './stage.js';

channelContract('Slack', async () => {
  const slack = await startFakeSlack({ rates: 'off' });
  const vera = slack.workspace.addUser('vera');
  const ana = slack.workspace.addUser('ana');
  const deskChannel = slack.workspace.addChannel('desk', { members: [ana], kind: 'private' });
  const dm = slack.workspace.dm(vera);
  const place = placeKey({ platform: 'slack', workspace: slack.teamId, channel: dm });
  const desk = placeKey({ platform: 'slack', workspace: slack.teamId, channel: deskChannel });

  const fresh = await freshFolder();
  const store = await openStore({ folder: fresh.data, clock: systemClock, log: silentLog });
  // Everything was heard up to now: what is missed is read from here.
  const mark = {
    place: placeKey({ platform: 'slack', workspace: slack.teamId, channel: '*' }),
    at: Date.now(),
  };
  await store.commit({
    records: [
      {
        key: `watermark/${mark.place}`,
        version: 0,
        value: { ...mark, mark: (mark.at / 1000).toFixed(6) },
      },
    ],
    lines: [],
    effects: [],
    withdraw: [],
    timers: [],
    facts: [],
  });
  const { channel, routes } = createSlack({
    botToken: slack.botToken,
    signingSecret: slack.signingSecret,
    apiUrl: slack.apiUrl,
    config: { 'help-channels': [] },
    desk,
    language: 'en',
    name: 'Firstline',
    records: store,
    reader: store,
    feed: store,
    clock: systemClock,
    log: silentLog,
    alarm: { raise: () => {}, clear: () => {} },
  });
  if (!routes) throw new Error('Slack has no address');
  const server = createServer(getRequestListener(routes.fetch));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // a port, not a pipe
  slack.deliverTo({ requestUrl: `http://127.0.0.1:${port}/slack/events` });

  /** The same message comes again under its own `ts`. */
  const said = new Map<string, string>();
  const stamp = (id: string): string => {
    const known =
      said.get(id) ?? `${Math.floor(Date.now() / 1000)}.${String(said.size + 1).padStart(6, '0')}`;
    said.set(id, known);
    return known;
  };
  // The marks are read behind the start: a test that asks for what was missed waits until it has been read.
  const started: Channel = {
    ...channel,
    catchUp: async () => {
      await until(() => (slack.look.counts({ ok: true })['conversations.history'] ?? 0) > 0);
      await new Promise((resolve) => setTimeout(resolve, 100));
    },
  };
  return {
    channel: started,
    place,
    desk,
    staff: ana,
    async write(text, id) {
      const event = {
        type: 'message',
        channel: dm,
        channel_type: 'im',
        user: vera,
        text: typed(text),
        ts: stamp(id),
        team: slack.teamId,
      };
      const { status } = await slack.deliveries.forge(slack.deliveries.envelope(event));
      return status === 200 ? 'acknowledged' : 'refused';
    },
    async writeUnheard(text, id) {
      said.set(id, slack.people.dm(vera, typed(text), { unheard: true }).ts);
    },
    async read(where) {
      const [, , thread] = where.split('/');
      return slack.look.lines(dm, thread).map((line) => line.text);
    },
    async dispose() {
      server.close();
      server.closeAllConnections();
      await store.close();
      await fresh.dispose();
      await slack.stop();
    },
  };
});
