import { expect } from 'chai';
import { PermissionFlagsBits } from 'discord.js';
import fc from 'fast-check';
import { readCustomId, writeCustomId } from '../../../adapters/discord/custom-ids.js';
import { parseDispatch, parseMessage, wordsOf } from '../../../adapters/discord/parse.js';
import { maySeeAndWrite, permissionsIn } from '../../../adapters/discord/permissions.js';
import { locate, messageId, placeOf, snowflakeAt, spotOf, timeOf } from '../../../adapters/discord/places.js';
import { nonceOf } from '../../../adapters/discord/post.js';
import { renderMessage } from '../../../adapters/discord/render.js';
import { senderName } from '../../../adapters/discord/webhooks.js';
import { markdown, plain } from '../../../src/core/content.js';

const snowflake = fc.bigInt(10n ** 17n, 2n ** 63n - 1n).map(String);
const spots = fc.record(
  { guild: fc.oneof(fc.constant('dm'), snowflake), channel: snowflake, thread: snowflake },
  { requiredKeys: ['guild', 'channel'] },
);
const names = { user: () => undefined, role: () => undefined, channel: () => undefined };
const self = { user: '100000000000000001', application: '100000000000000001' };

describe('places of Discord', () => {
  it('are reversible', () => {
    fc.assert(
      fc.property(spots, (spot) => {
        expect(spotOf(placeOf(spot))).to.deep.equal(spot);
      }),
    );
  });

  it('know a message that stands elsewhere by its channel', () => {
    fc.assert(
      fc.property(spots, snowflake, snowflake, (spot, channel, id) => {
        expect(locate(spot, messageId(spot, channel, id))).to.deep.equal({ channel, id });
      }),
    );
  });

  it('are none of other platforms, and of no made-up ids', () => {
    for (const place of [
      'slack:T1/C1',
      'discord:1/2',
      'discord:dm/%2e%2e',
      'discord:x/100000000000000001',
      '',
    ])
      expect(spotOf(place), place).to.equal(undefined);
  });

  it('have ids that tell when they were made', () => {
    const at = Date.UTC(2026, 10, 25, 9);
    expect(timeOf(snowflakeAt(at))).to.equal(at);
    expect(timeOf('x')).to.equal(0);
  });
});

describe('a sticker of Discord', () => {
  it('is heard by its name', () => {
    const sent = {
      id: '1457536593454825552',
      channel_id: '1457536551830421524',
      author: { id: '1033044521375764530', username: 'vera' },
      content: '',
      sticker_items: [{ id: '1', name: 'Wave *hello*', format_type: 1 }],
    };
    const seen = parseMessage(sent, self);
    expect(wordsOf(seen?.text ?? '', { self, names })).to.deep.equal({ text: ':Wave *hello*:' });
  });
});

describe('custom ids of Discord’s buttons', () => {
  it('carry an action, a value, a version and a place, and come back whole', () => {
    fc.assert(
      fc.property(
        spots,
        fc.string({ maxLength: 24 }),
        fc.nat(9_999),
        fc.nat(20),
        (spot, value, version, n) => {
          const carried = { action: 'not-mine', value, version, origin: placeOf(spot) };
          const text = writeCustomId(carried, n);
          expect(text?.length ?? 0).to.be.at.most(100);
          if (text !== undefined) expect(readCustomId(text)).to.deep.equal(carried);
        },
      ),
    );
  });

  it('are read from nobody else’s', () => {
    for (const text of ['', 'play', 'firstline|claim', 'firstline|claim|x|0||7', 'firstline|claim|1|0|..|7'])
      expect(readCustomId(text), text).to.equal(undefined);
  });

  it('are not drawn where they would be too long', () => {
    expect(writeCustomId({ action: 'suggest', value: 'x'.repeat(100), version: 1 }, 0)).to.equal(undefined);
  });

  it('fit beside an answer’s key and the longest place', () => {
    const origin = placeOf({
      guild: '9223372036854775807',
      channel: '9223372036854775807',
      thread: '9223372036854775807',
    });
    expect(writeCustomId({ action: 'helped', value: 'A'.repeat(25), version: 999, origin }, 1)).to.be.a(
      'string',
    );
  });
});

describe('what Discord tells', () => {
  const author = { id: '200000000000000001', username: 'vera', global_name: 'Vera Vole' };
  const base = {
    id: '300000000000000001',
    channel_id: '400000000000000001',
    guild_id: '500000000000000001',
    author,
    content: 'hi',
    type: 0,
  };

  it('is heard of people only: not of bots, webhooks, ourselves and the channel’s own bookkeeping', () => {
    expect(parseMessage(base, self)).to.include({ text: 'hi', called: false });
    expect(parseMessage({ ...base, author: { ...author, bot: true } }, self)).to.equal(undefined);
    expect(parseMessage({ ...base, webhook_id: '1' }, self)).to.equal(undefined);
    expect(parseMessage({ ...base, author: { ...author, id: self.user } }, self)).to.equal(undefined);
    for (const type of [6, 7, 18, 20, 21, 23])
      expect(parseMessage({ ...base, type }, self), `${type}`).to.equal(undefined);
    expect(parseMessage({ id: 7 }, self)).to.equal(undefined);
  });

  it('names people as their server does', () => {
    expect(parseMessage(base, self)?.user.name).to.equal('Vera Vole');
    expect(parseMessage({ ...base, member: { nick: 'V.' } }, self)?.user.name).to.equal('V.');
  });

  it('calls the bot by mention and by a reply to it', () => {
    expect(parseMessage({ ...base, content: `<@${self.user}> hi` }, self)?.called).to.equal(true);
    const reply = { ...base, type: 19, referenced_message: { author: { id: self.user, username: 'bot' } } };
    expect(parseMessage(reply, self)).to.include({ called: true, toOther: false });
    const toOther = { ...base, type: 19, referenced_message: { author: { id: '9', username: 'ben' } } };
    expect(parseMessage(toOther, self)).to.include({ called: false, toOther: true });
  });

  it('is an edit only where somebody edited', () => {
    const told = (data: object) => parseDispatch({ type: 'MESSAGE_UPDATE', data, stamp: 's', at: 1 }, self);
    expect(told({ ...base, edited_timestamp: null })).to.deep.equal([]);
    expect(told({ ...base, edited_timestamp: '2026-11-25T09:00:00.000000+00:00' })[0]).to.include({
      kind: 'edit',
    });
  });

  it('may be many deletions at once', () => {
    const data = { ids: ['1', '2'], channel_id: '3', guild_id: '4' };
    const seen = parseDispatch({ type: 'MESSAGE_DELETE_BULK', data, stamp: 's', at: 1 }, self);
    expect(seen.map(({ kind, id }) => `${kind} ${id}`)).to.deep.equal(['delete 1', 'delete 2']);
  });
});

describe('permissions of Discord', () => {
  const { ViewChannel, SendMessages, Administrator } = PermissionFlagsBits;
  const guild = {
    id: '1',
    owner_id: '9',
    roles: [
      { id: '1', permissions: String(ViewChannel | SendMessages) },
      { id: '2', permissions: '0' },
      { id: '3', permissions: String(Administrator) },
    ],
  };
  const hidden = { id: '1', type: 0, allow: '0', deny: String(ViewChannel) };
  const forStaff = { id: '2', type: 0, allow: String(ViewChannel), deny: '0' };
  const may = (user: string, roles: readonly string[], overwrites: readonly object[]): boolean =>
    maySeeAndWrite(permissionsIn({ guild, user, roles, overwrites }));

  it('follow the channel: everyone first, then the roles, then the member', () => {
    expect(may('5', [], [])).to.equal(true);
    expect(may('5', [], [hidden])).to.equal(false);
    expect(may('5', ['2'], [hidden, forStaff])).to.equal(true);
    expect(
      may('5', ['2'], [hidden, forStaff, { id: '5', type: 1, allow: '0', deny: String(SendMessages) }]),
    ).to.equal(false);
  });

  it('are all of them for the owner and for administrators', () => {
    expect(may('9', [], [hidden])).to.equal(true);
    expect(may('5', ['3'], [hidden])).to.equal(true);
  });
});

describe('messages as Discord draws them', () => {
  it('are never longer than Discord takes, and never empty', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 6_000 }), fc.boolean(), (text, titled) => {
        const content = plain(
          text,
          titled ? { title: 'Title', fields: [{ label: 'State', value: 'waiting' }] } : {},
        );
        for (const one of renderMessage(content)) expect(one.content.length).to.be.within(1, 2_000);
      }),
    );
  });

  it('have their buttons on the last message, five in a row', () => {
    const buttons = ['1', '2', '3', '4', '5', 'more'].map((label) => ({
      action: 'rate',
      label,
      value: `7:${label}`,
      version: 1,
    }));
    const drawn = renderMessage(markdown('word '.repeat(600), { buttons }));
    expect(drawn.slice(0, -1).every(({ components }) => components.length === 0)).to.equal(true);
    expect(drawn.at(-1)?.components.map((row) => (row.components as unknown[]).length)).to.deep.equal([5, 1]);
  });

  it('quote every line of what was said before, so that none breaks out', () => {
    const [one] = renderMessage(
      plain('', { title: '#7', quotes: [{ who: 'Eve', at: 0, text: 'a\n\n@everyone\n> b' }] }),
    );
    const quoted = one?.content.split('\n').slice(2) ?? [];
    expect(quoted).to.have.lengthOf(4);
    expect(quoted.every((line) => line.startsWith('> '))).to.equal(true);
  });

  it('say in Chinese what belongs to Chinese words', () => {
    const [one] = renderMessage(
      markdown('打开客户端。', { source: { title: '连接 VPN', reviewed: '2026-09-15' } }),
    );
    expect(one?.content).to.equal('打开客户端。\n-# 来源：连接 VPN · 2026-09-15 审阅');
  });

  it('have nonces that fit, a different one for each part', () => {
    expect(nonceOf('abc.1', 0)).to.equal('abc.1');
    const long = [0, 1, 10].map((part) => nonceOf('x'.repeat(25), part));
    expect(new Set(long).size).to.equal(3);
    expect(long.every(({ length }) => length <= 25)).to.equal(true);
  });

  it('have senders whose names Discord takes', () => {
    expect(
      ['Ana', 'discord', 'Clyde', 'everyone', ' ', 'x'.repeat(99)].map((name) => senderName(name)),
    ).to.deep.equal(['Ana', 'dis-cord', 'Cl-yde', 'everyone.', '.', `${'x'.repeat(79)}…`]);
  });
});
