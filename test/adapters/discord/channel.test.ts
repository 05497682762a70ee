import { createDiscord } from '../../../adapters/discord/channel.js';
import { placeKey } from '../../../src/core/place.js';
import { silentLog, systemClock } from '../../../src/core/ports/ambient.js';
import type { Channel } from '../../../src/core/ports/channel.js';
import { openStore } from '../../../src/store/lowdb/store.js';
import { channelContract } from '../../contracts/channel.js';
import { startFakeDiscord } from '../../support/discord/fake-discord.js';
import { freshFolder } from '../../support/folders.js';
import { until } from './stage.js';

const NO_ACK = 'Discord’s gateway has no acknowledgement: what was not committed is read from history';

channelContract(
  'Discord',
  async () => {
    const discord = await startFakeDiscord({ rates: 'off', timing: { identifyMs: 0 } });
    const { world } = discord;
    const vera = world.addUser('vera');
    const role = world.addRole('staff');
    const ana = world.addUser('ana', { roles: [role] });
    const deskChannel = world.addChannel('desk', {
      overwrites: [
        { id: discord.guildId, deny: ['ViewChannel'] },
        { id: role, allow: ['ViewChannel'] },
        { id: discord.botUser, allow: ['ViewChannel'] },
      ],
    });
    const dm = world.dm(vera);
    const place = placeKey({ platform: 'discord', workspace: 'dm', channel: dm });
    const desk = placeKey({ platform: 'discord', workspace: discord.guildId, channel: deskChannel });

    const fresh = await freshFolder();
    const store = await openStore({ folder: fresh.data, clock: systemClock, log: silentLog });
    // Everything was heard up to now, and Vera has written before: what is missed is read from here.
    const at = Date.now();
    const mark = (key: string) => ({
      key: `watermark/${key}` as const,
      version: 0,
      value: { place: key, at, mark: String(at) },
    });
    await store.commit({
      records: [mark(placeKey({ platform: 'discord', workspace: '*', channel: '*' })), mark(place)],
      lines: [],
      effects: [],
      withdraw: [],
      timers: [],
      facts: [],
    });
    const channel = createDiscord({
      token: discord.token,
      apiUrl: discord.apiUrl,
      config: { guilds: [], 'help-channels': [], forums: [] },
      desk,
      handleOf: () => undefined,
      language: 'en',
      name: 'Firstline',
      records: store,
      reader: store,
      clock: systemClock,
      log: silentLog,
      alarm: { raise: () => {}, clear: () => {} },
    });

    const said = new Map<string, string>();
    const submitted = new Map<string, number>();
    // History is read behind the start: a test begins when that is done, which the mark tells.
    let read = false;
    const started: Channel = {
      ...channel,
      // As the outbox does: more than fifty calls a second are asked to wait.
      async deliver(outgoing, signal) {
        const outcome = await channel.deliver(outgoing, signal);
        if (outcome.kind === 'delivered' || outcome.kind === 'refused' || !outcome.retryAfter) return outcome;
        await new Promise((resolve) => setTimeout(resolve, outcome.retryAfter));
        return channel.deliver(outgoing, signal);
      },
      async start(door) {
        await channel.start({
          async submit(event) {
            const done = await door.submit(event);
            if (event.kind === 'mark') read = true;
            if (event.kind === 'message')
              submitted.set(event.message, (submitted.get(event.message) ?? 0) + 1);
            return done;
          },
        });
        await until(() => read, 3_000).catch(() => {}); // nothing is, where everything is refused
      },
    };
    return {
      channel: started,
      place,
      desk,
      staff: ana,
      trims: true,
      async write(text, id) {
        const known = said.get(id);
        const ref = known ?? discord.people.dm(vera, text).id;
        said.set(id, ref);
        const before = submitted.get(ref) ?? 0;
        const sent = discord.deliveries.all.find(
          ({ type, data }) => type === 'MESSAGE_CREATE' && data.id === ref,
        );
        if (known !== undefined && sent) discord.deliveries.again(sent);
        return until(() => (submitted.get(ref) ?? 0) > before, 1_000).then(
          () => 'acknowledged',
          () => 'refused',
        );
      },
      async writeUnheard(text, id) {
        said.set(id, discord.people.dm(vera, text).id);
      },
      async read(where) {
        const [, channelId = '', thread] = where.split('/');
        return discord.look.lines(thread ?? channelId).map((line) => line.text);
      },
      async dispose() {
        await store.close();
        await fresh.dispose();
        await discord.stop();
      },
    };
  },
  { skip: { 'acknowledges nothing that could not be committed': NO_ACK } },
);
