import { createSlackAdapter } from '@chat-adapter/slack';
import { createMemoryState } from '@chat-adapter/state-memory';
import { createAdaptorServer } from '@hono/node-server';
import { Chat, type StateAdapter } from 'chat';
import { SECRET, TOKEN } from './slack-far-end.js';

// A process of its own: Chat SDK with its Slack adapter, its in-memory state and a handler that echoes.
const { PORT, SLACK_API_URL = '' } = process.env;
const slack = createSlackAdapter({ botToken: TOKEN, signingSecret: SECRET, apiUrl: SLACK_API_URL });
const chat = new Chat({
  userName: 'echo',
  // It is typed without exactOptionalPropertyTypes: a property may be there and undefined.
  adapters: { slack: slack as typeof slack & { botUserId: string } },
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

const server = createAdaptorServer({
  fetch: (request) =>
    request.method === 'POST'
      ? // The process stays: what goes on after the answer needs nobody to wait for it.
        chat.webhooks.slack(request, { waitUntil: () => {} })
      : new Response('ready'),
});
server.listen(Number(PORT), '127.0.0.1');
process.once('SIGTERM', () => process.exit(0));
