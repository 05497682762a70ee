import { messageBlockProblems } from './blocks.js';
import type { Call } from './call.js';
import { isList, isObject, type JsonObject, listOf, objectOf, textOf } from './json.js';
import type { Message, Notification } from './model.js';
import { invalid, Refusal } from './refusal.js';
import { pieces, stored } from './text.js';
import type { Workspace } from './workspace.js';

/** What a message says, checked as Slack checks it. */
export interface Content {
  readonly text: string | undefined;
  readonly blocks: readonly JsonObject[] | undefined;
  readonly attachments: readonly JsonObject[] | undefined;
  readonly metadata: JsonObject | undefined;
}

/** Reads text, blocks, attachments and metadata of a call; refuses what Slack would. */
export function contentOf(call: Call): Content {
  const markdown = call.text('markdown_text');
  if (markdown !== undefined && (call.has('text') || call.has('blocks'))) {
    throw new Refusal('markdown_text_conflict');
  }
  if ((markdown?.length ?? 0) > 12_000) throw new Refusal('msg_too_long');
  const text = call.text('text') ?? markdown;
  if ((text?.length ?? 0) > 40_000) throw new Refusal('msg_too_long');
  const blocks = call.has('blocks')
    ? readBlocks(call.json('blocks'), call.workspace, 'invalid_blocks')
    : undefined;
  const attachments = call.json('attachments');
  if (attachments !== undefined && !isList(attachments)) throw new Refusal('invalid_attachments');
  if ((attachments?.length ?? 0) > 100) throw new Refusal('too_many_attachments');
  return {
    text: text === undefined ? undefined : stored(text),
    blocks,
    attachments: attachments?.filter(isObject),
    metadata: metadataOf(call),
  };
}

/** Checks blocks of a message and fills in what Slack fills in. */
export function readBlocks(value: unknown, workspace: Workspace, error: string): readonly JsonObject[] {
  if (!isList(value)) throw new Refusal('invalid_blocks_format');
  const problems = messageBlockProblems(value);
  if (problems.length > 0) throw invalid(error, problems);
  return completed(value.filter(isObject), workspace);
}

/** Blocks with ids, and texts with `emoji` and `verbatim`, as they come back from Slack. */
export function completed(blocks: readonly JsonObject[], workspace: Workspace): readonly JsonObject[] {
  return blocks.map((block) => {
    const whole = completeTexts(block);
    return textOf(block.block_id) ? whole : { ...whole, block_id: workspace.ids.secret(5) };
  });
}

function completeTexts(value: JsonObject): JsonObject {
  const copy: Record<string, JsonObject[string]> = {};
  for (const [key, inner] of Object.entries(value)) {
    if (key === 'type' && inner === 'rich_text') return value;
    if (isObject(inner)) copy[key] = completeTexts(inner);
    else if (isList(inner)) copy[key] = inner.map((item) => (isObject(item) ? completeTexts(item) : item));
    else copy[key] = inner;
  }
  if (value.type === 'plain_text' && value.emoji === undefined) copy.emoji = true;
  if (value.type === 'mrkdwn' && value.verbatim === undefined) copy.verbatim = false;
  return copy;
}

function metadataOf(call: Call): JsonObject | undefined {
  const metadata = call.object('metadata', 'invalid_metadata_format');
  if (!metadata) return undefined;
  const type = textOf(metadata.event_type);
  if (!type || type.length > 255 || !isObject(metadata.event_payload)) {
    throw new Refusal('invalid_metadata_schema');
  }
  if (JSON.stringify(metadata.event_payload).length > 16_000) throw new Refusal('metadata_too_large');
  return { event_type: type, event_payload: metadata.event_payload };
}

/** Whose phone the message would make ring, in the order of mention. */
export function pinged(
  workspace: Workspace,
  message: Message,
  how: { readonly parse: string | undefined; readonly linkNames: boolean; readonly edit: boolean },
): readonly Notification[] {
  const found: Notification[] = [];
  const add = (
    where: 'text' | 'blocks',
    kind: 'markup' | 'parsed',
    target: Notification['target'],
    id: string,
  ) => {
    if (found.some((other) => other.target === target && other.id === id)) return;
    const { channel, ts } = message;
    found.push({ channel, ts, target, id, how: kind, where, edit: how.edit });
  };
  const read = (where: 'text' | 'blocks', text: string, parsesNames: boolean) => {
    for (const { kind, value } of pieces(text)) {
      if (kind === 'user') add(where, 'markup', 'user', value);
      else if (kind === 'group') add(where, 'markup', 'group', value);
      else if (kind === 'broadcast')
        add(where, 'markup', value as 'here' | 'channel' | 'everyone', ''); // by `pieces`
      else if (kind === 'text' && parsesNames) {
        for (const [, name = ''] of value.matchAll(/(?<![\w@])@([\p{L}\p{N}._-]+)/gu)) named(where, name);
      }
    }
  };
  const named = (where: 'text' | 'blocks', name: string) => {
    if (name === 'here' || name === 'channel' || name === 'everyone') return add(where, 'parsed', name, '');
    for (const [id, { handle }] of workspace.groups) {
      if (handle === name) add(where, 'parsed', 'group', id);
    }
    for (const user of workspace.users.values()) {
      if (user.name === name || user.displayName === name) add(where, 'parsed', 'user', user.id);
    }
  };
  read('text', message.text, how.linkNames || how.parse === 'full');
  for (const { text, verbatim } of mrkdwnIn(message.blocks)) read('blocks', text, !verbatim);
  return found;
}

/** Every text in blocks that Slack reads as markup; rich text elements as the markup they stand for. */
function mrkdwnIn(value: unknown): readonly { readonly text: string; readonly verbatim: boolean }[] {
  if (isList(value)) return value.flatMap(mrkdwnIn);
  if (!isObject(value)) return [];
  const text = textOf(value.text) ?? '';
  switch (value.type) {
    case 'mrkdwn':
      return [{ text, verbatim: value.verbatim === true }];
    case 'markdown':
      return [{ text, verbatim: false }];
    case 'user':
      return [{ text: `<@${textOf(value.user_id) ?? ''}>`, verbatim: true }];
    case 'usergroup':
      return [{ text: `<!subteam^${textOf(value.usergroup_id) ?? ''}>`, verbatim: true }];
    case 'broadcast':
      return [{ text: `<!${textOf(value.range) ?? ''}>`, verbatim: true }];
    default:
      return Object.values(value).flatMap((inner) =>
        mrkdwnIn(isList(inner) ? listOf(inner) : objectOf(inner)),
      );
  }
}
