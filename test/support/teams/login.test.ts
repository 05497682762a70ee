import { spawn } from 'node:child_process';
import { expect } from 'chai';
import { isObject, type JsonObject, listOf, objectOf } from '../slack/json.js';
import { fetchToken } from './bots.js';
import { startFakeTeams } from './fake-teams.js';
import type { FakeTeams } from './surface.js';

describe('the fake Teams, its login and keys', () => {
  let teams: FakeTeams;

  afterEach(() => teams.stop());

  const refusal = (form: Readonly<Record<string, string>>, tenant?: string) =>
    fetchToken(teams, form, tenant).then(
      () => 'a token',
      (error: Error) => error.message.split(':')[0],
    );

  /** The status of a call with this token. */
  async function call(token: string): Promise<number> {
    const { id } = { id: teams.world.personal(teams.world.addPerson('Vera')) };
    const response = await fetch(`${teams.serviceUrl}v3/conversations/${encodeURIComponent(id)}/members`, {
      headers: { authorization: `Bearer ${token}` },
    });
    return response.status;
  }

  async function json(path: string): Promise<JsonObject> {
    return objectOf(await (await fetch(`${teams.authUrl}${path}`)).json());
  }

  it('gives a token for the right id, secret, scope and tenant, and takes it in every call', async () => {
    teams = await startFakeTeams();
    expect(await call(await fetchToken(teams))).to.equal(200);
    expect(await call('something else')).to.equal(401);
    expect(await call('')).to.equal(401);
  });

  it('says what is wrong with a request for a token, with the number of the authority', async () => {
    teams = await startFakeTeams();
    expect([
      await refusal({ client_id: 'someone' }),
      await refusal({ client_secret: 'guess' }),
      await refusal({ client_secret: '' }),
      await refusal({ scope: 'https://graph.microsoft.com/.default' }),
      await refusal({ grant_type: 'password' }),
      await refusal({}, 'another-tenant'),
      await refusal({}, 'botframework.com'),
    ]).to.deep.equal([
      'AADSTS700016',
      'AADSTS7000215',
      'AADSTS7000216',
      'AADSTS70011',
      'AADSTS70003',
      'AADSTS90002',
      'AADSTS700016',
    ]);
    expect(teams.look.refused).to.have.length(7);
    teams.world.setSecret('another');
    expect(await refusal({ client_secret: 'another' })).to.equal('a token');
  });

  it('gives tokens of botframework.com to a bot of many tenants', async () => {
    teams = await startFakeTeams({ appType: 'MultiTenant' });
    expect(await refusal({}, 'botframework.com')).to.equal('a token');
    expect(await refusal({})).to.equal('AADSTS90002');
  });

  it('takes no token that has expired or was revoked', async () => {
    teams = await startFakeTeams();
    const short = await fetchToken(teams);
    teams.expireTokens();
    expect(await call(short)).to.equal(401);
    expect(teams.look.refused.at(-1)).to.contain('401 Unauthorized Token has expired.');
    const token = await fetchToken(teams);
    teams.revokeTokens();
    expect(await call(token)).to.equal(401);
    expect(teams.look.refused.at(-1)).to.contain('401 Unauthorized Invalid token.');
  });

  it('knows no bot that was taken away, and says when an admin has switched it off', async () => {
    teams = await startFakeTeams();
    const token = await fetchToken(teams);
    teams.world.setState('disabled');
    expect(await call(token)).to.equal(403);
    teams.world.setState('not-registered');
    expect(await call(token)).to.equal(401);
    expect(await refusal({})).to.equal('AADSTS700016');
  });

  it('publishes its keys with the endorsement of Teams', async () => {
    teams = await startFakeTeams();
    const { issuer, jwks_uri } = await json('/v1/.well-known/openidconfiguration');
    expect(issuer).to.equal(teams.authUrl);
    const [key] = listOf((await json(new URL(String(jwks_uri)).pathname)).keys).filter(isObject);
    expect(key?.kty).to.equal('RSA');
    expect(key?.endorsements).to.deep.equal(['msteams']);
  });

  it('is trusted by processes that were given its certificate, and by no other', async () => {
    teams = await startFakeTeams();
    const script = `fetch('${teams.authUrl}/v1/.well-known/keys').then(() => process.exit(0), () => process.exit(7))`;
    const exit = (env: Readonly<Record<string, string>>) =>
      new Promise((resolve) => {
        const child = spawn(process.execPath, ['-e', script], { env: { ...env }, stdio: 'ignore' });
        child.on('exit', resolve);
      });
    expect(await exit(teams.env)).to.equal(0);
    expect(await exit({})).to.equal(7);
  });

  it('answers what a client asks that does not know the authority', async () => {
    teams = await startFakeTeams();
    const { tenant_discovery_endpoint } = await json('/common/discovery/instance?api-version=1.1');
    const { token_endpoint } = await json(new URL(String(tenant_discovery_endpoint)).pathname);
    expect(token_endpoint).to.equal(`${teams.authUrl}/${teams.tenantId}/oauth2/v2.0/token`);
  });
});
