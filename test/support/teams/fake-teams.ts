import { Announcer } from './announcer.js';
import { Api } from './api.js';
import { CERTIFICATE_PATH, trustCertificate } from './certificate.js';
import { Deliveries } from './deliveries.js';
import { Faults } from './faults.js';
import { Files } from './files.js';
import { Interact } from './interact.js';
import { Look } from './look.js';
import { Messages } from './messages.js';
import { type FakeTeamsOptions, timingOf } from './options.js';
import { People } from './people.js';
import { RateLimits } from './rates.js';
import type { FakeTeams } from './surface.js';
import { Tokens } from './tokens.js';
import { World } from './world.js';

/**
 * Starts a fake Teams on a free port of this machine, over HTTPS, and makes this process trust its certificate; a child
 * process gets it with `teams.env`. Everything is described in surface.ts and, for the lines to and from the bot, in
 * surface-network.ts.
 *
 *     const teams = await startFakeTeams({ speed: 100 });       // 15 s become 150 ms
 *     const vera = teams.world.addPerson('Vera Vole', { personal: true });
 *     const team = teams.world.addTeam('IT', { people: [vera] });            // hearsAll: resource-specific consent
 *     const help = teams.world.addChannel(team, 'Help');
 *     // … start the bot with teams.env (or authUrl, appId, appPassword, tenantId) …
 *     teams.deliverTo('http://127.0.0.1:3978/api/messages');
 *     const post = teams.people.mention(vera, help, 'How do I reset my password?');
 *     teams.people.say(vera, help, 'anybody?', { root: post.id });           // not heard: no mention, no consent
 *     teams.people.dm(vera, 'Hello', { files: [{ name: 'a.txt', data: 'x' }] });
 *     await teams.deliveries.settled();
 *     teams.look.transcript(help, post.id);                     // what stands there: 'Firstline: … [Ask a person]'
 *     await teams.interact.click(vera, answer, 'Ask a person'); // Action.Execute: the card in the answer replaces it
 *     teams.look.notifications;                                 // who was mentioned
 *     teams.faults.add({ kind: 'accept-then-drop' });           // stored, and the bot cannot know
 *     teams.deliveries.chaos({ seed: 7, drop: 0.2, repeat: 0.2 });
 *     await teams.deliveries.forge(activity, { token: 'wrong-key' });        // { status: 401 }
 *     teams.look.refused;                                       // [] when the bot does nothing that Teams refuses
 *
 * Stricter than Teams: sizes are counted on what was sent, in the larger of two encodings; a card is checked when it is
 * sent, not when it is drawn. Not played: Graph, sign-in, search and link extensions, `messageBack` and its like,
 * dialogs opened by cards, meetings, and the limits that all bots of a conversation share.
 */
export async function startFakeTeams(options: FakeTeamsOptions = {}): Promise<FakeTeams> {
  trustCertificate();
  const world = new World(options);
  const timing = timingOf(options);
  const tokens = new Tokens(world.ids, timing.tokenMs);
  const deliveries = new Deliveries(world, timing, tokens, options.endpoint);
  const announcer = new Announcer(world, (activity) => deliveries.deliver(activity));
  const messages = new Messages(world, announcer);
  const files = new Files(world, timing);
  const faults = new Faults();
  const rates = new RateLimits(options.rates, world.ids.now);
  const api = new Api({ world, messages, files }, tokens, faults, rates);
  world.origin = await api.listen();
  return {
    authUrl: world.origin,
    serviceUrl: world.serviceUrl,
    appId: world.appId,
    get appPassword() {
      return world.secret;
    },
    tenantId: world.tenantId,
    otherTenantId: world.otherTenantId,
    bot: world.bot,
    get env() {
      return {
        MicrosoftAppId: world.appId,
        MicrosoftAppPassword: world.secret,
        MicrosoftAppTenantId: world.tenantId,
        MicrosoftAppType: world.appType,
        TEAMS_AUTH_URL: world.origin,
        NODE_EXTRA_CA_CERTS: CERTIFICATE_PATH,
      };
    },
    world,
    people: new People(world, messages, announcer, files),
    interact: new Interact(world, messages, files, deliveries),
    look: new Look(world, api),
    faults,
    deliveries,
    deliverTo: (endpoint) => {
      deliveries.endpoint = endpoint;
    },
    revokeTokens: () => tokens.revoke(),
    expireTokens: () => tokens.expire(),
    expireFiles: () => files.expire(),
    hungUp: (ms) => api.hungUp(ms),
    stop: async () => {
      deliveries.stop();
      await api.stop();
    },
  };
}
