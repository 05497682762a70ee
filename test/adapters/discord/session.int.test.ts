import { expect } from 'chai';
import { Client, Events, GatewayIntentBits, Partials } from 'discord.js';
import { createDiscord } from '../../../adapters/discord/channel.js';
import { INTENTS } from '../../../adapters/discord/setup.js';
import type { Event } from '../../../src/core/event.js';
import { silentLog, systemClock } from '../../../src/core/ports/ambient.js';
import { openStore } from '../../../src/store/lowdb/store.js';
import { startFakeDiscord } from '../../support/discord/fake-discord.js';
import { freshFolder } from '../../support/folders.js';
import { until } from './stage.js';

describe('a session of Discord that begins', function () {
  this.timeout(20_000);

  it('is heard from its first word on: history does not have everything that is told before it is complete', async () => {
    const discord = await startFakeDiscord({ rates: 'off' });
    const { data, dispose } = await freshFolder();
    const store = await openStore({ folder: data, clock: systemClock, log: silentLog });
    const client = new Client({
      intents: INTENTS.map((name) => GatewayIntentBits[name]),
      partials: [Partials.Channel],
      rest: { api: discord.apiUrl },
    });
    client.token = discord.token;
    const channel = createDiscord({
      host: { client },
      config: { guilds: [], 'help-channels': [], forums: [] },
      desk: 'web:desk/cases',
      handleOf: () => undefined,
      language: 'en',
      name: 'Firstline',
      records: store,
      reader: store,
      clock: systemClock,
      log: silentLog,
      alarm: { raise: () => {}, clear: () => {} },
    });
    const heard: Event[] = [];
    const starting = channel.start({
      async submit(event) {
        heard.push(event);
        return { outcome: 'done' };
      },
    });
    const vera = discord.world.addUser('vera');
    const said = discord.people.dm(vera, 'hello');
    const d = {
      user: { id: discord.botUser },
      application: { id: discord.applicationId },
      session_id: 'one',
    };
    client.emit(Events.Raw, { op: 0, t: 'READY', s: 1, d }, 0);
    client.emit(Events.Raw, { op: 0, t: 'MESSAGE_CREATE', s: 2, d: discord.look.shape(said) }, 0);
    await until(() => heard.length > 0);
    expect(heard[0]).to.include({ kind: 'message', text: 'hello' });
    await starting;
    await channel.stop();
    await client.destroy();
    await store.close();
    await dispose();
    await discord.stop();
  });
});
