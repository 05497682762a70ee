import { type Context, Hono } from 'hono';
import { ACTIONS } from '../../src/core/actions.js';
import type { Case } from '../../src/core/case.js';
import { isNote } from '../../src/core/desk-marks.js';
import { caseStream, type NumberedLine } from '../../src/core/line.js';
import type { Pause, RecordKey } from '../../src/core/records.js';
import { type Person, personName } from '../../src/core/roster.js';
import { answer, answerLines, answerLive, html, json, readBody, readNumber, resumeFrom } from './answers.js';
import { clearToken, readToken, writeToken } from './cookies.js';
import { addressOf, refuse, type WebEnv } from './guard.js';
import { type LinesOf, linesOf } from './lines.js';
import type { WireCases, WireMe } from './page/wire.js';
import { actionEvent, deleteEvent, deskDoer, editEvent, messageEvent, shapes } from './parse.js';
import type { Parts } from './parts.js';
import { kindOfPlace } from './places.js';
import { renderCase, renderLine } from './render.js';
import { readSignIn } from './sign-in.js';
import { CASES, type Frame } from './streams.js';
import { readUploads, refuseFiles, serveFile, takeUpload, wireRules } from './uploads.js';

/** Open cases that the list shows; more than this, and the desk has other troubles. */
const OPEN_CASES = 500;
const RESOLVED_PAGE = 50;

const PAUSE_KEY: RecordKey<'pause'> = 'pause/all';

const STAFF_ACTIONS: ReadonlySet<string> = new Set([
  ACTIONS.claim,
  ACTIONS.notMine,
  ACTIONS.resolve,
  ACTIONS.reopen,
  ACTIONS.stillOnIt,
  ACTIONS.suggest,
  ACTIONS.retry,
  ACTIONS.pause,
  ACTIONS.resume,
]);

/** Everybody of the desk reads every case. */
const CASE_STREAMS = caseStream(0).slice(0, -1);

interface Signed {
  readonly person: Person;
  readonly session: string;
  readonly prolonged: boolean;
}

/** The desk page and what it talks to. Nothing is answered before it is known who asks, and that they are still of the desk. */
export function deskRoutes(parts: Parts): Hono<WebEnv> {
  const { sessions, limiters, clock, settings, reader, people } = parts;
  const app = new Hono<WebEnv>();

  const signed = async (token: string | undefined): Promise<Signed | undefined> => {
    const found = await sessions.find('staff', token);
    const person = people.find(({ id }) => id === found?.person);
    return found && person ? { person, session: found.id, prolonged: found.prolonged } : undefined;
  };

  const enter = async (c: Context<WebEnv>, to: 'read' | 'write'): Promise<Signed | Response> => {
    const token = readToken(c, 'staff');
    const staff = await signed(token);
    if (!staff) return refuse(c, 'signed-out', 'Sign in with your link.');
    if (staff.prolonged && token !== undefined) writeToken(c, 'staff', token);
    const wait = (to === 'read' ? limiters.reads : limiters.writes).take(staff.session);
    return wait > 0 ? refuse(c, 'too-many', 'A little slower, please.', wait) : staff;
  };

  const findCase = async (number: number | undefined): Promise<Case | undefined> => {
    if (number === undefined) return undefined;
    const [found] = await reader.cases({ limit: 1, before: number + 1 });
    return found?.number === number ? found : undefined;
  };

  /** Threads of another platform's desk are worked there. */
  const workedHere = (found: Case): boolean =>
    found.threadPlace === undefined || kindOfPlace(found.threadPlace) === 'desk';

  const linesFor = (number: number): LinesOf => linesOf(reader, caseStream(number), renderLine);

  const pause = async (): Promise<Pick<WireCases, 'paused' | 'pausedBy'>> => {
    // The kind of the key is `pause`, and by RecordTypes so is its value.
    const value = (await parts.records.read([PAUSE_KEY])).get(PAUSE_KEY)?.value as Pause | undefined;
    const by = value?.by === undefined ? undefined : personName(people, value.by);
    return { paused: value?.paused ?? false, ...(value?.paused && by !== undefined ? { pausedBy: by } : {}) };
  };

  const openCases = async (): Promise<WireCases> => {
    const cases = await reader.cases({ limit: OPEN_CASES, open: true });
    return { reset: true, cases: cases.map((found) => renderCase(found, people)), ...(await pause()) };
  };

  app.get('/desk', async (c) => html(c, await parts.assets.page('desk')));
  app.get('/desk/sign-in', async (c) => html(c, await parts.assets.page('sign-in')));

  /** Whose link it is. Looking does not use it up. */
  app.post('/api/desk/sign-in/preview', async (c) => {
    const found = await readLink(c);
    return found instanceof Response ? found : json(c, { name: found.person.name, title: settings.title });
  });

  app.post('/api/desk/sign-in', async (c) => {
    const found = await readLink(c);
    if (found instanceof Response) return found;
    const token = await sessions.open('staff', found.person.id, {
      once: { id: `signin/${found.nonce}`, until: found.expiresAt },
    });
    if (token === undefined) return refuse(c, 'link-used', 'This link was used before. Ask for a new one.');
    writeToken(c, 'staff', token);
    parts.log.info({ person: found.person.id }, 'somebody signed in at the desk');
    return json(c, {});
  });

  app.post('/api/desk/sign-out', async (c) => {
    const token = readToken(c, 'staff');
    const staff = await sessions.find('staff', token);
    if (staff && token !== undefined) {
      await sessions.end(token);
      parts.streams.end(staff.id);
    }
    clearToken(c, 'staff');
    return json(c, {});
  });

  app.get('/api/desk/me', async (c) => {
    const staff = await enter(c, 'read');
    if (staff instanceof Response) return staff;
    const me: WireMe = {
      me: { id: staff.person.id, name: staff.person.name },
      title: settings.title,
      language: staff.person.language ?? settings.language,
      trial: settings.trial,
      ...wireRules(parts),
      ...(await pause()),
    };
    return json(c, me);
  });

  app.get('/api/desk/cases', async (c) => {
    const staff = await enter(c, 'read');
    if (staff instanceof Response) return staff;
    if (c.req.query('open') !== 'false') return json(c, await openCases());
    const before = readNumber(c.req.query('before'));
    const cases = await reader.cases({
      limit: RESOLVED_PAGE,
      open: false,
      ...(before === undefined ? {} : { before }),
    });
    const page: WireCases = {
      reset: false,
      cases: cases.map((found) => renderCase(found, people)),
      ...(await pause()),
    };
    return json(c, page);
  });

  app.get('/api/desk/cases/:number', async (c) => {
    const staff = await enter(c, 'read');
    if (staff instanceof Response) return staff;
    const found = await findCase(readNumber(c.req.param('number')));
    return found ? json(c, renderCase(found, people)) : refuse(c, 'not-found', 'There is no such case.');
  });

  app.get('/api/desk/cases/:number/lines', async (c) => {
    const staff = await enter(c, 'read');
    if (staff instanceof Response) return staff;
    const found = await findCase(readNumber(c.req.param('number')));
    if (!found) return refuse(c, 'not-found', 'There is no such case.');
    return answerLines(c, linesFor(found.number));
  });

  app.post('/api/desk/cases/:number/messages', async (c) => {
    const staff = await enter(c, 'write');
    if (staff instanceof Response) return staff;
    const body = await readBody(c, shapes.deskMessage);
    if (body instanceof Response) return body;
    const found = await findCase(readNumber(c.req.param('number')));
    if (!found) return refuse(c, 'not-found', 'There is no such case.');
    if (!workedHere(found)) return refuse(c, 'forbidden', 'This case is worked at another desk.');
    const files = await readUploads(parts, ownerOf(staff), body.files);
    if (typeof files === 'string') return refuseFiles(c, files);
    return answer(c, parts, messageEvent(deskDoer(staff.person, found.number), clock.now(), body, files));
  });

  app.post('/api/desk/files', async (c) => {
    const staff = await enter(c, 'write');
    return staff instanceof Response ? staff : takeUpload(c, parts, ownerOf(staff));
  });

  app.get('/api/desk/files/:digest', async (c) => {
    const staff = await enter(c, 'read');
    if (staff instanceof Response) return staff;
    return serveFile(c, parts, (stream) => stream.startsWith(CASE_STREAMS));
  });

  app.put('/api/desk/cases/:number/messages/:id', async (c) => {
    const staff = await enter(c, 'write');
    if (staff instanceof Response) return staff;
    const body = await readBody(c, shapes.edit);
    if (body instanceof Response) return body;
    const own = await ownLine(c, staff);
    if (own instanceof Response) return own;
    // The mark decides what a message is when it is written, not afterwards: a reply is at the asker already, and a
    // note without its mark would look like one.
    if (isNote(body.text) !== (own.line.voice === 'note')) {
      return refuse(c, 'invalid', 'A note stays a note, and a reply stays a reply.');
    }
    const doer = deskDoer(staff.person, own.number);
    return answer(c, parts, editEvent(doer, clock.now(), own.message, body));
  });

  app.delete('/api/desk/cases/:number/messages/:id', async (c) => {
    const staff = await enter(c, 'write');
    if (staff instanceof Response) return staff;
    const own = await ownLine(c, staff);
    if (own instanceof Response) return own;
    return answer(c, parts, deleteEvent(deskDoer(staff.person, own.number), clock.now(), own.message));
  });

  app.post('/api/desk/actions', async (c) => {
    const staff = await enter(c, 'write');
    if (staff instanceof Response) return staff;
    const body = await readBody(c, shapes.deskPress);
    if (body instanceof Response) return body;
    if (!STAFF_ACTIONS.has(body.action)) return refuse(c, 'forbidden', 'This is for askers.');
    if (body.case !== undefined) {
      const found = await findCase(body.case);
      if (!found) return refuse(c, 'not-found', 'There is no such case.');
      if (!workedHere(found)) return refuse(c, 'forbidden', 'This case is worked at another desk.');
    }
    const answered = await answer(
      c,
      parts,
      actionEvent(deskDoer(staff.person, body.case), clock.now(), body),
    );
    // The pause is a record: it changes no stream and no case.
    if (body.action === ACTIONS.pause || body.action === ACTIONS.resume) parts.streams.poke(CASES);
    return answered;
  });

  app.get('/api/desk/events', async (c) => {
    const staff = await enter(c, 'read');
    if (staff instanceof Response) return staff;
    const found = await findCase(readNumber(c.req.query('case')));
    const lines = found ? linesFor(found.number) : undefined;
    const token = readToken(c, 'staff');
    let seq = resumeFrom(c);
    let listed = false;
    let dirty = new Set<number>();

    const caseFrames = async (id: number): Promise<Frame[]> => {
      if (!listed) {
        listed = true;
        return [{ event: 'cases', data: await openCases(), id }];
      }
      const numbers = dirty;
      dirty = new Set();
      const changed = await Promise.all([...numbers].map(findCase));
      const cases = changed.filter((one) => one !== undefined).map((one) => renderCase(one, people));
      const data: WireCases = { reset: false, cases, ...(await pause()) };
      return [{ event: 'cases', data, id }];
    };

    return answerLive(c, parts, {
      session: staff.session,
      staff: true,
      topics: [CASES, ...(found ? [caseStream(found.number)] : [])],
      changed: (change) => {
        for (const number of change.cases) dirty.add(number);
      },
      alive: async () => (await signed(token)) !== undefined,
      async next() {
        const changed = await lines?.since(seq);
        if (changed) seq = changed.seq;
        const cases = await caseFrames(seq ?? 0);
        return changed ? [{ event: 'lines', data: changed, id: changed.seq }, ...cases] : cases;
      },
    });
  });

  return app;

  /** The reply or note that the address names, if it is their own. */
  async function ownLine(
    c: Context<WebEnv>,
    staff: Signed,
  ): Promise<{ number: number; message: string; line: NumberedLine } | Response> {
    const found = await findCase(readNumber(c.req.param('number')));
    if (!found) return refuse(c, 'not-found', 'There is no such case.');
    if (!workedHere(found)) return refuse(c, 'forbidden', 'This case is worked at another desk.');
    const message = c.req.param('id') ?? '';
    const [line] = await reader.lines({ stream: caseStream(found.number), limit: 1, message });
    const own = line?.author?.id === staff.person.id && (line.voice === 'staff' || line.voice === 'note');
    if (!line || !own) return refuse(c, 'not-found', 'No such message of yours.');
    return { number: found.number, message, line };
  }

  /** Whose an upload is: no visitor is called like that. */
  function ownerOf({ person }: Signed): string {
    return `desk/${person.id}`;
  }

  async function readLink(
    c: Context<WebEnv>,
  ): Promise<{ person: Person; nonce: string; expiresAt: number } | Response> {
    const wait = limiters.sessions.take(addressOf(c));
    if (wait > 0) return refuse(c, 'too-many', 'Too many attempts from your network.', wait);
    const body = await readBody(c, shapes.token);
    if (body instanceof Response) return body;
    const link = readSignIn(parts.key, body.token, clock.now());
    if (link === 'expired') return refuse(c, 'link-expired', 'This link has expired. Ask for a new one.');
    const person = link === 'invalid' ? undefined : people.find(({ id }) => id === link.person);
    if (link === 'invalid' || !person) return refuse(c, 'link-invalid', 'This link is not one of ours.');
    return { person, nonce: link.nonce, expiresAt: link.expiresAt };
  }
}
