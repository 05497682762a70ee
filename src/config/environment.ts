/** How much is logged. */
export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;

/** One of {@link LOG_LEVELS}. */
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Every variable that Firstline reads, with what it is; `.env.example` shows the same list in the same order. */
export const VARIABLES = {
  SLACK_BOT_TOKEN: 'Slack: token of the bot, xoxb-…; present: Slack is on',
  SLACK_SIGNING_SECRET: 'Slack over HTTP: checks that requests come from Slack',
  SLACK_APP_TOKEN: 'Slack: app-level token, xapp-…; present: Socket Mode',
  SLACK_API_URL: "Slack: another address of Slack's API (a government cloud, a test server)",
  DISCORD_TOKEN: 'Discord: token of the bot; present: Discord is on',
  DISCORD_API_URL: "Discord: another address of Discord's API (a test server)",
  MicrosoftAppId: 'Teams: id of the app registration; present: Teams is on',
  MicrosoftAppPassword: 'Teams: its client secret',
  MicrosoftAppTenantId: 'Teams: the tenant it belongs to',
  MicrosoftAppType: 'Teams: SingleTenant, MultiTenant or UserAssignedMSI',
  TEAMS_AUTH_URL: 'Teams: another authority (a sovereign cloud, a test server)',
  DATABASE_URL: 'PostgreSQL in place of the embedded store',
  PORT: 'the one port of the HTTP server; 0 takes any that is free',
  HOST: 'the address that it listens on',
  DATA_DIR: 'the folder of the embedded store',
  LOG_LEVEL: 'debug, info, warn, error or silent; message text only at debug',
  FIRSTLINE_CONFIG: 'the configuration file',
} as const;

/** The name of a variable that Firstline reads. */
export type Variable = keyof typeof VARIABLES;

/** What the variables hold that are not secrets of a platform. */
export interface Environment {
  readonly port: number;
  readonly host: string;
  readonly dataDir: string;
  readonly logLevel: LogLevel;
  /** FIRSTLINE_CONFIG, where it is set. */
  readonly configFile?: string;
  /** Platforms that have their first secret. Without any, the web trial runs. */
  readonly platforms: readonly ('slack' | 'discord' | 'teams')[];
  /** Every variable of {@link VARIABLES} that is set and not empty, as it is; adapters read theirs here. */
  readonly variables: Readonly<Partial<Record<Variable, string>>>;
  /** Every variable whose name begins with LOOKUP_: secrets that `lookups.hosts` names. The owner names them. */
  readonly lookups: Readonly<Record<string, string>>;
}

/**
 * Reads the environment. What is wrong is added to `problems`, one sentence each, and its default stands in.
 * A variable that is set to nothing counts as not set: `.env` files are full of those.
 */
export function readEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  problems: string[],
): Environment {
  const variables: Partial<Record<Variable, string>> = {};
  // The keys of VARIABLES are its type.
  for (const name of Object.keys(VARIABLES) as Variable[]) {
    const value = env[name]?.trim();
    if (value) variables[name] = value;
  }
  const platforms = [
    ...(variables.SLACK_BOT_TOKEN ? (['slack'] as const) : []),
    ...(variables.DISCORD_TOKEN ? (['discord'] as const) : []),
    ...(variables.MicrosoftAppId ? (['teams'] as const) : []),
  ];
  return {
    port: readPort(variables.PORT, problems),
    host: variables.HOST ?? '127.0.0.1',
    dataDir: variables.DATA_DIR ?? './data',
    logLevel: readLevel(variables.LOG_LEVEL, problems),
    ...(variables.FIRSTLINE_CONFIG === undefined ? {} : { configFile: variables.FIRSTLINE_CONFIG }),
    platforms,
    variables,
    lookups: Object.fromEntries(
      Object.entries(env).flatMap(([name, value]) =>
        value?.trim() && /^LOOKUP_[A-Z0-9_]+$/.test(name) ? [[name, value.trim()]] : [],
      ),
    ),
  };
}

function readPort(text: string | undefined, problems: string[]): number {
  if (text === undefined) return 3978;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= 65535) return port;
  problems.push(`environment variable PORT: found "${text}", expected a whole number from 0 to 65535`);
  return 3978;
}

function readLevel(text: string | undefined, problems: string[]): LogLevel {
  if (text === undefined) return 'info';
  const level = LOG_LEVELS.find((candidate) => candidate === text);
  if (level) return level;
  problems.push(`environment variable LOG_LEVEL: found "${text}", expected one of ${LOG_LEVELS.join(', ')}`);
  return 'info';
}
