import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Backend, Call, type Method, type MethodTable } from './call.js';
import type { Faults, Played } from './faults.js';
import { serveFile, takeUpload } from './file-routes.js';
import type { JsonObject } from './json.js';
import { chatMethods } from './methods-chat.js';
import { conversationMethods } from './methods-conversations.js';
import { fileMethods } from './methods-files.js';
import { peopleMethods } from './methods-people.js';
import { viewMethods } from './methods-views.js';
import type { RateLimits } from './rates.js';
import { Refusal } from './refusal.js';
import { argumentsOf, bodyOf } from './request-body.js';
import { respondTo } from './response-urls.js';
import type { Sockets } from './sockets.js';
import type { ApiCall } from './surface.js';

const METHODS: MethodTable = {
  ...chatMethods,
  ...conversationMethods,
  ...peopleMethods,
  ...viewMethods,
  ...fileMethods,
};

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

type Draft = { -readonly [Key in keyof ApiCall]: ApiCall[Key] };

/** The HTTP side: the Web API, uploads and downloads, response URLs, and the sockets' front door. */
export class Api {
  readonly calls: ApiCall[] = [];
  readonly #backend: Backend;
  readonly #faults: Faults;
  readonly #rates: RateLimits;
  readonly #server: Server;

  constructor(backend: Backend, faults: Faults, rates: RateLimits, sockets: Sockets) {
    this.#backend = backend;
    this.#faults = faults;
    this.#rates = rates;
    this.#server = createServer((request, response) => void this.#serve(request, response));
    this.#server.on('upgrade', (request, socket, head: Buffer) => sockets.upgrade(request, socket, head));
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
    const body = await bodyOf(request).catch(() => undefined);
    if (!body) return;
    const path = new URL(request.url ?? '/', 'http://slack').pathname;
    const draft: Draft = {
      method: nameOf(path),
      args: argumentsOf(request, path, body),
      at: this.#backend.workspace.ids.now(),
      token: this.#tokenKind(request, body),
      status: 0,
      ok: false,
      scopes: [],
    };
    this.calls.push(draft);
    const channel = textArgument(draft.args, 'channel') ?? textArgument(draft.args, 'channel_id');
    const fault = this.#faults.pick(draft.method, channel);
    if (fault) draft.fault = fault.name;
    const early = fault && before(fault);
    if (early === 'hang' || early === 'drop') return this.#leave(request, response, early);
    const answer = early ?? (await this.#answer(request, path, body, draft, channel));
    draft.status = answer.status;
    if (fault?.kind === 'accept-then-hang') return this.#leave(request, response, 'hang');
    if (fault?.kind === 'accept-then-drop') return this.#leave(request, response, 'drop');
    if (fault?.kind === 'slow') await new Promise((resolve) => setTimeout(resolve, fault.ms));
    const last = fault?.kind === 'accept-then-500' ? plain(500, 'Internal Server Error') : answer;
    draft.status = last.status;
    response.writeHead(last.status, {
      ...last.headers,
      'x-slack-req-id': this.#backend.workspace.ids.hex(32),
    });
    response.end(last.body);
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

  #tokenKind(request: IncomingMessage, body: Buffer): Draft['token'] {
    const { botToken, appToken } = this.#backend.workspace;
    const header = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
    const isForm = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false;
    const token = header ?? (isForm ? new URLSearchParams(body.toString()).get('token') : undefined);
    if (!token) return 'none';
    return token === botToken ? 'bot' : token === appToken ? 'app' : 'unknown';
  }

  async #answer(
    request: IncomingMessage,
    path: string,
    body: Buffer,
    draft: Draft,
    channel: string | undefined,
  ): Promise<Answer> {
    if (path.startsWith('/api/')) return this.#method(draft, channel);
    const { workspace, messages, triggers } = this.#backend;
    const answer =
      draft.method === 'upload'
        ? takeUpload(workspace, path, request, body)
        : draft.method === 'download'
          ? serveFile(workspace, path, draft.token)
          : draft.method === 'respond'
            ? respondTo({ workspace, messages, triggers }, path, body)
            : plain(404, 'Not Found');
    const resolved = await answer;
    draft.ok = resolved.status === 200;
    if (draft.method === 'download') draft.scopes = ['files:read'];
    return resolved;
  }

  #method(draft: Draft, channel: string | undefined): Answer {
    const method = METHODS[draft.method];
    if (!method) return refused(draft, new Refusal('unknown_method', { req_method: draft.method }));
    const wait = this.#rates.take(draft.method, method.tier, channel);
    if (wait !== undefined) return limited(draft, wait);
    const call = new Call(draft.method, draft.args, this.#backend);
    try {
      this.#authorize(draft, method, call);
      const result = method.run(call);
      draft.ok = true;
      draft.scopes = [...call.scopes];
      return this.#json({ ok: true, ...result }, call);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      draft.scopes = [...call.scopes];
      return refused(draft, error);
    }
  }

  #authorize(draft: Draft, method: Method, call: Call): void {
    const { tokenState, appTokenState } = this.#backend.workspace;
    if (method.token === 'none') return;
    if (draft.token === 'none') throw new Refusal('not_authed');
    const state = draft.token === 'bot' ? tokenState : appTokenState;
    if (draft.token === 'unknown' || state === 'invalid') throw new Refusal('invalid_auth');
    if (draft.token !== (method.token ?? 'bot')) throw new Refusal('not_allowed_token_type');
    if (state === 'revoked') throw new Refusal('token_revoked');
    if (state === 'inactive') throw new Refusal('account_inactive');
    for (const scope of method.scopes ?? []) call.need(scope);
  }

  #json(body: JsonObject, call: Call): Answer {
    return {
      status: 200,
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'x-oauth-scopes': [...this.#backend.workspace.scopes].join(','),
        ...(call.scopes.size > 0 && { 'x-accepted-oauth-scopes': [...call.scopes].join(',') }),
      },
      body: JSON.stringify(body),
    };
  }

  async stop(): Promise<void> {
    this.#faults.release();
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }
}

function nameOf(path: string): string {
  if (path.startsWith('/api/')) return path.slice('/api/'.length);
  if (path.startsWith('/upload/')) return 'upload';
  if (path.startsWith('/files-pri/')) return 'download';
  return /^\/(actions|commands|app)\//.test(path) ? 'respond' : path;
}

function textArgument(args: JsonObject, name: string): string | undefined {
  const value = args[name];
  return typeof value === 'string' ? value : undefined;
}

function plain(status: number, body: string): Answer {
  return { status, headers: { 'content-type': 'text/plain' }, body };
}

function json(status: number, body: JsonObject, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
}

function refused(draft: Draft, refusal: Refusal): Answer {
  draft.error = refusal.error;
  return json(200, { ok: false, error: refusal.error, ...refusal.more });
}

function limited(draft: Draft, seconds: number): Answer {
  draft.error = 'ratelimited';
  return json(429, { ok: false, error: 'ratelimited' }, { 'retry-after': String(seconds) });
}

/** What a fault answers instead of the method, if it comes before it. */
function before({ kind, retryAfter }: Played): Answer | 'hang' | 'drop' | undefined {
  if (typeof kind === 'object') return json(200, { ok: false, error: kind.error });
  switch (kind) {
    case 'error-500':
      return plain(500, 'Internal Server Error');
    case 'error-503':
      return plain(503, 'Service Unavailable');
    case 'rate-limit':
      return json(429, { ok: false, error: 'ratelimited' }, { 'retry-after': String(retryAfter) });
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
