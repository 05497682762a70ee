import type { JsonObject } from '../slack/json.js';
import type { Announcer } from './announcer.js';
import type { Files } from './files.js';
import { escaped } from './html.js';
import type { Messages } from './messages.js';
import type { Message, MessageRef, Person, Place } from './model.js';
import type { PeopleFacet, SayOptions } from './surface.js';
import { messageShape } from './wire-shapes.js';
import type { World } from './world.js';

/** What people do, turned into messages and activities. */
export class People implements PeopleFacet {
  readonly #world: World;
  readonly #messages: Messages;
  readonly #announcer: Announcer;
  readonly #files: Files;

  constructor(world: World, messages: Messages, announcer: Announcer, files: Files) {
    this.#world = world;
    this.#messages = messages;
    this.#announcer = announcer;
    this.#files = files;
  }

  say(person: string, where: string, text: string, options: SayOptions = {}): MessageRef {
    const by = this.#world.person(person);
    const place = this.#world.place(where);
    if (!this.#world.membersOf(place).has(by.id)) throw new Error(`${by.name} is not in ${where}`);
    const { root } = options;
    if (root !== undefined && this.#world.message({ place: place.id, id: root }).root !== root) {
      throw new Error(`${root} is no first message of a reply chain`);
    }
    const files = (options.files ?? []).map((file) => this.#files.attach(by.id, place, file));
    const typed = this.#typed(text, options);
    const message = this.#messages.post(
      {
        place,
        from: by.id,
        root,
        id: options.id,
        ...typed,
        html: typed.html + files.map(({ html }) => html).join(''),
        attachments: files.flatMap(({ attachments }) => attachments),
        files: (options.files ?? []).map(({ name }) => name),
      },
      !options.unheard,
    );
    return { place: place.id, id: message.id };
  }

  draft(person: string, where: string, text: string, options: SayOptions = {}): JsonObject {
    const place = this.#world.place(where);
    const id = options.id ?? this.#world.messageId(place);
    const typed = this.#typed(text, options);
    const message: Message = {
      ...{
        place: place.id,
        id,
        from: person,
        at: this.#world.ids.now(),
        summary: undefined,
        attachments: [],
        files: [],
      },
      ...{ edited: false, deleted: false, reactions: new Map(), views: new Map() },
      root: place.kind === 'channel' ? (options.root ?? id) : undefined,
      ...typed,
    };
    return messageShape(this.#world, message);
  }

  mention(person: string, place: string, text: string, options: SayOptions = {}): MessageRef {
    return this.say(person, place, text, {
      ...options,
      mentions: [this.#world.bot, ...(options.mentions ?? [])],
    });
  }

  dm(person: string, text: string, options: SayOptions = {}): MessageRef {
    const place = this.#world.findPersonal(person)?.id ?? this.#world.personal(person);
    return this.say(person, place, text, options);
  }

  /** Text as text, entities and HTML. Who is mentioned stands where the text says `@Name`, else before it. */
  #typed(text: string, { mentions = [], html, wireText }: SayOptions) {
    const named = mentions.map((id) => ({ id, name: this.#nameOf(id) }));
    const before = named.filter(({ name }) => !text.includes(`@${name}`)).map(({ name }) => `@${name} `);
    const whole = before.join('') + text;
    const body =
      html === undefined ? escaped(whole).replaceAll('\n', '<br>') : escaped(before.join('')) + html;
    const span = (name: string, i: number) =>
      `<span itemtype="http://schema.skype.com/Mention" itemscope="" itemid="${i}">${escaped(name)}</span>`;
    return {
      text:
        wireText ?? named.reduce((all, { name }) => all.replace(`@${name}`, () => `<at>${name}</at>`), whole),
      textFormat: 'plain',
      html: framed(
        named.reduce((all, { name }, i) => {
          return all.replace(
            new RegExp(`@${literal(escaped(name))}( ?)`),
            (_, space) => span(name, i) + (space && '&nbsp;'),
          );
        }, body),
        html === undefined || mentions.length > 0,
      ),
      entities: named.map(
        ({ id, name }): JsonObject => ({
          mentioned: { id, name },
          text: `<at>${name}</at>`,
          type: 'mention',
        }),
      ),
    };
  }

  #nameOf(id: string): string {
    return id === this.#world.bot ? this.#world.botName : this.#world.person(id).name;
  }

  /** The message keeps the mentions that it had. */
  edit(ref: MessageRef, text: string): void {
    const message = this.#own(ref);
    const mentions = message.entities.flatMap(({ mentioned }) => {
      return mentioned === undefined ? [] : [String((mentioned as JsonObject).id)]; // made by #typed
    });
    this.#messages.edit(message, this.#typed(text, { mentions }));
  }

  delete(ref: MessageRef, { unheard = false }: { readonly unheard?: boolean } = {}): void {
    this.#messages.remove(this.#own(ref), !unheard);
  }

  undelete(ref: MessageRef): void {
    this.#messages.restore(this.#own(ref));
  }

  /** People change their own messages only. */
  #own(ref: MessageRef): Message {
    const message = this.#world.message(ref);
    if (message.from === this.#world.bot) throw new Error('nobody can change a message of the bot');
    return message;
  }

  react(person: string, ref: MessageRef, reaction: string): void {
    this.#messages.react(this.#world.message(ref), this.#world.person(person), reaction);
  }

  unreact(person: string, ref: MessageRef, reaction: string): void {
    this.#messages.unreact(this.#world.message(ref), this.#world.person(person), reaction);
  }

  install(person: string): string {
    const place = this.#world.findPersonal(person) ?? this.#world.openPersonal(person);
    this.addBot(person, place.id);
    return place.id;
  }

  addBot(person: string, where: string): void {
    const { by, place, roster } = this.#at(person, where);
    roster.bot = true;
    const { personal, team } = { personal: place.kind === 'personal', team: place.team };
    this.#announcer.update(place, by, { action: 'add' }, selected(place), 'installationUpdate');
    this.#announcer.members(place, by, team === undefined && personal ? [by, 'bot'] : ['bot'], true);
  }

  removeBot(person: string, where: string): void {
    const { by, place, roster } = this.#at(person, where);
    this.#announcer.update(place, by, { action: 'remove' }, selected(place), 'installationUpdate');
    if (place.kind !== 'personal') this.#announcer.members(place, by, ['bot'], false);
    roster.bot = false;
  }

  join(person: string, where: string): void {
    const { by, place } = this.#at(person, where);
    this.#world.rosterOf(place).add(by.id);
    if (this.#world.botIn(place)) this.#announcer.members(this.#home(place), by, [by], true);
  }

  leave(person: string, where: string): void {
    const { by, place } = this.#at(person, where);
    this.#world.rosterOf(place).delete(by.id);
    if (this.#world.botIn(place)) this.#announcer.members(this.#home(place), by, [by], false);
  }

  /** What happens to a team is told in its general channel. */
  #home(place: Place): Place {
    return place.team === undefined ? place : this.#world.place(place.team);
  }

  #at(person: string, where: string): { by: Person; place: Place; roster: { bot: boolean } } {
    const place = this.#world.place(where);
    const roster = place.team === undefined ? place : this.#world.team(place.team);
    return { by: this.#world.person(person), place: this.#home(place), roster };
  }

  createChannel(team: string, name: string): string {
    const id = this.#world.addChannel(team, name);
    this.#channel(id, 'channelCreated');
    return id;
  }

  renameTeam(id: string, name: string): void {
    const team = this.#world.team(id);
    team.name = name;
    this.#team(id, 'teamRenamed');
  }

  deleteTeam(id: string): void {
    this.#team(id, 'teamDeleted');
    this.#world.team(id).deleted = true;
  }

  renameChannel(id: string, name: string): void {
    this.#world.place(id).name = name;
    this.#channel(id, 'channelRenamed');
  }

  deleteChannel(id: string): void {
    this.#channel(id, 'channelDeleted');
    this.#world.place(id).deleted = true;
  }

  #team(id: string, eventType: string): void {
    const by = this.#someone(id);
    if (this.#world.team(id).bot) this.#announcer.team(this.#world.team(id), by, eventType);
  }

  #channel(id: string, eventType: string): void {
    const place = this.#world.place(id);
    if (place.team === undefined) throw new Error(`${id} is no channel`);
    if (!this.#world.botIn(place)) return;
    const channel = { id: place.id, name: place.name };
    this.#announcer.update(this.#home(place), this.#someone(place.team), {}, { channel, eventType });
  }

  #someone(team: string): Person {
    const [first] = this.#world.team(team).people;
    if (first === undefined) throw new Error('a team without people changes nothing');
    return this.#world.person(first);
  }
}

function selected(place: Place): JsonObject {
  return place.kind === 'channel' ? { settings: { selectedChannel: { id: place.id } } } : {};
}

function framed(html: string, paragraph: boolean): string {
  return paragraph ? `<p>${html}</p>` : html;
}

/** A text as a pattern of itself. */
function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
