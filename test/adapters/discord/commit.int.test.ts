import { expect } from 'chai';
import { createDiscord } from '../../../adapters/discord/channel.js';
import type { Event } from '../../../src/core/event.js';
import { silentLog, systemClock } from '../../../src/core/ports/ambient.js';
import type { Channel, Submitted } from '../../../src/core/ports/channel.js';
import { openStore } from '../../../src/store/lowdb/store.js';
import { startFakeDiscord } from '../../support/discord/fake-discord.js';
import type { FakeDiscord } from '../../support/discord/surface.js';
import { freshFolder } from '../../support/folders.js';
import { until } from './stage.js';

describe('Discord, which acknowledges nothing, and commits', function () {
  this.timeout(30_000);
  let discord: FakeDiscord;
  let channel: Channel;
  let vera: string;
  let help: string;
  let close: () => Promise<void>;
  let submit: (event: Event) => Promise<Submitted>;
  let events: Event[];

  beforeEach(async () => {
    discord = await startFakeDiscord({ rates: 'off', timing: { identifyMs: 0 } });
    vera = discord.world.addUser('vera');
    help = discord.world.addChannel('help');
    const fresh = await freshFolder();
    const store = await openStore({ folder: fresh.data, clock: systemClock, log: silentLog });
    events = [];
    submit = async () => ({ outcome: 'done' });
    channel = createDiscord({
      token: discord.token,
      apiUrl: discord.apiUrl,
      config: { guilds: [], 'help-channels': [{ channel: help, unsure: 'silent' }], forums: [] },
      desk: 'web:desk/cases',
      handleOf: () => undefined,
      language: 'en',
      name: 'Firstline',
      records: store,
      reader: {
        ...store,
        cases: store.cases.bind(store),
        watermarks: async () =>
          events.flatMap((event) =>
            event.kind === 'mark' ? [{ place: event.place, at: event.at, mark: event.mark }] : [],
          ),
      },
      clock: systemClock,
      log: silentLog,
      alarm: { raise: () => {}, clear: () => {} },
    });
    await channel.start({
      async submit(event) {
        const done = await submit(event);
        events.push(event);
        return done;
      },
    });
    close = async () => {
      await channel.stop();
      await store.close();
      await fresh.dispose();
      await discord.stop();
    };
  });
  afterEach(() => close());

  const messages = () => events.filter(({ kind }) => kind === 'message');

  it('reads from history what could not be committed', async () => {
    await until(() => events.length > 1);
    const reads = (): number => discord.look.counts()['GET /channels/:channel/messages'] ?? 0;
    const before = reads();
    submit = async ({ kind }) => {
      if (kind === 'message' && reads() === before) throw new Error('the disk is full');
      return { outcome: 'done' };
    };
    const { id } = discord.people.say(vera, help, 'how do I connect to the VPN?');
    await until(() => messages().length > 0, 15_000);
    expect(messages()[0]).to.include({ id: `discord:${help}/${id}/message`, message: `${help}:${id}` });
  });

  it('takes in what happened in its order, though the first of it could not be committed at once', async () => {
    await until(() => events.length > 1);
    let refused = 0;
    submit = async ({ kind }) => {
      if (kind !== 'mark' && refused++ < 2) throw new Error('the disk is full');
      return { outcome: 'done' };
    };
    const first = discord.people.dm(vera, 'how do I connect to the VPN?');
    const second = discord.people.dm(vera, 'and how do I reset my password?');
    await until(() => messages().length === 2);
    expect(messages().map((event) => 'message' in event && event.message)).to.deep.equal([
      first.id,
      second.id,
    ]);
    // What is deleted stands in no history.
    refused = 0;
    discord.people.delete(first);
    await until(() => events.some(({ kind }) => kind === 'delete'));
  });

  it('answers a click before the commit where that takes too long, and says afterwards what came of it', async () => {
    const place = `discord:${discord.guildId}/${help}/${discord.people.say(vera, help, 'hm').id}`;
    const content = {
      text: 'Yes?',
      format: 'markdown',
      buttons: [{ action: 'helped', label: 'That helped', value: 'k', version: 1 }],
    } as const;
    const effect = {
      kind: 'say',
      key: 'k1',
      lane: place,
      voice: 'bot',
      origin: place,
      at: Date.now(),
      target: { place },
      content,
    } as const;
    const said = await channel.deliver({ effect, place, attempt: 1 }, AbortSignal.timeout(5_000));
    if (said.kind !== 'delivered') throw new Error(JSON.stringify(said));
    submit = () =>
      new Promise((resolve) => {
        setTimeout(() => resolve({ outcome: 'done', reply: { kind: 'notice', text: 'Too late.' } }), 2_500);
      });
    const thread = place.split('/').at(-1) ?? '';
    const seen = await discord.interact.click(
      vera,
      { channel: thread, id: said.receipt.message?.id ?? '' },
      'That helped',
    );
    expect(seen).to.include({ answer: 'defer-update', ok: true });
    await until(() => discord.look.ephemerals(vera).length > 0);
    expect(discord.look.ephemerals(vera).map(({ text }) => text)).to.deep.equal(['Too late.']);
  });

  it('leaves a click unanswered that could not be committed', async () => {
    const place = `discord:${discord.guildId}/${help}/${discord.people.say(vera, help, 'hm').id}`;
    const content = {
      text: 'Yes?',
      format: 'markdown',
      buttons: [{ action: 'helped', label: 'That helped', value: 'k', version: 1 }],
    } as const;
    const effect = {
      kind: 'say',
      key: 'k1',
      lane: place,
      voice: 'bot',
      origin: place,
      at: Date.now(),
      target: { place },
      content,
    } as const;
    const said = await channel.deliver({ effect, place, attempt: 1 }, AbortSignal.timeout(5_000));
    if (said.kind !== 'delivered') throw new Error(JSON.stringify(said));
    submit = () => Promise.reject(new Error('the disk is full'));
    const thread = place.split('/').at(-1) ?? '';
    const seen = await discord.interact.click(
      vera,
      { channel: thread, id: said.receipt.message?.id ?? '' },
      'That helped',
    );
    expect(seen).to.include({ answer: 'none', ok: false });
    submit = async () => ({ outcome: 'done' });
  });
});
