import {
  GatewayCloseCodes as Close,
  GatewayDispatchEvents as Events,
  GatewayIntentBits as Intents,
  GatewayOpcodes as Op,
} from 'discord-api-types/v10';
import type { WebSocket } from 'ws';
import { isObject, type JsonObject, listOf, textOf } from '../slack/json.js';
import type { Dispatch, Session, Wire } from './gateway-session.js';
import { fullMemberShape } from './wire-shapes.js';
import type { World } from './world.js';

/** What a connection asks of the gateway behind it. */
export interface Switchboard {
  readonly world: World;
  /** A new session, or nothing if identifies come too fast. */
  identify(intents: number): Session | undefined;
  find(sessionId: string): Session | undefined;
  /** How many dispatches a RESUME repeats although they had been received. */
  readonly overlap: number;
  welcome(session: Session): void;
  resumed(session: Session): void;
  gone(connection: Connection, code: number): void;
}

const ALL_INTENTS = Object.values(Intents)
  .filter((value) => typeof value === 'number')
  .reduce((sum, bit) => sum | bit, 0);

const SENDS_PER_MINUTE = 120;
const LONGEST_PAYLOAD = 4096;

/** What a client did that costs it the connection. */
class Closing extends Error {
  readonly code: number;

  constructor(code: number, reason: string) {
    super(reason);
    this.code = code;
  }
}

/** One client on the gateway: HELLO, heartbeats, IDENTIFY, RESUME, and the closes that Discord punishes with. */
export class Connection implements Wire {
  readonly #socket: WebSocket;
  readonly #board: Switchboard;
  readonly #held: string[] = [];
  #frozen = false;
  #sends: number[] = [];
  #pulse: NodeJS.Timeout | undefined;
  session: Session | undefined;

  constructor(socket: WebSocket, board: Switchboard) {
    this.#socket = socket;
    this.#board = board;
    socket.on('message', (data) => this.#take(String(data)));
    socket.on('close', (code) => {
      clearTimeout(this.#pulse);
      board.gone(this, code);
    });
    socket.on('error', () => {}); // a close follows
    this.send(Op.Hello, { heartbeat_interval: board.world.timing.heartbeatMs, _trace: [] });
    this.#listenForPulse();
  }

  get frozen(): boolean {
    return this.#frozen;
  }

  /** Nothing goes in or out any more; when it thaws, what was on its way arrives. */
  freeze(frozen: boolean): void {
    this.#frozen = frozen;
    if (frozen) this.#socket.pause();
    else {
      this.#socket.resume();
      for (const text of this.#held.splice(0)) this.#socket.send(text);
    }
  }

  send(op: number, d: JsonObject | number | boolean | null, dispatch?: Dispatch): void {
    const text = JSON.stringify({ op, d, s: dispatch?.s ?? null, t: dispatch?.t ?? null });
    if (this.#frozen) this.#held.push(text);
    else this.#socket.send(text);
  }

  dispatch(dispatch: Dispatch): void {
    this.send(Op.Dispatch, dispatch.d, dispatch);
  }

  close(code: number, reason = ''): void {
    this.#socket.close(code, reason);
  }

  /** Cut, without a close frame. */
  cut(): void {
    this.#socket.terminate();
  }

  /** When the client has read everything that was sent to it so far, or is gone. */
  read(): Promise<void> {
    if (this.#frozen || this.#socket.readyState !== this.#socket.OPEN) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        this.#socket.off('pong', done).off('close', done);
        resolve();
      };
      this.#socket.on('pong', done).on('close', done);
      this.#socket.ping();
    });
  }

  #listenForPulse(): void {
    clearTimeout(this.#pulse);
    const silence = this.#board.world.timing.heartbeatMs * 2;
    this.#pulse = setTimeout(() => {
      if (!this.#frozen) this.close(Close.SessionTimedOut, 'Session timed out.');
    }, silence);
    this.#pulse.unref();
  }

  #take(text: string): void {
    try {
      this.#obey(text);
    } catch (error) {
      if (!(error instanceof Closing)) throw error;
      this.close(error.code, error.message);
    }
  }

  #obey(text: string): void {
    if (Buffer.byteLength(text) > LONGEST_PAYLOAD) throw new Closing(Close.DecodeError, 'Payload too long.');
    const payload = parsed(text);
    if (!payload) throw new Closing(Close.DecodeError, 'Error while decoding payload.');
    const now = Date.now();
    this.#sends = [...this.#sends.filter((at) => at > now - 60_000), now];
    if (this.#sends.length > SENDS_PER_MINUTE)
      throw new Closing(Close.RateLimited, 'You are being rate limited.');
    const data = isObject(payload.d) ? payload.d : {};
    switch (payload.op) {
      case Op.Heartbeat:
        this.#listenForPulse();
        this.send(Op.HeartbeatAck, null);
        break;
      case Op.Identify:
        this.#identify(data);
        break;
      case Op.Resume:
        this.#resume(data);
        break;
      case Op.PresenceUpdate:
      case Op.VoiceStateUpdate:
      case Op.RequestGuildMembers:
        if (!this.session) throw new Closing(Close.NotAuthenticated, 'Not authenticated.');
        if (payload.op === Op.RequestGuildMembers) this.#members(this.session, data);
        break;
      default:
        throw new Closing(Close.UnknownOpcode, 'Unknown opcode.');
    }
  }

  #identify(data: JsonObject): void {
    const { world } = this.#board;
    if (this.session) throw new Closing(Close.AlreadyAuthenticated, 'Already authenticated.');
    const { intents, token, properties, shard } = data;
    if (!isObject(properties)) throw new Closing(Close.DecodeError, 'Error while decoding payload.');
    if (!world.tokenValid || token !== world.token) {
      throw new Closing(Close.AuthenticationFailed, 'Authentication failed.');
    }
    const [index, count] = listOf(shard ?? [0, 1]).map(Number);
    if (index === undefined || count === undefined || index < 0 || index >= count) {
      throw new Closing(Close.InvalidShard, 'Invalid shard.');
    }
    if (typeof intents !== 'number' || !Number.isInteger(intents) || (intents & ~ALL_INTENTS) !== 0) {
      throw new Closing(Close.InvalidIntents, 'Invalid intent(s).');
    }
    const { messageContent, members, presences } = world.portal;
    const disallowed =
      (messageContent ? 0 : Intents.MessageContent) |
      (members ? 0 : Intents.GuildMembers) |
      (presences ? 0 : Intents.GuildPresences);
    if ((intents & disallowed) !== 0) throw new Closing(Close.DisallowedIntents, 'Disallowed intent(s).');
    const session = this.#board.identify(intents);
    if (!session) {
      if (!world.tokenValid || token !== world.token) {
        throw new Closing(Close.AuthenticationFailed, 'Authentication failed.');
      }
      this.send(Op.InvalidSession, false);
      return;
    }
    this.session = session;
    session.attach(this);
    this.#board.welcome(session);
  }

  #resume(data: JsonObject): void {
    const { world, overlap } = this.#board;
    if (this.session) throw new Closing(Close.AlreadyAuthenticated, 'Already authenticated.');
    if (!world.tokenValid || data.token !== world.token) {
      throw new Closing(Close.AuthenticationFailed, 'Authentication failed.');
    }
    const session = this.#board.find(textOf(data.session_id) ?? '');
    if (!session) {
      this.send(Op.InvalidSession, false);
      return;
    }
    const seq = Number(data.seq);
    if (!Number.isInteger(seq) || seq > session.seq) throw new Closing(Close.InvalidSeq, 'Invalid seq.');
    const missed = session.after(seq, overlap);
    this.session = session;
    session.attach(this);
    for (const dispatch of missed) this.dispatch(dispatch);
    session.dispatch(Events.Resumed, { _trace: [] });
    this.#board.resumed(session);
  }

  #members(session: Session, data: JsonObject): void {
    const { world } = this.#board;
    const guild = world.guilds.get(textOf(data.guild_id) ?? '');
    if (!guild) return;
    const ids = data.user_ids === undefined ? undefined : [data.user_ids].flat().map(String);
    const query = textOf(data.query) ?? '';
    // the whole list is for those who asked for members; a search or named users are for all
    if (!ids && query === '' && !(session.intents & Intents.GuildMembers)) return;
    const limit = Number(data.limit ?? 0);
    const found = [...guild.members.values()].filter(({ user, nick }) => {
      if (ids) return ids.includes(user);
      return (nick ?? world.user(user).username).toLowerCase().startsWith(query.toLowerCase());
    });
    const members = limit > 0 ? found.slice(0, limit) : found;
    session.dispatch(Events.GuildMembersChunk, {
      guild_id: guild.id,
      members: members.map((member) => fullMemberShape(world, member)),
      chunk_index: 0,
      chunk_count: 1,
      not_found: ids?.filter((id) => !guild.members.has(id)) ?? [],
      ...(typeof data.nonce === 'string' && { nonce: data.nonce }),
    });
  }
}

function parsed(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
