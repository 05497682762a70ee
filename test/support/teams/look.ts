import { type JsonObject, objectOf, textOf } from '../slack/json.js';
import { drawn } from './card-drawing.js';
import { actionsOf } from './cards.js';
import { shown } from './html.js';
import type { Message, MessageRef, Notification } from './model.js';
import { readTeams } from './reader.js';
import type { ApiCall, Line, LookFacet } from './surface.js';
import { baseOf, type World } from './world.js';

/** What somebody sees who looks over people's shoulders. */
export class Look implements LookFacet {
  readonly #world: World;
  readonly calls: readonly ApiCall[];
  readonly untold: readonly MessageRef[];

  constructor(world: World, { calls, untold }: Pick<LookFacet, 'calls' | 'untold'>) {
    this.#world = world;
    this.calls = calls;
    this.untold = untold;
  }

  get notifications(): readonly Notification[] {
    return this.#world.notifications;
  }

  messages(place: string, root = baseOf(place).root): readonly Message[] {
    const { messages } = this.#world.place(place);
    return root === undefined ? messages : messages.filter((message) => message.root === root);
  }

  message(ref: MessageRef): Message {
    return this.#world.message(ref);
  }

  posted(place?: string): readonly Message[] {
    const places = place === undefined ? [...this.#world.places.values()] : [this.#world.place(place)];
    return places
      .flatMap(({ messages }) => messages.filter(({ from }) => from === this.#world.bot))
      .sort((a, b) => Number(a.id) - Number(b.id));
  }

  lines(place: string, root = baseOf(place).root, person?: string): readonly Line[] {
    const { kind } = this.#world.place(place);
    const messages = this.messages(place, root);
    const posts =
      kind === 'channel' && root === undefined ? messages.filter((one) => one.root === one.id) : messages;
    return posts.map((message) => this.#line(message, person));
  }

  line(ref: MessageRef): Line {
    return this.#line(this.message(ref));
  }

  #line(message: Message, person?: string): Line {
    const bot = message.from === this.#world.bot;
    const cards = message.attachments
      .map((one) => (person && message.views.get(person)) || objectOf(one.content))
      .filter(({ type }) => type === 'AdaptiveCard');
    const text = bot ? [readTeams(message).text, ...cards.flatMap(drawn)] : [shown(message.html)];
    return {
      id: message.id,
      ...(message.root !== undefined && { root: message.root }),
      sender: bot ? this.#world.botName : this.#world.person(message.from).name,
      bot,
      text: message.deleted
        ? 'This message has been deleted.'
        : text.filter((line) => line !== '').join('\n'),
      buttons: message.deleted
        ? []
        : cards.flatMap((card) => actionsOf(card)).flatMap(({ title }) => textOf(title) ?? []),
      files: message.deleted ? [] : [...message.files, ...(bot ? message.attachments.flatMap(fileName) : [])],
      reactions: [...message.reactions].map(([name, people]) => `${name} ×${people.length}`),
      edited: message.edited,
      deleted: message.deleted,
    };
  }

  transcript(place: string, root?: string, person?: string): readonly string[] {
    return this.lines(place, root, person).map((line) => {
      const parts = [
        `${line.sender}: ${line.text.replaceAll('\n', ' / ')}`,
        ...line.buttons.map((button) => `[${button}]`),
        ...line.files.map((file) => `<${file}>`),
        ...(line.edited && !line.deleted ? ['(edited)'] : []),
        ...line.reactions.map((reaction) => `{${reaction}}`),
      ];
      return parts.join(' ');
    });
  }

  transcripts(): Readonly<Record<string, readonly string[]>> {
    const all: Record<string, readonly string[]> = {};
    for (const { id, kind, messages } of this.#world.places.values()) {
      const roots = kind === 'channel' ? messages.filter((one) => one.root === one.id) : [];
      for (const root of roots) all[`${id};messageid=${root.id}`] = this.transcript(id, root.id);
      if (kind !== 'channel' && messages.length > 0) all[id] = this.transcript(id);
    }
    return all;
  }

  get refused(): readonly string[] {
    return this.calls
      .filter(({ status, fault }) => status >= 400 && status !== 429 && fault === undefined)
      .map(({ route, status, error, message }) =>
        `${route}: ${status} ${error ?? ''} ${message ?? ''}`.trim(),
      );
  }

  counts({ ok }: { readonly ok?: boolean } = {}): Readonly<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const call of this.calls) {
      if (ok === undefined || call.ok === ok) counts[call.route] = (counts[call.route] ?? 0) + 1;
    }
    return counts;
  }

  typing(place: string): number {
    return this.#world.typing.filter((one) => one.place === baseOf(place).id).length;
  }

  file(name: string): Buffer {
    const file = [...this.#world.files.values()].findLast((one) => one.name === name);
    if (!file) throw new Error(`the fake Teams has no file ${name}`);
    return file.data;
  }
}

function fileName({ contentType, name, contentUrl }: JsonObject): readonly string[] {
  const type = textOf(contentType) ?? '';
  if (type.startsWith('image/'))
    return [textOf(name) ?? (textOf(contentUrl)?.startsWith('data:') ? 'picture' : 'image')];
  return type.includes('file') && textOf(name) ? [textOf(name) ?? ''] : [];
}
