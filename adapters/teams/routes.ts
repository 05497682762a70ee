import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Answered, Posted } from './connector.js';

/** Where Teams posts to. */
export const MESSAGES_PATH = '/api/messages';
/** An activity is some kilobytes; one that is larger than this is none. */
const MOST_BYTES = 512 * 1024;

/** The address for Teams on our one server. */
export function teamsRoutes(receive: (posted: Posted) => Promise<Answered>): Hono {
  const app = new Hono();
  const limit = bodyLimit({ maxSize: MOST_BYTES, onError: (c) => c.body(null, 413) });
  app.post(MESSAGES_PATH, limit, async (c) => {
    const body: unknown = await c.req.json().catch(() => undefined);
    const authorization = c.req.header('authorization') ?? '';
    const { status, body: answer } = await receive({ authorization, body });
    return answer === undefined ? new Response(null, { status }) : Response.json(answer, { status });
  });
  return app;
}
