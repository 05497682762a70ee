import { Announcer } from './announcer.js';
import { Api } from './api.js';
import { Deliveries } from './deliveries.js';
import { Faults } from './faults.js';
import { Interact } from './interact.js';
import { Look } from './look.js';
import { Messages } from './messages.js';
import type { FakeSlackOptions, Timing } from './options.js';
import { People } from './people.js';
import { RateLimits } from './rates.js';
import { RequestUrl } from './request-url.js';
import { Sockets } from './sockets.js';
import type { FakeSlack } from './surface.js';
import { Triggers } from './triggers.js';
import { Workspace } from './workspace.js';

const TIMING: Timing = {
  ackMs: 3000,
  redeliverMs: [0, 60_000, 300_000],
  triggerMs: 3000,
  responseUrlMs: 1_800_000,
  pingMs: 5000,
  warningMs: 10_000,
};

/**
 * Starts a fake Slack on a free port of this machine. What it can do is described in surface.ts.
 *
 *     const slack = await startFakeSlack({ timing: { redeliverMs: [0, 50, 100] } });
 *     const vera = slack.workspace.addUser('vera');
 *     const help = slack.workspace.addChannel('help', { members: [vera] });
 *     // … start the app with slack.apiUrl, slack.botToken, slack.appToken …
 *     await slack.sockets.connected();
 *     slack.people.mention(vera, help, 'How do I reset my password?');
 *     await slack.deliveries.settled();
 *     slack.look.transcript(help);
 */
export async function startFakeSlack(options: FakeSlackOptions = {}): Promise<FakeSlack> {
  const workspace = new Workspace(options);
  const timing = { ...TIMING, ...options.timing };
  const sockets = new Sockets(workspace, timing);
  const requestUrl = new RequestUrl(workspace.signingSecret, timing.ackMs);
  const deliveries = new Deliveries(workspace, timing, sockets, requestUrl, options.delivery ?? 'socket');
  const announcer = new Announcer(workspace, (type, id, payload) => deliveries.deliver(type, id, payload));
  deliveries.wrap = (event) => announcer.envelope(event);
  const messages = new Messages(workspace, announcer);
  const triggers = new Triggers(workspace, timing);
  const faults = new Faults();
  const rates = new RateLimits(options.rates, options.now ?? Date.now);
  const api = new Api(
    { workspace, messages, triggers, ticket: () => sockets.ticket() },
    faults,
    rates,
    sockets,
  );
  workspace.origin = await api.listen();
  return {
    apiUrl: `${workspace.origin}/api/`,
    signingSecret: workspace.signingSecret,
    botToken: workspace.botToken,
    appToken: workspace.appToken,
    teamId: workspace.teamId,
    appId: workspace.appId,
    botUser: workspace.botUser,
    botId: workspace.botId,
    get env() {
      return {
        SLACK_API_URL: `${workspace.origin}/api/`,
        SLACK_BOT_TOKEN: workspace.botToken,
        SLACK_SIGNING_SECRET: workspace.signingSecret,
        ...(deliveries.where === 'socket' && { SLACK_APP_TOKEN: workspace.appToken }),
      };
    },
    workspace,
    people: new People(workspace, messages, announcer),
    interact: new Interact(workspace, messages, triggers, deliveries),
    look: new Look(workspace, announcer, api.calls),
    faults,
    deliveries,
    sockets,
    deliverTo: (where) => {
      deliveries.where = where;
    },
    stop: async () => {
      deliveries.stop();
      requestUrl.stop();
      sockets.stop();
      await api.stop();
    },
  };
}
