import { FirstlineError } from '../../src/core/error.js';

/** The variables of Teams, as `.env.example` lists them. */
export interface TeamsVariables {
  readonly MicrosoftAppId?: string;
  readonly MicrosoftAppPassword?: string;
  readonly MicrosoftAppTenantId?: string;
  readonly MicrosoftAppType?: string;
  readonly TEAMS_AUTH_URL?: string;
}

/** How an app is registered. */
export type AppType = 'SingleTenant' | 'MultiTenant' | 'UserAssignedMSI';

/** Who we are to Teams, and who vouches for whom. */
export interface TeamsAccess {
  readonly appId: string;
  /** Absent for a managed identity. */
  readonly password?: string;
  readonly tenant?: string;
  readonly type: AppType;
  readonly authority: Authority;
}

/** Where tokens come from, and what those of Teams look like. Always the complete set. */
export interface Authority {
  /** Gives us our tokens; the tenant follows. */
  readonly login: string;
  /** What our tokens are for. */
  readonly scope: string;
  /** Who issues the tokens that Teams shows us. */
  readonly issuer: string;
  /** Where the keys of that issuer are. */
  readonly metadata: string;
  readonly emulatorMetadata: string;
  readonly oauth: string;
  readonly callerId: string;
}

const PUBLIC: Authority = {
  login: 'https://login.microsoftonline.com',
  scope: 'https://api.botframework.com',
  issuer: 'https://api.botframework.com',
  metadata: 'https://login.botframework.com/v1/.well-known/openidconfiguration',
  emulatorMetadata:
    'https://login.microsoftonline.com/botframework.com/v2.0/.well-known/openid-configuration',
  oauth: 'https://api.botframework.com',
  callerId: 'urn:botframework:azure',
};

/** Clouds of governments, by the authority that gives their tokens. */
const SOVEREIGN: Readonly<Record<string, Authority>> = {
  'https://login.microsoftonline.us': {
    login: 'https://login.microsoftonline.us',
    scope: 'https://api.botframework.us',
    issuer: 'https://api.botframework.us',
    metadata: 'https://login.botframework.azure.us/v1/.well-known/openidconfiguration',
    emulatorMetadata:
      'https://login.microsoftonline.us/cab8a31a-1906-4287-a0d8-4eef66b95f6e/v2.0/.well-known/openid-configuration',
    oauth: 'https://api.botframework.azure.us',
    callerId: 'urn:botframework:azureusgov',
  },
};

/** The authority at an address: Microsoft's, that of a sovereign cloud, or a server that plays all of them. */
export function authorityAt(url: string | undefined): Authority {
  if (url === undefined || url === PUBLIC.login) return PUBLIC;
  return (
    SOVEREIGN[url] ?? {
      ...PUBLIC,
      login: url,
      issuer: url,
      metadata: `${url}/v1/.well-known/openidconfiguration`,
      emulatorMetadata: `${url}/botframework.com/v2.0/.well-known/openid-configuration`,
      oauth: url,
    }
  );
}

const ID = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i;

/**
 * Reads the access to Teams; undefined where it is not configured.
 *
 * @throws FirstlineError `config.invalid` or `config.missing` where a value is missing, or cannot be one of Microsoft's
 */
export function teamsAccess(variables: TeamsVariables): TeamsAccess | undefined {
  const { MicrosoftAppId: appId, MicrosoftAppPassword: password, MicrosoftAppTenantId: tenant } = variables;
  if (appId === undefined) return undefined;
  if (!ID.test(appId))
    throw invalid(
      'MicrosoftAppId is no id of an app registration.',
      'It is the “Application (client) ID” of its overview in the Entra admin centre.',
    );
  const type = appType(variables.MicrosoftAppType);
  if (tenant !== undefined && !ID.test(tenant))
    throw invalid(
      'MicrosoftAppTenantId is no id of a tenant.',
      'It is the “Directory (tenant) ID” of the app registration’s overview, not its name.',
    );
  if (tenant === undefined && type !== 'MultiTenant')
    throw new FirstlineError('config.missing', `MicrosoftAppTenantId is missing; a ${type} app needs it.`, {
      hint: 'Set it to the “Directory (tenant) ID” of the app registration.',
    });
  if (type === 'UserAssignedMSI' && password !== undefined)
    throw invalid(
      'MicrosoftAppPassword is set, but a managed identity has none.',
      'Leave it empty, or set MicrosoftAppType=SingleTenant.',
    );
  if (type !== 'UserAssignedMSI' && password === undefined)
    throw new FirstlineError('config.missing', 'MicrosoftAppPassword is missing.', {
      hint: 'Make a client secret under “Certificates & secrets” of the app registration, and copy its value.',
    });
  const url = variables.TEAMS_AUTH_URL?.replace(/\/+$/, '');
  if (url !== undefined && (!URL.canParse(url) || !/^https:\/\//.test(url)))
    throw invalid(
      'TEAMS_AUTH_URL is no address that begins with https://.',
      'For example https://login.microsoftonline.us; leave it empty for Microsoft’s public cloud.',
    );
  return {
    appId,
    type,
    authority: authorityAt(url),
    ...(password !== undefined && { password }),
    ...(tenant !== undefined && { tenant }),
  };
}

function appType(text = 'SingleTenant'): AppType {
  const types: readonly AppType[] = ['SingleTenant', 'MultiTenant', 'UserAssignedMSI'];
  const found = types.find((one) => one.toLowerCase() === text.toLowerCase());
  if (found) return found;
  throw invalid(`MicrosoftAppType is “${text}”.`, 'It is SingleTenant, MultiTenant or UserAssignedMSI.');
}

function invalid(message: string, hint: string): FirstlineError {
  return new FirstlineError('config.invalid', message, { hint });
}
