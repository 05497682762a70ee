import { FirstlineError } from '../../src/core/error.js';
import { textIn } from '../../src/core/json.js';
import { silentLog } from '../../src/core/ports/ambient.js';
import { createApi } from './api.js';
import { applicationIn, type Invitation, renderInvitation } from './manifest.js';
import { type DiscordVariables, discordAccess } from './setup.js';

/**
 * The invitation of the application that the token is of. Discord is asked which that is; where it does not say, or
 * refuses the token, the token itself does.
 *
 * @throws FirstlineError `config.invalid` where there is no token, or none that can be one
 */
export async function invitation(variables: DiscordVariables): Promise<Invitation> {
  const access = discordAccess(variables);
  const token = access?.token;
  if (token === undefined) {
    throw new FirstlineError(
      'config.invalid',
      'DISCORD_TOKEN is not set, and the link names its application.',
      {
        hint: 'Copy the token from the page “Bot” of the application in the developer portal, and put it into .env.',
      },
    );
  }
  const api = createApi({
    token: () => token,
    url: () => access?.apiUrl,
    log: silentLog,
    alarm: { raise() {}, clear() {} },
  });
  try {
    const called = await api.call('GET', '/applications/@me');
    const application = (called.ok ? textIn(called.answer, 'id') : undefined) ?? applicationIn(token);
    if (application !== undefined) return renderInvitation(application);
    const reason = called.ok ? 'Discord does not name the application.' : called.outcome.reason;
    throw new FirstlineError('config.invalid', `The application is not known: ${reason}`, {
      hint: 'Copy the token again from the page “Bot” of the application in the developer portal.',
    });
  } finally {
    api.stop();
  }
}
