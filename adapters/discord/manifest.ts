import { PermissionFlagsBits } from 'discord.js';
import { INTENTS } from './setup.js';

/** What one permission is called on Discord's screens, and what the bot does with it. */
interface Purpose {
  readonly title: string;
  readonly why: string;
}

/** Every permission that the bot uses, and no other; a test holds the list against what real runs needed. */
export const PERMISSIONS = {
  ViewChannel: { title: 'View Channels', why: 'to hear what is asked where it was let in' },
  SendMessages: { title: 'Send Messages', why: 'to open cases at the desk, and to answer without a thread' },
  SendMessagesInThreads: { title: 'Send Messages in Threads', why: 'to answer in threads and forum posts' },
  CreatePublicThreads: { title: 'Create Public Threads', why: 'to open the thread of a question or a case' },
  CreatePrivateThreads: {
    title: 'Create Private Threads',
    why: 'to answer privately whoever takes no direct messages',
  },
  ManageThreads: {
    title: 'Manage Threads',
    why: 'to put the tag for what is solved on a member’s forum post',
  },
  ManageWebhooks: { title: 'Manage Webhooks', why: 'to relay under the name of who wrote' },
  AddReactions: {
    title: 'Add Reactions',
    why: 'receipts for replies of the staff, and reactions that cross',
  },
  ReadMessageHistory: {
    title: 'Read Message History',
    why: 'to read what it missed, and to look before it repeats a message',
  },
} as const satisfies Readonly<Partial<Record<keyof typeof PermissionFlagsBits, Purpose>>>;

/** One of {@link PERMISSIONS}. */
export type Permission = keyof typeof PERMISSIONS;

/** The names of {@link PERMISSIONS}, in the order in which they are shown. */
// The keys of the table are its type.
export const PERMISSION_NAMES = Object.keys(PERMISSIONS) as readonly Permission[];

/** What the bot is invited as: a member of the server, with commands. */
export const SCOPES = ['bot', 'applications.commands'] as const;

/** The intents that are switched on in the developer portal, and what they are called there. */
const PRIVILEGED = {
  GuildPresences: 'Presence Intent',
  GuildMembers: 'Server Members Intent',
  MessageContent: 'Message Content Intent',
} as const;

/** What a Discord application has to be given, as `firstline manifest discord --json` prints it. */
export interface Invitation {
  /** Whoever manages a server opens it, to add the bot with exactly {@link PERMISSIONS}. */
  readonly url: string;
  readonly application: string;
  readonly scopes: readonly string[];
  readonly permissions: readonly (Purpose & { readonly name: Permission })[];
  readonly intents: {
    /** To be switched on in the developer portal. */
    readonly privileged: readonly { readonly name: string; readonly title: string }[];
    /** Asked for by the bot itself; nobody has to do anything. */
    readonly others: readonly string[];
  };
}

/**
 * The invitation of an application.
 *
 * @example renderInvitation('1145678901234567890').url // https://discord.com/oauth2/authorize?client_id=…
 */
export function renderInvitation(application: string): Invitation {
  const query = [
    `client_id=${application}`,
    `scope=${SCOPES.join('+')}`,
    `permissions=${bitsOf(PERMISSION_NAMES)}`,
  ];
  return {
    url: `https://discord.com/oauth2/authorize?${query.join('&')}`,
    application,
    scopes: SCOPES,
    permissions: PERMISSION_NAMES.map((name) => ({ name, ...PERMISSIONS[name] })),
    intents: {
      privileged: INTENTS.flatMap((name) => (name in PRIVILEGED ? [{ name, title: titleOf(name) }] : [])),
      others: INTENTS.filter((name) => !(name in PRIVILEGED)),
    },
  };
}

/** The invitation for a person, line by line. */
export function invitationText({ url, application, permissions, intents }: Invitation): string {
  const width = Math.max(...permissions.map(({ title }) => title.length));
  return [
    url,
    '',
    'Whoever manages the server opens this address and chooses the server. It grants what the bot uses, and no more:',
    ...permissions.map(({ title, why }) => `  ${title.padEnd(width)}  ${why}`),
    '',
    `On https://discord.com/developers/applications/${application}/bot, under “Privileged Gateway Intents”, switch on:`,
    ...intents.privileged.map(({ title }) => `  ${title}`),
    'The bot asks for its other intents by itself.',
  ].join('\n');
}

/**
 * The id in the first part of a bot token: that of the bot's user, which is the application's own for all but the
 * oldest applications. Undefined where it is no token.
 */
export function applicationIn(token: string): string | undefined {
  const id = Buffer.from(token.split('.', 1)[0] ?? '', 'base64url').toString('latin1');
  return /^\d{15,20}$/.test(id) ? id : undefined;
}

/** The bits of these permissions together. */
export function bitsOf(names: readonly Permission[]): bigint {
  return names.reduce((sum, name) => sum | PermissionFlagsBits[name], 0n);
}

function titleOf(name: string): string {
  return Object.entries(PRIVILEGED).find(([intent]) => intent === name)?.[1] ?? name;
}
