import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import { PermissionsBitField } from 'discord.js';
import { parse } from 'yaml';
import { z } from 'zod';
import { invitation } from '../../../adapters/discord/invite.js';
import {
  applicationIn,
  invitationText,
  PERMISSION_NAMES,
  PERMISSIONS,
  renderInvitation,
} from '../../../adapters/discord/manifest.js';
import { sections } from '../../../main.js';
import { loadConfig } from '../../../src/config.js';
import { startFakeDiscord } from '../../support/discord/fake-discord.js';
import type { FakeDiscord } from '../../support/discord/surface.js';

const GUIDE = new URL('../../../docs/discord.md', import.meta.url);
const APPLICATION = '1145678901234567890';

describe('the invitation of the Discord bot', () => {
  let discord: FakeDiscord;
  before(async () => {
    discord = await startFakeDiscord({ rates: 'off' });
  });
  after(() => discord.stop());

  it('is a link with the application, both scopes and exactly the permissions of the list', () => {
    const url = new URL(renderInvitation(APPLICATION).url);
    expect(url.origin + url.pathname).to.equal('https://discord.com/oauth2/authorize');
    expect(url.searchParams.get('client_id')).to.equal(APPLICATION);
    expect(url.searchParams.get('scope')).to.equal('bot applications.commands');
    const granted = new PermissionsBitField(BigInt(url.searchParams.get('permissions') ?? 0)).toArray();
    expect(granted.sort()).to.deep.equal([...PERMISSION_NAMES].sort());
  });

  it('says of each permission what for, and which intent to switch on', () => {
    const text = invitationText(renderInvitation(APPLICATION));
    for (const { title, why } of Object.values(PERMISSIONS))
      expect(text).to.match(new RegExp(`^  ${title} +${why}$`, 'm'));
    expect(text).to.include(`https://discord.com/developers/applications/${APPLICATION}/bot`);
    expect(text)
      .to.match(/switch on:\n {2}Message Content Intent\n/)
      .and.not.include('Server Members');
    expect(renderInvitation(APPLICATION).intents.others).to.deep.equal([
      'Guilds',
      'GuildMessages',
      'GuildMessageReactions',
      'DirectMessages',
      'DirectMessageReactions',
    ]);
  });

  it('reads the application from the token', () => {
    expect(applicationIn(discord.token)).to.equal(discord.applicationId);
    expect(applicationIn('bm90IGFuIGlk.x.y')).to.equal(undefined);
    expect(applicationIn('')).to.equal(undefined);
  });

  it('asks Discord which application it is, and believes the token where Discord does not say', async () => {
    // As of an old application: the token names the bot's user, which has another id.
    const DISCORD_TOKEN = [Buffer.from(APPLICATION).toString('base64url'), 'x', 'y'].join('.');
    expect((await invitation({ ...discord.env, DISCORD_TOKEN })).application).to.equal(APPLICATION);
    discord.faults.add({ kind: 'error-500', route: 'GET /applications/@me' });
    expect((await invitation(discord.env)).application).to.equal(discord.applicationId);
    const asked = discord.look.counts({ ok: true })['GET /applications/@me'] ?? 0;
    expect((await invitation(discord.env)).application).to.equal(discord.applicationId);
    expect(discord.look.counts({ ok: true })['GET /applications/@me']).to.equal(asked + 1);
  });

  it('says what is missing where there is no token, and where its application cannot be known', async () => {
    const message = (variables: Parameters<typeof invitation>[0]) =>
      invitation(variables).then(
        ({ url }) => url,
        (error: Error) => error.message,
      );
    expect(await message({})).to.match(/^DISCORD_TOKEN is not set/);
    expect(await message({ ...discord.env, DISCORD_TOKEN: 'a.b.c' })).to.match(
      /^The application is not known/,
    );
  });

  it('asks for nothing that the guide does not explain', async () => {
    const guide = await readFile(GUIDE, 'utf8');
    const table = guide.slice(guide.indexOf('| permission | why |')).split('\n\n', 1)[0] ?? '';
    const rows = [...table.matchAll(/^\| ([^|]+?) \| ([^|]+?) \|$/gm)].slice(1);
    expect(rows.map(([, title, why]) => ({ title, why }))).to.deep.equal(Object.values(PERMISSIONS));
  });

  it('has a guide whose configuration works, piece by piece', async () => {
    const guide = await readFile(GUIDE, 'utf8');
    const pieces = [...guide.matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, yaml = '']) => yaml);
    const loaded = [];
    for (const yaml of pieces) {
      const values = z.record(z.string(), z.unknown()).parse(parse(yaml));
      loaded.push((await loadConfig({ values, env: {}, sections })).sections);
    }
    const places = loaded.map(({ desk }) => desk.settings.place);
    expect(places[0]).to.equal('discord:1145678901234567890/1145678901234567891');
    expect(loaded.flatMap(({ discord: { forums } }) => forums)).to.deep.equal([
      { channel: '1145678901234567893', unsure: 'person', 'solved-tag': 'solved' },
    ]);
    expect(loaded.flatMap(({ discord: { guilds } }) => guilds)).to.have.length(2);
    expect(loaded.at(-1)?.discord).to.have.property('staff-role', '1145678901234567895');
  });
});
