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
  const announcers: Announcer[] = [];
  const first = await openBot(world, options, announcers);
  const bots = [first];
  return {
    ...first.surface,
    get token() {
      return world.token;
    },
    get env() {
      return first.surface.env;
    },
    guildId: world.guildId,
    world: new WorldControl(world, first.all, first.threads, first.surface.gateway),
    people: new People(world, first.messages, first.threads, first.all, first.surface.deliveries),
    interact: new Interact(world, first.interactions),
    async addBot(name) {
      const other = await openBot(world.forAnotherBot(name), options, announcers);
      bots.push(other);
      return other.surface;
    },
    stop: async () => {
      for (const bot of bots) await bot.stop();
    },
  };
}

/** One bot's side of Discord: what it calls, and what it is told. `announcers` tell every bot what happens. */
async function openBot(world: World, options: FakeDiscordOptions, announcers: Announcer[]) {
  const gateway = new Gateway(world);
  const deliveries = new Deliveries(gateway);
  const announcer = new Announcer(world, (news) => deliveries.take(news));
  announcers.push(announcer);
  const all = toAll(announcers, announcer);
  const threads = new Threads(world, all);
  const messages = new Messages(world, all, threads);
  // Only the application whose button or command it is hears of it.
  const interactions = new Interactions(world, announcer);
  const faults = new Faults();
  const typing = new Map<string, number>();
  const backend = {
    world,
    announcer: all,
    messages,
    threads,
    interactions,
    typing: (channel: { readonly id: string }) => void typing.set(channel.id, Date.now()),
  };
  const api = new Api(backend, faults, new RateLimits(options.rates), gateway);
  world.origin = await api.listen();
  const surface = {
    apiUrl: `${world.origin}/api`,
    cdnUrl: world.origin,
    get token() {
      return world.token;
    },
    applicationId: world.applicationId,
    botUser: world.botUser,
    get env() {
      return { DISCORD_API_URL: `${world.origin}/api`, DISCORD_TOKEN: world.token };
    },
    look: new Look(world, interactions, gateway, typing, api.calls),
    faults,
    deliveries,
    gateway,
  };
  const stop = async () => {
    deliveries.stop();
    interactions.stop();
    threads.stop();
    gateway.stop();
    await api.stop();
  };
  return { surface, all, threads, messages, interactions, stop };
}

/** An announcer whose every word all of them say, each to its own bot. */
function toAll(announcers: readonly Announcer[], own: Announcer): Announcer {
  return new Proxy(own, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== 'function') return method;
      return (...words: readonly unknown[]): void => {
        for (const one of announcers) Reflect.apply(method, one, words);
      };
    },
  });
}
