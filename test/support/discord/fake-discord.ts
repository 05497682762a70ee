import { Announcer } from './announcer.js';
import { Api } from './api.js';
import { Deliveries } from './deliveries.js';
import { Faults } from './faults.js';
import { Gateway } from './gateway.js';
import { Interact } from './interact.js';
import { Interactions } from './interactions.js';
import { Look } from './look.js';
import { Messages } from './messages.js';
import type { FakeDiscordOptions } from './options.js';
import { People } from './people.js';
import { RateLimits } from './rates.js';
import type { FakeDiscord } from './surface.js';
import { Threads } from './threads.js';
import { World } from './world.js';
import { WorldControl } from './world-facet.js';

/**
 * Starts a fake Discord on a free port of this machine. What it can do is described in surface.ts and, for the lines
 * to and from the bot, in surface-network.ts.
 *
 *     const discord = await startFakeDiscord();
 *     const vera = discord.world.addUser('vera');
 *     const help = discord.world.addChannel('help');
 *     // … start a client with `rest: { api: discord.apiUrl, cdn: discord.cdnUrl, version: '10', retries: 0 }`
 *     await discord.gateway.connected();
 *     discord.people.mention(vera, help, 'How do I reset my password?');
 *     await discord.deliveries.settled();
 *     discord.look.transcript(help);
 */
export async function startFakeDiscord(options: FakeDiscordOptions = {}): Promise<FakeDiscord> {
  const world = new World(options);
  const gateway = new Gateway(world);
  const deliveries = new Deliveries(gateway);
  const announcer = new Announcer(world, (news) => deliveries.take(news));
  const threads = new Threads(world, announcer);
  const messages = new Messages(world, announcer, threads);
  const interactions = new Interactions(world, announcer);
  const faults = new Faults();
  const typing = new Map<string, number>();
  const backend = {
    world,
    announcer,
    messages,
    threads,
    interactions,
    typing: (channel: { readonly id: string }) => void typing.set(channel.id, Date.now()),
  };
  const api = new Api(backend, faults, new RateLimits(options.rates), gateway);
  world.origin = await api.listen();
  return {
    apiUrl: `${world.origin}/api`,
    cdnUrl: world.origin,
    get token() {
      return world.token;
    },
    applicationId: world.applicationId,
    botUser: world.botUser,
    guildId: world.guildId,
    get env() {
      return { DISCORD_API_URL: `${world.origin}/api`, DISCORD_TOKEN: world.token };
    },
    world: new WorldControl(world, announcer, threads, gateway),
    people: new People(world, messages, threads, announcer, deliveries),
    interact: new Interact(world, interactions),
    look: new Look(world, interactions, gateway, typing, api.calls),
    faults,
    deliveries,
    gateway,
    stop: async () => {
      deliveries.stop();
      interactions.stop();
      threads.stop();
      gateway.stop();
      await api.stop();
    },
  };
}
