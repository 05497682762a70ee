import { Readable } from 'node:stream';
import { expect } from 'chai';
import { createDiscord } from '../../../adapters/discord/channel.js';
import { type Content, plain } from '../../../src/core/content.js';
import type { Say } from '../../../src/core/effect.js';
import type { NumberedLine } from '../../../src/core/line.js';
import { silentLog, systemClock } from '../../../src/core/ports/ambient.js';
import type { Channel, Outcome, Outgoing, OutgoingFile } from '../../../src/core/ports/channel.js';
import { startFakeDiscord } from '../../support/discord/fake-discord.js';
import type { FakeDiscord } from '../../support/discord/surface.js';
import { until } from './stage.js';

const AS = { name: 'Ana' };
const WEBHOOK = 'POST /webhooks/:webhook/:token';

describe('what may have arrived in Discord without a key', function () {
  this.timeout(20_000);
  let discord: FakeDiscord;
  let channel: Channel;
  let vera: string;
  let thread: string;
  let place: string;
  let count = 0;
  const heard: string[] = [];
  /** Lines that have the receipt of what they say. */
  const lines: NumberedLine[] = [];

  before(async () => {
    discord = await startFakeDiscord({ rates: 'off', timing: { identifyMs: 0 } });
    vera = discord.world.addUser('vera', { globalName: 'Vera' });
    const general = discord.world.addChannel('general');
    thread = discord.people.newThread(vera, general, 'chairs');
    place = `discord:${discord.guildId}/${general}/${thread}`;
    channel = await open();
  });
  after(async () => {
    await channel.stop();
    await discord.stop();
  });

  /** A process that remembers nothing but what is on the disk. */
  async function open(): Promise<Channel> {
    const made = createDiscord({
      token: discord.token,
      apiUrl: discord.apiUrl,
      config: { guilds: [], 'help-channels': [], forums: [] },
      desk: 'web:desk/cases',
      handleOf: () => undefined,
      language: 'en',
      name: 'Firstline',
      records: {
        read: async () => new Map(),
        tail: async ({ message }) => lines.filter((line) => line.message === message),
      },
      reader: { watermarks: async () => [], cases: async () => [] },
      clock: systemClock,
      log: silentLog,
      alarm: { raise: () => {}, clear: () => {} },
    });
    await made.start({
      async submit({ kind, id }) {
        if (kind === 'message') heard.push(id);
        return { outcome: 'done' };
      },
    });
    return made;
  }

  function says(content: Content, more: Partial<Say> = {}, rest: Partial<Outgoing> = {}): Outgoing {
    const n = count++;
    const line = { stream: `place/${place}`, n };
    const base = {
      key: `key.${n}`,
      lane: place,
      voice: 'staff',
      origin: place,
      at: Date.now(),
      line,
    } as const;
    return {
      effect: { kind: 'say', ...base, target: { place }, content, ...more },
      place,
      attempt: 1,
      ...rest,
    };
  }
  const deliver = (outgoing: Outgoing) => channel.deliver(outgoing, AbortSignal.timeout(5_000));
  const find = async (outgoing: Outgoing) => {
    await channel.stop();
    channel = await open();
    return channel.find({ ...outgoing, attempt: 2 }, AbortSignal.timeout(5_000));
  };
  const receipt = (outcome: Outcome) => {
    if (outcome.kind !== 'delivered') throw new Error(JSON.stringify(outcome));
    return outcome.receipt;
  };
  const file = (name: string, data: string): OutgoingFile => ({
    name,
    type: 'text/plain',
    size: data.length,
    digest: name,
    read: async () => Readable.from([Buffer.from(data)]),
  });

  it('is not taken for an equal message that has its receipt', async () => {
    const [first, second] = [says(plain('ok'), { as: AS }), says(plain('ok'), { as: AS })];
    const { message } = receipt(await deliver(first));
    expect((await find(second)).kind).to.equal('found'); // nobody knows yet whose it is
    lines.push({
      n: first.effect.line?.n ?? 0,
      seq: 1,
      at: 0,
      voice: 'staff',
      content: plain('ok'),
      state: 'delivered',
      message: message?.id ?? '',
    });
    expect((await find(second)).kind).to.equal('absent');
    expect((await find(first)).kind).to.equal('found');
  });

  it('is found although the message that it quotes was changed, or deleted', async () => {
    const asked = discord.people.say(vera, thread, 'which chair?');
    const inReplyTo = { who: 'Vera', text: 'which chair?', message: { place, id: asked.id } };
    const outgoing = says(plain('the red one', { inReplyTo }), { as: AS });
    const sent = receipt(await deliver(outgoing));
    discord.people.edit(asked, 'which of the chairs?');
    expect(await find(outgoing)).to.deep.equal({ kind: 'found', receipt: sent });
    discord.people.delete(asked);
    expect(await find(outgoing)).to.deep.equal({ kind: 'found', receipt: sent });
    expect((await find(says(plain('the red one'), { as: AS }))).kind).to.equal('absent');
  });

  it('is not taken for the same words with other files', async () => {
    const files = [file('a.txt', 'a chair')];
    const first = says(plain('see here'), { as: AS }, { files });
    const sent = receipt(await deliver(first));
    expect(
      (await find(says(plain('see here'), { as: AS }, { files: [file('b.txt', 'another')] }))).kind,
    ).to.equal('absent');
    expect(await find(first)).to.deep.equal({ kind: 'found', receipt: sent });
  });

  it('says that its files did not come, where only the words did', async () => {
    discord.faults.add({ route: WEBHOOK, kind: { status: 413, code: 40005 } });
    const outgoing = says(plain('no room'), { as: AS }, { files: [file('big.txt', 'big')] });
    receipt(await deliver(outgoing));
    const found = await find(outgoing);
    expect(found.kind === 'found' && found.receipt.files?.map(({ refused }) => refused)).to.deep.equal([
      'platform',
    ]);
  });

  for (const kind of ['accept-then-500', 'accept-then-drop'] as const) {
    it(`is added once to a message that grew: ${kind}`, async () => {
      const first = says(plain('short'), { as: AS });
      const { message } = receipt(await deliver(first));
      const { line: _line, ...base } = first.effect;
      const long = plain(`a long line of ${kind} `.repeat(170));
      const grown: Outgoing = {
        effect: {
          ...base,
          kind: 'revise',
          key: `grow.${kind}`,
          at: Date.now(),
          message: { effect: base.key },
          content: long,
        },
        attempt: 1,
        ...(message && { message }),
      };
      const before = discord.look.messages(thread).length;
      discord.faults.add({ route: WEBHOOK, kind });
      expect((await deliver(grown)).kind).to.equal('unknown');
      await channel.stop();
      channel = await open();
      const sent = receipt(await deliver({ ...grown, attempt: 2 }));
      expect(sent.parts).to.have.lengthOf(2);
      expect(discord.look.messages(thread)).to.have.lengthOf(before + 2);
    });
  }

  it('is not somebody else’s private thread, although they are called the same', async () => {
    const [one, two] = [1, 2].map((n) =>
      discord.world.addUser(`oda${n}`, { globalName: 'Oda', dmsClosed: true }),
    );
    const at = Date.now();
    const whisper = (to = '', key = '') => {
      const outgoing = says(plain(`for ${to} alone`));
      return deliver({
        ...outgoing,
        effect: { ...outgoing.effect, kind: 'whisper', to, key, at, target: { place } },
      } as Outgoing); // a whisper has what this say has, and its reader
    };
    const members = (sent: Outcome) => {
      const [id = ''] = receipt(sent).message?.id.split(':') ?? [];
      return [...(discord.world.channel(id).thread?.members.keys() ?? [])];
    };
    /** They wrote to the bot, which knows since then how they are called. */
    const known = async () => {
      for (const user of [one, two]) discord.people.dm(user ?? '', 'hi');
      await discord.deliveries.settled();
      await until(() => heard.length >= 2);
    };
    heard.length = 0;
    await known();
    const [first, second] = [await whisper(one, 'w.1'), await whisper(two, 'w.2')];
    expect(members(first)).to.have.members([discord.botUser, one]);
    expect(members(second)).to.have.members([discord.botUser, two]);
    await channel.stop();
    channel = await open();
    heard.length = 0;
    await known();
    expect(members(await whisper(two, 'w.3'))).to.have.members([discord.botUser, two]);
    expect(
      discord.look.threads(place.split('/')[1] ?? '').filter(({ type }) => type === 12),
    ).to.have.lengthOf(2);
  });
});
