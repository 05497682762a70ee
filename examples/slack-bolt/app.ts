import { fileURLToPath } from 'node:url';
import { App } from '@slack/bolt';
import { createFirstline, slackReceiver } from 'firstline';

const { SLACK_BOT_TOKEN = '', SLACK_APP_TOKEN, SLACK_SIGNING_SECRET = '', SLACK_API_URL } = process.env;
const apiUrl = SLACK_API_URL || 'https://slack.com/api/';

// A bot that was there before: it tells what there is for lunch.
const app = new App({
  token: SLACK_BOT_TOKEN,
  clientOptions: { slackApiUrl: apiUrl },
  ...(SLACK_APP_TOKEN
    ? { receiver: await slackReceiver({ appToken: SLACK_APP_TOKEN, apiUrl }) }
    : { signingSecret: SLACK_SIGNING_SECRET }),
});
app.command('/lunch', async ({ ack }) => {
  await ack('Today there is soup.');
});
app.message(/^lunch\?/i, async ({ say }) => {
  await say('Today there is soup.');
});

// Firstline, beside it.
const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const firstline = createFirstline({
  config: process.env.FIRSTLINE_CONFIG ?? here('firstline.yaml'),
  dataDir: process.env.DATA_DIR ?? here('data'),
  slack: { app, except: ({ text }) => /^lunch\?/i.test(text) },
});
await firstline.start();
void firstline.failed.then(() => process.exit(1));

const port = Number(process.env.PORT ?? 3000);
await app.start(port);
console.log(SLACK_APP_TOKEN ? 'Connected to Slack.' : `Slack may post to port ${port}, /slack/events.`);

process.once('SIGTERM', stop);
process.once('SIGINT', stop);

async function stop(): Promise<void> {
  await app.stop();
  await firstline.stop();
  process.exit(0);
}
