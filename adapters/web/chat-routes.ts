import { randomBytes } from 'node:crypto';
import { type Context, Hono } from 'hono';
import { ACTIONS } from '../../src/core/actions.js';
import { placeStream } from '../../src/core/line.js';
import { answer, answerLines, answerLive, html, json, readBody, resumeFrom } from './answers.js';
import { readToken, writeToken } from './cookies.js';
import { addressOf, refuse, type WebEnv } from './guard.js';
import { type LinesOf, linesOf } from './lines.js';
import type { WireVisit } from './page/wire.js';
import {
  actionEvent,
  type Doer,
  deleteEvent,
  editEvent,
  joinEvent,
  messageEvent,
  shapes,
  visitorDoer,
} from './parse.js';
import type { Parts } from './parts.js';
import { visitorPlace } from './places.js';
import { renderForAsker } from './render.js';
import type { Known } from './sessions.js';
import { resumeToken } from './sign-in.js';
import { readUploads, refuseFiles, serveFile, takeVisitorsUpload, wireRules } from './uploads.js';

/** What an asker may press. */
const OWN_ACTIONS: ReadonlySet<string> = new Set([
  ACTIONS.helped,
  ACTIONS.person,
  ACTIONS.choose,
  ACTIONS.none,
  ACTIONS.rate,
  ACTIONS.comment,
]);

/** The chat page and what it talks to. A visitor reaches their own place and no other: no request names one. */
export function chatRoutes(parts: Parts): Hono<WebEnv> {
  const { sessions, limiters, clock, settings, reader } = parts;
  const app = new Hono<WebEnv>();

  const known = (c: Context<WebEnv>): Promise<Known | undefined> =>
    sessions.find('visitor', readToken(c, 'visitor'));

  const enter = async (c: Context<WebEnv>, to: 'read' | 'write'): Promise<Known | Response> => {
    const visitor = await known(c);
    if (!visitor) return refuse(c, 'signed-out', 'This browser has no conversation here yet.');
    const wait = (to === 'read' ? limiters.reads : limiters.writes).take(visitor.person);
    return wait > 0 ? refuse(c, 'too-many', 'A little slower, please.', wait) : visitor;
  };

  const doer = (
    visitor: string,
    told: { zone?: string | undefined; locale?: string | undefined } = {},
  ): Doer =>
    visitorDoer(visitor, visitorPlace(visitor), {
      word: settings.language === 'zh' ? '访客' : 'Visitor',
      ...told,
    });

  const streamOf = (visitor: string): string => placeStream(visitorPlace(visitor));
  const linesFor = (visitor: string): LinesOf => linesOf(reader, streamOf(visitor), renderForAsker);

  /** Whether they wrote the message: lines of the bot and of staff have ids too, which are not theirs to change. */
  const wrote = async (visitor: string, message: string): Promise<boolean> => {
    const [line] = await reader.lines({ stream: streamOf(visitor), limit: 1, message });
    return line?.voice === 'asker' && line.author?.id === visitor;
  };

  app.get('/', async (c) => html(c, await parts.assets.page('chat')));

  app.post('/api/chat/session', async (c) => {
    const body = await readBody(c, shapes.visit);
    if (body instanceof Response) return body;
    const current = await known(c);
    let visitor = current?.person;
    if (body.resume !== undefined || visitor === undefined) {
      const wait = limiters.sessions.take(addressOf(c));
      if (wait > 0) return refuse(c, 'too-many', 'Many people are arriving from your network.', wait);
    }
    if (body.resume !== undefined) {
      const linked = await sessions.find('visitor', body.resume);
      if (!linked) return refuse(c, 'link-invalid', 'This link does not lead to a conversation.');
      visitor = linked.person;
    }
    visitor ??= randomBytes(12).toString('hex');
    if (visitor === current?.person) {
      const token = readToken(c, 'visitor');
      if (token !== undefined) writeToken(c, 'visitor', token);
    } else {
      const token = await sessions.open('visitor', visitor);
      if (token !== undefined) writeToken(c, 'visitor', token);
    }
    // Greeted once: also where an earlier attempt got as far as the session only.
    const [line] = await reader.lines({ stream: streamOf(visitor), limit: 1 });
    if (!line && !(await parts.submit(joinEvent(doer(visitor, body), clock.now())))) {
      return refuse(c, 'unavailable', 'Not ready; try again in a moment.', 2_000);
    }
    const visit: WireVisit = {
      title: settings.title,
      trial: settings.trial,
      desk: settings.desk,
      visitor,
      ...wireRules(parts),
    };
    return json(c, visit);
  });

  /** Whether a link leads to the conversation that this browser has anyway. */
  app.post('/api/chat/resume', async (c) => {
    const body = await readBody(c, shapes.resume);
    if (body instanceof Response) return body;
    const wait = limiters.sessions.take(addressOf(c));
    if (wait > 0) return refuse(c, 'too-many', 'A little slower, please.', wait);
    const linked = await sessions.find('visitor', body.resume);
    if (!linked) return refuse(c, 'link-invalid', 'This link does not lead to a conversation.');
    return json(c, { same: linked.person === (await known(c))?.person });
  });

  /** The visitor's own link, with a token of its own: the one in the cookie never reaches a script. */
  app.post('/api/chat/link', async (c) => {
    const visitor = await enter(c, 'write');
    if (visitor instanceof Response) return visitor;
    const token = resumeToken(parts.key, visitor.person);
    if (!(await sessions.find('visitor', token))) await sessions.open('visitor', visitor.person, { token });
    return json(c, { link: `${c.get('origin').origin}/#resume=${token}` });
  });

  app.post('/api/chat/messages', async (c) => {
    const visitor = await enter(c, 'write');
    if (visitor instanceof Response) return visitor;
    const body = await readBody(c, shapes.message);
    if (body instanceof Response) return body;
    const files = await readUploads(parts, visitor.person, body.files);
    if (typeof files === 'string') return refuseFiles(c, files);
    return answer(c, parts, messageEvent(doer(visitor.person, body), clock.now(), body, files));
  });

  app.post('/api/chat/files', async (c) => {
    const visitor = await enter(c, 'write');
    return visitor instanceof Response ? visitor : takeVisitorsUpload(c, parts, visitor.person);
  });

  app.get('/api/chat/files/:digest', async (c) => {
    const visitor = await enter(c, 'read');
    if (visitor instanceof Response) return visitor;
    return serveFile(c, parts, (stream) => stream === streamOf(visitor.person));
  });

  app.put('/api/chat/messages/:id', async (c) => {
    const visitor = await enter(c, 'write');
    if (visitor instanceof Response) return visitor;
    const body = await readBody(c, shapes.edit);
    if (body instanceof Response) return body;
    const message = c.req.param('id');
    if (!(await wrote(visitor.person, message))) return refuse(c, 'not-found', 'No such message of yours.');
    return answer(c, parts, editEvent(doer(visitor.person, body), clock.now(), message, body));
  });

  app.delete('/api/chat/messages/:id', async (c) => {
    const visitor = await enter(c, 'write');
    if (visitor instanceof Response) return visitor;
    const message = c.req.param('id');
    if (!(await wrote(visitor.person, message))) return refuse(c, 'not-found', 'No such message of yours.');
    return answer(c, parts, deleteEvent(doer(visitor.person), clock.now(), message));
  });

  app.post('/api/chat/actions', async (c) => {
    const visitor = await enter(c, 'write');
    if (visitor instanceof Response) return visitor;
    const body = await readBody(c, shapes.press);
    if (body instanceof Response) return body;
    if (!OWN_ACTIONS.has(body.action)) return refuse(c, 'forbidden', 'This is for the desk.');
    return answer(c, parts, actionEvent(doer(visitor.person, body), clock.now(), body));
  });

  app.get('/api/chat/lines', async (c) => {
    const visitor = await enter(c, 'read');
    if (visitor instanceof Response) return visitor;
    return answerLines(c, linesFor(visitor.person));
  });

  app.get('/api/chat/events', async (c) => {
    const visitor = await enter(c, 'read');
    if (visitor instanceof Response) return visitor;
    const token = readToken(c, 'visitor');
    const lines = linesFor(visitor.person);
    let seq = resumeFrom(c);
    return answerLive(c, parts, {
      session: visitor.person,
      topics: [streamOf(visitor.person)],
      alive: async () => (await sessions.find('visitor', token)) !== undefined,
      async next() {
        const found = await lines.since(seq);
        // The first answer tells the page that it is connected, though nothing be new.
        const data = found ?? (seq === undefined ? undefined : { reset: false, lines: [], seq });
        if (!data) return [];
        seq = data.seq;
        return [{ event: 'lines', data, id: data.seq }];
      },
    });
  });

  return app;
}
