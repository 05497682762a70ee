import { Ids } from './ids.js';
import type { Message, MessageRef, Notification, Person, Place, StoredFile, Team } from './model.js';
import type { FakeTeamsOptions } from './options.js';
import type { ChannelOptions, ChatOptions, PersonOptions, TeamOptions, WorldFacet } from './surface.js';

/** Everything that the fake knows: who, what, where. It answers nobody and tells nobody. */
export class World implements WorldFacet {
  readonly ids: Ids;
  /** `https://127.0.0.1:…`, once the server listens. */
  origin = '';
  readonly tenantId: string;
  readonly otherTenantId: string;
  readonly appId: string;
  readonly appType: 'SingleTenant' | 'MultiTenant';
  /** `28:…` */
  readonly bot: string;
  readonly botName: string;
  secret: string;
  /** The registration was taken away, or an admin has blocked the app. */
  state: 'good' | 'not-registered' | 'disabled' = 'good';
  readonly persons = new Map<string, Person>();
  readonly places = new Map<string, Place>();
  readonly teams = new Map<string, Team>();
  readonly files = new Map<string, StoredFile>();
  readonly notifications: Notification[] = [];
  readonly typing: { readonly place: string; readonly at: number }[] = [];

  constructor(options: FakeTeamsOptions) {
    this.ids = new Ids(options.seed ?? 1, options.now ?? Date.now);
    this.tenantId = this.ids.uuid();
    this.otherTenantId = this.ids.uuid();
    this.appId = this.ids.uuid();
    this.appType = options.appType ?? 'SingleTenant';
    this.bot = `28:${this.appId}`;
    this.botName = options.bot ?? 'Firstline';
    this.secret = this.ids.secret(40);
  }

  get serviceUrl(): string {
    return `${this.origin}/amer/${this.tenantId}/`;
  }

  addPerson(name: string, options: PersonOptions = {}): string {
    const id = options.id ?? this.ids.person();
    const guest = options.guest ?? false;
    this.persons.set(id, {
      id,
      aadId: options.aadId ?? this.ids.uuid(),
      name,
      email: options.email ?? `${name.toLowerCase().replaceAll(/\W+/g, '.')}@example.com`,
      tenantId: options.tenantId ?? (guest ? this.otherTenantId : this.tenantId),
      guest,
      locale: options.locale ?? 'en-US',
      country: options.country ?? 'US',
      timezone: options.timezone ?? 'Europe/Berlin',
      blocked: false,
    });
    if (options.personal) this.personal(id);
    return id;
  }

  addTeam(name: string, options: TeamOptions = {}): string {
    const id = options.id ?? this.ids.thread('tacv2');
    this.teams.set(id, {
      id,
      name,
      aadGroupId: this.ids.uuid(),
      people: new Set(options.people ?? []),
      bot: options.bot ?? true,
      hearsAll: options.hearsAll ?? false,
      deleted: false,
    });
    this.#place(id, 'channel', 'General', id);
    return id;
  }

  addChannel(team: string, name: string, options: ChannelOptions = {}): string {
    const { id = this.ids.thread('tacv2'), type = 'standard', people = [] } = options;
    const place = this.#place(id, 'channel', name, this.team(team).id, type);
    for (const person of people) place.people.add(this.person(person).id);
    return place.id;
  }

  addChat(people: readonly string[], options: ChatOptions = {}): string {
    const place = this.#place(options.id ?? this.ids.thread('v2'), 'groupChat', options.name ?? '');
    for (const person of people) place.people.add(this.person(person).id);
    place.bot = options.bot ?? true;
    place.hearsAll = options.hearsAll ?? false;
    return place.id;
  }

  personal(person: string): string {
    const place = this.findPersonal(person) ?? this.openPersonal(person);
    place.bot = true;
    return place.id;
  }

  findPersonal(person: string): Place | undefined {
    return [...this.places.values()].find(({ kind, people }) => kind === 'personal' && people.has(person));
  }

  openPersonal(person: string): Place {
    const place = this.#place(this.ids.personal(), 'personal', '');
    place.people.add(this.person(person).id);
    return place;
  }

  #place(
    id: string,
    kind: Place['kind'],
    name: string,
    team?: string,
    type: Place['type'] = 'standard',
  ): Place {
    const place: Place = {
      id,
      kind,
      name,
      ...(team !== undefined && { team }),
      type,
      people: new Set(),
      bot: false,
      hearsAll: false,
      deleted: false,
      messages: [],
    };
    this.places.set(id, place);
    return place;
  }

  person(id: string): Person {
    const person = this.persons.get(id);
    if (!person) throw new Error(`the fake Teams has no person ${id}`);
    return person;
  }

  team(id: string): Team {
    const team = this.teams.get(id);
    if (!team) throw new Error(`the fake Teams has no team ${id}`);
    return team;
  }

  place(id: string): Place {
    const place = this.places.get(baseOf(id).id);
    if (!place) throw new Error(`the fake Teams has no conversation ${id}`);
    return place;
  }

  /** Who is in a place, to be changed: a standard channel has the members of its team. */
  rosterOf(place: Place): Set<string> {
    return place.team === undefined || place.type !== 'standard'
      ? place.people
      : this.team(place.team).people;
  }

  /** Who is in a place, the bot aside. */
  membersOf(place: Place): ReadonlySet<string> {
    return this.rosterOf(place);
  }

  /** Whether the bot is installed there. */
  botIn(place: Place): boolean {
    if (place.team === undefined) return place.bot && !place.deleted;
    const team = this.team(place.team);
    return team.bot && !team.deleted && !place.deleted;
  }

  hearsAll(place: Place): boolean {
    return place.team === undefined ? place.hearsAll : this.team(place.team).hearsAll;
  }

  find(ref: MessageRef): Message | undefined {
    return this.places.get(baseOf(ref.place).id)?.messages.find(({ id }) => id === ref.id);
  }

  message(ref: MessageRef): Message {
    const message = this.find(ref);
    if (!message) throw new Error(`the fake Teams has no message ${ref.id} in ${ref.place}`);
    return message;
  }

  /** The next message's id: milliseconds, of which a place has each once, and two places may have the same. */
  messageId(place: Place): string {
    const last = Number(place.messages.reduce((most, { id }) => Math.max(most, Number(id)), 0));
    return String(Math.max(Math.floor(this.ids.now()), last + 1));
  }

  setBlocked(person: string, blocked: boolean): void {
    this.person(person).blocked = blocked;
  }

  setGuest(person: string, guest: boolean): void {
    this.person(person).guest = guest;
  }

  setSecret(secret: string): void {
    this.secret = secret;
  }

  setState(state: World['state']): void {
    this.state = state;
  }

  grant(where: string, hearsAll: boolean): void {
    const place = this.place(where);
    if (place.team === undefined) place.hearsAll = hearsAll;
    else this.team(place.team).hearsAll = hearsAll;
  }
}

/** `19:…;messageid=17` as place and root message. */
export function baseOf(conversation: string): { readonly id: string; readonly root: string | undefined } {
  const [id = '', root] = conversation.split(';messageid=');
  return { id, root };
}

/** The conversation id that a message is addressed by. */
export function conversationId(message: {
  readonly place: string;
  readonly root: string | undefined;
}): string {
  return message.root === undefined ? message.place : `${message.place};messageid=${message.root}`;
}
