import type { Backend } from './call.js';
import { readBlocks } from './content.js';
import { isObject, type JsonObject, textOf } from './json.js';
import type { Ephemeral, Message } from './model.js';
import { Refusal } from './refusal.js';
import { stored } from './text.js';
import type { ResponseUrl } from './triggers.js';

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

type Bench = Pick<Backend, 'workspace' | 'messages' | 'triggers'>;

/** A POST to a response URL: replaces or deletes the message it came from, or answers in its channel. */
export function respondTo(bench: Bench, path: string, body: Buffer): Answer {
  const right = bench.triggers.redeemUrl(path);
  if (typeof right === 'string') return answer(404, right);
  let message: unknown;
  try {
    message = JSON.parse(body.toString());
  } catch {
    return answer(400, 'invalid_payload');
  }
  if (!isObject(message)) return answer(400, 'invalid_payload');
  try {
    applyResponse(bench, right, message);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return answer(400, JSON.stringify({ ok: false, error: error.error, ...error.more }));
  }
  return answer(200, 'ok');
}

/** What an app's response does: also the body of a slash command's acknowledgement. */
export function applyResponse(
  bench: Bench,
  right: Omit<ResponseUrl, 'until' | 'usesLeft'>,
  body: JsonObject,
): void {
  const { workspace } = bench;
  const original = right.message && shown(bench, right);
  if (body.delete_original === true && original) {
    remove(bench, original);
    return;
  }
  const text = textOf(body.text);
  const blocks = body.blocks === undefined ? undefined : readBlocks(body.blocks, workspace, 'invalid_blocks');
  if (!text && !blocks?.length) throw new Refusal('no_text');
  if ((text?.length ?? 0) > 40_000) throw new Refusal('msg_too_long');
  const change = { text: stored(text ?? ''), blocks: blocks ?? [] };
  if (body.replace_original === true && original) {
    if ('reactions' in original) bench.messages.edit(original, change, workspace.botUser);
    else Object.assign(original, change);
    return;
  }
  const thread = textOf(body.thread_ts) ?? right.thread;
  if (body.response_type === 'in_channel') {
    bench.messages.post({
      ...change,
      channel: right.channel,
      user: workspace.botUser,
      botId: workspace.botId,
      appId: workspace.appId,
      thread,
    });
    return;
  }
  workspace.ephemerals.push({
    ...change,
    channel: right.channel,
    ts: workspace.ids.ts(),
    user: right.user,
    threadTs: thread,
    username: undefined,
    deleted: false,
  });
}

function shown(
  { workspace }: Bench,
  right: Omit<ResponseUrl, 'until' | 'usesLeft'>,
): Message | Ephemeral | undefined {
  const { message } = right;
  if (!message) return undefined;
  if (!right.ephemeral) return workspace.find(message);
  return workspace.ephemerals.find(({ channel, ts }) => channel === message.channel && ts === message.ts);
}

function remove({ messages }: Bench, original: Message | Ephemeral): void {
  if ('reactions' in original) messages.remove(original);
  else original.deleted = true;
}

function answer(status: number, body: string): Answer {
  return {
    status,
    headers: { 'content-type': body.startsWith('{') ? 'application/json' : 'text/plain' },
    body,
  };
}
