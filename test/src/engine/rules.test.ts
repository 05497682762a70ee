import { expect } from 'chai';
import fc from 'fast-check';
import type { Conversation } from '../../../src/core/conversation.js';
import { placeStream } from '../../../src/core/line.js';
import type { Channel, Outcome } from '../../../src/core/ports/channel.js';
import { World } from '../../support/world.js';

/** What a visitor or a staff member may do next. */
type Move =
  | { readonly do: 'ask'; readonly who: number; readonly text: string }
  | { readonly do: 'button'; readonly who: number; readonly which: number }
  | { readonly do: 'edit' | 'remove'; readonly who: number }
  | { readonly do: 'reply' | 'note'; readonly person: string; readonly case: number }
  | {
      readonly do: 'desk';
      readonly person: string;
      readonly case: number;
      readonly action: string;
      readonly fresh: boolean;
    }
  | { readonly do: 'pass'; readonly minutes: number }
  | { readonly do: 'restart' };

const visitors = ['vera', 'wang', 'xena'];
const texts = [
  'I forgot my password',
  'how do I connect to the vpn',
  '年假还剩几天',
  '密码忘了怎么办',
  'qwertz zyzzy plugh',
  'human',
  '转人工',
  'never mind',
  '算了',
  'thanks',
  '你好',
  'what can you do',
  'my payslip is wrong',
  'none of these',
  '2',
  'どうすればいいですか',
  'this is fucking ridiculous, you idiots!!!',
];
const who = fc.integer({ min: 0, max: 2 });
const person = fc.constantFrom('ana', 'li', 'tom', 'mallory');
const number = fc.integer({ min: 1, max: 4 });
const move: fc.Arbitrary<Move> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ do: fc.constant('ask' as const), who, text: fc.constantFrom(...texts) }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('button' as const), who, which: fc.nat(20) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('edit' as const, 'remove' as const), who }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constantFrom('reply' as const, 'note' as const), person, case: number }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('desk' as const),
      person,
      case: number,
      action: fc.constantFrom('claim', 'not-mine', 'resolve', 'reopen', 'still-on-it', 'pause', 'resume'),
      fresh: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('pass' as const), minutes: fc.constantFrom(1, 6, 40, 700) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restart' as const) }) },
);

/** What the channel saw, and what it was about to say while somebody else had the place. */
interface Seen {
  readonly talkedOver: string[];
  readonly leaked: string[];
  deliveries: number;
  failures: number;
  /** The platform works again. */
  healed: boolean;
}

/** Between the engine and the web: fails in every way that a platform fails, and watches the rules at the wire. */
function watching(seen: Seen, outcomes: readonly number[]) {
  let turn = 0;
  const arrived = new Map<string, Outcome>();
  return (channel: Channel, world: World): Channel => ({
    ...channel,
    deliver: async (outgoing, signal) => {
      const { effect, place } = outgoing;
      seen.deliveries += 1;
      const visitor = place?.includes('visitors');
      if (visitor && effect.kind === 'say' && effect.voice === 'bot') {
        const key = `conversation/${place}` as const;
        const found = (await world.store.read([key])).get(key)?.value as Conversation | undefined; // the key's type
        if (found && found.owner.kind !== 'bot')
          seen.talkedOver.push(`${effect.key}: ${effect.content.text}`);
      }
      const text = JSON.stringify(effect);
      if (visitor && (/INTERNAL/.test(text) || ('content' in effect && effect.content.fields)))
        seen.leaked.push(text);
      const outcome = seen.healed ? 0 : (outcomes[turn++ % outcomes.length] ?? 0);
      if (outcome > 6) seen.failures += 1;
      if (outcome === 7) return { kind: 'later', reason: 'busy', retryAfter: 90_000 };
      if (outcome === 8) return { kind: 'refused', reason: 'gone' };
      const delivered = await channel.deliver(outgoing, signal);
      if (delivered.kind === 'delivered') arrived.set(effect.key, delivered);
      return outcome === 9 ? { kind: 'unknown', reason: 'timed out' } : delivered;
    },
    find: async ({ effect }) => {
      const outcome = arrived.get(effect.key);
      return outcome?.kind === 'delivered' ? { kind: 'found', receipt: outcome.receipt } : { kind: 'absent' };
    },
  });
}

async function play(world: World, step: Move): Promise<void> {
  switch (step.do) {
    case 'ask':
      await world.ask(step.text, visitors[step.who]);
      return;
    case 'button': {
      const lines = await world.lines(visitors[step.who]);
      const buttons = lines.flatMap((line) => line.content.buttons ?? []);
      const button = buttons[step.which % Math.max(1, buttons.length)];
      if (!button) return;
      // Steps run side by side: another one may have taken the button away meanwhile.
      await world.press(button.label, visitors[step.who]).catch((error: Error) => {
        if (!error.message.startsWith('there is no button')) throw error;
      });
      return;
    }
    case 'edit':
    case 'remove': {
      const mine = (await world.lines(visitors[step.who])).filter(
        (line) => line.voice === 'asker' && !line.deleted,
      );
      const message = mine.at(-1)?.message;
      if (message === undefined) return;
      if (step.do === 'edit') await world.edit(message, 'how do I connect to the vpn', visitors[step.who]);
      else await world.remove(message, visitors[step.who]);
      return;
    }
    case 'reply':
      await world.write(step.person, 'We look into it', step.case);
      return;
    case 'note':
      await world.write(step.person, '// INTERNAL do not tell', step.case);
      return;
    case 'desk': {
      const version = step.fresh ? ((await world.case(step.case))?.revision ?? 0) : 1;
      await world.act(step.person, { action: step.action, value: String(step.case), version }, step.case);
      return;
    }
    case 'pass':
      world.now += Math.max(0, step.minutes - 10) * 60_000;
      await world.pass(Math.min(10, step.minutes));
      return;
    case 'restart':
      await world.restart();
      return;
    default:
      step satisfies never;
  }
}

/** Rule 5, after every step: no open case without a timer. */
async function openCasesHaveTimers(world: World): Promise<void> {
  const open = await world.store.cases({ open: true, limit: 100 });
  const timers = await world.store.due({ now: Number.MAX_SAFE_INTEGER, limit: 1000 });
  const keys = timers.filter(({ purpose }) => purpose.kind !== 'early').map((timer) => timer.key);
  expect(keys).to.have.members(open.map((found) => `case/${found.number}`));
  for (const timer of timers) expect(timer.at - world.now).to.be.lessThan(4 * 86_400_000);
}

/** Rule 4, seen from the asker: what they said was taken up by the bot or by the desk. */
async function nobodyFellSilent(world: World): Promise<void> {
  for (const visitor of visitors) {
    const lines = await world.store.lines({ stream: placeStream(world.place(visitor)), limit: 1000 });
    for (const line of lines) {
      if (line.voice !== 'asker') continue;
      const answered = lines.some((later) => later.n > line.n && later.voice !== 'asker');
      const relayed = line.copies !== undefined && line.copies.length > 0;
      expect(answered || relayed, `${visitor}: ${line.content.text}`).to.equal(true);
    }
  }
}

/** Rule 5, once the desk can be reached: every open case has its thread, and in it what its asker wrote. */
async function nothingIsHeldBack(world: World): Promise<void> {
  for (const { number, threadPlace } of await world.store.cases({ open: true, limit: 100 })) {
    expect(threadPlace, `the thread of #${number}`).not.to.equal(undefined);
    const lines = await world.threadLines(number);
    const waiting = lines.filter(({ voice, state, reason }) => {
      const refused = state === 'failed' && reason === 'gone'; // the platform refused this one; its writer was told
      return voice === 'asker' && state !== 'delivered' && !refused;
    });
    expect(waiting.map(({ content, state, reason }) => `${content.text}: ${state} ${reason}`)).to.deep.equal(
      [],
    );
  }
}

describe('over random traffic, on a channel that fails in every way', () => {
  it('one voice speaks in a place (rule 4), every open case has a timer (5), and what is internal stays (6)', async function () {
    this.timeout(120_000);
    let steps = 0;
    let deliveries = 0;
    let failures = 0;
    let cases = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(move, { minLength: 5, maxLength: 30 }),
        fc
          .array(fc.integer({ min: 0, max: 9 }), { minLength: 5, maxLength: 20 })
          .filter((list) => list.some((n) => n < 7)),
        async (moves, outcomes) => {
          const seen: Seen = { talkedOver: [], leaked: [], deliveries: 0, failures: 0, healed: false };
          const world = await World.create({ wrap: watching(seen, outcomes) });
          try {
            for (const [index, step] of moves.entries()) {
              const next = moves[index + 1];
              world.hurried = true;
              // Two things at once, as it happens in life; a restart waits for nobody but is no move of a person.
              const both =
                next &&
                step.do !== 'restart' &&
                next.do !== 'restart' &&
                step.do !== 'pass' &&
                next.do !== 'pass';
              await Promise.all([play(world, step), both ? play(world, next) : undefined]);
              await openCasesHaveTimers(world);
              steps += 1;
            }
            world.hurried = false;
            await world.settle();
            await nobodyFellSilent(world);
            seen.healed = true;
            await world.pass(10);
            await nothingIsHeldBack(world);
            expect(seen.talkedOver).to.deep.equal([]);
            expect(seen.leaked).to.deep.equal([]);
            for (const visitor of visitors)
              expect((await world.transcript(visitor)).join('\n')).not.to.include('INTERNAL');
            cases += (await world.store.cases({ limit: 100 })).length;
          } finally {
            await world.close();
          }
          deliveries += seen.deliveries;
          failures += seen.failures;
        },
      ),
      { numRuns: 40 },
    );
    process.stdout.write(
      `      ${steps} steps, ${cases} cases, ${deliveries} deliveries of which ${failures} failed first: nobody talked over, no case lost, nothing leaked\n`,
    );
    expect(cases).to.be.greaterThan(10);
  });
});
