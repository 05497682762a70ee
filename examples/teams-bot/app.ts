import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { ActivityHandler, CloudAdapter, ConfigurationBotFrameworkAuthentication } from 'botbuilder';
import express from 'express';
import { createFirstline, teamsAdapter } from 'firstline';

const { MicrosoftAppId = '', MicrosoftAppTenantId, TEAMS_AUTH_URL, PORT = '3978' } = process.env;

// A bot that was there before: it tells what there is for lunch.
const adapter = TEAMS_AUTH_URL
  ? await teamsAdapter(process.env) // another authority than Microsoft's public cloud
  : new CloudAdapter(new ConfigurationBotFrameworkAuthentication(process.env));
const bot = new ActivityHandler();
bot.onMessage(async (context, next) => {
  if (/^lunch\?/i.test(context.activity.text)) await context.sendActivity('Today there is soup.');
  await next();
});

// Firstline, beside it.
const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const firstline = createFirstline({
  config: process.env.FIRSTLINE_CONFIG ?? here('firstline.yaml'),
  dataDir: process.env.DATA_DIR ?? here('data'),
  teams: {
    adapter,
    appId: MicrosoftAppId,
    ...(MicrosoftAppTenantId && { tenantId: MicrosoftAppTenantId }),
    except: ({ text }) => /^lunch\?/i.test(text),
  },
});
void firstline.failed.then(() => process.exit(1));
await firstline.start();

const app = express();
app.use(express.json());
app.post('/api/messages', (request, response) => {
  adapter.process(request, response, (context) => bot.run(context)).catch(console.error);
});
const server = app.listen(Number(PORT), '127.0.0.1');
await once(server, 'listening');
console.log(`Listening on port ${(server.address() as AddressInfo).port}.`); // on a port it is an object

process.once('SIGTERM', stop);
process.once('SIGINT', stop);

async function stop(): Promise<void> {
  server.close();
  await firstline.stop();
  process.exit(0);
}
