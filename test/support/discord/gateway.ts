import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import {
  GatewayDispatchEvents as Events,
  GatewayCloseCodes,
  GatewayIntentBits,
  GatewayOpcodes,
} from 'discord-api-types/v10';
import { WebSocketServer } from 'ws';
import type { JsonObject } from '../slack/json.js';
import { Connection, type Switchboard } from './gateway-connection.js';
import { type News, Session } from './gateway-session.js';
import { isoTime } from './ids.js';
import type { GatewayFacet } from './surface-network.js';
import { channelShape, fullMemberShape, guildShape, threadShape, userShape } from './wire-shapes.js';
import type { World } from './world.js';

/** The sessions that took a piece of news, and how many of them had somebody connected. */
interface Reach {
  readonly sent: number;
  readonly sessions: readonly Session[];
}

/** The gateway: its connections, and the sessions that survive them. */
export class Gateway implements GatewayFacet, Switchboard {
  readonly world: World;
  readonly #server = new WebSocketServer({ noServer: true });
  readonly #connections = new Set<Connection>();
  readonly #sessions = new Map<string, Session>();
  readonly #watchers = new Set<() => void>();
  #lastIdentify = Number.NEGATIVE_INFINITY;
  #refused = false;
  #stalled: (() => void)[] | undefined;
  #intentsUsed = 0;
  opened = 0;
  identified = 0;
  resumes = 0;
  overlap = 0;
  readonly closes: number[] = [];

  constructor(world: World) {
    this.world = world;
  }

  get open(): number {
    return this.#connections.size;
  }

  get ready(): number {
    return [...this.#connections].filter(({ session }) => session).length;
  }

  get sessions(): number {
    return this.#sessions.size;
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (this.#refused) {
      socket.destroy();
      return;
    }
    if (this.#stalled) {
      socket.on('error', () => {}); // who waits may give up
      this.#stalled.push(() => this.upgrade(request, socket, head));
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (client) => {
      const query = new URL(request.url ?? '/', 'http://discord').searchParams;
      this.opened++;
      if (query.get('v') !== '10' || query.get('encoding') !== 'json') {
        client.close(GatewayCloseCodes.InvalidAPIVersion, 'Invalid API version.');
        return;
      }
      this.#connections.add(new Connection(client, this));
    });
  }

  identify(intents: number): Session | undefined {
    const now = Date.now();
    if (now < this.#lastIdentify + this.world.timing.identifyMs) return undefined;
    if (this.world.identifies <= 0) {
      this.world.resetToken(); // what Discord does to who identifies too often, beside a mail to the owner
      return undefined;
    }
    this.#lastIdentify = now;
    this.world.identifies--;
    this.identified++;
    const session = new Session(this.world.ids.hex(32), intents);
    this.#sessions.set(session.id, session);
    return session;
  }

  find(sessionId: string): Session | undefined {
    return this.#sessions.get(sessionId);
  }

  /** READY, and every guild of the bot as it becomes available. */
  welcome(session: Session): void {
    const { world } = this;
    const guilds = [...world.guilds.values()].filter(({ members }) => members.has(world.botUser));
    session.dispatch(Events.Ready, {
      v: 10,
      user_settings: {},
      user: { ...userShape(world.user(world.botUser)), verified: true, mfa_enabled: true, email: null },
      session_type: 'normal',
      session_id: session.id,
      resume_gateway_url: `${world.origin.replace('http', 'ws')}/resume`,
      relationships: [],
      private_channels: [],
      presences: [],
      guilds: guilds.map(({ id }) => ({ id, unavailable: true })),
      guild_join_requests: [],
      geo_ordered_rtc_regions: [],
      application: { id: world.applicationId, flags: applicationFlags(world) },
      shard: [0, 1],
      _trace: [],
    });
    if ((session.intents & GatewayIntentBits.Guilds) !== 0) {
      for (const { id } of guilds) session.dispatch(Events.GuildCreate, this.#guildCreate(id));
    }
    this.#changed();
  }

  /** The bot was added to another guild. */
  joined(guild: string): void {
    for (const session of this.#sessions.values()) {
      if ((session.intents & GatewayIntentBits.Guilds) !== 0)
        session.dispatch(Events.GuildCreate, this.#guildCreate(guild));
    }
  }

  #guildCreate(id: string): JsonObject {
    const { world } = this;
    const guild = world.guild(id);
    const channels = [...world.channels.values()].filter((channel) => channel.guild === id);
    const own = guild.members.get(world.botUser);
    const active = channels.filter((channel) => {
      return channel.thread && !channel.thread.archived && world.can(world.botUser, channel, 'ViewChannel');
    });
    return {
      ...guildShape(guild),
      joined_at: isoTime(own?.joinedAt ?? 0),
      large: guild.members.size > 50,
      unavailable: false,
      member_count: guild.members.size,
      voice_states: [],
      members: own ? [fullMemberShape(world, own)] : [],
      channels: channels.filter(({ thread }) => !thread).map((channel) => channelShape(world, channel)),
      threads: active.map((thread) => threadShape(world, thread)),
      presences: [],
      stage_instances: [],
      guild_scheduled_events: [],
      soundboard_sounds: [],
    };
  }

  resumed(_session: Session): void {
    this.resumes++;
    this.#changed();
  }

  gone(connection: Connection, code: number): void {
    this.#connections.delete(connection);
    this.closes.push(code);
    const { session } = connection;
    if (!session || session.wire !== connection) return;
    if (code === 1000 || code === 1001) this.#end(session);
    else session.detach(this.world.timing.sessionMs, () => this.#end(session));
  }

  #end(session: Session): void {
    session.end();
    this.#sessions.delete(session.id);
  }

  /** Brings news to every session that is to hear of them. */
  spread(news: News): Reach {
    const hearers = [...this.#sessions.values()].filter((session) => session.hears(news));
    const sent = hearers.filter(({ wire }) => wire).length;
    for (const session of hearers) {
      session.news(news);
      this.#intentsUsed |= session.intents & news.intents;
      if (news.withheld) this.#intentsUsed |= session.intents & GatewayIntentBits.MessageContent;
    }
    return { sent, sessions: hearers };
  }

  /** Names of the intents without which some of the news had not come. */
  get intentsUsed(): readonly string[] {
    return Object.entries(GatewayIntentBits)
      .filter(([, bit]) => typeof bit === 'number' && (this.#intentsUsed & bit) !== 0)
      .map(([name]) => name);
  }

  /** When every client has read what was sent to it. */
  async read(): Promise<void> {
    await Promise.all([...this.#connections].map((connection) => connection.read()));
  }

  connected(count = 1, ms = 10_000): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = () => {
        if (this.ready < count) return;
        clearTimeout(timer);
        this.#watchers.delete(look);
        resolve();
      };
      const timer = setTimeout(() => {
        this.#watchers.delete(look);
        reject(new Error(`${this.ready} of ${count} clients are on the gateway after ${ms} ms`));
      }, ms);
      this.#watchers.add(look);
      look();
    });
  }

  drop(code?: number): void {
    for (const connection of [...this.#connections]) {
      if (code === undefined) connection.cut();
      else connection.close(code);
    }
  }

  reconnect(): void {
    for (const connection of this.#connections) connection.send(GatewayOpcodes.Reconnect, null);
  }

  invalidate(resumable: boolean): void {
    for (const connection of this.#connections) {
      const { session } = connection;
      connection.session = undefined; // the client has to RESUME or to IDENTIFY
      if (session && !resumable) this.#end(session);
      else session?.detach(this.world.timing.sessionMs, () => this.#end(session));
      connection.send(GatewayOpcodes.InvalidSession, resumable);
    }
  }

  askForHeartbeat(): void {
    for (const connection of this.#connections) connection.send(GatewayOpcodes.Heartbeat, null);
  }

  expireSessions(): void {
    for (const session of [...this.#sessions.values()]) if (!session.wire) this.#end(session);
  }

  freeze(frozen: boolean): void {
    for (const connection of this.#connections) connection.freeze(frozen);
  }

  refuse(refused: boolean): void {
    this.#refused = refused;
  }

  stall(stalled: boolean): void {
    const waiting = this.#stalled ?? [];
    this.#stalled = stalled ? waiting : undefined;
    if (!stalled) for (const go of waiting) go();
  }

  #changed(): void {
    for (const watcher of [...this.#watchers]) watcher();
  }

  stop(): void {
    this.refuse(true);
    this.stall(false);
    for (const session of [...this.#sessions.values()]) this.#end(session);
    for (const connection of this.#connections) connection.cut();
    this.#server.close();
  }
}

/** What the portal grants an application in fewer than a hundred guilds. */
export function applicationFlags({ portal }: World): number {
  const commandBadge = 1 << 23;
  return (
    commandBadge |
    (portal.presences ? 1 << 13 : 0) |
    (portal.members ? 1 << 15 : 0) |
    (portal.messageContent ? 1 << 19 : 0)
  );
}
