import { type JsonObject, objectOf, textOf } from '../slack/json.js';
import type { Announcer } from './announcer.js';
import type { Message, Person, Place } from './model.js';
import type { World } from './world.js';

export interface Posting {
  readonly place: Place;
  readonly from: string;
  readonly root?: string | undefined;
  readonly id?: string | undefined;
  readonly text: string;
  readonly textFormat: string;
  readonly html?: string;
  readonly summary?: string | undefined;
  readonly attachments?: readonly JsonObject[];
  readonly files?: readonly string[];
  readonly entities?: readonly JsonObject[];
}

export type Change = Partial<
  Pick<Message, 'text' | 'textFormat' | 'html' | 'summary' | 'attachments' | 'entities'>
>;

/** The life of messages, and what the bot hears of it. People and the Bot Connector both go through here. */
export class Messages {
  readonly #world: World;
  readonly #announcer: Announcer;

  constructor(world: World, announcer: Announcer) {
    this.#world = world;
    this.#announcer = announcer;
  }

  post(posting: Posting, heard = true): Message {
    const { place } = posting;
    const id = posting.id ?? this.#world.messageId(place);
    if (this.#world.find({ place: place.id, id })) throw new Error(`${place.id} has a message ${id} already`);
    const message: Message = {
      place: place.id,
      id,
      root: place.kind === 'channel' ? (posting.root ?? id) : undefined,
      from: posting.from,
      at: this.#world.ids.now(),
      text: posting.text,
      textFormat: posting.textFormat,
      html: posting.html ?? '',
      summary: posting.summary,
      attachments: posting.attachments ?? [],
      files: posting.files ?? [],
      entities: posting.entities ?? [],
      edited: false,
      deleted: false,
      reactions: new Map(),
      views: new Map(),
    };
    place.messages.push(message);
    this.#notify(message, false);
    if (heard) this.#announcer.said(message);
    return message;
  }

  edit(message: Message, change: Change): void {
    const heard = this.#announcer.hears(message);
    Object.assign(message, change);
    message.views.clear();
    message.edited = true;
    this.#notify(message, true);
    this.#announcer.changed(message, 'editMessage', heard);
  }

  /** The answer to a click: for the person who clicked another card takes the place; the others see the old one. */
  refresh(message: Message, person: string, card: JsonObject): void {
    message.views.set(person, card);
  }

  /** A deletion leaves its trace on the screen. */
  remove(message: Message, heard = true): void {
    if (message.deleted) throw new Error(`${message.id} is deleted already`);
    message.deleted = true;
    if (heard) this.#announcer.changed(message, 'softDeleteMessage', false);
  }

  restore(message: Message): void {
    if (!message.deleted) throw new Error(`${message.id} is not deleted`);
    message.deleted = false;
    this.#announcer.changed(message, 'undeleteMessage', false);
  }

  react(message: Message, by: Person, reaction: string): void {
    const people = message.reactions.get(reaction) ?? [];
    if (people.includes(by.id)) throw new Error(`${by.name} has reacted with ${reaction} already`);
    message.reactions.set(reaction, [...people, by.id]);
    this.#announcer.reacted(message, by, true, reaction);
  }

  unreact(message: Message, by: Person, reaction: string): void {
    const left = (message.reactions.get(reaction) ?? []).filter((id) => id !== by.id);
    if (left.length > 0) message.reactions.set(reaction, left);
    else message.reactions.delete(reaction);
    this.#announcer.reacted(message, by, false, reaction);
  }

  #notify(message: Message, edit: boolean): void {
    const { place: id } = message;
    const place = this.#world.place(id);
    const told = new Set<string>();
    const tell = (who: string | undefined, how: 'mention' | 'personal') => {
      const known = [...this.#world.persons.values()].find((one) => one.id === who || one.aadId === who);
      const person = known?.id;
      if (person === undefined || told.has(person)) return;
      told.add(person);
      this.#world.notifications.push({ place: id, id: message.id, person, how, edit });
    };
    for (const entity of message.entities) {
      if (entity.type === 'mention') tell(textOf(objectOf(entity.mentioned).id), 'mention');
    }
    if (place.kind === 'personal' && message.from === this.#world.bot && !edit) {
      tell([...place.people][0], 'personal');
    }
  }
}
