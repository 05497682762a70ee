import type { Announcer } from './announcer.js';
import { buttonsOf, linesOf } from './block-text.js';
import { isObject, type JsonObject, listOf } from './json.js';
import type { Ephemeral, Message, MessageRef, Notification, OpenView } from './model.js';
import type { ApiCall, Line, LookFacet } from './surface.js';
import { displayed, nameOf } from './text.js';
import { homeOf, modalsOf } from './views.js';
import type { Workspace } from './workspace.js';

/** What somebody sees who looks over people's shoulders. */
export class Look implements LookFacet {
  readonly #workspace: Workspace;
  readonly #announcer: Announcer;
  readonly calls: readonly ApiCall[];

  constructor(workspace: Workspace, announcer: Announcer, calls: readonly ApiCall[]) {
    this.#workspace = workspace;
    this.#announcer = announcer;
    this.calls = calls;
  }

  get notifications(): readonly Notification[] {
    return this.#workspace.notifications;
  }

  messages(channel: string, thread?: string): readonly Message[] {
    const { messages } = this.#workspace.channel(channel);
    if (thread === undefined) return messages;
    return messages.filter(({ ts, threadTs }) => ts === thread || threadTs === thread);
  }

  message(ref: MessageRef): Message {
    return this.#workspace.message(ref);
  }

  posted(channel?: string): readonly Message[] {
    const channels =
      channel === undefined ? [...this.#workspace.channels.values()] : [this.#workspace.channel(channel)];
    return channels
      .flatMap(({ messages }) => messages.filter(({ appId }) => appId === this.#workspace.appId))
      .sort((a, b) => Number(a.ts) - Number(b.ts));
  }

  lines(channel: string, thread?: string): readonly Line[] {
    const messages = this.messages(channel, thread);
    const visible =
      thread === undefined
        ? messages.filter(
            ({ ts, threadTs, broadcast }) => threadTs === undefined || threadTs === ts || broadcast,
          )
        : messages;
    return visible.map((message) => this.#line(message));
  }

  #line(message: Message): Line {
    const { blocks, tombstone } = message;
    const text =
      blocks.length > 0 ? this.textOf(message).join('\n') : displayed(this.#workspace, message.text);
    return {
      ts: message.ts,
      ...(message.threadTs !== undefined && { threadTs: message.threadTs }),
      sender: message.username ?? nameOf(this.#workspace, message.user ?? ''),
      bot: message.botId !== undefined,
      text: tombstone ? 'This message was deleted.' : text,
      buttons: tombstone ? [] : buttonsOf(blocks),
      files: tombstone ? [] : message.files.map(({ name }) => name),
      reactions: [...message.reactions].map(([name, users]) => `${name} ×${users.length}`),
      edited: message.edited !== undefined,
      deleted: tombstone,
    };
  }

  transcript(channel: string, thread?: string): readonly string[] {
    return this.lines(channel, thread).map((line) => {
      const parts = [
        `${line.sender}: ${line.text.replaceAll('\n', ' / ')}`,
        ...line.buttons.map((button) => `[${button}]`),
        ...line.files.map((file) => `<${file}>`),
        ...(line.edited ? ['(edited)'] : []),
        ...line.reactions.map((reaction) => `{${reaction}}`),
      ];
      return parts.join(' ');
    });
  }

  ephemerals(user: string, channel?: string): readonly Ephemeral[] {
    return this.#workspace.ephemerals.filter((one) => {
      const seen = one.user === user && !one.deleted && (channel === undefined || one.channel === channel);
      return seen && this.#threadIsActive(one);
    });
  }

  /** An ephemeral message in a thread is shown only where the thread has replies; Slack says `ok` all the same. */
  #threadIsActive({ channel, threadTs }: Ephemeral): boolean {
    const root = threadTs === undefined ? undefined : this.#workspace.find({ channel, ts: threadTs });
    return threadTs === undefined || (root !== undefined && this.#workspace.replies(root).length > 0);
  }

  modals(user: string): readonly OpenView[] {
    return modalsOf(this.#workspace, user);
  }

  home(user: string): OpenView | undefined {
    return homeOf(this.#workspace, user);
  }

  textOf(what: { readonly blocks: readonly JsonObject[] } | OpenView): readonly string[] {
    const blocks = 'payload' in what ? listOf(what.payload.blocks).filter(isObject) : what.blocks;
    return linesOf(this.#workspace, blocks);
  }

  counts({ ok }: { readonly ok?: boolean } = {}): Readonly<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const call of this.calls) {
      if (ok === undefined || call.ok === ok) counts[call.method] = (counts[call.method] ?? 0) + 1;
    }
    return counts;
  }

  usage(): ReturnType<LookFacet['usage']> {
    const accepted = this.calls.filter(({ ok }) => ok);
    const scopes = new Set([...accepted.flatMap((call) => call.scopes), ...this.#workspace.scopesUsed]);
    return {
      methods: [...new Set(this.calls.map(({ method }) => method))].sort(),
      scopes: [...scopes].sort(),
      events: [...this.#announcer.typesSent].sort(),
    };
  }

  file(id: string): Buffer {
    const file = this.#workspace.files.get(id);
    if (!file) throw new Error(`the fake Slack has no file ${id}`);
    return file.data;
  }
}
