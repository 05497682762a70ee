import { ComponentType } from 'discord-api-types/v10';
import { isObject, type JsonObject, listOf, textOf } from '../slack/json.js';
import type { Gateway } from './gateway.js';
import { byAge, timeOf } from './ids.js';
import type { Interactions } from './interactions.js';
import {
  type Channel,
  MESSAGE_FLAGS as FLAGS,
  type Message,
  type MessageRef,
  type Notification,
} from './model.js';
import type { ApiCall, Line, LookFacet, Modal } from './surface.js';
import { messageShape } from './wire-shapes.js';
import type { World } from './world.js';

/** What somebody sees who looks over people's shoulders. */
export class Look implements LookFacet {
  readonly #world: World;
  readonly #interactions: Interactions;
  readonly #gateway: Gateway;
  readonly #typing: ReadonlyMap<string, number>;
  readonly calls: readonly ApiCall[];

  constructor(
    world: World,
    interactions: Interactions,
    gateway: Gateway,
    typing: ReadonlyMap<string, number>,
    calls: readonly ApiCall[],
  ) {
    this.#world = world;
    this.#interactions = interactions;
    this.#gateway = gateway;
    this.#typing = typing;
    this.calls = calls;
  }

  get notifications(): readonly Notification[] {
    return this.#world.notifications;
  }

  messages(channel: string): readonly Message[] {
    return this.#world.channel(channel).messages;
  }

  message(ref: MessageRef): Message {
    return this.#world.message(ref);
  }

  shape(ref: MessageRef): JsonObject {
    return messageShape(this.#world, this.#world.message(ref));
  }

  posted(channel?: string): readonly Message[] {
    const { channels, applicationId, botUser } = this.#world;
    const places = channel === undefined ? [...channels.values()] : [this.#world.channel(channel)];
    return places
      .flatMap(({ messages }) => messages)
      .filter((message) => message.author === botUser || message.applicationId === applicationId)
      .filter(({ type }) => type !== 18 && type !== 21)
      .sort((a, b) => byAge(a.id, b.id));
  }

  lines(channel: string): readonly Line[] {
    return this.messages(channel).map((message) => this.#line(message));
  }

  ephemerals(user: string, channel?: string): readonly Line[] {
    return this.#world.ephemerals
      .filter((one) => one.onlyFor === user && (channel === undefined || one.channel === channel))
      .map((message) => this.#line(message));
  }

  #line(message: Message): Line {
    const reference = message.type === 19 && isObject(message.reference) ? message.reference : undefined;
    const replied =
      reference &&
      this.#world.find({ channel: String(reference.channel_id), id: String(reference.message_id) });
    const parts = message.components.flatMap((row) => listOf(row.components).filter(isObject));
    const loading = (message.flags & FLAGS.loading) !== 0;
    return {
      id: message.id,
      sender: message.persona?.name ?? this.#name(message.author, message.guild),
      bot: message.webhookId !== undefined || (this.#world.users.get(message.author)?.bot ?? false),
      text: loading ? 'thinking' : this.#shown(message),
      buttons: parts.map((part) => {
        const label = textOf(part.label) ?? textOf(part.placeholder) ?? textOf(part.custom_id) ?? '';
        return part.type === ComponentType.Button ? label : `${label} ▾`;
      }),
      files: message.attachments.map(({ filename }) => filename),
      reactions: [...message.reactions].map(([emoji, users]) => `${emoji} ×${users.length}`),
      edited: message.editedAt !== undefined,
      ...(reference && { replyTo: replied ? this.#sender(replied) : 'deleted message' }),
    };
  }

  #sender(message: Message): string {
    return message.persona?.name ?? this.#name(message.author, message.guild);
  }

  #shown(message: Message): string {
    if (message.type === 18) return `started a thread: ${message.content}`;
    if (message.type === 21) {
      const { channel_id, message_id } = message.reference ?? {};
      const first = this.#world.find({ channel: String(channel_id), id: String(message_id) });
      return first ? this.#display(first.content, first.guild) : '';
    }
    const suppressed = (message.flags & FLAGS.suppressEmbeds) !== 0;
    const embeds = suppressed ? [] : message.embeds.map(embedText);
    return this.#display(
      [message.content, ...embeds].filter((part) => part !== '').join('\n'),
      message.guild,
    );
  }

  /** Mentions as names, as on the screen. */
  #display(text: string, guild: string | undefined): string {
    const { guilds, channels } = this.#world;
    return text
      .replaceAll(/<@!?(\d+)>/g, (_, id: string) => `@${this.#name(id, guild)}`)
      .replaceAll(/<@&(\d+)>/g, (_, id: string) => {
        return `@${guilds.get(guild ?? '')?.roles.get(id)?.name ?? 'unknown-role'}`;
      })
      .replaceAll(/<#(\d+)>/g, (_, id: string) => `#${channels.get(id)?.name ?? 'unknown'}`);
  }

  #name(id: string, guild: string | undefined): string {
    const user = this.#world.users.get(id);
    const nick = this.#world.guilds.get(guild ?? '')?.members.get(id)?.nick;
    return nick ?? user?.globalName ?? user?.username ?? 'unknown-user';
  }

  transcript(channel: string): readonly string[] {
    return this.lines(channel).map((line) => {
      const parts = [
        ...(line.replyTo === undefined ? [] : [`↪ ${line.replyTo} |`]),
        `${line.sender}: ${line.text.replaceAll('\n', ' / ')}`.trim(),
        ...line.buttons.map((button) => `[${button}]`),
        ...line.files.map((file) => `<${file}>`),
        ...(line.edited ? ['(edited)'] : []),
        ...line.reactions.map((reaction) => `{${reaction}}`),
      ];
      return parts.join(' ');
    });
  }

  threads(channel: string): readonly Channel[] {
    return this.#world.threadsOf(this.#world.channel(channel));
  }

  modal(user: string): Modal | undefined {
    return this.#interactions.modals.get(user);
  }

  typing(channel: string): boolean {
    const since = this.#typing.get(channel);
    if (since === undefined || Date.now() - since > this.#world.timing.typingMs) return false;
    const spoken = this.posted(channel).at(-1);
    return !spoken || timeOf(spoken.id) < since;
  }

  counts({ ok }: { readonly ok?: boolean } = {}): Readonly<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const { route, status } of this.calls) {
      const accepted = status >= 200 && status < 300;
      if (ok === undefined || ok === accepted) counts[route] = (counts[route] ?? 0) + 1;
    }
    return counts;
  }

  usage(): ReturnType<LookFacet['usage']> {
    return {
      routes: [...new Set(this.calls.map(({ route }) => route))].sort(),
      permissions: [...this.#world.permissionsUsed].sort(),
      intents: [...this.#gateway.intentsUsed].sort(),
    };
  }

  commands(guild?: string): readonly string[] {
    return [...this.#world.commands.values()].filter((one) => one.guild === guild).map(({ name }) => name);
  }

  file(ref: MessageRef, name: string): Buffer {
    const found = this.message(ref).attachments.find(({ filename }) => filename === name);
    if (!found) throw new Error(`the message has no file ${name}`);
    return found.data;
  }
}

function embedText(embed: JsonObject): string {
  const { title, description, author, footer } = embed;
  const fields = listOf(embed.fields).filter(isObject);
  const parts = [
    isObject(author) ? author.name : undefined,
    title,
    description,
    ...fields.map(({ name, value }) => `${String(name)}: ${String(value)}`),
    isObject(footer) ? footer.text : undefined,
  ];
  return `┃ ${parts.filter((part) => typeof part === 'string' && part !== '').join(' / ')}`;
}
