import type { Context } from 'hono';
import type { ZodType } from 'zod';
import type { Event } from '../../src/core/event.js';
import type { Asset } from './assets.js';
import { refuse, type WebEnv } from './guard.js';
import type { LinesOf } from './lines.js';
import { loadMarkdown } from './markdown.js';
import type { WireDone } from './page/wire.js';
import type { Parts } from './parts.js';
import { renderReply } from './render.js';
import type { Listening } from './streams.js';

/** A page waits so long before it sends again what could not be committed. */
const AGAIN_AFTER = 2_000;

/** Reads a JSON body of this shape, or says what is wrong with it. */
export async function readBody<T>(c: Context, shape: ZodType<T>): Promise<T | Response> {
  const body: unknown = await c.req.json().catch(() => undefined);
  const parsed = shape.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  return refuse(c, 'invalid', `${issue?.path.join('.') || 'body'}: ${issue?.message ?? 'not as expected'}`);
}

/** A whole number of the query; undefined where it is absent or none. */
export function readNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** Submits, and says 200 only once it is committed. */
export async function answer(c: Context<WebEnv>, parts: Parts, event: Event): Promise<Response> {
  const submitted = await parts.submit(event);
  if (!submitted) return refuse(c, 'unavailable', 'Not saved; send it again in a moment.', AGAIN_AFTER);
  const reply = submitted.reply;
  const done: WireDone = reply ? { reply: renderReply(reply, event.at, await loadMarkdown()) } : {};
  return json(c, done);
}

/** JSON that no cache keeps. */
export function json(c: Context, value: object): Response {
  c.header('Cache-Control', 'no-store');
  return c.json(value);
}

/** A page of ours. */
export function html(c: Context, page: Asset): Response {
  c.header('Cache-Control', 'no-cache');
  return c.body(page.text, 200, { 'Content-Type': page.type });
}

/** Lines since a sequence or before a number, for a page that asks rather than listens. */
export async function answerLines(c: Context, lines: LinesOf): Promise<Response> {
  const before = readNumber(c.req.query('before'));
  if (before !== undefined) return json(c, { reset: false, lines: await lines.before(before), seq: 0 });
  const since = readNumber(c.req.query('since'));
  return json(c, (await lines.since(since)) ?? { reset: false, lines: [], seq: since ?? 0 });
}

/** Where live updates go on from: what the browser has seen last, or what the page says. */
export function resumeFrom(c: Context): number | undefined {
  return readNumber(c.req.header('last-event-id')) ?? readNumber(c.req.query('since'));
}

/** Begins live updates. */
export function answerLive(c: Context, parts: Parts, listening: Listening): Response {
  const body = parts.streams.open(listening);
  if (!body) return refuse(c, 'too-many', 'Too many pages are open; ask for the lines instead.', 30_000);
  return c.body(body, 200, {
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-store',
    'X-Accel-Buffering': 'no', // a proxy that collects would hold the updates back
  });
}
