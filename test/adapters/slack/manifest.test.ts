import { readdir, readFile } from 'node:fs/promises';
import { expect } from 'chai';
import {
  METHODS,
  OTHER_METHODS,
  renderManifest,
  requestUrl,
  SCOPES,
} from '../../../adapters/slack/manifest.js';

describe('the manifest of the Slack app', () => {
  it('has the command, the shortcut and the tabs that the code answers', () => {
    const { features, settings } = renderManifest({ name: 'Helpy', language: 'en' });
    expect(features?.slash_commands?.map(({ command }) => command)).to.deep.equal(['/firstline']);
    expect(features?.shortcuts).to.deep.equal([
      {
        name: 'Ask Helpy',
        type: 'message',
        callback_id: 'firstline_ask',
        description: 'Asks the question of this message, privately',
      },
    ]);
    expect(features?.app_home).to.deep.equal({
      home_tab_enabled: true,
      messages_tab_enabled: true,
      messages_tab_read_only_enabled: false,
    });
    expect(features?.bot_user).to.deep.equal({ display_name: 'Helpy', always_online: true });
    expect(settings?.interactivity?.is_enabled).to.equal(true);
  });

  it('turns Socket Mode on without an address, and off with one, which then stands wherever Slack posts', () => {
    const socket = JSON.stringify(renderManifest({ name: 'Firstline', language: 'en' }));
    expect(socket).to.include('"socket_mode_enabled":true').and.not.include('url');
    const url = 'https://help.example.com/slack/events';
    const http = renderManifest({ name: 'Firstline', language: 'en', url: 'https://help.example.com/' });
    expect(http.settings).to.deep.include({ socket_mode_enabled: false });
    expect([
      http.settings?.event_subscriptions?.request_url,
      http.settings?.interactivity?.request_url,
      http.features?.slash_commands?.[0]?.url,
    ]).to.deep.equal([url, url, url]);
  });

  it('takes an address with a path, and one that is complete', () => {
    expect(requestUrl('https://example.com/bots')).to.equal('https://example.com/bots/slack/events');
    expect(requestUrl('https://example.com/slack/events/')).to.equal('https://example.com/slack/events');
  });

  it('speaks the language of the configuration, and keeps to Slack’s limits with any name', () => {
    expect(renderManifest({ name: 'Firstline', language: 'zh' }).features?.shortcuts?.[0]?.name).to.equal(
      '问Firstline',
    );
    for (const language of ['en', 'zh'] as const) {
      const found = renderManifest({ name: 'n'.repeat(80), language });
      expect(found.display_information.name).to.have.length.at.most(35);
      expect(found.display_information.description).to.have.length.within(1, 140);
      expect(found.features?.bot_user?.display_name).to.have.length.at.most(80);
      expect(found.features?.shortcuts?.[0]?.name).to.have.length.at.most(24);
      expect(found.features?.shortcuts?.[0]?.description).to.have.length.within(1, 150);
    }
  });

  it('knows every method that the sources name, and no other', async () => {
    const folder = new URL('../../../adapters/slack/', import.meta.url);
    const named = new Set<string>();
    for (const file of await readdir(folder)) {
      if (file === 'manifest.ts') continue;
      const text = await readFile(new URL(file, folder), 'utf8');
      const families =
        /'((?:api|apps|auth|bookmarks|bots|chat|conversations|dnd|emoji|files|pins|reactions|search|team|usergroups|users|views)\.[a-zA-Z.]+)'/g;
      for (const [, method = ''] of text.matchAll(families)) named.add(method);
    }
    expect([...named].sort()).to.deep.equal([...Object.keys(METHODS), ...OTHER_METHODS].sort());
  });

  it('asks for nothing that the guide does not explain', async () => {
    const guide = await readFile(new URL('../../../docs/slack.md', import.meta.url), 'utf8');
    const table = guide.slice(guide.indexOf('| scope | why |'));
    const explained = [...table.matchAll(/`([a-z_]+:[a-z.]+)`|`(commands)`/g)].map(
      ([, scope, word]) => scope ?? word,
    );
    expect([...new Set(explained)].sort()).to.deep.equal(SCOPES);
  });
});
