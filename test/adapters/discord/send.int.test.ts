import { expect } from 'chai';
import { createDiscord } from '../../../adapters/discord/channel.js';
import { markdown, plain } from '../../../src/core/content.js';
import type { Effect, Persona } from '../../../src/core/effect.js';
import { silentLog, systemClock } from '../../../src/core/ports/ambient.js';
import type { Channel, Outcome, Outgoing } from '../../../src/core/ports/channel.js';
import { openStore } from '../../../src/store/lowdb/store.js';
import { startFakeDiscord } from '../../support/discord/fake-discord.js';
import type { FakeDiscord } from '../../support/discord/surface.js';
import { freshFolder } from '../../support/folders.js';

type Said<T> = T extends Effect ? Omit<T, 'key' | 'lane' | 'origin' | 'at' | 'voice'> : never;

describe('what Firstline sends to Discord', function () {
  this.timeout(20_000);
  let discord: FakeDiscord;
  let channel: Channel;
  let vera: string;
  let general: string;
  let close: () => Promise<void>;
  let count = 0;

  before(async () => {
    discord = await startFakeDiscord({ rates: 'off', timing: { identifyMs: 0 } });
    vera = discord.world.addUser('vera', { globalName: 'Vera' });
    general = discord.world.addChannel('general');
    const fresh = await freshFolder();
    const store = await openStore({ folder: fresh.data, clock: systemClock, log: silentLog });
    channel = createDiscord({
      token: discord.token,
      apiUrl: discord.apiUrl,
      config: { guilds: [], 'help-channels': [], forums: [] },
      desk: 'web:desk/cases',
      handleOf: () => undefined,
      language: 'en',
      name: 'Firstline',
      records: store,
      reader: store,
      clock: systemClock,
      log: silentLog,
      alarm: { raise: () => {}, clear: () => {} },
    });
    await channel.start({ submit: async () => ({ outcome: 'done' }) });
    close = async () => {
      await channel.stop();
      await store.close();
      await fresh.dispose();
      await discord.stop();
    };
  });
  after(() => close());

  const inThread = (text: string) => {
    const { id } = discord.people.say(vera, general, text);
    return { id, place: `discord:${discord.guildId}/${general}/${id}` };
  };
  const effect = (place: string, said: Said<Effect>): Effect => ({
    ...said,
    key: `key.${count++}`,
    lane: place,
    voice: 'bot',
    origin: place,
    at: Date.now(),
  });
  /** As the outbox does: what is to wait is sent again. More than fifty calls a second are. */
  const deliver = async (outgoing: Outgoing): Promise<Outcome> => {
    for (let attempt = 1; ; attempt++) {
      const outcome = await channel.deliver({ ...outgoing, attempt }, AbortSignal.timeout(5_000));
      if (outcome.kind !== 'later' || attempt > 3) return outcome;
      await new Promise((resolve) => setTimeout(resolve, outcome.retryAfter));
    }
  };
  const send = (place: string, said: Said<Effect>, message?: string): Promise<Outcome> =>
    deliver({
      effect: effect(place, said),
      place,
      attempt: 1,
      ...(message !== undefined && { message: { place, id: message } }),
    });
  const receipt = (outcome: Outcome) => {
    if (outcome.kind !== 'delivered') throw new Error(JSON.stringify(outcome));
    return outcome.receipt;
  };

  it('whispers in direct messages, and says where that was asked', async () => {
    const { id, place } = inThread('what is my balance');
    const sent = receipt(
      await send(place, { kind: 'whisper', target: { place }, to: vera, content: plain('12 days') }),
    );
    const direct = discord.world.dm(vera);
    expect(discord.look.messages(direct).at(-1)?.content).to.equal(
      `12 days\n-# Only you see this. You asked in <#${id}>.`,
    );
    expect(sent.message?.id).to.equal(`${direct}:${discord.look.messages(direct).at(-1)?.id}`);
  });

  it('whispers in a private thread where direct messages are closed, finds it, and changes it there', async () => {
    const oda = discord.world.addUser('oda', { globalName: 'Oda', dmsClosed: true });
    const { place } = inThread('what is my balance');
    const whisper = effect(place, { kind: 'whisper', target: { place }, to: oda, content: plain('12 days') });
    const outgoing = { effect: whisper, place, attempt: 1 };
    const sent = receipt(await deliver(outgoing));
    const [thread] = discord.look.threads(general).filter(({ type }) => type === 12);
    expect(discord.look.transcript(thread?.id ?? '')[0]).to.match(/^firstline: 12 days/);
    expect(thread?.thread?.members.has(oda)).to.equal(true);
    const found = await channel.find({ ...outgoing, attempt: 2 }, AbortSignal.timeout(5_000));
    expect(found).to.deep.equal({ kind: 'found', receipt: sent });
    const changed = await send(
      place,
      { kind: 'revise', message: { effect: whisper.key }, content: plain('13 days') },
      sent.message?.id,
    );
    expect(changed.kind).to.equal('delivered');
    expect(discord.look.transcript(thread?.id ?? '')[0]).to.match(/^firstline: 13 days.*\(edited\)$/);
    expect(discord.look.threads(general).filter(({ type }) => type === 12)).to.have.lengthOf(1);
  });

  it('refuses an offer that only one person sees', async () => {
    const { place } = inThread('hm');
    const outcome = await send(place, {
      kind: 'whisper',
      target: { place },
      to: vera,
      content: plain('help?'),
      fleeting: true,
    });
    expect(outcome).to.include({ kind: 'refused', code: 'unsupported' });
  });

  it('replies as the bot, and quotes as somebody else', async () => {
    const { id, place } = inThread('first');
    await send(place, { kind: 'say', target: { place }, content: plain('one') });
    const { id: asked } = discord.people.say(vera, id, 'and *what* now?');
    const inReplyTo = { who: 'Vera', text: 'and *what* now?', message: { place, id: asked } };
    const said = (text: string, as?: Persona) =>
      send(place, { kind: 'say', target: { place }, content: plain(text, { inReplyTo }), ...(as && { as }) });
    await said('two');
    await said('three', { name: 'Ana of Discord' });
    expect(discord.look.transcript(id).slice(-2)).to.deep.equal([
      '↪ Vera | firstline: two',
      'Ana of Dis-cord: > Vera: and \\*what\\* now? / three',
    ]);
  });

  it('changes and takes back what somebody else said, in all its parts', async () => {
    const { id, place } = inThread('first');
    const as = { name: 'Ana', avatar: 'https://cdn.example.com/ana.png' };
    const long = 'A long line of words.\n\n'.repeat(200);
    const sent = receipt(await send(place, { kind: 'say', target: { place }, content: markdown(long), as }));
    const refs = [sent.message, ...(sent.parts ?? [])];
    expect(refs.length).to.be.above(2);
    const outgoing = (said: Said<Effect>, of: typeof sent) => ({
      effect: { ...effect(place, said), voice: 'staff' as const },
      attempt: 1,
      ...(of.message && { message: of.message }),
      ...(of.parts && { parts: of.parts }),
    });
    const target = { effect: sent.effect };
    const short = receipt(
      await deliver(outgoing({ kind: 'revise', message: target, content: plain('short') }, sent)),
    );
    expect(short.parts).to.equal(undefined);
    expect(discord.look.transcript(id).slice(1)).to.deep.equal(['Ana: short (edited)']);
    const again = receipt(
      await deliver(outgoing({ kind: 'revise', message: target, content: markdown(long) }, short)),
    );
    expect(again.parts).to.have.lengthOf(refs.length - 1);
    expect(
      discord.look
        .lines(id)
        .slice(1)
        .every(({ sender }) => sender === 'Ana'),
    ).to.equal(true);
    receipt(await deliver(outgoing({ kind: 'retract', message: target }, again)));
    expect(discord.look.transcript(id)).to.have.lengthOf(1);
  });

  it('puts reactions on and takes them off, and says which there are not', async () => {
    const { id, place } = inThread('first');
    const react = (emoji: string, added: boolean) =>
      send(
        place,
        { kind: 'react', message: { message: { place, id: `${general}:${id}` } }, emoji, added },
        `${general}:${id}`,
      );
    expect((await react('👀', true)).kind).to.equal('delivered');
    expect(discord.look.lines(general).at(-1)?.reactions).to.deep.equal(['👀 ×1']);
    expect((await react('👀', false)).kind).to.equal('delivered');
    expect(discord.look.lines(general).at(-1)?.reactions).to.deep.equal([]);
    expect(await react(':company-logo:', true)).to.include({ kind: 'refused', code: 'unsupported' });
  });

  it('mentions whom it is to ping, and nobody else, whatever stands in the words', async () => {
    const { place } = inThread('first');
    const before = discord.look.notifications.length;
    const ping = [
      { person: 'vera', name: 'Vera', handle: vera },
      { person: 'ben', name: 'Ben' },
    ];
    const text = `@everyone @here <@${discord.world.guild().ownerId}> <@&${discord.guildId}>`;
    await send(place, { kind: 'say', target: { place }, content: markdown(text), ping });
    expect(discord.look.notifications.slice(before).map(({ target, id }) => `${target} ${id}`)).to.deep.equal(
      [`user ${vera}`],
    );
  });

  it('says that a thread is gone', async () => {
    const { id, place } = inThread('first');
    receipt(await send(place, { kind: 'say', target: { place }, content: plain('one') }));
    discord.people.delete({ channel: general, id });
    discord.people.deleteThread(discord.world.guild().ownerId, id);
    await discord.deliveries.settled();
    const outcome = await send(place, { kind: 'say', target: { place }, content: plain('two') });
    expect(outcome).to.deep.include({
      kind: 'refused',
      code: 'unreachable',
      reason: 'the channel or thread does not exist any more.',
    });
  });
});
