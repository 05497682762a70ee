import { createHmac } from 'node:crypto';
import type { Attachment } from './model.js';
import type { World } from './world.js';

/** The address of an attachment: signed, and good until `ex`. */
export function attachmentUrl(world: World, channel: string, { id, filename }: Attachment): string {
  const issued = Math.floor(world.ids.now() / 1000);
  const ex = Math.floor((world.ids.now() + world.timing.attachmentMs) / 1000).toString(16);
  const path = `/attachments/${channel}/${id}/${encodeURIComponent(filename)}`;
  return `${world.origin}${path}?ex=${ex}&is=${issued.toString(16)}&hm=${signature(world, path, ex)}&`;
}

function signature(world: World, path: string, ex: string): string {
  return createHmac('sha256', world.secret).update(`${path} ${ex}`).digest('hex');
}

interface CdnAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | string;
}

const GONE = 'This content is no longer available.';

/** A file by its address: no token is asked for, only a signature that has not expired. */
export function serveAttachment(world: World, url: URL): CdnAnswer {
  const plain = { 'content-type': 'text/plain' };
  const [, channel = '', id = ''] = /^\/attachments\/(\d+)\/(\d+)\//.exec(url.pathname) ?? [];
  const ex = url.searchParams.get('ex') ?? '';
  const isSigned = url.searchParams.get('hm') === signature(world, url.pathname, ex);
  const expired = Number.parseInt(ex, 16) * 1000 <= world.ids.now();
  if (!isSigned || expired || Number.isNaN(Number.parseInt(ex, 16))) {
    return { status: 404, headers: plain, body: GONE };
  }
  const messages = [...(world.channels.get(channel)?.messages ?? []), ...world.ephemerals];
  const found = messages.flatMap(({ attachments }) => attachments).find((one) => one.id === id);
  if (!found) return { status: 404, headers: plain, body: GONE };
  return { status: 200, headers: { 'content-type': found.contentType }, body: found.data };
}
