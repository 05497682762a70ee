import { createMemoryState } from '@chat-adapter/state-memory';
import {
  type Adapter,
  Chat,
  type ChatInstance,
  Message,
  parseMarkdown,
  type StateAdapter,
  toPlainText,
} from 'chat';
import { makeLibrary } from './articles.js';
import type { Figure, Measure } from './figure.js';
import { closedLoop } from './loops.js';
import { ofRounds } from './percentiles.js';

interface Raw {
  readonly id: string;
  readonly thread: string;
  readonly user: string;
  readonly text: string;
}

/**
 * Chat SDK, for scale: its in-memory state and a handler that echoes, the same places and as many messages under way.
 * Twice: with the incoming text parsed as Markdown, as its adapters do, and without, which is as little as it can do.
 */
export const measureChatSdk: Measure = async ({ scale }): Promise<Figure> => {
  const library = makeLibrary(scale.articles, 20_261);
  const rates: Record<'markdown' | 'text', number[]> = { markdown: [], text: [] };
  for (const form of ['markdown', 'text'] as const) {
    const platform = new EchoPlatform(form === 'markdown');
    const chat = new Chat({
      userName: 'echo',
      adapters: { bench: platform },
      // It is typed for its own copy of chat, one patch release older; the methods are the same.
      state: createMemoryState() as unknown as StateAdapter,
      logger: 'silent',
    });
    chat.onNewMention(async (thread, message) => {
      await thread.subscribe();
      await thread.post(message.text);
    });
    chat.onSubscribedMessage(async (thread, message) => {
      await thread.post(message.text);
    });
    await chat.initialize();
    let messages = 0;
    const round = (count: number) =>
      closedLoop(count, scale.atOnce, (index) =>
        platform.receive({
          id: `m${messages++}`,
          thread: `bench:asker-${index % scale.places}:t`,
          user: `u${index % scale.places}`,
          text: library.question(),
        }),
      );
    await round(scale.warmUp);
    for (let i = 0; i < scale.rounds; i++) rates[form].push(scale.messages / (await round(scale.messages)));
    if (platform.posted !== messages) {
      throw new Error(`Chat SDK posted ${platform.posted} echoes for ${messages} messages.`);
    }
    await chat.shutdown();
  }
  return {
    title: 'For scale: Chat SDK (chat 4.41) with its in-memory state, echoing',
    counted: [
      `The same questions, ${scale.places} threads, ${scale.atOnce} messages under way at once; median of ${scale.rounds} rounds of ${scale.messages} messages. A message counts when its echo was handed to the platform.`,
      'It recognises repeated messages, locks the thread, dispatches to the handler and posts. Nothing is written to a disk, searched, retried, kept as a transcript or logged: a crash loses everything.',
    ],
    rows: [
      {
        key: 'chat.markdown',
        label: 'echoes, incoming text parsed as its adapters do',
        ...ofRounds(rates.markdown),
        unit: '/s',
      },
      {
        key: 'chat.text',
        label: 'echoes, incoming text not parsed at all',
        ...ofRounds(rates.text),
        unit: '/s',
      },
    ],
  };
};

/** The least that Chat SDK takes for an adapter: a platform in this process that takes everything at once. */
class EchoPlatform implements Adapter<string, Raw> {
  readonly name = 'bench';
  readonly userName = 'echo';
  posted = 0;
  #chat: ChatInstance | undefined;

  constructor(private readonly markdown: boolean) {}

  async initialize(chat: ChatInstance): Promise<void> {
    this.#chat = chat;
  }

  /** Resolves when the handler is through. */
  async receive(raw: Raw): Promise<void> {
    await this.#chat?.processMessage(this, raw.thread, this.parseMessage(raw));
  }

  parseMessage(raw: Raw): Message<Raw> {
    const formatted: Message['formatted'] = this.markdown
      ? parseMarkdown(raw.text)
      : { type: 'root', children: [{ type: 'paragraph', children: [{ type: 'text', value: raw.text }] }] };
    return new Message({
      id: raw.id,
      threadId: raw.thread,
      text: this.markdown ? toPlainText(formatted) : raw.text,
      formatted,
      raw,
      author: { userId: raw.user, userName: raw.user, fullName: raw.user, isBot: false, isMe: false },
      metadata: { dateSent: new Date(), edited: false },
      attachments: [],
      isMention: true,
    });
  }

  async postMessage(threadId: string) {
    this.posted += 1;
    const id = `e${this.posted}`;
    return { id, threadId, raw: { id, thread: threadId, user: 'echo', text: '' } };
  }

  channelIdFromThreadId(threadId: string): string {
    return threadId.slice(0, threadId.lastIndexOf(':'));
  }

  encodeThreadId(thread: string): string {
    return thread;
  }

  decodeThreadId(thread: string): string {
    return thread;
  }

  renderFormatted(content: Message['formatted']): string {
    return toPlainText(content);
  }

  async editMessage(threadId: string, id: string) {
    return { id, threadId, raw: { id, thread: threadId, user: 'echo', text: '' } };
  }

  async fetchMessages() {
    return { messages: [] };
  }

  async fetchThread(threadId: string) {
    return { id: threadId, channelId: this.channelIdFromThreadId(threadId), metadata: {} };
  }

  async handleWebhook(): Promise<Response> {
    return new Response();
  }

  async addReaction(): Promise<void> {}
  async removeReaction(): Promise<void> {}
  async deleteMessage(): Promise<void> {}
  async startTyping(): Promise<void> {}
}
