import { createAdaptorServer } from '@hono/node-server';
import { createTeams } from '../../../adapters/teams/channel.js';
import { teamsSection } from '../../../adapters/teams/config.js';
import { teamsAccess } from '../../../adapters/teams/setup.js';
import { placeKey } from '../../../src/core/place.js';
import { silentLog, systemClock } from '../../../src/core/ports/ambient.js';
import { openFiles } from '../../../src/store/files.js';
import { openStore } from '../../../src/store/lowdb/store.js';
import { channelContract } from '../../contracts/channel.js';
import { freshFolder } from '../../support/folders.js';
import { startFakeTeams } from '../../support/teams/fake-teams.js';
import { lineOf } from './office.js';

channelContract(
  'Teams',
  async () => {
    const teams = await startFakeTeams({ rates: 'off', timing: { redeliverMs: [] } });
    const { world } = teams;
    const vera = world.addPerson('Vera', { personal: true });
    const ana = world.addPerson('Ana');
    const gus = world.addPerson('Gus', { guest: true });
    const team = world.addTeam('Support', { people: [ana, gus] });
    const deskChannel = world.addChannel(team, 'Desk');
    const chat = world.personal(vera);
    const place = placeKey({ platform: 'teams', workspace: teams.tenantId, channel: chat });
    const desk = placeKey({ platform: 'teams', workspace: teams.tenantId, channel: deskChannel });

    const fresh = await freshFolder();
    const store = await openStore({ folder: fresh.data, clock: systemClock, log: silentLog });
    const files = await openFiles({
      folder: `${fresh.data}/files`,
      clock: systemClock,
      limits: { fileBytes: 1e6, totalBytes: 1e7, writing: 4 },
    });
    const access = teamsAccess(teams.env);
    if (!access) throw new Error('Teams is not configured');
    const { channel, routes } = createTeams({
      access,
      config: teamsSection.schema.parse({ 'service-url': teams.serviceUrl }),
      desk,
      language: 'en',
      deskLanguage: 'en',
      name: 'Firstline',
      records: store,
      reader: store,
      files,
      clock: systemClock,
      log: silentLog,
      alarm: { raise: () => {}, clear: () => {} },
    });
    if (!routes) throw new Error('Teams has no address');
    const server = createAdaptorServer({ fetch: routes.fetch });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    teams.deliverTo(`http://127.0.0.1:${port}/api/messages`);

    const said = new Map<string, string>();
    return {
      channel,
      place,
      desk,
      staff: world.person(ana).aadId,
      async write(text, id) {
        const known = said.get(id);
        const ref = known ?? teams.people.dm(vera, text).id;
        said.set(id, ref);
        const sent = (): (typeof teams.deliveries.all)[number] | undefined =>
          teams.deliveries.all.find(({ activity }) => activity.id === ref);
        const before = sent()?.attempts.length ?? 0;
        const first = sent();
        if (known !== undefined && first) await teams.deliveries.again(first);
        else await teams.deliveries.settled();
        return sent()?.attempts[before]?.ok ? 'acknowledged' : 'refused';
      },
      async read(where) {
        const [, conversation = ''] = where.split('/');
        return teams.look
          .messages(decodeURIComponent(conversation))
          .filter(({ deleted }) => !deleted)
          .map((message) => lineOf(teams, message).text);
      },
      async dispose() {
        server.close();
        await store.close();
        await fresh.dispose();
        await teams.stop();
      },
    };
  },
  {
    skip: {
      'finds the files that it has sent with what it said': 'bots have no history in Teams to look into',
      'can react a message, or says that it cannot':
        'bots cannot react in Teams; a line below stands in, see renderReaction',
      'submits what it missed, under the ids of live events':
        'bots have no history in Teams; what was not acknowledged comes again by itself',
    },
  },
);
