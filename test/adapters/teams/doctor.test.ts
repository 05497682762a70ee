import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import { parse } from 'yaml';
import { teamsSection } from '../../../adapters/teams/config.js';
import { checkTeams } from '../../../adapters/teams/doctor.js';
import type { TeamsVariables } from '../../../adapters/teams/setup.js';
import { checkText } from '../../../src/core/check.js';
import { systemClock } from '../../../src/core/ports/ambient.js';
import { deskSection } from '../../../src/desk/config.js';
import { isObject, type JsonObject, objectOf } from '../../support/slack/json.js';
import { startFakeTeams } from '../../support/teams/fake-teams.js';
import type { FakeTeams } from '../../support/teams/surface.js';

describe('what doctor says about Teams', () => {
  let teams: FakeTeams;
  let ana: string;
  let desk: string;
  let team: string;

  beforeEach(async () => {
    teams = await startFakeTeams({ rates: 'off' });
    ana = teams.world.addPerson('Ana');
    team = teams.world.addTeam('Support', { people: [ana] });
    desk = teams.world.addChannel(team, 'Desk');
  });
  afterEach(() => teams.stop());

  async function check(
    more: {
      readonly variables?: TeamsVariables;
      readonly place?: string;
      readonly handle?: string;
      readonly origins?: readonly string[];
    } = {},
  ): Promise<string> {
    const { settings } = deskSection.schema.parse({
      place: more.place ?? `teams:${teams.tenantId}/${desk}`,
      people: [{ id: 'ana', name: 'Ana', handles: { teams: more.handle ?? teams.world.person(ana).aadId } }],
    });
    const checks = await checkTeams({
      variables: { ...teams.env, ...more.variables },
      config: teamsSection.schema.parse({ 'service-url': teams.serviceUrl }),
      desk: settings.place,
      people: settings.roster.people,
      origins: more.origins ?? ['https://help.example.com'],
      clock: systemClock,
    });
    expect(checkText(checks)).not.to.include(teams.appPassword);
    return checkText(checks);
  }

  it('is content with what the guide sets up', async () => {
    const guide = await readFile(new URL('../../../docs/teams.md', import.meta.url), 'utf8');
    const yaml: unknown = parse(/^```yaml\n(.*?)^```$/ms.exec(guide)?.[1] ?? '');
    if (!isObject(yaml)) throw new Error('the guide has no configuration');
    expect(deskSection.schema.safeParse(yaml.desk).success).to.equal(true);
    expect(Object.keys(objectOf(yaml as JsonObject))).to.deep.equal(['desk', 'knowledge', 'web']);
    const said = await check();
    expect(said).to.match(/Everything is well\.$/);
    expect(said).to.include('Ana (').and.to.include('is in the desk’s team.');
    expect(said).to.include('https://help.example.com/api/messages');
    expect(teams.look.posted()).to.deep.equal([]);
  });

  it('says nothing where Teams is off', async () => {
    const checks = await checkTeams({
      variables: {},
      config: teamsSection.schema.parse({}),
      desk: 'web:desk/cases',
      people: [],
      origins: [],
      clock: systemClock,
    });
    expect(checks).to.deep.equal([]);
  });

  it('tells a wrong secret, tenant and app apart', async () => {
    expect(await check({ variables: { MicrosoftAppPassword: 'wrong' } })).to.match(
      /failed +Teams app: the client secret is wrong/,
    );
    expect(await check({ variables: { MicrosoftAppTenantId: teams.otherTenantId } })).to.match(
      /failed +Teams app: .*tenant/,
    );
    teams.world.setState('not-registered');
    expect(await check()).to.match(/failed +Teams app: there is no app with this MicrosoftAppId/);
    expect(await check({ variables: { MicrosoftAppId: 'x' } })).to.match(
      /failed +Teams: MicrosoftAppId is no id/,
    );
  });

  it('names an address that is missing, and keys that cannot be read', async () => {
    expect(await check({ origins: [] })).to.match(/warning +Teams endpoint: no https address/);
    const away = { TEAMS_AUTH_URL: 'https://127.0.0.1:1' };
    expect(await check({ variables: away })).to.match(
      /failed +Teams keys: https:\/\/127\.0\.0\.1:1\/.* cannot be reached/,
    );
  });

  it('looks at the desk: there, in the right tenant, without guests', async () => {
    expect(await check({ place: `teams:${teams.otherTenantId}/${desk}` })).to.match(
      /failed +Teams desk: .*the app belongs to/,
    );
    expect(await check({ place: `teams:${teams.tenantId}/General` })).to.match(
      /failed +Teams desk: desk.place is no channel/,
    );
    teams.people.join(teams.world.addPerson('Gus', { guest: true }), desk);
    expect(await check()).to.match(/warning +Teams desk: 1 of them are guests/);
    teams.people.removeBot(ana, desk);
    expect(await check()).to.match(/failed +Teams desk: the channel cannot be reached: the app was removed/);
  });

  it('looks at the people: known, in the team, no guests, by their object id', async () => {
    const other = teams.world.addPerson('Liu');
    expect(await check({ handle: teams.world.person(other).aadId })).to.match(
      /failed +roster: Ana \(.*is not in the desk’s team/,
    );
    expect(await check({ handle: ana })).to.match(
      /failed +roster: the handle of Ana .*is not their object id\. Write handles/,
    );
    teams.world.setGuest(ana, true);
    expect(await check()).to.match(/failed +roster: Ana .* is a guest/);
  });
});
