import { type Client, GatewayIntentBits } from 'discord.js';
import { FirstlineError } from '../../src/core/error.js';

/** The secrets and addresses of Discord. */
export interface DiscordAccess {
  /** Absent where a host logs in later. */
  readonly token?: string;
  readonly apiUrl?: string;
}

/** The variables of Discord, as `.env.example` lists them. */
export interface DiscordVariables {
  readonly DISCORD_TOKEN?: string;
  readonly DISCORD_API_URL?: string;
}

/** What the gateway must tell us of. MessageContent is switched on in the developer portal, page “Bot”. */
export const INTENTS = [
  'Guilds',
  'GuildMessages',
  'GuildMessageReactions',
  'DirectMessages',
  'DirectMessageReactions',
  'MessageContent',
] as const;

/** What is wrong where Discord closes the gateway with 4014, and what is missing until it is mended. */
export const NO_CONTENT =
  'The application has no “Message Content Intent”: the bot reads only direct messages and messages that mention it. Switch it on in the Discord developer portal, page “Bot”, and start again.';

/**
 * Reads the access to Discord; undefined where it is not configured.
 *
 * @throws FirstlineError `config.invalid` where a value cannot be one of Discord's
 */
export function discordAccess(variables: DiscordVariables): DiscordAccess | undefined {
  const { DISCORD_TOKEN: token, DISCORD_API_URL: apiUrl } = variables;
  if (token === undefined) return undefined;
  if (!/^[\w-]+\.[\w-]+\.[\w-]+$/.test(token)) {
    throw invalid(
      'DISCORD_TOKEN is no bot token: it has three parts with dots between them.',
      'Press “Reset Token” on the page “Bot” of the application in the developer portal, and copy it without “Bot ”.',
    );
  }
  if (apiUrl !== undefined && !/^https?:\/\/\S+[^/]$/.test(apiUrl)) {
    throw invalid(
      'DISCORD_API_URL is no address without a “/” at its end.',
      'For example https://discord.com/api.',
    );
  }
  return { token, ...(apiUrl !== undefined && { apiUrl }) };
}

/**
 * Checks that a client of somebody else's hears what we need.
 *
 * @throws FirstlineError `config.invalid` with the intents that it lacks
 */
export function refuseDeafHost(client: Client): void {
  const missing = INTENTS.filter((name) => !client.options.intents.has(GatewayIntentBits[name]));
  if (missing.length === 0) return;
  throw invalid(
    `The Discord client lacks the intents ${missing.join(', ')}, so Firstline would not hear what people write.`,
    `Add them: new Client({ intents: [${INTENTS.map((name) => `GatewayIntentBits.${name}`).join(', ')}] }).`,
  );
}

function invalid(message: string, hint: string): FirstlineError {
  return new FirstlineError('config.invalid', message, { hint });
}
