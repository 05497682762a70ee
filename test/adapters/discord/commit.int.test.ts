import { expect } from 'chai';
import { createDiscord } from '../../../adapters/discord/channel.js';
import type { Event } from '../../../src/core/event.js';
import { silentLog, systemClock } from '../../../src/core/ports/ambient.js';
import type { Channel, Submitted } from '../../../src/core/ports/channel.js';
import type { Reader } from '../../../src/core/ports/store.js';
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
  let cases: Reader['cases'];
  /** Reads of the store that fail. */
  let unreadable: number;

  beforeEach(async () => {
    discord = await startFakeDiscord({ rates: 'off', timing: { identifyMs: 0 } });
    vera = discord.world.addUser('vera');
    help = discord.world.addChannel('help');
    const fresh = await freshFolder();
    const store = await openStore({ folder: fresh.data, clock: systemClock, log: silentLog });
    events = [];
    submit = async () => ({ outcome: 'done' });
    cases = async () => [];
    unreadable = 0;
    channel = createDiscord({
      token: discord.token,
      apiUrl: discord.apiUrl,
      config: { guilds: [], 'help-channels': [{ channel: help, unsure: 'silent' }], forums: [] },
      desk: 'web:desk/cases',
      handleOf: () => undefined,
      language: 'en',
      name: 'Firstline',
      records: {
        tail: store.tail.bind(store),
        async read(keys) {
          if (unreadable > 0) {
            unreadable -= 1;
            throw new Error('the disk is slow');
          }
          return store.read(keys);
        },
      },
      reader: {
        ...store,
        cases: (query) => cases(query),
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

  it('says that it is at it only where an answer takes its time', async () => {
    await until(() => events.length > 1);
    const shown = (): number => discord.look.counts()['POST /channels/:channel/typing'] ?? 0;
    discord.people.dm(vera, 'how do I connect to the VPN?');
    await until(() => messages().length === 1);
    let go = (): void => {};
    submit = ({ kind }) =>
      new Promise((resolve) => {
        if (kind === 'message') go = () => resolve({ outcome: 'done' });
        else resolve({ outcome: 'done' });
      });
    expect(shown()).to.equal(0);
    discord.people.dm(vera, 'and how do I reset my password?');
    await until(() => shown() === 1);
    go();
    await until(() => messages().length === 2);
  });

  it('shows that it is at it in the place that waits, before its thread is open, too', async () => {
    await until(() => events.length > 1);
    discord.people.dm(vera, 'what is my balance?');
    const { id } = discord.people.say(vera, help, 'how do I connect to the VPN?');
    await until(() => messages().length === 2);
    const { signal } = new AbortController();
    for (const { place } of messages()) await channel.typing?.(place, signal);
    const direct =
      messages()
        .find(({ place }) => place.startsWith('discord:dm/'))
        ?.place.split('/')[1] ?? '';
    expect(discord.look.typing(direct)).to.equal(true);
    expect(discord.look.typing(help)).to.equal(true);
    expect(messages().some(({ place }) => place.endsWith(`/${id}`))).to.equal(true);
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

  it('keeps the order also where the first of two is given up for a while', async () => {
    await until(() => events.length > 1);
    const first = discord.people.say(vera, help, 'how do I connect to the VPN?');
    const tries: string[] = [];
    submit = async (event) => {
      if (event.kind !== 'message') return { outcome: 'done' };
      tries.push(event.message);
      if (event.message.endsWith(first.id) && tries.length < 8) throw new Error('the disk is full');
      return { outcome: 'done' };
    };
    const second = discord.people.say(vera, help, 'and how do I reset my password?');
    await until(
      () => messages().some((event) => 'message' in event && event.message.endsWith(second.id)),
      25_000,
    );
    const order = messages().map((event) => ('message' in event ? event.message : ''));
    expect([...new Set(order)]).to.deep.equal([`${help}:${first.id}`, `${help}:${second.id}`]);
  });

  it('takes in what was said in the gap before what is told live, though it could not be committed at once', async () => {
    await until(() => events.length > 1);
    const gap = ['how do I connect to the VPN?', 'and how do I reset my password?'].map(
      (text) => discord.people.say(vera, help, text, { unheard: true }).id,
    );
    let refused = 0;
    submit = async (event) => {
      const isFirst = event.kind === 'message' && event.message.endsWith(gap[0] ?? '');
      if (isFirst && refused++ < 2) throw new Error('the disk is full');
      return { outcome: 'done' };
    };
    const { identified } = discord.gateway;
    discord.gateway.invalidate(false);
    await until(() => discord.gateway.identified > identified, 15_000);
    const live = discord.people.say(vera, help, 'and where is the printer?').id;
    await until(() => messages().some((event) => 'message' in event && event.message.endsWith(live)), 15_000);
    const order = messages().map((event) => ('message' in event ? event.message : ''));
    expect([...new Set(order)]).to.deep.equal([...gap, live].map((id) => `${help}:${id}`));
    expect(refused).to.equal(3);
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

  it('answers a command before it knows what to say where that takes too long', async () => {
    await until(() => discord.look.commands().includes('cases'));
    cases = () => new Promise((resolve) => setTimeout(() => resolve([]), 2_500));
    const seen = await discord.interact.slash(vera, help, 'cases');
    expect(seen).to.include({ answer: 'defer-reply', ok: true });
    expect(await discord.interact.filled(seen)).to.equal('None of your questions is with a person.');
    cases = () => new Promise((_resolve, reject) => setTimeout(() => reject(new Error('the disk')), 2_500));
    const lost = await discord.interact.slash(vera, help, 'cases');
    expect(await discord.interact.filled(lost)).to.equal('That did not work. Please try again in a moment.');
  });

  it('tries again what history does not give back', async () => {
    await until(() => events.length > 0);
    const ref = discord.people.dm(vera, 'how do I connect to the VPN?');
    await until(() => messages().length > 0);
    let refused = 0;
    submit = async ({ kind }) => {
      if (kind === 'delete' && refused++ < 2) throw new Error('a conflict');
      return { outcome: 'done' };
    };
    discord.people.delete(ref);
    await until(() => events.some(({ kind }) => kind === 'delete'));
    expect(refused).to.equal(3);
  });

  it('takes in also what comes after something that could not be looked up at once', async () => {
    await until(() => events.length > 1);
    const thread = discord.people.newThread(vera, help, 'lunch');
    await discord.deliveries.settled();
    unreadable = 1;
    discord.people.say(vera, thread, 'does somebody know this?');
    discord.people.mention(vera, thread, 'how do I connect to the VPN?');
    await until(() => messages().length > 0, 15_000);
    expect(unreadable).to.equal(0);
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
