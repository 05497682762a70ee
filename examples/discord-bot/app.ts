import { fileURLToPath } from 'node:url';
import { Client, Events, GatewayIntentBits, Partials } from 'discord.js';
import { createFirstline } from 'firstline';

const { DISCORD_TOKEN = '', DISCORD_API_URL } = process.env;

// A bot that was there before: it tells what there is for lunch.
const client = new Client({
  intents: [
    GatewayIntentBits.Guilds,
    GatewayIntentBits.GuildMessages,
    GatewayIntentBits.GuildMessageReactions,
    GatewayIntentBits.DirectMessages,
    GatewayIntentBits.DirectMessageReactions,
    GatewayIntentBits.MessageContent,
  ],
  partials: [Partials.Channel], // its own listeners hear direct messages only with it; Firstline needs it not
  ...(DISCORD_API_URL && { rest: { api: DISCORD_API_URL } }),
});
client.once(Events.ClientReady, ({ application }) => {
  application.commands.create({ name: 'lunch', description: 'What there is for lunch' }).catch(console.error);
});
client.on(Events.InteractionCreate, (interaction) => {
  if (!interaction.isChatInputCommand() || interaction.commandName !== 'lunch') return;
  interaction.reply('Today there is soup.').catch(console.error);
});
client.on(Events.MessageCreate, (message) => {
  if (message.author.bot || !/^lunch\?/i.test(message.content)) return;
  message.reply('Today there is soup.').catch(console.error);
});

// Firstline, beside it.
const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const firstline = createFirstline({
  config: process.env.FIRSTLINE_CONFIG ?? here('firstline.yaml'),
  dataDir: process.env.DATA_DIR ?? here('data'),
  discord: { client, except: ({ text }) => /^lunch\?/i.test(text) },
});
void firstline.failed.then(() => process.exit(1));

await Promise.all([firstline.start(), client.login(DISCORD_TOKEN)]);
console.log('Connected to Discord.');

process.once('SIGTERM', stop);
process.once('SIGINT', stop);

async function stop(): Promise<void> {
  await client.destroy();
  await firstline.stop();
  process.exit(0);
}
