import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Json, JsonObject } from '../slack/json.js';
import { bodyOf } from '../slack/request-body.js';
import { type Backend, Call, type Route, type RouteTable } from './call.js';
import { serveAttachment } from './cdn.js';
import type { Faults, Played } from './faults.js';
import type { Gateway } from './gateway.js';
import type { RateLimits, Verdict } from './rates.js';
import { readBody } from './read-body.js';
import { Refusal } from './refusal.js';
import { accountRoutes } from './routes-account.js';
import { channelRoutes } from './routes-channels.js';
import { commandRoutes } from './routes-commands.js';
import { guildRoutes } from './routes-guilds.js';
import { interactionRoutes } from './routes-interactions.js';
import { messageRoutes } from './routes-messages.js';
import { threadRoutes } from './routes-threads.js';
import { webhookRoutes } from './routes-webhooks.js';
import type { ApiCall } from './surface.js';

const ROUTES: RouteTable = {
  ...accountRoutes,
  ...channelRoutes,
  ...messageRoutes,
  ...threadRoutes,
  ...webhookRoutes,
  ...guildRoutes,
  ...commandRoutes,
  ...interactionRoutes,
};

interface Compiled {
  readonly name: string;
  readonly method: string;
  readonly pattern: RegExp;
  readonly route: Route;
}

const COMPILED: readonly Compiled[] = Object.entries(ROUTES).map(([name, route]) => {
  const [method = '', path = ''] = name.split(' ');
  const pattern = path.replaceAll(/:(\w+)/g, '(?<$1>[^/]+)');
  return {
    name,
    method,
    pattern: new RegExp(`^${pattern}$`),
    route: typeof route === 'function' ? { run: route } : route,
  };
});

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

type Draft = { -readonly [Key in keyof ApiCall]: ApiCall[Key] };

/** The HTTP side: the REST API, the CDN, and the gateway's front door. */
export class Api {
  readonly calls: ApiCall[] = [];
  readonly #backend: Backend;
  readonly #faults: Faults;
  readonly #rates: RateLimits;
  readonly #server: Server;

  constructor(backend: Backend, faults: Faults, rates: RateLimits, gateway: Gateway) {
    this.#backend = backend;
    this.#faults = faults;
    this.#rates = rates;
    this.#server = createServer((request, response) => void this.#serve(request, response));
    this.#server.on('upgrade', (request, socket, head: Buffer) => gateway.upgrade(request, socket, head));
  }

  /** Returns the address. */
  listen(): Promise<string> {
    return new Promise((resolve) => {
      this.#server.listen(0, '127.0.0.1', () => {
        resolve(`http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`); // a port, not a pipe
      });
    });
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on('error', () => {}); // the client went away
    const raw = await bodyOf(request).catch(() => undefined);
    if (!raw) return;
    const url = new URL(request.url ?? '/', 'http://discord');
    if (url.pathname.startsWith('/attachments/')) return this.#file(request, response, url);
    const path = url.pathname.replace(/^\/api\/v10(?=\/)/, '');
    const method = request.method ?? 'GET';
    const found = url.pathname.startsWith('/api/v10/') ? match(method, path) : undefined;
    const draft: Draft = {
      method,
      route: found?.compiled.name ?? `${method} ${path}`,
      path,
      params: found?.params ?? {},
      query: Object.fromEntries(url.searchParams),
      body: {},
      files: [],
      at: this.#backend.world.ids.now(),
      status: 0,
    };
    this.calls.push(draft);
    const place = this.#place(draft.params, draft.query.thread_id);
    if (place !== undefined) draft.channel = place;
    const fault = this.#faults.pick(draft.route, place);
    if (fault) draft.fault = fault.name;
    const early = fault && this.#before(fault);
    if (early === 'hang' || early === 'drop') return this.#leave(request, response, early);
    const answer = early ?? (await this.#answer(request, raw, draft, found));
    draft.status = answer.status;
    if (fault?.kind === 'accept-then-hang') return this.#leave(request, response, 'hang');
    if (fault?.kind === 'accept-then-drop') return this.#leave(request, response, 'drop');
    if (fault?.kind === 'slow') await new Promise((resolve) => setTimeout(resolve, fault.ms));
    this.#end(
      draft,
      response,
      fault?.kind === 'accept-then-500' ? plain(500, 'Internal Server Error') : answer,
    );
  }

  #end(draft: Draft, response: ServerResponse, answer: Answer): void {
    draft.status = answer.status;
    response.writeHead(answer.status, answer.headers);
    response.end(answer.body);
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

  async #file(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const [, channel = '', attachment = ''] = /^\/attachments\/(\d+)\/(\d+)/.exec(url.pathname) ?? [];
    const draft: Draft = {
      method: 'GET',
      route: 'GET /attachments/:channel/:attachment/:name',
      path: url.pathname,
      params: { channel, attachment },
      channel,
      query: Object.fromEntries(url.searchParams),
      body: {},
      files: [],
      at: this.#backend.world.ids.now(),
      status: 0,
    };
    this.calls.push(draft);
    const fault = this.#faults.pick(draft.route, channel);
    if (fault) draft.fault = fault.name;
    const early = fault && this.#before(fault);
    if (early === 'hang' || early === 'drop') return this.#leave(request, response, early);
    if (fault?.kind === 'slow') await new Promise((resolve) => setTimeout(resolve, fault.ms));
    this.#end(draft, response, early ?? serveAttachment(this.#backend.world, url));
  }

  /** The channel that a call is about, if its address says so. */
  #place(params: Draft['params'], thread: string | undefined): string | undefined {
    const { world, interactions } = this.#backend;
    if (params.channel !== undefined) return params.channel;
    if (params.interaction !== undefined) return interactions.find(params.interaction)?.channel;
    if (params.webhook === undefined) return undefined;
    if (thread !== undefined) return thread;
    return world.webhooks.get(params.webhook)?.channel ?? interactions.byToken(params.token ?? '')?.channel;
  }

  async #answer(
    request: IncomingMessage,
    raw: Buffer,
    draft: Draft,
    found: Match | undefined,
  ): Promise<Answer> {
    try {
      const { body, list, uploads } = readBody(request, raw);
      draft.body = body;
      draft.files = uploads.map(({ name }) => name);
      if (!found) throw new Refusal(known(draft.path) ? 'methodNotAllowed' : 'notFound');
      const { route, name } = found.compiled;
      const { world } = this.#backend;
      const isBot = world.tokenValid && request.headers.authorization === `Bot ${world.token}`;
      if (route.auth !== 'none' && !isBot) throw new Refusal('unauthorized');
      const verdict = this.#rates.take(name, majorOf(found.params), {
        renames: name === 'PATCH /channels/:channel' && (body.name !== undefined || body.topic !== undefined),
        free: route.auth === 'none',
      });
      if (verdict.retryAfter !== undefined) return limited(verdict);
      return this.#run(
        draft,
        route,
        new Call(this.#backend, { params: found.params, query: draft.query, body, list, uploads }),
        verdict,
      );
    } catch (error) {
      return refused(draft, error, {});
    }
  }

  #run(draft: Draft, route: Route, call: Call, { headers }: Verdict): Answer {
    try {
      const result = route.run(call);
      if (result === undefined) return { status: 204, headers, body: '' };
      if ('created' in result) return json(201, result.created as JsonObject, headers);
      return json(200, result, headers);
    } catch (error) {
      return refused(draft, error, headers);
    }
  }

  #before({ kind, retryAfter, rule }: Played): Answer | 'hang' | 'drop' | undefined {
    if (typeof kind === 'object') {
      return json(kind.status, { message: kind.message ?? 'A fault', code: kind.code });
    }
    switch (kind) {
      case 'error-500':
        return plain(500, 'Internal Server Error');
      case 'error-502':
        return plain(502, 'Bad Gateway');
      case 'rate-limit':
        return limited(this.#rates.limited(retryAfter, rule?.scope ?? 'user'));
      case 'hang':
      case 'drop':
        return kind;
      case 'accept-then-hang':
      case 'accept-then-drop':
      case 'accept-then-500':
      case 'slow':
        return undefined;
    }
    return kind satisfies never;
  }

  async stop(): Promise<void> {
    this.#faults.release();
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }
}

interface Match {
  readonly compiled: Compiled;
  readonly params: Readonly<Record<string, string>>;
}

function match(method: string, path: string): Match | undefined {
  for (const compiled of COMPILED) {
    const found = compiled.method === method ? compiled.pattern.exec(path) : null;
    if (found) {
      const params = Object.entries(found.groups ?? {}).map(([name, value]) => [
        name,
        decodeURIComponent(value),
      ]);
      return { compiled, params: Object.fromEntries(params) };
    }
  }
  return undefined;
}

function known(path: string): boolean {
  return COMPILED.some(({ pattern }) => pattern.test(path));
}

function majorOf({ channel, guild, webhook, token }: Match['params']): string {
  if (webhook !== undefined) return `${webhook} ${token ?? ''}`;
  return channel ?? guild ?? '';
}

function plain(status: number, body: string): Answer {
  return { status, headers: { 'content-type': 'text/plain' }, body };
}

function json(status: number, body: Json, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

function refused(draft: Draft, error: unknown, headers: Readonly<Record<string, string>>): Answer {
  if (!(error instanceof Refusal)) throw error;
  draft.code = error.code;
  return json(error.status, error.body, headers);
}

function limited({ headers, retryAfter = 1, scope }: Verdict): Answer {
  const body = {
    message: 'You are being rate limited.',
    retry_after: retryAfter,
    global: scope === 'global',
  };
  return json(429, body, headers);
}
