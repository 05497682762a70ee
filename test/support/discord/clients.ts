import { Client, Events, GatewayIntentBits, Partials } from 'discord.js';
import type { FakeDiscord } from './surface.js';

const { Guilds, GuildMembers, GuildMessages, GuildMessageReactions, GuildMessageTyping, GuildWebhooks } =
  GatewayIntentBits;
const { DirectMessages, DirectMessageReactions, MessageContent } = GatewayIntentBits;

/** Everything that a support bot could want to hear. */
export const ALL_INTENTS = [
  Guilds,
  GuildMembers,
  GuildMessages,
  GuildMessageReactions,
  GuildMessageTyping,
  GuildWebhooks,
  DirectMessages,
  DirectMessageReactions,
  MessageContent,
];

interface ClientOptions {
  readonly intents?: readonly GatewayIntentBits[];
  readonly token?: string;
  /** Called before the client logs in. */
  readonly prepare?: (client: Client) => void;
}

/** A real client of discord.js that is to use this Discord; it has not logged in. */
export function createClient(
  discord: FakeDiscord,
  intents: readonly GatewayIntentBits[] = ALL_INTENTS,
): Client {
  return new Client({
    intents: [...intents],
    partials: [Partials.Channel, Partials.Message, Partials.Reaction],
    rest: {
      globalRequestsPerSecond: 10_000, // the client counts for itself as well: the fake is to judge
      api: discord.apiUrl,
      cdn: discord.cdnUrl,
      version: '10',
      retries: 0,
      rejectOnRateLimit: () => true,
    },
    // as many identifies as the fake allows: discord.js itself waits five seconds between two
    ws: { buildIdentifyThrottler: async () => ({ waitForIdentify: async () => {} }) },
  });
}

/** A real client that is ready. End it with `destroy()`. */
export async function startClient(
  discord: FakeDiscord,
  { intents, token = discord.token, prepare }: ClientOptions = {},
): Promise<Client<true>> {
  const client = createClient(discord, intents);
  client.on('error', () => {}); // tests look at the gateway, not at what the client prints
  prepare?.(client);
  const ready = new Promise<Client<true>>((resolve) => client.once(Events.ClientReady, resolve));
  await client.login(token);
  return ready;
}
