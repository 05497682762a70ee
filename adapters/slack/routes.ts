import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { HTTPReceiver } from '@slack/bolt';
import { Hono } from 'hono';

/** Where Slack posts to. */
export const EVENTS_PATH = '/slack/events';

/** The address for Slack on our one server. Bolt checks the signature over the raw body, so nothing reads it before. */
export function slackRoutes(receiver: HTTPReceiver): Hono {
  const app = new Hono<{ Bindings: HttpBindings }>();
  app.post(EVENTS_PATH, (c) => {
    receiver.requestListener(c.env.incoming, c.env.outgoing);
    return RESPONSE_ALREADY_SENT;
  });
  const routes = new Hono();
  routes.route('/', app);
  return routes;
}
