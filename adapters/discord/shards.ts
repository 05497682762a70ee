import { setTimeout as sleep } from 'node:timers/promises';
import {
  type FetchingStrategyOptions,
  managerToFetchingStrategyOptions,
  type SessionInfo,
  SimpleContextFetchingStrategy,
  SimpleShardingStrategy,
  type WebSocketManager,
  WebSocketShard,
  type WebSocketShardDestroyOptions,
  WebSocketShardEvents,
  WebSocketShardStatus,
} from '@discordjs/ws';

/** Told of what would have ended the process. */
export type Report = (error: unknown) => void;
type Payload = Parameters<WebSocketShard['send']>[0];

/** The socket of a shard, as far as we touch it. */
interface Socket {
  readonly readyState: number;
  addEventListener(type: 'error', listener: () => void): void;
  close(): void;
}

const CONNECTING = 0;
const OPEN = 1;
const NORMAL = 1000;

/**
 * A sharding strategy in which no shard can end the process, for clients of our own. As long as @discordjs/ws has these
 * gaps, each of which is an unhandled rejection, an uncaught error or a connection that outlives its client:
 * - a shard that is given up while it waits to identify does so all the same, on its next connection, be that open or
 *   not;
 * - a shard that is given up while its socket is not open does not say that it is closed;
 * - what is thrown while it connects again is caught by nobody;
 * - a socket that is given up while it connects fails without a listener, or stays open unread;
 * - a shard that is ended between two connections, or before READY, connects again.
 */
export class SteadySharding extends SimpleShardingStrategy {
  readonly #manager: WebSocketManager;
  readonly #throttle: IdentifyThrottle;
  readonly #report: Report;

  constructor(manager: WebSocketManager, throttle: IdentifyThrottle, report: Report) {
    super(manager);
    this.#manager = manager;
    this.#throttle = throttle;
    this.#report = report;
  }

  override async spawn(ids: number[]): Promise<void> {
    const options = await managerToFetchingStrategyOptions(this.#manager);
    // Private in the library, as is the socket of a shard; its version is pinned.
    const shards = Reflect.get(this, 'shards') as Map<number, WebSocketShard>;
    const { session_start_limit } = await this.#manager.fetchGatewayInformation();
    const lanes = session_start_limit.max_concurrency;
    for (const id of ids) {
      const mayIdentify = (signal: AbortSignal): Promise<void> => this.#throttle.wait(id % lanes, signal);
      const sessions = new Sessions(this.#manager, options, mayIdentify);
      shards.set(id, new SteadyShard(this.#manager, sessions, id, this.#report));
    }
  }
}

class SteadyShard extends WebSocketShard {
  readonly #report: Report;
  readonly #sessions: Sessions;
  /** The socket whose end has been told. */
  #told: Socket | undefined;

  constructor(manager: WebSocketManager, sessions: Sessions, id: number, report: Report) {
    super(sessions, id);
    this.#sessions = sessions;
    this.#report = report;
    for (const event of Object.values(WebSocketShardEvents)) {
      this.on(event, (payload?: object) => {
        try {
          manager.emit(event, { ...payload, shardId: id } as never); // the same name has the same payload there
        } catch (error) {
          report(error);
        }
      });
    }
    this.on(WebSocketShardEvents.Closed, () => {
      this.#told = this.#socket;
    });
  }

  get #socket(): Socket | undefined {
    return (Reflect.get(this, 'connection') as Socket | null) ?? undefined;
  }

  override async send(payload: Payload): Promise<void> {
    try {
      await super.send(payload);
    } catch (error) {
      this.#report(error); // whoever waits for the answer connects again without it
    }
  }

  override async destroy(options: WebSocketShardDestroyOptions = {}): Promise<void> {
    if (this.#sessions.over && options.recover !== undefined) return;
    if (options.recover === undefined) this.#sessions.over = true;
    const socket = this.#socket;
    if (this.status !== WebSocketShardStatus.Idle && socket && socket.readyState !== OPEN) {
      if (this.#told !== socket) this.emit(WebSocketShardEvents.Closed, { code: options.code ?? NORMAL });
      if (socket.readyState === CONNECTING) {
        socket.addEventListener('error', () => {});
        setImmediate(() => socket.close()); // nobody listens to it any more by then
      }
    }
    try {
      await super.destroy(options);
    } catch (error) {
      this.#report(error);
    }
  }
}

/** What a shard asks its client for. */
class Sessions extends SimpleContextFetchingStrategy {
  /** The shard was ended for good. */
  over = false;
  readonly #mayIdentify: (signal: AbortSignal) => Promise<void>;

  constructor(
    manager: WebSocketManager,
    options: FetchingStrategyOptions,
    mayIdentify: (signal: AbortSignal) => Promise<void>,
  ) {
    super(manager, options);
    this.#mayIdentify = mayIdentify;
  }

  /** Asked for before each connection: once the shard is over, there is none. */
  override async retrieveSessionInfo(id: number): Promise<SessionInfo | null> {
    if (this.over) return new Promise(() => {});
    return super.retrieveSessionInfo(id);
  }

  override waitForIdentify(_id: number, signal: AbortSignal): Promise<void> {
    return this.#mayIdentify(signal);
  }
}

/** Discord allows one IDENTIFY in five seconds; the rest is for its way there. */
const BETWEEN_IDENTIFIES = 5_500;

/**
 * Keeps one bot's identifies apart, over all clients that it has one after the other. The library's own throttle goes
 * on waiting for a connection that was given up, and makes the next one wait as long again.
 */
export class IdentifyThrottle {
  readonly #next = new Map<number, number>();

  /** Resolves when one of this lane may identify. Rejects as soon as its connection is given up. */
  async wait(lane: number, signal: AbortSignal): Promise<void> {
    for (;;) {
      signal.throwIfAborted();
      const left = (this.#next.get(lane) ?? 0) - performance.now();
      if (left <= 0) break;
      await sleep(left, undefined, { signal });
    }
    this.#next.set(lane, performance.now() + BETWEEN_IDENTIFIES);
  }
}
