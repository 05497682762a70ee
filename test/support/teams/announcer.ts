import { type JsonObject, overTheWire } from '../slack/json.js';
import type { Message, Person, Place, Team } from './model.js';
import { account, frame, messageShape, teamShape } from './wire-shapes.js';
import type { World } from './world.js';

/** Tells the bot what it may hear, in the words of Teams. */
export class Announcer {
  readonly #world: World;
  readonly #send: (activity: JsonObject) => void;

  constructor(world: World, send: (activity: JsonObject) => void) {
    this.#world = world;
    this.#send = send;
  }

  /** Without resource-specific consent the bot hears in channels and group chats only what mentions it. */
  hears(message: Message): boolean {
    const place = this.#world.place(message.place);
    if (!this.#world.botIn(place) || message.from === this.#world.bot) return false;
    if (place.kind === 'personal') return !this.#world.person(message.from).blocked;
    return this.#world.hearsAll(place) || mentions(message, this.#world.bot);
  }

  said(message: Message): void {
    if (this.hears(message)) this.#send(messageShape(this.#world, message));
  }

  /** An edit, a deletion, or a deletion that was taken back. `heard`: the bot could hear the message as it was. */
  changed(
    message: Message,
    eventType: 'editMessage' | 'softDeleteMessage' | 'undeleteMessage',
    heard: boolean,
  ): void {
    if (!heard && !this.hears(message)) return;
    const whole = messageShape(this.#world, message);
    const base = frame(this.#world, this.#world.place(message.place), this.#world.person(message.from), {
      root: message.root,
      channelData: { eventType },
    });
    const { entities, text, attachments, textFormat } = whole;
    this.#send(
      overTheWire({
        type: eventType === 'softDeleteMessage' ? 'messageDelete' : 'messageUpdate',
        id: message.id,
        ...base,
        ...(eventType !== 'softDeleteMessage' && { text, textFormat, attachments, entities }),
      }),
    );
  }

  /** Only reactions to the bot's own messages are told. */
  reacted(message: Message, by: Person, added: boolean, reaction: string): void {
    const place = this.#world.place(message.place);
    if (message.from !== this.#world.bot || !this.#world.botIn(place)) return;
    this.#send(
      overTheWire({
        type: 'messageReaction',
        id: `f:${this.#world.ids.uuid()}`,
        ...frame(this.#world, place, by, {
          root: message.root,
          channelData: { legacy: { replyToId: `1:${this.#world.ids.secret(44)}` } },
        }),
        replyToId: message.id,
        [added ? 'reactionsAdded' : 'reactionsRemoved']: [{ type: reaction }],
      }),
    );
  }

  /** Something about a place: members, names, the bot itself. */
  update(
    place: Place,
    by: Person,
    what: JsonObject,
    channelData: JsonObject,
    type = 'conversationUpdate',
  ): void {
    const team = place.team === undefined ? undefined : this.#world.team(place.team);
    this.#send(
      overTheWire({
        type,
        id: `f:${this.#world.ids.uuid()}`,
        ...frame(this.#world, place, by, {
          channelData: { ...(team && { team: teamShape(team) }), ...channelData },
        }),
        ...what,
      }),
    );
  }

  /** Who came or went; `roster` of a team is that of its general channel. */
  members(place: Place, by: Person, who: readonly (Person | 'bot')[], came: boolean): void {
    const shapes = who.map((one) =>
      one === 'bot' ? { id: this.#world.bot, name: this.#world.botName } : { ...account(one) },
    );
    this.update(
      place,
      by,
      { [came ? 'membersAdded' : 'membersRemoved']: shapes },
      place.team === undefined ? {} : { eventType: came ? 'teamMemberAdded' : 'teamMemberRemoved' },
    );
  }

  team(team: Team, by: Person, eventType: string): void {
    this.update(this.#world.place(team.id), by, {}, { eventType });
  }
}

/** Whether a message names somebody with a mention entity. */
export function mentions(message: Message, id: string): boolean {
  return message.entities.some(({ type, mentioned }) => {
    return type === 'mention' && (mentioned as JsonObject | undefined)?.id === id; // checked or made by the fake
  });
}
