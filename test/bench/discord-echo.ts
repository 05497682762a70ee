import { createServer } from 'node:http';
import { createDiscordAdapter } from '@chat-adapter/discord';
import { createMemoryState } from '@chat-adapter/state-memory';
import { type Adapter, Chat, type StateAdapter } from 'chat';
import { DefaultRestOptions } from 'discord.js';

// A process of its own: Chat SDK with its Discord adapter, its in-memory state and a handler that echoes.
const { PORT, DISCORD_API_URL = '', DISCORD_TOKEN = '', APPLICATION = '' } = process.env;
// Its gateway client has Discord's own address, which cannot be set: the library's default is the only way in.
Object.assign(DefaultRestOptions, { api: DISCORD_API_URL });
const discord = createDiscordAdapter({
  botToken: DISCORD_TOKEN,
  applicationId: APPLICATION,
  publicKey: '0'.repeat(64),
  apiUrl: `${DISCORD_API_URL}/v10`,
});
const chat = new Chat({
  userName: 'echo',
  // Both are typed for their own copy of chat, one patch release older; the methods are the same.
  adapters: { discord: discord as unknown as Adapter },
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
// The process stays: the line needs nobody to wait for it.
await discord.startGatewayListener({ waitUntil: () => {} }, 3_600_000);

const server = createServer((_request, response) => response.end('ready'));
server.listen(Number(PORT), '127.0.0.1');
process.once('SIGTERM', () => process.exit(0));
