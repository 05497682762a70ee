import { numberIn, textIn } from './json.js';
import type { TeamsAccess } from './setup.js';

/** A token is not used in its last minutes. */
const MARGIN = 5 * 60_000;
const TIMEOUT = 10_000;

/**
 * Our tokens for Teams, by our secret: one is kept as long as it is good, and asked for once however many want it.
 * The SDK's own way goes through a library that takes only authorities that it knows.
 */
export function secretTokens(
  { appId, password = '', tenant, type, authority }: TeamsAccess,
  now: () => number,
): (fresh?: boolean) => Promise<string> {
  const home = type === 'MultiTenant' ? 'botframework.com' : (tenant ?? '');
  let kept: { readonly token: string; readonly until: number } | undefined;
  let asking: Promise<string> | undefined;

  async function ask(): Promise<string> {
    const response = await fetch(`${authority.login}/${home}/oauth2/v2.0/token`, {
      method: 'POST',
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT),
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: appId,
        client_secret: password,
        scope: `${authority.scope}/.default`,
      }),
    });
    const answer: unknown = await response.json().catch(() => undefined);
    const token = textIn(answer, 'access_token');
    if (!response.ok || token === undefined) throw new Error(reasonOf(response.status, answer));
    // One that lives shorter than twice the margin is used for half of its life.
    const life = (numberIn(answer, 'expires_in') ?? 0) * 1000;
    kept = { token, until: now() + Math.max(life / 2, life - MARGIN) };
    return token;
  }

  return (fresh = false) => {
    if (!fresh && kept && kept.until > now()) return Promise.resolve(kept.token);
    asking ??= ask().finally(() => {
      asking = undefined;
    });
    return asking;
  };
}

/** What is wrong, by the numbers of Microsoft's login. */
const REASONS: Readonly<Record<string, string>> = {
  AADSTS7000215: 'the client secret is wrong; copy its value (not its id) into MicrosoftAppPassword.',
  AADSTS7000222: 'the client secret has expired; make a new one and put it into MicrosoftAppPassword.',
  AADSTS700016: 'there is no app with this MicrosoftAppId in this tenant; check both, and MicrosoftAppType.',
  AADSTS90002: 'there is no tenant with this MicrosoftAppTenantId.',
  AADSTS7000216: 'the client secret is missing; put it into MicrosoftAppPassword.',
};

function reasonOf(status: number, answer: unknown): string {
  const said = textIn(answer, 'error_description')?.split(/[\r\n]| Trace ID/, 1)[0];
  const number = /^AADSTS\d+/.exec(said ?? '')?.[0];
  return REASONS[number ?? ''] ?? `the login answered ${status}${said ? `: ${said.slice(0, 200)}` : ''}.`;
}
