import { hash } from 'node:crypto';
import { type FileRef, wordsOfFiles } from '../../src/core/content.js';
import type { Event } from '../../src/core/event.js';
import type { Author } from '../../src/core/event-base.js';
import { type Activity, kindOf, mentionsOf, tenantOf, timeOf } from './activity.js';
import { emojiOf } from './emoji.js';
import { filesIn, type SeenFile } from './files-in.js';
import { isPersonal, messageId, placeOf, type Spot, splitConversation } from './places.js';
import { type Read, readTeams, type Written } from './text-in.js';

/** Who we are. */
export interface Self {
  /** `28:` and the id of the app. */
  readonly bot: string;
}

/** A person as an activity shows them. */
export interface Person {
  /** The id that Entra knows; Teams' own where it does not tell. */
  readonly id: string;
  /** Teams' own id, `29:…`. */
  readonly teams: string;
  readonly name: string;
  readonly locale?: string;
  readonly zone?: string;
}

/** What everything that is seen has. */
export interface Seeing {
  /** Where a message belongs. */
  readonly spot: Spot;
  /** The conversation, as Teams names it. */
  readonly conversation: string;
  readonly kind: 'personal' | 'groupChat' | 'channel';
  readonly team?: string;
  /** The service URL that it came from. */
  readonly service: string;
  /** When it happened, in milliseconds since 1970. */
  readonly at: number;
  readonly user: Person;
}

/** Something that a person did to a message, as Teams tells it. */
export type Seen = Seeing &
  (
    | {
        readonly what: 'message';
        readonly id: string;
        readonly written: Written;
        /** The bot is mentioned. */
        readonly called: boolean;
        readonly files: readonly SeenFile[];
        /** Its deletion was taken back, at this moment: it is heard once more, since its copies are gone. */
        readonly restored?: number;
      }
    | {
        readonly what: 'edit';
        readonly id: string;
        readonly written: Written;
        readonly called: boolean;
      }
    | { readonly what: 'delete'; readonly id: string }
    | {
        readonly what: 'reaction';
        readonly id: string;
        readonly emoji: string;
        readonly added: boolean;
        /** Tells apart the reactions of one activity, and the same one put and taken again. */
        readonly stamp: string;
      }
  );

/** What every activity of a person tells beside what they did; undefined where nobody did it, or no tenant is named. */
export function seeingOf(activity: Activity): Seeing | undefined {
  const tenant = tenantOf(activity);
  const { from, conversation, channelData, serviceUrl } = activity;
  if (!from || tenant === undefined) return undefined;
  const kind = kindOf(activity);
  const split = splitConversation(conversation.id);
  // A channel's message begins its own chain.
  const root = split.root ?? (kind === 'channel' && activity.id ? activity.id : undefined);
  const team = channelData?.team?.id;
  return {
    spot: { tenant, conversation: split.conversation, ...(root !== undefined && { root }) },
    conversation: conversation.id,
    kind,
    ...(team != null && { team }),
    service: serviceUrl,
    at: timeOf(activity),
    user: personOf(activity, from),
  };
}

function personOf(activity: Activity, from: NonNullable<Activity['from']>): Person {
  const { locale, localTimezone } = activity;
  return {
    id: from.aadObjectId || from.id,
    teams: from.id,
    name: from.name || '?',
    ...(locale != null && { locale }),
    ...(localTimezone != null && { zone: localTimezone }),
  };
}

/**
 * Reads what people do to messages; nothing for everything else, and for what we ourselves did. Pure.
 */
export function parseActivity(activity: Activity, self: Self): readonly Seen[] {
  const seeing = seeingOf(activity);
  if (!seeing || seeing.user.teams.startsWith('28:')) return [];
  const id = activity.id ?? undefined;
  const written = writtenIn(activity, self);
  const called = written.mentions.some((one) => one.id === self.bot);
  switch (activity.type) {
    case 'message':
      if (id === undefined || activity.value != null) return []; // a submitted card
      return [{ ...seeing, what: 'message', id, written, called, files: filesIn(activity) }];
    case 'messageUpdate': {
      if (id === undefined) return [];
      switch (activity.channelData?.eventType) {
        case 'editMessage':
          return [{ ...seeing, what: 'edit', id, written, called }];
        case 'undeleteMessage': {
          const files = filesIn(activity);
          return [{ ...seeing, what: 'message', id, written, called, files, restored: seeing.at }];
        }
        default:
          return [];
      }
    }
    case 'messageDelete':
      return id === undefined ? [] : [{ ...seeing, what: 'delete', id }];
    case 'messageReaction': {
      const message = activity.replyToId ?? undefined;
      if (message === undefined) return [];
      const told = (list: Activity['reactionsAdded'], added: boolean): Seen[] =>
        (list ?? []).map(({ type }, n) => {
          const stamp = `${id ?? seeing.at}/${n}`;
          return { ...seeing, what: 'reaction', id: message, emoji: emojiOf(type), added, stamp };
        });
      return [...told(activity.reactionsAdded, true), ...told(activity.reactionsRemoved, false)];
    }
    default:
      return [];
  }
}

function writtenIn(activity: Activity, self: Self): Written {
  const html = (activity.attachments ?? [])
    .flatMap(({ contentType, content }) =>
      contentType === 'text/html' && typeof content === 'string' ? [content] : [],
    )
    // Of what hangs below there is a piece, too; the words are in the longest.
    .reduce<string | undefined>((most, one) => (one.length > (most?.length ?? -1) ? one : most), undefined);
  return {
    text: activity.text ?? '',
    format: activity.textFormat ?? 'plain',
    ...(html !== undefined && { html }),
    mentions: mentionsOf(activity),
    bot: { id: self.bot, name: activity.recipient?.name ?? '' },
  };
}

/** What {@link toEvent} has to know beside what was seen. */
export interface Surroundings {
  readonly author: Author;
  /** Meant for the bot. */
  readonly addressed: boolean;
  readonly outsiders?: boolean;
  /** Not addressed, and nowhere where a sure answer is welcome. */
  readonly overheard?: boolean;
}

/** What was seen as an event of the engine. Its id is the same however often it comes. */
export function toEvent(seen: Seen, around: Surroundings): Event {
  const { spot, conversation } = seen;
  const { author, addressed } = around;
  const place = placeOf(spot);
  const id = (what: string): string => eventId(seen, seen.id, what);
  const base = { place, message: messageId(spot, inChain(spot, conversation), seen.id), author };
  switch (seen.what) {
    case 'message': {
      const files: readonly FileRef[] = seen.files.map(({ id: file, ...rest }) => ({
        ...rest,
        from: { place, message: base.message, id: file },
      }));
      const { answered, ...read } = readTeams(seen.written);
      const blank = read.text.trim() === '';
      return {
        ...base,
        kind: 'message',
        id: id(seen.restored === undefined ? 'message' : `undelete/${seen.restored}`),
        at: seen.restored ?? (idTime(seen.id) || seen.at),
        ...(blank ? { text: wordsOfFiles(files) || (addressed ? calling(author) : '') } : read),
        ...(files.length > 0 && { files }),
        addressed,
        private: seen.kind === 'personal' || isPersonal(spot.conversation),
        // Kept with the message: without the address nothing could be said there after a restart.
        mark: seen.service,
        ...(answered !== undefined && { inReplyTo: messageId(spot, inChain(spot, conversation), answered) }),
        ...(around.outsiders && { outsiders: true }),
        ...(around.overheard && { overheard: true }),
      };
    }
    case 'edit':
      return {
        ...base,
        kind: 'edit',
        // By the clock; two edits may share a moment.
        id: id(`edit/${seen.at}/${digest(JSON.stringify(seen.written))}`),
        at: seen.at,
        ...wordsOf(seen.written),
        ...(addressed && { addressed: true }),
      };
    case 'delete':
      return { ...base, kind: 'delete', id: id(`delete/${seen.at}`), at: seen.at };
    case 'reaction':
      return {
        ...base,
        kind: 'reaction',
        id: id(`reaction/${seen.user.id}/${seen.emoji}/${seen.added ? 'on' : 'off'}/${seen.stamp}`),
        at: seen.at,
        emoji: seen.emoji,
        added: seen.added,
      };
    default:
      return seen satisfies never;
  }
}

/** Activity ids are milliseconds and repeat across conversations, so the id of an event names both, and the tenant. */
export function eventId({ spot, conversation }: Seeing, activity: string, what: string): string {
  return `teams:${spot.tenant}/${conversation}/${activity}/${what}`;
}

/** A channel's message without a chain stands in the chain that it begins. */
function inChain({ conversation, root }: Spot, told: string): string {
  return root !== undefined && told === conversation ? `${conversation};messageid=${root}` : told;
}

/** Most ids are the moment in milliseconds. */
function idTime(id: string): number {
  return /^1\d{12}$/.test(id) ? Number(id) : 0;
}

/** What somebody means who calls the bot without a word. */
export function calling({ locale }: Author): string {
  return locale?.startsWith('zh') ? '帮助' : 'help';
}

/** A few letters that stand for a text in an id. */
export function digest(words: string): string {
  return hash('sha256', words).slice(0, 16);
}

function wordsOf(written: Written): Pick<Read, 'text' | 'markdown'> {
  const { answered: _answered, ...words } = readTeams(written);
  return words;
}
