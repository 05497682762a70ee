import { Readable } from 'node:stream';
import { expect } from 'chai';
import { plain } from '../../src/core/content.js';
import type { Effect, MessageRef } from '../../src/core/effect.js';
import type { Event } from '../../src/core/event.js';
import { type PlaceKey, parsePlace } from '../../src/core/place.js';
import type { Channel, Outgoing, Submitted } from '../../src/core/ports/channel.js';

/** A channel that is not started yet, and its platform. */
export interface ChannelUnderTest {
  readonly channel: Channel;
  /** Where askers write. */
  readonly place: PlaceKey;
  /** Where threads are opened. */
  readonly desk: PlaceKey;
  /** The platform's id of somebody who is staff at the desk. */
  readonly staff: string;
  /** Somebody writes at `place`. Says whether the platform got its acknowledgement. */
  write(text: string, id: string): Promise<'acknowledged' | 'refused'>;
  /** Somebody writes at `place` while the channel does not listen. */
  writeUnheard?(text: string, id: string): Promise<void>;
  /** The platform itself cuts the white space at the ends of what people write. */
  readonly trims?: boolean;
  /** What stands in a place, as its readers see it. */
  read?(place: PlaceKey): Promise<readonly string[]>;
  dispose?(): Promise<void>;
}

/**
 * Everything that the channel port promises. `options.skip` names promises, by their title, that a channel does not
 * keep, with the reason.
 */
export function channelContract(
  name: string,
  make: () => Promise<ChannelUnderTest>,
  options: { readonly skip?: Readonly<Record<string, string>> } = {},
): void {
  const promised =
    (started: boolean): Promised =>
    (title, test) => {
      const reason = options.skip?.[title];
      if (reason !== undefined) {
        it.skip(`${title} (skipped: ${reason})`);
        return;
      }
      it(title, async () => {
        const under = await make();
        try {
          if (started) await under.channel.start({ submit: async () => ({ outcome: 'done' }) });
          await test(under);
        } finally {
          await under.channel.stop();
          await under.dispose?.();
        }
      });
    };

  describe(`${name} keeps the promises of a channel`, () => {
    describe('what goes out', () => describeDelivery(promised(true)));
    describe('what comes in', () => describeEvents(promised(false)));
    describe('who is staff', () => describeStaff(promised(true)));
  });
}

type Promised = (title: string, test: (under: ChannelUnderTest) => Promise<void>) => void;

const signal = (): AbortSignal => AbortSignal.timeout(5_000);

function say(place: PlaceKey, key: string, text: string): Outgoing {
  return {
    effect: {
      kind: 'say',
      key,
      lane: place,
      voice: 'bot',
      origin: place,
      at: 1,
      target: { place },
      content: plain(text),
    },
    place,
    attempt: 1,
  };
}

function withFiles(outgoing: Outgoing): Outgoing {
  const files = [1, 2].map((n) => ({
    name: `${n}.txt`,
    type: 'text/plain',
    size: 3,
    digest: `d${n}`,
    read: async () => Readable.from([Buffer.from('abc')]),
  }));
  return { ...outgoing, files };
}

function change(kind: 'revise' | 'retract' | 'react', key: string, message: MessageRef): Outgoing {
  const base = {
    key,
    lane: message.place,
    voice: 'bot',
    origin: message.place,
    at: 1,
    message: { message },
  } as const;
  const effects: Record<typeof kind, Effect> = {
    revise: { ...base, kind: 'revise', content: plain('new words') },
    retract: { ...base, kind: 'retract' },
    react: { ...base, kind: 'react', emoji: '✅', added: true },
  };
  return { effect: effects[kind], message, attempt: 1 };
}

async function said(under: ChannelUnderTest, key: string, text: string): Promise<MessageRef> {
  const outcome = await under.channel.deliver(say(under.place, key, text), signal());
  if (outcome.kind !== 'delivered' || !outcome.receipt.message) throw new Error(JSON.stringify(outcome));
  return outcome.receipt.message;
}

function describeDelivery(promise: Promised): void {
  promise('says something, and hands back the message that it became', async (under) => {
    const { channel, place, read } = under;
    const outcome = await channel.deliver(say(place, 'k1', 'hello'), signal());
    expect(outcome).to.have.property('kind', 'delivered');
    if (outcome.kind !== 'delivered') return;
    expect(outcome.receipt.effect).to.equal('k1');
    expect(outcome.receipt.message?.place).to.equal(place);
    expect(outcome.receipt.message?.id).to.be.a('string').and.not.equal('');
    if (read) expect(await read(place)).to.deep.equal(['hello']);
  });

  promise('tells of every file that it is given what became of it, in order', async ({ channel, place }) => {
    const outcome = await channel.deliver(withFiles(say(place, 'k1', 'hello')), signal());
    if (outcome.kind !== 'delivered') throw new Error(JSON.stringify(outcome));
    const told = outcome.receipt.files?.map(({ digest, refused }) => [digest, refused]);
    const sent = ['d1', 'd2'].map((digest) => [digest, undefined]);
    // One that takes no files is silent about them.
    expect(told).to.deep.equal(channel.capabilities.files ? sent : undefined);
  });

  promise('finds the files that it has sent with what it said', async ({ channel, place }) => {
    const outgoing = withFiles(say(place, 'k1', 'hello'));
    const outcome = await channel.deliver(outgoing, signal());
    const found = await channel.find(outgoing, signal());
    if (outcome.kind !== 'delivered' || found.kind !== 'found') throw new Error(JSON.stringify(found));
    expect(found.receipt).to.deep.equal(outcome.receipt);
  });

  promise('finds what it has said, with the same receipt', async ({ channel, place }) => {
    const outgoing = say(place, 'k1', 'hello');
    const outcome = await channel.deliver(outgoing, signal());
    const lookup = await channel.find({ ...outgoing, attempt: 2 }, signal());
    if (!channel.capabilities.lookup) expect(lookup.kind).to.equal('cannot-tell');
    else
      expect(lookup.kind === 'found' && outcome.kind === 'delivered' && lookup.receipt).to.deep.equal(
        outcome.kind === 'delivered' && outcome.receipt,
      );
  });

  promise('does not find what it has never said', async ({ channel, place }) => {
    const { kind } = await channel.find(say(place, 'never', 'hello'), signal());
    expect(kind).to.equal(channel.capabilities.lookup ? 'absent' : 'cannot-tell');
  });

  promise('opens a thread, and says things in it', async ({ channel, desk }) => {
    const effect: Effect = {
      kind: 'open',
      key: 'k1',
      lane: 'thread:k1',
      voice: 'system',
      origin: desk,
      at: 1,
      case: 7,
      target: { place: desk },
      title: '#7 vpn · Ana',
      content: plain('first'),
    };
    const outcome = await channel.deliver({ effect, place: desk, attempt: 1 }, signal());
    expect(outcome.kind).to.equal('delivered');
    const opened = outcome.kind === 'delivered' ? outcome.receipt.opened : undefined;
    expect(opened && parsePlace(opened)?.platform).to.equal(channel.platform);
    expect(opened).to.not.equal(desk);
    if (opened === undefined) return;
    const second = await channel.deliver(say(opened, 'k2', 'second'), signal());
    expect(second).to.have.nested.property('receipt.message.place', opened);
  });

  for (const kind of ['revise', 'retract', 'react'] as const) {
    promise(`can ${kind} a message, or says that it cannot`, async (under) => {
      const { channel } = under;
      const can = { revise: 'edit', retract: 'delete', react: 'react' } as const;
      const message = await said(under, 'k1', 'hello');
      const outcome = await channel.deliver(change(kind, 'k2', message), signal());
      if (channel.capabilities[can[kind]]) expect(outcome).to.have.nested.property('receipt.effect', 'k2');
      else expect(outcome).to.include({ kind: 'refused', code: 'unsupported' });
      if (!under.read || outcome.kind !== 'delivered') return;
      const expected = { revise: ['new words'], retract: [], react: ['hello'] };
      expect(await under.read(under.place)).to.deep.equal(expected[kind]);
    });
  }

  promise(
    'changes all of what it had to split: what is too much goes, what is missing comes',
    async (under) => {
      const { channel, place, read } = under;
      const words = (count: number, word: string): string =>
        Array.from({ length: count }, (_each, n) => `${word} ${n}`).join('\n');
      const [long, short] = [words(4_000, 'long'), words(3, 'short')];
      const first = await channel.deliver(say(place, 'k1', long), signal());
      let stands = first.kind === 'delivered' ? first.receipt : undefined;
      const pieces = stands?.parts?.length ?? 0;
      for (const [key, text] of [
        ['k2', short],
        ['k3', long],
        ['k4', words(4_000, 'next')],
      ] as const) {
        const { message, parts = [] } = stands ?? {};
        if (!message) throw new Error('nothing was said');
        const { effect, ...rest } = change('revise', key, message);
        const revised = { ...effect, content: plain(text) } as Effect; // a revise, of which the content is another one
        const outcome = await channel.deliver({ ...rest, effect: revised, parts }, signal());
        expect(outcome.kind, key).to.equal('delivered');
        stands = outcome.kind === 'delivered' ? outcome.receipt : undefined;
        expect(stands?.parts ?? [], key).to.have.length(key === 'k2' ? 0 : pieces);
        if (read)
          expect((await read(place)).join('\n').replace(/\s+/g, ' '), key).to.equal(
            text.replace(/\s+/g, ' '),
          );
      }
    },
  );

  promise('refuses for good what has no place on its platform, and says why', async ({ channel }) => {
    const outcome = await channel.deliver(say('elsewhere:w/c', 'k1', 'hello'), signal());
    expect(outcome.kind).to.equal('refused');
    expect(outcome.kind === 'refused' && outcome.reason).to.match(/\w/);
  });

  promise('refuses to change a message that is nowhere', async ({ channel, place }) => {
    const { message: _message, ...outgoing } = change('revise', 'k1', { place, id: 'x' });
    const outcome = await channel.deliver(outgoing, signal());
    expect(outcome.kind).to.equal('refused');
  });

  promise('refuses work, which is for workers', async ({ channel, place }) => {
    const effect: Effect = {
      kind: 'work',
      key: 'k1',
      lane: 'work',
      voice: 'system',
      origin: place,
      at: 1,
      worker: 'lookup',
      input: null,
    };
    const outcome = await channel.deliver({ effect, attempt: 1 }, signal());
    expect(outcome).to.include({ kind: 'refused', code: 'unsupported' });
  });

  promise('ends an attempt at once when the signal says so', async ({ channel, place }) => {
    const before = performance.now();
    await channel.deliver(say(place, 'k1', 'hello'), AbortSignal.abort());
    expect(performance.now() - before).to.be.below(1_000);
  });
}

function describeEvents(promise: Promised): void {
  promise('submits what somebody writes, whole, and under an id that stays', async (under) => {
    const events: Event[] = [];
    const submit = async (event: Event): Promise<Submitted> => {
      const known = events.some(({ id }) => id === event.id);
      events.push(event);
      return { outcome: known ? 'duplicate' : 'done' };
    };
    await under.channel.start({ submit });
    const text = ' Where is <b>it</b>?\n@everyone 在哪里？ ';
    expect(await under.write(text, '6f1c3a52-8f8f-4b44-9a07-0d2a3e3f5a10')).to.equal('acknowledged');
    expect(await under.write(text, '6f1c3a52-8f8f-4b44-9a07-0d2a3e3f5a10')).to.equal('acknowledged');
    const messages = events.filter((event) => event.kind === 'message');
    expect(messages).to.have.lengthOf(2);
    const [first, second] = messages;
    expect(first).to.include({ text: under.trims ? text.trim() : text, place: under.place });
    expect(first?.author.id).to.match(/./);
    expect(first?.message).to.match(/./);
    expect(first?.id).to.equal(second?.id);
  });

  promise('gives two messages two ids', async (under) => {
    const ids: string[] = [];
    await under.channel.start({
      submit: async (event) => {
        if (event.kind === 'message') ids.push(event.id);
        return { outcome: 'done' };
      },
    });
    await under.write('same words', '6f1c3a52-8f8f-4b44-9a07-0d2a3e3f5a11');
    await under.write('same words', '6f1c3a52-8f8f-4b44-9a07-0d2a3e3f5a12');
    expect(new Set(ids).size).to.equal(2);
  });

  promise('acknowledges only after the commit', async (under) => {
    let commit = (): void => {};
    let asked = (): void => {};
    const underway = new Promise<void>((resolve) => {
      asked = resolve;
    });
    await under.channel.start({
      submit: async ({ kind }) => {
        if (kind !== 'message') return { outcome: 'done' };
        asked();
        await new Promise<void>((resolve) => {
          commit = resolve;
        });
        return { outcome: 'done' };
      },
    });
    let acknowledged = false;
    const written = under.write('hello', '6f1c3a52-8f8f-4b44-9a07-0d2a3e3f5a13').then((outcome) => {
      acknowledged = true;
      return outcome;
    });
    await underway;
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(acknowledged).to.equal(false);
    commit();
    expect(await written).to.equal('acknowledged');
  });

  promise('acknowledges nothing that could not be committed', async (under) => {
    await under.channel.start({ submit: () => Promise.reject(new Error('the disk is full')) });
    expect(await under.write('hello', '6f1c3a52-8f8f-4b44-9a07-0d2a3e3f5a14')).to.equal('refused');
  });

  promise('submits what it missed, under the ids of live events', async (under) => {
    const ids: string[] = [];
    await under.writeUnheard?.('while you were away', '6f1c3a52-8f8f-4b44-9a07-0d2a3e3f5a15');
    await under.channel.start({
      submit: async ({ kind, id }) => {
        if (kind === 'message') ids.push(id); // how far it has read is nobody's message
        return { outcome: 'done' };
      },
    });
    await under.channel.catchUp([]);
    await under.write('while you were away', '6f1c3a52-8f8f-4b44-9a07-0d2a3e3f5a15');
    expect(ids).to.have.lengthOf(2);
    expect(new Set(ids).size).to.equal(1);
  });

  promise(
    'lets the events under way through before it has stopped, and then takes no more',
    async (under) => {
      let commit = (): void => {};
      let asked = (): void => {};
      let committed = false;
      const underway = new Promise<void>((resolve) => {
        asked = resolve;
      });
      await under.channel.start({
        submit: async ({ kind }) => {
          if (kind !== 'message') return { outcome: 'done' };
          asked();
          await new Promise<void>((resolve) => {
            commit = resolve;
          });
          committed = true;
          return { outcome: 'done' };
        },
      });
      const written = under.write('hello', '6f1c3a52-8f8f-4b44-9a07-0d2a3e3f5a16');
      await underway;
      const stopped = under.channel.stop().then(() => committed);
      setTimeout(() => commit(), 20);
      expect(await stopped).to.equal(true);
      expect(await written).to.equal('acknowledged');
      expect(await under.write('too late', '6f1c3a52-8f8f-4b44-9a07-0d2a3e3f5a17')).to.equal('refused');
    },
  );
}

function describeStaff(promise: Promised): void {
  promise('knows its staff at the desk, and in its threads', async ({ channel, desk, staff }) => {
    expect(await channel.isStaff(staff, desk)).to.equal(true);
    expect(await channel.isStaff(staff, `${desk}/7`)).to.equal(true);
  });

  promise('takes nobody else for staff', async ({ channel, desk }) => {
    for (const user of ['', 'stranger', '__proto__', `${desk}`]) {
      expect(await channel.isStaff(user, desk), user).to.equal(false);
    }
  });

  promise('takes nobody for staff at a place of another platform', async ({ channel, staff }) => {
    expect(await channel.isStaff(staff, 'elsewhere:desk/cases')).to.equal(false);
  });
}
