import { expect } from 'chai';
import { teamsSection } from '../../../adapters/teams/config.js';
import { authorityAt, type TeamsVariables, teamsAccess } from '../../../adapters/teams/setup.js';
import { FirstlineError } from '../../../src/core/error.js';

const ID = '11111111-2222-4333-8444-555555555555';
const TENANT = 'aaaaaaaa-2222-4333-8444-555555555555';
const GOOD: TeamsVariables = {
  MicrosoftAppId: ID,
  MicrosoftAppPassword: 'secret',
  MicrosoftAppTenantId: TENANT,
};

describe('the access to Teams', () => {
  it('is there with an app id only, and then of one tenant unless something else is said', () => {
    expect(teamsAccess({})).to.equal(undefined);
    expect(teamsAccess(GOOD)).to.deep.include({
      appId: ID,
      password: 'secret',
      tenant: TENANT,
      type: 'SingleTenant',
    });
  });

  const bad: readonly (readonly [what: string, variables: TeamsVariables, words: RegExp])[] = [
    ['an id that is none', { ...GOOD, MicrosoftAppId: 'firstline' }, /MicrosoftAppId is no id/],
    [
      'a tenant by its name',
      { ...GOOD, MicrosoftAppTenantId: 'contoso.com' },
      /TenantId is no id of a tenant/,
    ],
    ['no tenant', { MicrosoftAppId: ID, MicrosoftAppPassword: 's' }, /MicrosoftAppTenantId is missing/],
    ['no secret', { MicrosoftAppId: ID, MicrosoftAppTenantId: TENANT }, /MicrosoftAppPassword is missing/],
    ['an unknown type', { ...GOOD, MicrosoftAppType: 'Dual' }, /MicrosoftAppType is “Dual”/],
    [
      'a secret for an identity',
      { ...GOOD, MicrosoftAppType: 'UserAssignedMSI' },
      /managed identity has none/,
    ],
    ['an authority without TLS', { ...GOOD, TEAMS_AUTH_URL: 'http://127.0.0.1:1' }, /TEAMS_AUTH_URL/],
  ];
  for (const [what, variables, words] of bad) {
    it(`refuses ${what}, and says what to do`, () => {
      const error = (() => {
        try {
          teamsAccess(variables);
        } catch (caught) {
          return caught;
        }
      })();
      expect(error).to.be.instanceOf(FirstlineError);
      if (!(error instanceof FirstlineError)) return;
      expect(error.message).to.match(words);
      expect(error.hint).to.match(/\w/);
      expect(error.message + error.hint).not.to.include('secret“');
    });
  }

  it('has every address of an authority, wherever that is', () => {
    for (const url of [undefined, 'https://login.microsoftonline.us', 'https://127.0.0.1:7443']) {
      for (const [name, value] of Object.entries(authorityAt(url)))
        expect(value, `${url} ${name}`).to.match(/^(?:https:|urn:)/);
    }
    expect(authorityAt(undefined).issuer).to.equal('https://api.botframework.com');
    expect(authorityAt('https://login.microsoftonline.us').issuer).to.equal('https://api.botframework.us');
    expect(authorityAt('https://127.0.0.1:7443')).to.include({
      issuer: 'https://127.0.0.1:7443',
      metadata: 'https://127.0.0.1:7443/v1/.well-known/openidconfiguration',
    });
  });

  it('has a part in firstline.yaml that says what was expected', () => {
    const parse = (value: unknown): string => {
      const found = teamsSection.schema.safeParse(value);
      return found.success ? '' : found.error.issues.map(({ message }) => message).join('\n');
    };
    expect(parse(undefined)).to.equal('');
    expect(parse({ 'help-channels': [{ channel: '19:a1@thread.tacv2' }] })).to.equal('');
    expect(parse({ 'help-channels': [{ channel: 'General' }] })).to.match(/the id of a channel in quotes/);
    expect(parse({ 'help-channels': [{ channel: '19:a1@thread.tacv2', unsure: 'offer' }] })).to.match(
      /silent/,
    );
    expect(parse({ tenants: ['contoso'] })).to.match(/the id of a tenant/);
    expect(parse({ 'service-url': 'http://smba.trafficmanager.net' })).to.match(/https/);
  });
});
