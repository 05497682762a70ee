import { isObject, type Json, listOf } from '../slack/json.js';
import type { Channel, Message, Notification } from './model.js';
import type { Form } from './refusal.js';
import type { World } from './world.js';

/** Whom a message may ping, as its sender asked. */
export interface Allowed {
  readonly everyone: boolean;
  readonly users: 'all' | readonly string[];
  readonly roles: 'all' | readonly string[];
  readonly repliedUser: boolean;
}

/** What Discord does when a message says nothing about it: everything pings. */
export const ALL_ALLOWED: Allowed = { everyone: true, users: 'all', roles: 'all', repliedUser: true };

/** For what Discord itself writes. */
export const NOBODY: Allowed = { everyone: false, users: [], roles: [], repliedUser: false };

/** Reads `allowed_mentions`, and says in the form what is wrong with it. */
export function allowedOf(value: Json | undefined, form: Form): Allowed {
  if (value === undefined || value === null) return ALL_ALLOWED;
  if (!isObject(value)) {
    form.wrong(['allowed_mentions'], 'DICT_TYPE_CONVERT', 'Only dictionaries may be used in a DictType');
    return ALL_ALLOWED;
  }
  const parse = listOf(value.parse);
  for (const [index, kind] of parse.entries()) {
    form.choice(kind, ['allowed_mentions', 'parse', index], ['roles', 'users', 'everyone']);
  }
  const list = (name: 'users' | 'roles'): 'all' | readonly string[] => {
    const ids = listOf(value[name]).map(String);
    if (ids.length > 100) {
      form.wrong(['allowed_mentions', name], 'BASE_TYPE_MAX_LENGTH', 'Must be 100 or fewer in length.');
    }
    if (!parse.includes(name)) return ids;
    if (ids.length > 0) {
      const message = `parse:["${name}"] and ${name}: [ids...] are mutually exclusive.`;
      form.wrong(['allowed_mentions'], 'MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE', message);
    }
    return 'all';
  };
  return {
    everyone: parse.includes('everyone'),
    users: list('users'),
    roles: list('roles'),
    repliedUser: value.replied_user === true,
  };
}

/** What a message mentions, after all that is allowed and permitted. */
export interface Mentions {
  readonly users: readonly string[];
  readonly roles: readonly string[];
  readonly everyone: boolean;
  /** Whose phones ring, without the message's address. */
  readonly rings: readonly Pick<Notification, 'target' | 'id'>[];
}

interface Speech {
  readonly channel: Channel;
  readonly content: string;
  readonly allowed: Allowed;
  /** Whether the sender may ping everyone and every role. */
  readonly powerful: boolean;
  readonly repliedTo: Message | undefined;
}

/** The text without what stands in code: mentions there are no mentions. A backslash protects from nothing. */
function spoken(content: string): string {
  return content.replaceAll(/```[\s\S]*?```|``[\s\S]*?``|`[^`\n]*`/g, ' ');
}

/** Whom a message mentions, and whose phones it makes ring. */
export function mentionsOf(world: World, speech: Speech): Mentions {
  const { channel, allowed, powerful, repliedTo } = speech;
  const text = spoken(speech.content);
  const guild = world.guildOf(channel);
  const may = (which: 'all' | readonly string[], id: string) => which === 'all' || which.includes(id);
  const named = [...new Set([...text.matchAll(/<@!?(\d+)>/g)].map(([, id = '']) => id))];
  const users = named.filter((id) => world.users.has(id) && may(allowed.users, id));
  const roles = [...new Set([...text.matchAll(/<@&(\d+)>/g)].map(([, id = '']) => id))].filter((id) => {
    const role = guild?.roles.get(id);
    return role && (role.mentionable || powerful) && may(allowed.roles, id);
  });
  const broadcast = powerful && allowed.everyone && guild !== undefined;
  const everyone = broadcast && text.includes('@everyone');
  const here = broadcast && text.includes('@here');
  const replied =
    repliedTo && allowed.repliedUser && world.users.has(repliedTo.author) ? repliedTo.author : undefined;
  const reads = (id: string) =>
    !world.user(id).bot && world.can(id, world.parentOf(channel) ?? channel, 'ViewChannel');
  return {
    users: [...new Set([...users, ...(replied === undefined ? [] : [replied])])],
    roles,
    everyone: everyone || here,
    rings: [
      ...(everyone ? [{ target: 'everyone' as const, id: '' }] : []),
      ...(here ? [{ target: 'here' as const, id: '' }] : []),
      ...roles.map((id) => ({ target: 'role' as const, id })),
      ...users.filter(reads).map((id) => ({ target: 'user' as const, id })),
      ...(replied !== undefined && !users.includes(replied) && reads(replied)
        ? [{ target: 'reply' as const, id: replied }]
        : []),
    ],
  };
}

/** Users whom a message in a thread pulls into it: those it mentions, by name or by role. */
export function pulledIn(world: World, channel: Channel, { users, roles }: Mentions): readonly string[] {
  const guild = world.guildOf(channel);
  const parent = world.parentOf(channel);
  if (!guild || !parent) return [];
  const byRole = [...guild.members.values()].filter((member) => roles.some((id) => member.roles.has(id)));
  return [...new Set([...users, ...byRole.map(({ user }) => user)])].filter((id) => {
    return guild.members.has(id) && !channel.thread?.members.has(id) && world.can(id, parent, 'ViewChannel');
  });
}
