import * as z from 'zod';

const text = z.string();
const account = z.looseObject({ id: text, name: text.nullish(), aadObjectId: text.nullish() });
const named = z.looseObject({ id: text.nullish(), name: text.nullish() });
const attachment = z.looseObject({
  contentType: text.default(''),
  contentUrl: text.nullish(),
  name: text.nullish(),
  content: z.unknown().optional(),
});
const reaction = z.looseObject({ type: text });
/** The SDK makes a date of it. */
const moment = z.union([text, z.date()]);

const activity = z.looseObject({
  type: text,
  name: text.nullish(),
  id: text.nullish(),
  timestamp: moment.nullish(),
  serviceUrl: text.min(1),
  channelId: z.literal('msteams'),
  from: account.nullish(),
  recipient: named.nullish(),
  conversation: z.looseObject({
    id: text.min(1),
    conversationType: text.nullish(),
    isGroup: z.boolean().nullish(),
    tenantId: text.nullish(),
    name: text.nullish(),
  }),
  text: text.nullish(),
  textFormat: text.nullish(),
  attachments: z.array(attachment).nullish(),
  entities: z.array(z.looseObject({ type: text.default('') })).nullish(),
  channelData: z
    .looseObject({
      tenant: named.nullish(),
      team: z.looseObject({ id: text.nullish(), aadGroupId: text.nullish(), name: text.nullish() }).nullish(),
      channel: named.nullish(),
      eventType: text.nullish(),
      settings: z.looseObject({ selectedChannel: named.nullish() }).nullish(),
    })
    .nullish(),
  replyToId: text.nullish(),
  value: z.unknown().optional(),
  reactionsAdded: z.array(reaction).nullish(),
  reactionsRemoved: z.array(reaction).nullish(),
  membersAdded: z.array(account).nullish(),
  membersRemoved: z.array(account).nullish(),
  action: text.nullish(),
  locale: text.nullish(),
  localTimezone: text.nullish(),
});

/** Something that Teams tells the bot, as far as it matters to us. */
export type Activity = Readonly<z.output<typeof activity>>;

/** A file or a piece of formatted text of an activity. */
export type Attachment = Readonly<z.output<typeof attachment>>;

/**
 * Reads what came in; undefined where it is nothing of Teams': another channel, or no service URL, without which nobody
 * could be answered.
 */
export function readActivity(body: unknown): Activity | undefined {
  const found = activity.safeParse(body);
  return found.success ? found.data : undefined;
}

/** The tenant of an activity. */
export function tenantOf({ conversation, channelData }: Activity): string | undefined {
  return conversation.tenantId ?? channelData?.tenant?.id ?? undefined;
}

/** What kind of conversation an activity belongs to; old ones say only whether it is one of several people. */
export function kindOf({ conversation }: Activity): 'personal' | 'groupChat' | 'channel' {
  const { conversationType: type, id, isGroup } = conversation;
  if (type === 'personal' || type === 'groupChat' || type === 'channel') return type;
  if (/@thread\.(?:tacv2|skype)(?:;|$)/.test(id)) return 'channel';
  return isGroup ? 'groupChat' : 'personal';
}

/** When it happened, in milliseconds since 1970; 0 where it does not say. */
export function timeOf({ timestamp }: Activity): number {
  if (timestamp instanceof Date) return timestamp.getTime() || 0;
  return Date.parse(timestamp ?? '') || 0;
}

/** Who is mentioned, in the order of the mentions. */
export interface Mention {
  readonly id: string;
  readonly name: string;
  /** As it stands in the text: `<at>Ana</at>`. */
  readonly text: string;
}

const mention = z.looseObject({
  mentioned: z.looseObject({ id: text, name: text.nullish() }),
  text: text.nullish(),
});

/** The mentions of an activity. Some come without their text: then it is made of the name. */
export function mentionsOf({ entities }: Activity): readonly Mention[] {
  return (entities ?? []).flatMap((entity): Mention[] => {
    const found = entity.type === 'mention' ? mention.safeParse(entity) : undefined;
    if (!found?.success) return [];
    const { id, name } = found.data.mentioned;
    const called = name ?? found.data.text?.replace(/<\/?at[^>]*>/g, '') ?? '';
    return [{ id, name: called, text: found.data.text || `<at>${called}</at>` }];
  });
}
