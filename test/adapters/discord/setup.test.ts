import { expect } from 'chai';
import { discordSection } from '../../../adapters/discord/config.js';
import { discordAccess } from '../../../adapters/discord/setup.js';

describe('the access to Discord', () => {
  it('is off without a token', () => {
    expect(discordAccess({})).to.equal(undefined);
  });

  it('is a token, and an address where it is another one', () => {
    const token = 'MTE0NTY3.GabCde.x-y_z';
    expect(discordAccess({ DISCORD_TOKEN: token })).to.deep.equal({ token });
    expect(discordAccess({ DISCORD_TOKEN: token, DISCORD_API_URL: 'http://127.0.0.1:1/api' })).to.deep.equal({
      token,
      apiUrl: 'http://127.0.0.1:1/api',
    });
  });

  it('names what cannot be a token or an address', () => {
    expect(() => discordAccess({ DISCORD_TOKEN: 'Bot x' })).to.throw(/DISCORD_TOKEN is no bot token/);
    expect(() => discordAccess({ DISCORD_TOKEN: 'a.b.c', DISCORD_API_URL: 'discord.com/api/' })).to.throw(
      /DISCORD_API_URL is no address/,
    );
  });
});

describe('the key discord of firstline.yaml', () => {
  const id = '1145678901234567890';
  const problems = (value: unknown): readonly string[] => {
    const parsed = discordSection.schema.safeParse(value);
    return parsed.success
      ? []
      : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  };

  it('has a default for everything', () => {
    expect(discordSection.schema.parse(undefined)).to.deep.equal({
      guilds: [],
      'help-channels': [],
      forums: [],
    });
    expect(
      problems({ forums: [{ channel: id }], 'help-channels': [{ channel: id }], 'staff-role': id }),
    ).to.deep.equal([]);
  });

  it('says that help cannot be offered quietly', () => {
    expect(problems({ 'help-channels': [{ channel: id, unsure: 'offer' }] })).to.deep.equal([
      'help-channels.0.unsure: silent; an offer that only the asker sees is not possible in Discord',
    ]);
  });

  it('wants ids in quotes: a number of YAML would lose its last digits', () => {
    expect(problems({ forums: [{ channel: Number(id) }] })).to.have.lengthOf(1);
    expect(problems({ 'staff-role': 'staff' })[0]).to.contain('the id of a role in quotes');
  });
});
