import type { IncomingMessage } from 'node:http';
import { isObject, type Json, type JsonObject } from './json.js';

/** Arguments that are JSON text when they come in a form. */
const JSON_ARGUMENTS = ['blocks', 'attachments', 'metadata', 'view', 'files', 'unfurls', 'prompts'];

export async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer); // a stream without an encoding gives buffers
  return Buffer.concat(parts);
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json; // whatever JSON text says is Json
  } catch {
    return text;
  }
}

/** A call's arguments, from the query and the body, JSON or form, without the token. */
export function argumentsOf(request: IncomingMessage, path: string, body: Buffer): JsonObject {
  if (path.startsWith('/upload/')) return { path, length: body.length };
  const args: Record<string, Json | undefined> = {};
  const query = new URL(request.url ?? '/', 'http://slack').searchParams;
  const type = request.headers['content-type'] ?? '';
  if (type.startsWith('application/json')) {
    const json = parsed(body.toString());
    if (isObject(json)) Object.assign(args, json);
  }
  const form = type.startsWith('application/x-www-form-urlencoded')
    ? new URLSearchParams(body.toString())
    : new URLSearchParams();
  for (const [name, value] of [...query, ...form]) args[name] = value;
  for (const name of JSON_ARGUMENTS) {
    const value = args[name];
    if (typeof value === 'string') args[name] = parsed(value);
  }
  delete args.token;
  return path.startsWith('/api/') ? args : { path, ...args };
}
