import { expect } from 'chai';
import fc from 'fast-check';
import { BAIT, hostile, hostileAndLong, WORST } from '../support/hostile.js';
import { type Bot, startBot } from './bot.js';
import { PLATFORMS } from './platforms.js';
import type { AskerSide, DeskSide, Drawn, Platform, Said } from './sides.js';

/** Generated messages of each kind and direction; `FIRSTLINE_FUZZ_RUNS=1000` for an hour of them. */
const { FIRSTLINE_FUZZ_RUNS } = process.env;
const RUNS = Number(FIRSTLINE_FUZZ_RUNS ?? 1);
/** And then from each platform to itself as well. */
const THOROUGH = FIRSTLINE_FUZZ_RUNS !== undefined;

/** Letters, without the space and the marks of quotes, which platforms draw in their own ways. */
const letters = (text: string): string => text.replace(/[\s>\ufeff]/g, '');

/** What the bot said beside the relayed words: that something changed, what could not cross. */
const isNotice = ({ text }: Drawn): boolean =>
  /^(?:The asker (?:changed|deleted|reacted)|Something that belongs|Not passed on)/.test(text);

/** The same without what is a mark or a letter depending on what stands around it. */
const unmarked = (text: string): string => letters(text).replace(/[*_~|`\\•#-]/g, '');

/** Whether all letters of the pieces are there in order, perhaps with others between them. */
function holds(text: string, pieces: readonly string[]): boolean {
  let at = 0;
  // Whether `js` behind a fence is its language or its first word depends on what stands around it.
  for (const letter of unmarked(pieces.join('')).replaceAll('js', '')) {
    at = text.indexOf(letter, at) + letter.length;
    if (at < letter.length) return false;
  }
  return true;
}

/** Names of people, from whom some platform would take one for its own, or for markup. */
const NAMES = [
  '*State:* <!here>\u202e',
  '@everyone',
  '**Ana** · Discord · <@1>',
  '`\u200b` # Clyde',
] as const;

/** What the opening message says of a case, by its labels. */
const LABELS = [
  'State',
  'Asker',
  'Platform',
  'Local time',
  'Earlier',
  'Reason',
  'Tried',
  'Urgency',
  'Mood',
  'Language',
];
function labelsOf({ looks }: Drawn): readonly string[] {
  return looks
    .filter((look) => look.startsWith('bold:'))
    .map((look) => look.slice('bold:'.length).replace(/:?\s*$/, ''))
    .filter((word) => LABELS.includes(word));
}

const counted = { bots: 0, messages: 0, parts: 0, letters: 0, rings: 0 };

describe('hostile text through whole bots (rule 7)', function () {
  this.timeout(60_000 + RUNS * 2_000);
  after(() => {
    const { bots, messages, parts, rings } = counted;
    console.log(
      `      ${messages} hostile messages in ${2 * bots} directions, seen in ${parts} messages with ${counted.letters} letters; ${rings} notifications, all of them the ping of a new case`,
    );
  });

  for (const asking of Object.keys(PLATFORMS)) {
    for (const working of Object.keys(PLATFORMS)) {
      if (asking === working && !THOROUGH) continue;
      describe(`from ${asking} to a desk on ${working}, and back`, () => {
        let platforms: Platform[];
        let bot: Bot;
        let from: Platform;
        let desk: Platform;
        let vera: AskerSide;
        let ana: DeskSide;
        /** The opening message of a case of somebody who means no harm. */
        let plain: Drawn | undefined;
        let cases = 1;
        let jumped = 0;
        const clock = { now: () => Date.now() + jumped };
        /** The web takes no flood of writes: time passes between two of them. */
        const pause = (): void => {
          jumped += 5_000;
        };

        before(async () => {
          platforms = await Promise.all(
            [...new Set([asking, working])].map((name) => {
              const open = PLATFORMS[name];
              if (!open) throw new Error(`no platform ${name}`);
              return open();
            }),
          );
          const of = (name: string): Platform => {
            const found = platforms.find((platform) => platform.name === name);
            if (!found) throw new Error(`no platform ${name}`);
            return found;
          };
          from = of(asking);
          desk = of(working);
          bot = await startBot(platforms, desk, { clock, patient: true });
          vera = await from.asker(bot);
          ana = await desk.staff(bot);
          await vera.say('my chair squeaks');
          [plain] = await ana.drawn(1, 0);
          await ana.press(1, 'Claim');
          counted.bots += 1;
        });
        after(async () => {
          counted.rings += cases;
          await bot?.stop();
          for (const platform of platforms ?? []) await platform.stop();
        });

        /** Reads until something has come: under load the bot may still be asking its platform who wrote. */
        async function heard(
          read: () => Promise<readonly Drawn[]>,
          has: (seen: readonly Drawn[]) => boolean = (seen) => seen.length > 0,
        ): Promise<readonly Drawn[]> {
          const end = Date.now() + 5_000;
          for (;;) {
            const seen = await read();
            if (has(seen) || Date.now() > end) return seen;
            await new Promise((resolve) => setTimeout(resolve, 10));
            await bot.quiet();
          }
        }

        /** Nobody was called but the person on duty, once for each case. */
        async function onlyThePing(): Promise<void> {
          for (const platform of platforms) {
            const expected = platform === desk ? Array.from({ length: cases }, () => 'user Ana') : [];
            expect(await platform.rings(), platform.name).to.deep.equal(expected);
          }
        }

        /** What arrived is what its writer saw: every letter in order, under their name, and no more looks than theirs. */
        async function arrived(
          written: string,
          writer: Platform,
          reader: AskerSide | DeskSide,
          who: RegExp,
          seen: readonly Drawn[],
        ): Promise<void> {
          const words = seen.filter((drawn) => !isNotice(drawn));
          const text = letters(words.map((drawn) => drawn.text).join(''));
          const pieces = writer.read(written);
          counted.messages += 1;
          counted.parts += words.length;
          counted.letters += text.length;
          if (writer.name === 'discord')
            expect(holds(unmarked(text), pieces), `${text} holds ${pieces}`).to.equal(true);
          else {
            expect(text).to.equal(letters(pieces.join('')));
            expect(words.flatMap(({ looks }) => looks)).to.deep.equal([]);
          }
          expect(words.length).to.be.above(0);
          for (const { who: name, text: shown } of reader.names === 'once' ? words.slice(0, 1) : words)
            expect(name, shown).to.match(who);
          // Tags that the page's own renderer makes, and addresses that lead somewhere.
          if (reader.platform === 'web')
            for (const tag of words.flatMap(({ looks }) => looks)) expect(tag).to.match(TAG);
          await onlyThePing();
        }

        const tooMuch = (side: AskerSide | DeskSide, text: string): string =>
          text.slice(0, side.longest).replace(/[\uD800-\uDBFF]$/, '');
        // Neither a note nor a command, as typed or as shown: `![word](address)` is shown as `!word`.
        const sayable = (text: string, writer: Platform): boolean =>
          !/^[\s\ufeff]*$/.test(text) &&
          [text, writer.read(text).join('')].every(
            (words) => !/^[\p{C}\p{Z}\s*_~]*(?:[/／]{2}|[!！]+[a-z])/iu.test(words),
          );

        async function toDesk(typed: string): Promise<void> {
          const text = tooMuch(vera, typed);
          if (!sayable(text, from)) return;
          pause();
          const before = await ana.count(1);
          await vera.say(text);
          await arrived(
            text,
            from,
            ana,
            /^(?:Vera|Visitor|Guest|\w+)/,
            await heard(() => ana.drawn(1, before)),
          );
        }

        async function toAsker(typed: string): Promise<void> {
          const text = tooMuch(ana, typed);
          if (!sayable(text, desk)) return;
          pause();
          const before = await vera.count();
          await ana.write(1, text);
          await arrived(text, desk, vera, /^Ana$/, await heard(() => vera.drawn(before)));
        }

        const baited = (): fc.Arbitrary<string> => {
          const bait = fc.constantFrom(...BAIT, ...platforms.flatMap((platform) => platform.bait));
          const piece = fc.oneof(bait, hostile);
          const short = fc.array(piece, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(''));
          return fc.oneof({ weight: 4, arbitrary: short }, { weight: 1, arbitrary: hostileAndLong });
        };
        const worst = (limit: number): readonly string[] =>
          WORST(
            platforms.flatMap((platform) => platform.bait),
            limit,
          );

        it('crosses as text to the desk', async () => {
          for (const text of worst(vera.longest)) await toDesk(text);
          await fc.assert(fc.asyncProperty(baited(), toDesk), { numRuns: RUNS });
        });

        it('crosses as text to the asker', async () => {
          for (const text of worst(ana.longest)) await toAsker(text);
          await fc.assert(fc.asyncProperty(baited(), toAsker), { numRuns: RUNS });
        });

        it('opens a case as text, under whatever name', async () => {
          // Visitors of the web have no names of their own.
          const names =
            asking === 'web' ? [undefined] : [...NAMES, platforms.flatMap(({ bait }) => bait).join('')];
          for (const [index, name] of names.entries()) {
            pause();
            const mallory = await from.asker(bot, name);
            const text = WORST(desk.bait, 480)[index % 3] ?? '';
            await mallory.say(text);
            cases += 1;
            // Until the case is there.
            await heard(() => ana.drawn(cases, 0).catch(() => []));
            await onlyThePing();
            const [opening] = await ana.drawn(cases, 0);
            if (!opening || !plain) throw new Error('no opening message');
            expect(opening.who).to.equal(plain.who);
            const seen = letters(opening.text);
            expect(holds(unmarked(seen), from.read(text)), seen).to.equal(true);
            // What is bold, quoted or a block is the same as in every opening message, but for the names in it.
            const shape = ({ looks }: Drawn): readonly string[] => [
              ...new Set(looks.map((look) => look.replace(/:[\s\S]*$/, ''))),
            ];
            expect(shape(opening)).to.deep.equal(shape(plain));
            // And so are the labels, each once and in their order; one may stand there without being bold.
            const labels = labelsOf(opening);
            if (working !== 'web') expect(labels).to.include('State');
            expect(labels).to.deep.equal(labelsOf(plain).filter((label) => labels.includes(label)));
            // Further words cross under the name, however it had to be cleaned.
            const before = await ana.count(cases);
            pause();
            await mallory.say('and more');
            const more = await heard(() => ana.drawn(cases, before));
            expect(more.map((drawn) => drawn.text)).to.deep.equal(['and more']);
            counted.messages += 2;
            await onlyThePing();
          }
        });

        it('names files, and what cannot cross, as text', async () => {
          for (const name of ['<!channel> @everyone **b**.txt', '\u202e[x](http:e) `a`_b_.txt']) {
            for (const end of ['', '.exe']) {
              pause();
              const [mine, theirs] = [await ana.count(1), await vera.count()];
              // The web says at once what it does not take.
              await vera
                .attach('one', `${name}${end}`, 'words')
                .catch((error) => expect(String(error)).to.match(/415/));
              await ana
                .attach(1, 'two', `${name}${end}`, 'words')
                .catch((error) => expect(String(error)).to.match(/415/));
              const seen = [...(await ana.drawn(1, mine)), ...(await vera.drawn(theirs))];
              expect(seen.flatMap(({ looks }) => looks)).to.deep.equal([]);
              counted.messages += 2;
              await onlyThePing();
            }
          }
        });

        it('replaces a message as text', async () => {
          const changed = (seen: readonly Drawn[]): boolean =>
            seen.some((drawn) => !isNotice(drawn)) && !seen.some(({ text }) => text === 'calm');
          const edited = async (
            typed: string,
            side: AskerSide | DeskSide,
            say: (text: string) => Promise<Said>,
            check: (said: Said, text: string) => Promise<void>,
          ): Promise<void> => {
            const text = tooMuch(side, typed);
            if (!sayable(text, side === vera ? from : desk) || text.trim() === 'calm') return;
            pause();
            const said = await say('calm');
            await side.edit(said, text);
            await check(said, text);
          };
          const both = async (typed: string): Promise<void> => {
            const before = await ana.count(1);
            await edited(
              typed,
              vera,
              (text) => vera.say(text),
              async (_said, text) => {
                const seen = await heard(() => ana.drawn(1, before), changed);
                await arrived(text, from, ana, /^\w/, seen);
                const notice = seen.filter(isNotice);
                expect(notice.length).to.be.above(0);
                expect(notice.flatMap(({ looks }) => looks)).to.deep.equal([]);
              },
            );
            const there = await vera.count();
            await edited(
              typed,
              ana,
              (text) => ana.write(1, text),
              async (_said, text) =>
                arrived(text, desk, vera, /^Ana$/, await heard(() => vera.drawn(there), changed)),
            );
          };
          for (const text of worst(150).slice(0, THOROUGH ? 12 : 6)) await both(text);
          await fc.assert(fc.asyncProperty(hostile, both), { numRuns: Math.ceil(RUNS / 3) });
        });
      });
    }
  }
});

/** What the web's renderer makes of formatting: nothing with an attribute but the address of a link and a list's number. */
const TAG =
  /^<(?:\/?(?:p|br|hr|em|strong|del|code|pre|ul|ol|li|blockquote|h[1-6]|a)(?: \/)?|code class="language-[^"<>]*"|ol start="\d+"|a (?:href="(?:https?:|mailto:)[^"<>]*"|rel="[a-z ]+"|target="_blank"| )+)>$/;
