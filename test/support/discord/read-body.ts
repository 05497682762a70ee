import type { IncomingMessage } from 'node:http';
import { isObject, type Json, type JsonObject, listOf } from '../slack/json.js';
import type { Upload } from './message-form.js';
import { Refusal } from './refusal.js';

/** What a request carries: a JSON object or list, and the files of a form. */
export interface Carried {
  readonly body: JsonObject;
  readonly list: readonly Json[];
  readonly uploads: readonly Upload[];
}

/** Reads a request's body: JSON, or a form with `payload_json` and `files[n]`. Other parts are ignored. */
export function readBody(request: IncomingMessage, body: Buffer): Carried {
  const type = request.headers['content-type'] ?? '';
  const boundary = /^multipart\/form-data;.*boundary="?([^";]+)"?/.exec(type)?.[1];
  if (boundary === undefined) {
    const isJson = type.startsWith('application/json') && body.length > 0;
    return { ...readJson(isJson ? body.toString() : ''), uploads: [] };
  }
  const uploads: Upload[] = [];
  let json = '';
  for (const { head, data } of partsOf(body, boundary)) {
    const name = /\bname="([^"]*)"/.exec(head)?.[1] ?? '';
    if (name === 'payload_json') json = data.toString();
    const index = /^files\[(\d+)\]$/.exec(name)?.[1];
    if (index === undefined) continue;
    uploads.push({ index, name: /filename="([^"]*)"/.exec(head)?.[1] ?? 'unknown', data });
  }
  return { ...readJson(json), uploads };
}

function partsOf(
  body: Buffer,
  boundary: string,
): readonly { readonly head: string; readonly data: Buffer }[] {
  const mark = Buffer.from(`--${boundary}`);
  const parts: { head: string; data: Buffer }[] = [];
  let from = body.indexOf(mark);
  while (from >= 0) {
    const to = body.indexOf(mark, from + mark.length);
    const split = body.indexOf('\r\n\r\n', from);
    if (to < 0 || split < 0 || split > to) break;
    const head = body.subarray(from + mark.length, split).toString();
    parts.push({ head, data: body.subarray(split + 4, to - 2) });
    from = to;
  }
  return parts;
}

function readJson(text: string): Pick<Carried, 'body' | 'list'> {
  if (text === '') return { body: {}, list: [] };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Refusal('invalidJson');
  }
  return { body: isObject(value) ? value : {}, list: listOf(value) };
}
