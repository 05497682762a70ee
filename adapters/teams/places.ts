import { type PlaceKey, parsePlace, placeKey } from '../../src/core/place.js';

/** The first part of Teams' places. */
export const PLATFORM = 'teams';

/**
 * Where a message belongs: a personal chat or a group chat, which is one place; or a reply chain of a channel, which
 * has the id of its first message.
 */
export interface Spot {
  readonly tenant: string;
  /** The id of the chat or of the channel, without the root of a chain. */
  readonly conversation: string;
  /** The id of the first message of a reply chain. */
  readonly root?: string;
}

/** The place of a spot: `teams:TENANT/CHAT`, or `teams:TENANT/CHANNEL/ROOT`. */
export function placeOf({ tenant, conversation, root }: Spot): PlaceKey {
  return placeKey({
    platform: PLATFORM,
    workspace: tenant,
    channel: conversation,
    ...(root !== undefined && { thread: root }),
  });
}

/** Where a place is in Teams; undefined where it is none of Teams'. */
export function spotOf(place: PlaceKey): Spot | undefined {
  const parts = parsePlace(place);
  if (parts?.platform !== PLATFORM || parts.workspace === '' || parts.channel === '') return undefined;
  const { workspace: tenant, channel: conversation, thread: root } = parts;
  return { tenant, conversation, ...(root !== undefined && { root }) };
}

const ROOT = ';messageid=';

/**
 * A conversation as Teams names it, as base and root.
 *
 * @example splitConversation('19:a@thread.tacv2;messageid=17') // { conversation: '19:a@thread.tacv2', root: '17' }
 */
export function splitConversation(id: string): Pick<Spot, 'conversation' | 'root'> {
  const at = id.indexOf(ROOT);
  if (at < 0) return { conversation: id };
  return { conversation: id.slice(0, at), root: id.slice(at + ROOT.length) };
}

/** The conversation that the messages of a place stand in, as Teams names it. */
export function standsIn({ conversation, root }: Spot): string {
  return root === undefined ? conversation : conversation + ROOT + root;
}

/** Whether a conversation is a channel of a team. */
export function isChannel(conversation: string): boolean {
  return /@thread\.(?:tacv2|skype)$/.test(conversation);
}

/** Whether only one person and the bot read a conversation. */
export function isPersonal(conversation: string): boolean {
  return conversation.startsWith('a:') || conversation.endsWith('@unq.gbl.spaces');
}

/** The address of a place, for those who may read it. */
export function linkTo({ tenant, conversation, root }: Spot): string {
  const path = [conversation, ...(root === undefined ? [] : [root])].map(encodeURIComponent).join('/');
  return isChannel(conversation)
    ? `https://teams.microsoft.com/l/message/${path}?tenantId=${tenant}`
    : `https://teams.microsoft.com/l/chat/${path}/conversations`;
}

/**
 * The id of a message within its place. What belongs to a place and stands elsewhere (what was said privately) has the
 * conversation that it stands in before its id.
 */
export function messageId(spot: Spot, conversation: string, id: string): string {
  return conversation === standsIn(spot) ? id : `${encodeURIComponent(conversation)}/${id}`;
}

/** Where a message really stands. */
export interface At {
  /** The conversation, as Teams names it. */
  readonly conversation: string;
  readonly id: string;
  /** It asks whether a file is wanted, and holds no words. */
  readonly file?: true;
}

const FILE = '?file';

/** The id of a message that offers a file with the words of another one: it goes with them, and is never rewritten. */
export function fileMessageId(id: string): string {
  return id + FILE;
}

/** Where a message of a place really stands; undefined where that is no id of Teams'. */
export function locate(spot: Spot, ref: string): At | undefined {
  const file = ref.endsWith(FILE);
  const id = file ? ref.slice(0, -FILE.length) : ref;
  const slash = id.indexOf('/');
  const more = file ? ({ file } as const) : {};
  if (id === '') return undefined;
  if (slash < 0) return { conversation: standsIn(spot), id, ...more };
  try {
    return { conversation: decodeURIComponent(id.slice(0, slash)), id: id.slice(slash + 1), ...more };
  } catch {
    return undefined; // a stray % is no encoding of ours
  }
}
