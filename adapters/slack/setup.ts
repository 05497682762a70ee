import { FirstlineError } from '../../src/core/error.js';

/** The secrets and addresses of Slack. */
export interface SlackAccess {
  readonly botToken: string;
  readonly signingSecret?: string;
  readonly appToken?: string;
  readonly apiUrl?: string;
}

/** The variables of Slack, as `.env.example` lists them. */
export interface SlackVariables {
  readonly SLACK_BOT_TOKEN?: string;
  readonly SLACK_SIGNING_SECRET?: string;
  readonly SLACK_APP_TOKEN?: string;
  readonly SLACK_API_URL?: string;
}

/**
 * Reads the access to Slack; undefined where Slack is not configured.
 *
 * @throws FirstlineError `config.invalid` where a token is of another kind, or Slack could not reach us
 */
export function slackAccess(
  variables: SlackVariables,
  { mounted = false }: { /** In an app that hears by itself. */ readonly mounted?: boolean } = {},
): SlackAccess | undefined {
  const { SLACK_BOT_TOKEN: botToken, SLACK_SIGNING_SECRET: signingSecret } = variables;
  const { SLACK_APP_TOKEN: appToken, SLACK_API_URL: apiUrl } = variables;
  if (botToken === undefined) return undefined;
  if (!botToken.startsWith('xoxb-')) {
    throw invalid(
      'SLACK_BOT_TOKEN is no bot token: it begins with “xoxb-”.',
      'Copy “Bot User OAuth Token” from the page “OAuth & Permissions” of the app.',
    );
  }
  if (appToken !== undefined && !appToken.startsWith('xapp-')) {
    throw invalid(
      'SLACK_APP_TOKEN is no app-level token: it begins with “xapp-”.',
      'Make one with the scope connections:write on the page “Basic Information” of the app.',
    );
  }
  if (!mounted && appToken === undefined && signingSecret === undefined) {
    throw invalid(
      'Slack is configured, but nothing can arrive from it.',
      'Set SLACK_APP_TOKEN for Socket Mode (no public address needed), or SLACK_SIGNING_SECRET for HTTP.',
    );
  }
  if (apiUrl !== undefined && !/^https?:\/\/.+\/$/.test(apiUrl)) {
    throw invalid('SLACK_API_URL is no address that ends with “/”.', 'For example https://slack.com/api/.');
  }
  return {
    botToken,
    ...(signingSecret !== undefined && { signingSecret }),
    ...(appToken !== undefined && { appToken }),
    ...(apiUrl !== undefined && { apiUrl }),
  };
}

/**
 * The variables of Slack for an app of somebody else's, as far as its client knows them.
 *
 * @throws FirstlineError `config.invalid` where there is no token
 */
export function hostVariables(
  client: { readonly token?: string; readonly slackApiUrl: string },
  botToken: string | undefined = client.token,
): SlackVariables {
  if (botToken === undefined) {
    throw invalid(
      'The Slack app has no bot token of its own: it asks for one at each event.',
      'Give the token of the workspace that Firstline works in as slack.botToken.',
    );
  }
  return { SLACK_BOT_TOKEN: botToken, SLACK_API_URL: client.slackApiUrl };
}

function invalid(message: string, hint: string): FirstlineError {
  return new FirstlineError('config.invalid', message, { hint });
}
