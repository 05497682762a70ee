import type { IncomingMessage } from 'node:http';
import type { Json } from '../slack/json.js';
import type { Backend, Call, Reply, Route } from './call.js';
import { Refusal } from './refusal.js';

/** Pictures that were pasted into messages: the bot's own token opens them. */
export const fileRoutes: readonly Route[] = [
  { method: 'GET', path: 'attachments/{}', limit: 'conversations', run: info },
  { method: 'GET', path: 'attachments/{}/views/{}', limit: 'conversations', run: view },
];

function stored({ world, args }: Call) {
  const file = world.files.get(args[0] ?? '');
  if (!file) throw new Refusal(404, 'AttachmentNotFound', 'The attachment was not found.');
  return file;
}

function info(call: Call): Reply {
  const { name, type, data } = stored(call);
  return { status: 200, body: { name, type, views: [{ viewId: 'original', size: data.length }] } };
}

function view(call: Call): Reply {
  if (call.args[1] !== 'original') throw new Refusal(404, 'ViewNotFound', 'The view was not found.');
  return { status: 200, body: stored(call).data };
}

/** Addresses that carry their own permission: downloads, and uploads that somebody consented to. */
export function fileAddress(
  { files }: Backend,
  request: IncomingMessage,
  url: URL,
  body: Buffer,
): { readonly status: number; readonly body: Json | Buffer } | undefined {
  const [, kind, id = ''] = url.pathname.split('/');
  if (kind === 'download' && request.method === 'GET') {
    const data = files.download(id, url.searchParams.get('tempauth'));
    return data ? { status: 200, body: data } : { status: 401, body: { error: { code: 'unauthenticated' } } };
  }
  if (kind === 'upload' && request.method === 'PUT') {
    return files.upload(id, url.searchParams.get('tempauth'), request.headers['content-range'], body);
  }
  return undefined;
}
