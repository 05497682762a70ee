import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { isObject, type JsonObject } from './json.js';
import type { Timing } from './options.js';
import type { Ack, SocketsFacet } from './surface.js';
import type { Workspace } from './workspace.js';

interface Connection {
  readonly socket: WebSocket;
  readonly raw: Duplex;
  readonly pings: NodeJS.Timeout;
  warned: boolean;
}

/** Slack allows so many sockets for one app. */
const MOST_CONNECTIONS = 10;

/** Socket Mode's server side: tickets, hello, pings, envelopes and their acknowledgements. */
export class Sockets implements SocketsFacet {
  readonly #workspace: Workspace;
  readonly #timing: Timing;
  readonly #server = new WebSocketServer({ noServer: true });
  readonly #tickets = new Set<string>();
  readonly #connections = new Set<Connection>();
  readonly #waiting = new Map<
    string,
    { readonly connection: Connection; readonly done: (ack: Ack) => void }
  >();
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #arrivals = new Set<() => void>();
  #frozen = false;
  #refused = false;
  opened = 0;

  constructor(workspace: Workspace, timing: Timing) {
    this.#workspace = workspace;
    this.#timing = timing;
  }

  get open(): number {
    return this.#connections.size;
  }

  /** A single-use address for `apps.connections.open`. */
  ticket(): string {
    const ticket = this.#workspace.ids.uuid();
    this.#tickets.add(ticket);
    const host = this.#workspace.origin.replace('http:', 'ws:');
    return `${host}/link/?ticket=${ticket}&app_id=${this.#workspace.appId}`;
  }

  /** Takes over an HTTP connection that asks for a WebSocket. */
  upgrade(request: IncomingMessage, raw: Duplex, head: Buffer): void {
    const ticket = new URL(request.url ?? '/', 'http://slack').searchParams.get('ticket') ?? '';
    if (this.#refused || !this.#tickets.delete(ticket)) {
      raw.on('error', () => {}); // whoever is refused may be dead by then
      raw.end(
        `HTTP/1.1 ${this.#refused ? '503 Service Unavailable' : '401 Unauthorized'}\r\nConnection: close\r\n\r\n`,
      );
      return;
    }
    this.#server.handleUpgrade(request, raw, head, (socket) => this.#welcome(socket, raw));
  }

  #welcome(socket: WebSocket, raw: Duplex): void {
    const ping = () => {
      if (!this.#frozen) socket.ping(`Ping from applink ${this.#workspace.ids.hex(8)}`);
    };
    const connection: Connection = {
      socket,
      raw,
      pings: setInterval(ping, this.#timing.pingMs),
      warned: false,
    };
    socket.on('error', () => {}); // 'close' follows
    socket.on('close', () => this.#gone(connection));
    socket.on('message', (data) => this.#heard(String(data)));
    if (this.#connections.size >= MOST_CONNECTIONS) {
      this.#say(connection, { type: 'disconnect', reason: 'too_many_websockets' });
      socket.close();
      return;
    }
    this.#connections.add(connection);
    this.opened++;
    this.#say(connection, {
      type: 'hello',
      num_connections: this.#connections.size,
      debug_info: { host: 'applink-fake', build_number: 1, approximate_connection_time: 18_060 },
      connection_info: { app_id: this.#workspace.appId },
    });
    ping();
    for (const arrived of this.#arrivals) arrived();
  }

  #gone(connection: Connection): void {
    clearInterval(connection.pings);
    this.#connections.delete(connection);
    for (const { connection: its, done } of this.#waiting.values()) {
      if (its === connection) done({ ok: false, status: 0, body: null, ms: 0, problem: 'connection_failed' });
    }
  }

  #say(connection: Connection, message: JsonObject): void {
    if (!this.#frozen) connection.socket.send(JSON.stringify(message));
  }

  #heard(data: string): void {
    let message: unknown;
    try {
      message = JSON.parse(data);
    } catch {
      return;
    }
    if (!isObject(message)) return;
    const waiting = this.#waiting.get(String(message.envelope_id));
    const payload =
      isObject(message.payload) && Object.keys(message.payload).length > 0 ? message.payload : '';
    waiting?.done({ ok: true, status: 0, body: payload, ms: 0 });
  }

  /** Sends one envelope over one of the connections, waits for one if there is none, and for the acknowledgement. */
  async send(
    type: 'events_api' | 'interactive' | 'slash_commands',
    payload: JsonObject,
    retry: { readonly num: number; readonly reason: string },
  ): Promise<Ack> {
    const started = performance.now();
    const connection = await this.#pick();
    const ms = () => performance.now() - started;
    if (!connection) return { ok: false, status: 0, body: null, ms: ms(), problem: 'no_connection' };
    const envelope = this.#workspace.ids.uuid();
    const acked = new Promise<Ack>((resolve) => {
      const done = (ack: Ack) => {
        this.#waiting.delete(envelope);
        this.#clear(timer);
        resolve(ack);
      };
      const timer = this.#after(this.#timing.ackMs, () =>
        done({ ok: false, status: 0, body: null, ms: 0, problem: 'timeout' }),
      );
      this.#waiting.set(envelope, { connection, done });
    });
    this.#say(connection, {
      envelope_id: envelope,
      payload,
      type,
      accepts_response_payload: type !== 'events_api',
      ...(type === 'events_api' && { retry_attempt: retry.num, retry_reason: retry.reason }),
    });
    return { ...(await acked), ms: ms() };
  }

  async #pick(): Promise<Connection | undefined> {
    const ready = () => [...this.#connections].filter(({ socket }) => socket.readyState === socket.OPEN);
    if (ready().length === 0) await this.#arrival(this.#timing.ackMs);
    const open = ready();
    const fresh = open.filter(({ warned }) => !warned);
    const among = fresh.length > 0 ? fresh : open;
    return among[this.#workspace.ids.number(among.length)];
  }

  #arrival(ms: number): Promise<boolean> {
    return new Promise((resolve) => {
      const done = (arrived: boolean) => {
        this.#arrivals.delete(yes);
        this.#clear(timer);
        resolve(arrived);
      };
      const yes = () => done(true);
      const timer = this.#after(ms, () => done(false));
      this.#arrivals.add(yes);
    });
  }

  async connected(count = 1): Promise<void> {
    const until = Date.now() + 10_000;
    while (this.open < count) {
      if (!(await this.#arrival(Math.max(0, until - Date.now())))) {
        throw new Error(`${this.open} of ${count} sockets are connected after ten seconds`);
      }
    }
  }

  disconnect(reason: 'warning' | 'refresh_requested' | 'link_disabled'): void {
    for (const connection of this.#connections) {
      this.#say(connection, { type: 'disconnect', reason, debug_info: { host: 'applink-fake' } });
      connection.warned = true;
      const ms = reason === 'warning' ? this.#timing.warningMs : 100;
      this.#after(ms, () => connection.socket.close());
    }
  }

  drop(): void {
    for (const { socket } of this.#connections) socket.terminate();
  }

  freeze(frozen: boolean): void {
    this.#frozen = frozen;
    for (const { socket } of this.#connections) {
      if (frozen) socket.pause();
      else socket.resume();
    }
  }

  refuse(refused: boolean): void {
    this.#refused = refused;
  }

  #after(ms: number, run: () => void): NodeJS.Timeout {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      run();
    }, ms);
    this.#timers.add(timer);
    return timer;
  }

  #clear(timer: NodeJS.Timeout): void {
    clearTimeout(timer);
    this.#timers.delete(timer);
  }

  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    for (const { done } of [...this.#waiting.values()]) {
      done({ ok: false, status: 0, body: null, ms: 0, problem: 'stopped' });
    }
    for (const { socket, pings } of this.#connections) {
      clearInterval(pings);
      socket.terminate();
    }
    this.#server.close();
  }
}
