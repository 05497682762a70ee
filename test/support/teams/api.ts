import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { promisify } from 'node:util';
import { isObject, type Json, type JsonObject, listOf, objectOf, textOf } from '../slack/json.js';
import { bodyOf } from '../slack/request-body.js';
import type { Backend, Reply, Route } from './call.js';
import { CERTIFICATE, CERTIFICATE_KEY } from './certificate.js';
import type { Faults, Played } from './faults.js';
import { login } from './login.js';
import type { MessageRef } from './model.js';
import type { RateLimits } from './rates.js';
import { Refusal } from './refusal.js';
import { conversationRoutes } from './routes-conversations.js';
import { fileAddress, fileRoutes } from './routes-files.js';
import { memberRoutes } from './routes-members.js';
import type { ApiCall } from './surface.js';
import type { Tokens } from './tokens.js';
import { baseOf } from './world.js';

const ROUTES: readonly Route[] = [...conversationRoutes, ...memberRoutes, ...fileRoutes];

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: Json | Buffer;
}

interface Found {
  readonly route: Route;
  readonly args: readonly string[];
}

type Draft = { -readonly [Key in keyof ApiCall]: ApiCall[Key] };

/** The HTTPS side: keys and login, the Bot Connector under its prefix, and the addresses of files. */
export class Api {
  readonly calls: ApiCall[] = [];
  readonly untold: MessageRef[] = [];
  readonly #backend: Backend;
  readonly #tokens: Tokens;
  readonly #faults: Faults;
  readonly #rates: RateLimits;
  readonly #server: Server;
  /** What is to be done if the last answer of a connection was not read. */
  readonly #answers = new WeakMap<Socket, () => void>();
  readonly #watched = new WeakSet<Socket>();

  constructor(backend: Backend, tokens: Tokens, faults: Faults, rates: RateLimits) {
    this.#backend = backend;
    this.#tokens = tokens;
    this.#faults = faults;
    this.#rates = rates;
    this.#server = createServer({ cert: CERTIFICATE, key: CERTIFICATE_KEY }, (request, response) => {
      void this.#serve(request, response);
    });
  }

  /** Returns the address. */
  listen(): Promise<string> {
    return new Promise((resolve) => {
      this.#server.listen(0, '127.0.0.1', () => {
        resolve(`https://127.0.0.1:${(this.#server.address() as AddressInfo).port}`); // a port, not a pipe
      });
    });
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on('error', () => {}); // the client went away
    const body = await bodyOf(request).catch(() => undefined);
    if (!body) return;
    const url = new URL(request.url ?? '/', 'https://teams');
    const found = this.#find(request.method ?? '', url.pathname);
    const draft: Draft = {
      route: found ? `${found.route.method} ${found.route.path}` : `${request.method} ${named(url.pathname)}`,
      path: url.pathname,
      body: parsed(body),
      at: this.#backend.world.ids.now(),
      status: 0,
      ok: false,
    };
    this.calls.push(draft);
    const place = found && placeOf(found, draft.body);
    const fault = this.#faults.pick(draft.route, place);
    if (fault) draft.fault = fault.name;
    const early = fault && before(fault);
    if (early === 'hang' || early === 'drop') return this.#leave(request, response, early);
    const answer = early ?? this.#answer(request, url, body, draft, found);
    draft.status = answer.status;
    const made = found && madeBy(answer);
    let isUntold = made === undefined || place === undefined;
    const untold = (): void => {
      if (!isUntold) this.untold.push({ place: place ?? '', id: made ?? '' });
      isUntold = true;
    };
    response.on('close', () => {
      if (!response.writableFinished) untold();
    });
    this.#watch(request.socket, untold);
    if (typeof fault?.kind === 'string' && fault.kind.startsWith('accept-then-')) untold();
    if (fault?.kind === 'accept-then-hang') return this.#leave(request, response, 'hang');
    if (fault?.kind === 'accept-then-drop') return this.#leave(request, response, 'drop');
    if (fault?.kind === 'slow') await new Promise((resolve) => setTimeout(resolve, fault.ms));
    const last = fault?.kind === 'accept-then-502' ? failure(502, 'BadGateway') : answer;
    draft.status = last.status;
    draft.ok = last.status < 300;
    if (await this.#hasGone(request.socket)) untold();
    write(response, last);
  }

  /** Whether a client has hung up. It may have while we stood still: then that is read only now. */
  async #hasGone(socket: Socket): Promise<boolean> {
    for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
    return socket.destroyed || socket.readableEnded;
  }

  /** A connection that is reset before anything else came over it had an answer that nobody read. */
  #watch(socket: Socket, unread: () => void): void {
    this.#answers.set(socket, unread);
    if (this.#watched.has(socket)) return;
    this.#watched.add(socket);
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNRESET' || error.code === 'EPIPE') this.#answers.get(socket)?.();
    });
  }

  #leave(request: IncomingMessage, response: ServerResponse, how: 'hang' | 'drop'): void {
    if (how === 'drop') {
      request.socket.destroy();
      return;
    }
    this.#faults.hold(
      () => request.socket.destroy(),
      (forget) => response.on('close', forget),
    );
  }

  #find(method: string, pathname: string): Found | undefined {
    const { tenantId } = this.#backend.world;
    const below = pathname.split(`/amer/${tenantId}/v3/`)[1];
    if (below === undefined) return undefined;
    const parts = below.split('/');
    for (const route of ROUTES) {
      const pattern = route.path.split('/');
      if (route.method !== method || pattern.length !== parts.length) continue;
      if (!pattern.every((part, i) => part === '{}' || part === parts[i])) continue;
      return { route, args: parts.filter((_, i) => pattern[i] === '{}').map(decoded) };
    }
    return undefined;
  }

  #answer(request: IncomingMessage, url: URL, body: Buffer, draft: Draft, found: Found | undefined): Answer {
    const { world } = this.#backend;
    if (!found) {
      const signIn = login(world, this.#tokens, request.method ?? '', url.pathname, body.toString());
      if (signIn) {
        return note(draft, signIn);
      }
      return note(draft, fileAddress(this.#backend, request, url, body) ?? failure(404, 'NotFound'));
    }
    try {
      this.#authorize(request);
      const wait = this.#rates.take(found.route.limit, placeOf(found, draft.body));
      if (wait !== undefined) return note(draft, limited(wait));
      if (found.route.method === 'POST' || found.route.method === 'PUT') {
        if (!/^application\/json/.test(request.headers['content-type'] ?? '')) {
          throw new Refusal(415, 'UnsupportedMediaType', 'The body is no JSON.');
        }
      }
      const json = parsed(body);
      const reply = found.route.run({
        ...this.#backend,
        args: found.args,
        query: url.searchParams,
        body: isObject(json) ? json : {},
      });
      return answered(reply);
    } catch (error) {
      if (!(error instanceof Refusal)) {
        draft.message = String(error); // a mistake of the fake, or one that it should name
        return note(draft, failure(500, 'ServiceError'));
      }
      draft.error = error.code;
      draft.message = error.message;
      return { ...failure(error.status, error.code, error.message), headers: error.headers };
    }
  }

  #authorize(request: IncomingMessage): void {
    const { world } = this.#backend;
    const token = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
    const state = this.#tokens.state(token);
    if (state !== 'good') {
      const words = {
        none: 'Authorization has been denied for this request.',
        unknown: 'Invalid token.',
        expired: 'Token has expired.',
      }[state];
      throw new Refusal(401, 'Unauthorized', words, { 'www-authenticate': 'Bearer error="invalid_token"' });
    }
    if (world.state === 'not-registered')
      throw new Refusal(401, 'BotNotRegistered', 'No registration found for this bot.');
    if (world.state === 'disabled')
      throw new Refusal(403, 'BotDisabledByAdmin', 'The tenant admin disabled this bot.');
  }

  /** Resolves when nobody is connected any more, or after so many milliseconds. */
  async hungUp(ms: number): Promise<void> {
    const connections = promisify(this.#server.getConnections.bind(this.#server));
    for (const end = Date.now() + ms; Date.now() < end; ) {
      if ((await connections()) === 0) return;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  async stop(): Promise<void> {
    this.#faults.release();
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }
}

function parsed(body: Buffer): Json {
  if (body.length === 0) return null;
  try {
    return JSON.parse(body.toString()) as Json; // JSON text is JSON
  } catch {
    return null;
  }
}

/** Where a call goes: a new chain into its channel, a new chat to its person. */
function placeOf({ args: [conversation] }: Found, body: Json): string {
  if (conversation !== undefined) return baseOf(conversation).id;
  const { channelData, members } = objectOf(body);
  const channel = textOf(objectOf(objectOf(channelData).channel).id);
  return channel ?? textOf(objectOf(listOf(members)[0]).id) ?? '';
}

/** The id of the message that an answer tells of; typing has an id of another kind. */
function madeBy({ status, body }: Answer): string | undefined {
  if (status !== 201 || !isObject(body)) return undefined;
  const id = textOf(body.activityId) ?? textOf(body.id);
  return id !== undefined && /^\d+$/.test(id) ? id : undefined;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Writes down what an answer that is no success says. */
function note(draft: Draft, answer: Answer): Answer {
  const { error, error_description: words } = isObject(answer.body) ? answer.body : {};
  if (answer.status < 400) return answer;
  draft.error = isObject(error) ? String(error.code) : String(error);
  if (typeof words === 'string') draft.message = words;
  return answer;
}

/** Paths beside the Bot Connector, by what they are for. */
function named(path: string): string {
  if (path.endsWith('/oauth2/v2.0/token')) return 'token';
  if (path.startsWith('/download/')) return 'download';
  if (path.startsWith('/upload/')) return 'upload';
  return path;
}

function answered({ status, body }: Reply): Answer {
  return { status, body: body ?? null };
}

function failure(status: number, code: string, message = code): Answer {
  const body: JsonObject = { error: { code, message } };
  return { status, body };
}

function limited(seconds: number): Answer {
  return {
    ...failure(429, 'TooManyRequests', 'API calls quota exceeded.'),
    headers: { 'retry-after': String(seconds) },
  };
}

function write(response: ServerResponse, { status, headers, body }: Answer): void {
  const bytes = Buffer.isBuffer(body);
  response.writeHead(status, {
    ...(body !== null && {
      'content-type': bytes ? 'application/octet-stream' : 'application/json; charset=utf-8',
    }),
    ...headers,
  });
  response.end(body === null ? undefined : bytes ? body : JSON.stringify(body));
}

/** What a fault answers instead of the call, if it comes before it. */
function before({ kind, retryAfter }: Played): Answer | 'hang' | 'drop' | undefined {
  if (typeof kind === 'object') return failure(kind.status, kind.code);
  switch (kind) {
    case 'error-500':
      return failure(500, 'ServiceError');
    case 'error-502':
      return failure(502, 'BadGateway');
    case 'error-503':
      return failure(503, 'ServiceUnavailable');
    case 'error-504':
      return failure(504, 'GatewayTimeout');
    case 'precondition':
      return failure(412, 'PreconditionFailed', 'Precondition failed, please try again.');
    case 'unauthorized':
      return failure(401, 'Unauthorized', 'Authorization has been denied for this request.');
    case 'rate-limit':
      return limited(retryAfter);
    case 'hang':
    case 'drop':
      return kind;
    case 'accept-then-hang':
    case 'accept-then-drop':
    case 'accept-then-502':
    case 'slow':
      return undefined;
  }
  return kind satisfies never;
}
