import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import Ajv from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import { expect } from 'chai';
import { strFromU8, unzipSync } from 'fflate';
import { ASK } from '../../../adapters/teams/asking.js';
import { renderTeamsManifest, teamsApp } from '../../../adapters/teams/manifest.js';
import type { JsonObject } from '../../support/slack/json.js';
import { listOf, objectOf } from '../../support/slack/json.js';

const APP = '11111111-2222-4333-8444-555555555555';
const require = createRequire(import.meta.url);

/** Microsoft's published schema, as its package brings it. */
function problems(manifest: object): readonly string[] {
  const path = require
    .resolve('@microsoft/app-manifest/package.json')
    .replace(/package\.json$/, 'build/json-schemas/teams/v1.17/MicrosoftTeams.schema.json');
  // Both come as CommonJS, with their class under `default`.
  const ajv = new Ajv.default({ strict: false, allErrors: true });
  addFormats.default(ajv as never);
  const validate = ajv.compile(JSON.parse(readFileSync(path, 'utf8')));
  return validate(manifest) ? [] : (validate.errors ?? []).map((one) => `${one.instancePath} ${one.message}`);
}

describe('the app package of Teams', () => {
  for (const language of ['en', 'zh'] as const) {
    it(`has a manifest that Microsoft’s schema takes (${language})`, () => {
      const options = { appId: APP, name: 'Firstline', language };
      expect(problems(renderTeamsManifest(options))).to.deep.equal([]);
      expect(problems(renderTeamsManifest({ ...options, url: 'https://help.example.com' }))).to.deep.equal(
        [],
      );
      expect(
        problems(renderTeamsManifest({ ...options, name: 'A very long name for a bot '.repeat(9) })),
      ).to.deep.equal([]);
    });
  }

  it('is held to that schema: a field too long or unknown is found', () => {
    const manifest = renderTeamsManifest({ appId: 'no id', name: 'Firstline', language: 'en' });
    expect(problems(manifest).join('\n')).to.match(/\/id must match pattern/);
    expect(problems({ ...manifest, other: 1 }).join('\n')).to.match(/additional properties/);
  });

  it('is a zip file with the manifest and icons of the sizes that Teams asks for', () => {
    const { bytes, manifest } = teamsApp({ appId: APP, name: 'Firstline', language: 'en' });
    const files = unzipSync(bytes);
    expect(Object.keys(files)).to.have.members(['manifest.json', 'color.png', 'outline.png']);
    expect(JSON.parse(strFromU8(files['manifest.json'] ?? new Uint8Array()))).to.deep.equal(manifest);
    for (const [name, width] of [
      ['color.png', 192],
      ['outline.png', 32],
    ] as const) {
      const png = Buffer.from(files[name] ?? []);
      expect(png.subarray(0, 8).toString('hex'), name).to.equal('89504e470d0a1a0a');
      expect([png.readUInt32BE(16), png.readUInt32BE(20)], name).to.deep.equal([width, width]);
    }
  });

  it('asks for what the code uses: files, every kind of conversation, what is said without a mention, the command', () => {
    const manifest = renderTeamsManifest({ appId: APP, name: 'Firstline', language: 'en' }) as JsonObject;
    const bot = objectOf(listOf(manifest.bots)[0]);
    expect(bot).to.include({ botId: APP, supportsFiles: true });
    expect(bot.scopes).to.have.members(['personal', 'team', 'groupChat']);
    const command = objectOf(listOf(objectOf(listOf(manifest.composeExtensions)[0]).commands)[0]);
    expect(command).to.include({ id: ASK, type: 'action', fetchTask: true, title: 'Ask Firstline' });
    expect(command.context).to.deep.equal(['message']);
    const permissions = objectOf(objectOf(manifest.authorization).permissions);
    expect(listOf(permissions.resourceSpecific).map((one) => objectOf(one).name)).to.have.members([
      'ChannelMessage.Read.Group',
      'ChatMessage.Read.Chat',
    ]);
  });

  it('cannot be made without the id of the app, and says what to set', () => {
    expect(() => teamsApp({ appId: undefined, name: 'Firstline', language: 'en' })).to.throw(
      /MicrosoftAppId/,
    );
  });
});
