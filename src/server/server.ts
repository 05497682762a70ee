import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { createAdaptorServer, type HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import { FirstlineError } from '../core/error.js';
import type { Log } from '../core/ports/ambient.js';

/** Requests under way may take so long after the stop, before they are cut off. */
const GRACE = 3_000;

/**
 * Connections at once; more are not taken. Without an end to them strangers would use up the files that the process may
 * have open, and the store needs some.
 */
const CONNECTIONS = 10_000;

/** What the server serves, and where. */
export interface ServerOptions {
  readonly host: string;
  /** 0 takes any port that is free. */
  readonly port: number;
  /** Pages and webhooks: what is mounted first wins. */
  readonly mounts: readonly Hono[];
  /** Whether the process does its work; the reason is shown to whoever asks. */
  readonly health: () => Promise<Health>;
  /** Text for Prometheus. */
  readonly metrics: () => Promise<string>;
  readonly log: Log;
  /** Connections at once. */
  readonly connections?: number;
}

/** How the process is. */
export interface Health {
  /** It can go on: otherwise restart it. */
  readonly live: boolean;
  /** It takes events now. */
  readonly ready: boolean;
  /** What is wrong, if something is. */
  readonly reason?: string;
}

/** The one HTTP server of the process. */
export interface Server {
  /**
   * Resolves with the port once it listens.
   *
   * @throws FirstlineError `config.invalid` where the address cannot be used
   */
  listen(): Promise<number>;
  /** Takes no more requests, ends live updates at once and lets the others finish. */
  close(): Promise<void>;
}

/** Health, figures, and everything that is mounted, on one port. */
export function createServer(options: ServerOptions): Server {
  const { host, port, mounts, health, metrics, log } = options;
  const app = new Hono<{ Bindings: HttpBindings }>();
  const live = new WeakSet<ServerResponse>();
  app.use(async (c, next) => {
    await next();
    if (c.res.headers.get('content-type')?.startsWith('text/event-stream')) live.add(c.env.outgoing);
  });

  const report = (pick: 'live' | 'ready') => async (): Promise<Response> => {
    const state = await health().catch((error: unknown): Health => {
      log.error({ err: error }, 'the health of the process could not be told');
      return { live: false, ready: false, reason: 'health could not be told' };
    });
    return Response.json(
      { ok: state[pick], ...(state.reason === undefined ? {} : { reason: state.reason }) },
      { status: state[pick] ? 200 : 503, headers: { 'cache-control': 'no-store' } },
    );
  };
  app.get('/healthz', report('live'));
  app.get('/readyz', report('ready'));
  app.get('/metrics', async (c) => {
    c.header('Cache-Control', 'no-store');
    return c.body(await metrics(), 200, { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' });
  });
  for (const mount of mounts) app.route('/', mount);
  app.notFound((c) => c.text('There is nothing at this address.\n', 404));
  app.onError((error, c) => {
    log.error({ err: error, path: c.req.path }, 'a request failed');
    return c.text('This did not work; try again in a moment.\n', 500);
  });

  const server = createAdaptorServer({
    fetch: app.fetch,
    overrideGlobalObjects: false, // a plugin leaves its host's Request and Response alone
    serverOptions: { headersTimeout: 15_000, requestTimeout: 60_000, keepAliveTimeout: 10_000 },
  });
  server.maxConnections = options.connections ?? CONNECTIONS;
  // Each connection with the response that is under way on it, if one is.
  const connections = new Map<Socket, ServerResponse | undefined>();
  let closing = false;
  server.on('connection', (socket: Socket) => {
    if (closing) return socket.destroy();
    connections.set(socket, undefined);
    socket.once('close', () => connections.delete(socket));
  });
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request;
    connections.set(socket, response);
    response.once('close', () => {
      if (closing) socket.destroySoon();
      else if (connections.has(socket)) connections.set(socket, undefined);
    });
  });

  return {
    listen: () =>
      new Promise((resolve, reject) => {
        const failed = (error: NodeJS.ErrnoException): void => reject(explain(error, host, port));
        server.once('error', failed);
        // Connections wait here when many arrive at once.
        server.listen({ host, port, backlog: 1024 }, () => {
          server.off('error', failed);
          server.on('error', (error: Error) => log.error({ err: error }, 'the server had an error'));
          // Listening on host and port, the address is an object.
          resolve((server.address() as AddressInfo).port);
        });
      }),
    close: () =>
      new Promise((resolve) => {
        if (!server.listening) return resolve();
        closing = true;
        const cut = setTimeout(() => {
          for (const socket of connections.keys()) socket.destroy();
        }, GRACE);
        server.close(() => {
          clearTimeout(cut);
          resolve();
        });
        for (const [socket, response] of connections) {
          if (!response || live.has(response)) socket.destroy();
        }
      }),
  };
}

function explain(error: NodeJS.ErrnoException, host: string, port: number): Error {
  const where = `${host}:${port}`;
  const options = { cause: error };
  switch (error.code) {
    case 'EADDRINUSE':
      return new FirstlineError('config.invalid', `Port ${port} of ${host} is taken by another program.`, {
        ...options,
        hint: 'Set PORT to a free port, or stop the other program; it may be another Firstline.',
      });
    case 'EACCES':
      return new FirstlineError('config.invalid', `This user may not listen on ${where}.`, {
        ...options,
        hint: 'Set PORT to a port above 1023.',
      });
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new FirstlineError('config.invalid', `${host} is not an address of this machine.`, {
        ...options,
        hint: 'Set HOST to 127.0.0.1 for this machine only, or to 0.0.0.0 for all its addresses.',
      });
    default:
      return error;
  }
}
