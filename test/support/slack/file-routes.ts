import type { IncomingMessage } from 'node:http';
import type { ApiCall } from './surface.js';
import type { Workspace } from './workspace.js';

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** The upload address: raw bytes, or one file in a multipart form. */
export async function takeUpload(
  workspace: Workspace,
  path: string,
  request: IncomingMessage,
  body: Buffer,
): Promise<Answer> {
  const file = workspace.files.get(path.split('/').at(-1) ?? '');
  if (!file || file.complete) return { status: 404, headers: {}, body: 'file_not_found' };
  const type = request.headers['content-type'] ?? '';
  if (type.startsWith('multipart/form-data')) {
    const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
    const part = [...form.values()].find((value) => typeof value !== 'string');
    if (!part || typeof part === 'string') return { status: 400, headers: {}, body: 'no file' };
    file.data = Buffer.from(await part.arrayBuffer());
  } else file.data = body;
  return { status: 200, headers: { 'content-type': 'text/plain' }, body: `OK - ${file.data.length}` };
}

/** A private file. Without a right token Slack sends a browser's sign-in page, with status 200 after a redirect. */
export function serveFile(workspace: Workspace, path: string, token: ApiCall['token']): Answer {
  if (path === '/files-pri/signin') {
    return {
      status: 200,
      headers: { 'content-type': 'text/html' },
      body: '<!DOCTYPE html><title>Sign in</title>',
    };
  }
  const id = /\/files-pri\/T[A-Z0-9]+-(F[A-Z0-9]+)\//.exec(path)?.[1] ?? '';
  const file = workspace.files.get(id);
  const allowed =
    token === 'bot' && workspace.tokenState === 'valid' && workspace.scopes.has('files:read') && file;
  if (!allowed) return { status: 302, headers: { location: '/files-pri/signin' }, body: '' };
  if (file.deleted) return { status: 404, headers: {}, body: '' };
  return {
    status: 200,
    headers: { 'content-type': file.mimetype, 'content-length': String(file.data.length) },
    body: file.data,
  };
}
