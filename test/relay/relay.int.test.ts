import { expect } from 'chai';
import { type Bot, startBot } from './bot.js';
import { type Note, Pairs, tableInReadme, writeTable } from './pairs.js';
import { PLATFORMS } from './platforms.js';
import type { AskerSide, DeskSide, Platform, Said, Seen } from './sides.js';

/** Longer than a message may be on some platform, as far as its writer can write so much; with a fence in it. */
function long(limit: number): string {
  const lines = Math.floor(Math.min(limit - 100, 11_000) / 140);
  return [
    ...Array.from(
      { length: lines },
      (_each, n) => `Step ${n + 1}: turn the key, wait for the lamp, and write down what it shows.`,
    ),
    '```',
    ...Array.from(
      { length: lines },
      (_each, n) => `line ${n} of the log, which is long enough to fill a page`,
    ),
    '```',
  ].join('\n');
}

/** Without the marks that one platform takes for formatting and another one shows. */
const bare = (text = ''): string => text.replace(/[*_]/g, '');

/** What was said, without regard to how it was cut and what a platform shows of line ends. */
const words = (seen: readonly Seen[]): string =>
  seen
    .map(({ text }) => text)
    .join(' ')
    .replace(/[\s`*_]+/g, ' ')
    .trim();

const pairs = new Pairs();
/** Rows of the suite: what is tried with every pair. */
const ROWS = 14;

for (const asking of Object.keys(PLATFORMS)) {
  for (const working of Object.keys(PLATFORMS)) {
    describe(`an asker on ${asking}, a desk on ${working}`, function () {
      this.timeout(60_000);
      let platforms: Platform[];
      let bot: Bot;
      let vera: AskerSide;
      let ana: DeskSide;
      const case1 = (): Promise<readonly Seen[]> => ana.thread(1);
      const texts = (seen: readonly Seen[]): readonly string[] => seen.map(({ text }) => text);
      const isChange = ({ text }: Seen): boolean => /changed a message/.test(text);
      const reactionsTo = (seen: readonly Seen[], text: string): readonly string[] =>
        (seen.findLast((each) => each.text.includes(text))?.reactions ?? []).filter(
          (emoji) => emoji !== '✅',
        );

      const pair = pairs.of(asking, working);
      let noted = false;
      /** This row is otherwise for this pair. */
      const note = (name: Note): void => {
        noted = true;
        pair.notes.add(name);
      };
      beforeEach(() => {
        noted = false;
      });
      afterEach(function () {
        const { state, title = '' } = this.currentTest ?? {};
        // What is left out without a reason is missing.
        if (state === 'passed' || (state !== 'failed' && noted)) pair.passed += 1;
        else pair.failed.push(title);
      });

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
        bot = await startBot(platforms, of(working));
        vera = await of(asking).asker(bot);
        ana = await of(working).staff(bot);
      });
      after(async () => {
        await bot?.stop();
        for (const platform of platforms ?? []) await platform.stop();
      });

      it('hands a question over, and pings one person', async () => {
        await vera.say('my chair <b>squeaks</b> @everyone *loudly*');
        const [opening] = await case1();
        expect(opening?.text).to.match(/^#1 /);
        expect(bare(opening?.text)).to.include('my chair <b>squeaks</b> @everyone loudly');
        expect(await ana.pings()).to.equal(1);
        expect(words(await vera.sees())).to.include('asking Ana');
      });

      it('shows who has claimed it', async () => {
        await ana.press(1, 'Claim');
        expect(words(await vera.sees())).to.include('Ana has taken over');
      });

      it('passes on what the staff replies, under their name, with a receipt', async () => {
        await ana.write(1, 'Which floor & <room>? *Yours*');
        const last = (await vera.sees()).at(-1);
        expect(last?.who).to.equal('Ana');
        if (vera.names === 'once') note('names');
        expect(bare(last?.text)).to.equal('Which floor & <room>? Yours');
        const receipt = texts(await case1()).find((text) => text.startsWith('✅'));
        if (ana.reactions === 'told') {
          note('told');
          expect(receipt).to.match(/^✅ Which floor/);
        } else if (working !== 'web')
          expect(
            (await case1()).findLast(({ text }) => text.includes('Which floor'))?.reactions,
          ).to.deep.equal(['✅']);
      });

      it('keeps a note at the desk (rule 6)', async () => {
        await ana.write(1, '// not her fault');
        expect(words(await vera.sees())).not.to.include('fault');
      });

      it('passes on what the asker replies, under their name', async () => {
        await vera.say('the third <!channel>');
        const last = (await case1()).at(-1);
        expect(last?.text).to.equal('the third <!channel>');
        if (ana.names === 'once') note('names');
        expect(last?.who).to.match(asking === 'web' ? /Visitor|Guest|\w/ : /^Vera/);
        expect(await ana.pings()).to.equal(1);
      });

      it('lets changes follow both ways, after a restart too, and shows the desk what changed', async () => {
        const reply = await ana.write(1, 'I come at two.');
        const answer = await vera.say('two is fine');
        await bot.restart();
        await ana.edit(reply, 'I come at three.');
        expect(texts(await vera.sees()))
          .to.include('I come at three.')
          .and.not.to.include('I come at two.');
        await vera.edit(answer, 'three is fine');
        const thread = texts(await case1());
        expect(thread).to.include('three is fine').and.not.to.include('two is fine');
        expect(thread.at(-1))
          .to.match(/changed a message/)
          .and.to.include('two is fine')
          .and.to.include('three is fine');
      });

      it('lets deletions follow both ways', async () => {
        const reply = await ana.write(1, 'Forget this.');
        const answer = await vera.say('and this');
        await ana.remove(reply);
        expect(texts(await vera.sees())).not.to.include('Forget this.');
        await vera.remove(answer);
        const thread = texts(await case1());
        expect(thread).not.to.include('and this');
        expect(thread.at(-1)).to.match(/deleted a message/);
      });

      it('lets the reactions of the asker follow, after a restart too', async function () {
        if (!vera.react) {
          note('webReactions');
          return this.skip();
        }
        // What somebody wrote themselves, which is not always heard.
        const own = vera.hears !== 'copies';
        if (!own) note('ownReactions');
        await ana.write(1, 'Is it better now?');
        await vera.say('yes it is');
        await bot.restart();
        await vera.react('Is it better now?', '👍', true);
        await vera.react('yes it is', '🎉', true);
        if (ana.reactions === 'told') {
          const told = ['👍 Is it better now?', ...(own ? ['🎉 yes it is'] : [])];
          expect(texts(await case1())).to.include.members(told);
          await vera.react('Is it better now?', '👍', false);
          expect(texts(await case1())).not.to.include('👍 Is it better now?');
          return;
        }
        expect(reactionsTo(await case1(), 'Is it better now?')).to.deep.equal(['👍']);
        expect(reactionsTo(await case1(), 'yes it is')).to.deep.equal(own ? ['🎉'] : []);
        await vera.react('Is it better now?', '👍', false);
        expect(reactionsTo(await case1(), 'Is it better now?')).to.deep.equal([]);
      });

      it('lets the reactions of the staff follow, and keeps those to notes', async function () {
        if (!ana.react) {
          note('webReactions');
          return this.skip();
        }
        const own = ana.hears !== 'copies';
        if (!own) note('ownReactions');
        await ana.write(1, 'Shall I close it?');
        await vera.say('please do');
        await ana.write(1, '// she is nice');
        await ana.react('please do', '❤️', true);
        await ana.react('Shall I close it?', '👀', true);
        if (vera.reactions === 'told') {
          note('told');
          await ana.react('she is nice', '😄', true);
          const told = texts(await vera.sees());
          expect(told).to.include.members(['❤️ please do', ...(own ? ['👀 Shall I close it?'] : [])]);
          expect(told.join('\n')).not.to.include('😄');
          return;
        }
        const before = (await vera.sees()).flatMap(({ reactions }) => reactions).length;
        await ana.react('she is nice', '😄', true);
        expect((await vera.sees()).flatMap(({ reactions }) => reactions)).to.have.length(before);
        expect(reactionsTo(await vera.sees(), 'please do')).to.deep.equal(['❤️']);
        expect(reactionsTo(await vera.sees(), 'Shall I close it?')).to.deep.equal(own ? ['👀'] : []);
        await ana.react('please do', '❤️', false);
        expect(reactionsTo(await vera.sees(), 'please do')).to.deep.equal([]);
      });

      it('shows what an answer answers, both ways, but no note', async function () {
        if (!vera.answer || !ana.answer) note('noAnswers');
        if (!vera.answer && !ana.answer) return this.skip();
        const answer = async (
          to: string,
          text: string,
          side: AskerSide | DeskSide,
          read: () => Promise<readonly Seen[]>,
        ): Promise<void> => {
          const said = await side.answer?.(to, text);
          const check = async (now: string): Promise<void> => {
            const last = (await read()).findLast((each) => each.text.endsWith(now) && !isChange(each));
            const drawn = [last?.answers, last?.text].filter(Boolean).join('\n');
            expect(drawn).to.match(new RegExp(`^(?:> )?(?:[\\w ]+: )?${to}\n(?:.*\n)?${now}$`));
          };
          await check(text);
          await side.edit(said, `${text} now`);
          await check(`${text} now`);
        };
        await vera.say('which key do I take');
        await ana.write(1, 'the small one fits');
        await vera.say('I see');
        await ana.write(1, '// she is quick');
        if (vera.answer) await answer('the small one fits', 'that one is gone', vera, case1);
        if (!ana.answer) return;
        await answer('which key do I take', 'the red key', ana, () => vera.sees());
        await ana.answer('she is quick', 'so I say it here');
        expect(words(await vera.sees()))
          .to.include('so I say it here')
          .and.not.include('quick');
      });

      it('passes on long messages whole, both ways, and changes all of them', async () => {
        const change = async (
          text: string,
          write: (text: string) => Promise<Said>,
          edit: (said: Said, text: string) => Promise<void>,
          read: () => Promise<readonly Seen[]>,
        ): Promise<void> => {
          const before = (await read()).length;
          const since = async (): Promise<string> =>
            words((await read()).slice(before).filter((each) => !isChange(each)));
          const said = await write(text);
          expect(await since()).to.equal(words([{ who: '', text, reactions: [] }]));
          await edit(said, 'short now');
          expect(await since()).to.equal('short now');
          await edit(said, `${text}\nand longer`);
          expect(await since()).to.equal(words([{ who: '', text: `${text}\nand longer`, reactions: [] }]));
          await edit(said, 'short again');
        };
        const [mine, theirs] = [long(ana.longest), long(vera.longest)];
        await change(
          mine,
          (text) => ana.write(1, text),
          (said, text) => ana.edit(said, text),
          () => vera.sees(),
        );
        await change(
          theirs,
          (text) => vera.say(text),
          (said, text) => vera.edit(said, text),
          case1,
        );
      });

      it('passes on files, both ways, and names on both sides what cannot cross', async () => {
        await vera.attach('the picture', 'chair.txt', 'a broken chair');
        expect(words(await case1())).to.include('the picture');
        if (ana.files === 'pictures') {
          note('pictures');
          expect(words(await case1())).to.match(/could not be passed on: “chair.txt”/);
          expect(words(await vera.sees())).to.include('“chair.txt”');
        } else expect(await ana.fileOf(1, 'chair.txt')).to.equal('a broken chair');
        await ana.attach(1, 'the form', 'form.txt', 'fill this in');
        expect(words(await vera.sees())).to.include('the form');
        if (ana.files === 'pictures') expect(words(await case1())).to.match(/“file” \(one of the two/);
        else expect(await vera.fileOf('form.txt')).to.equal('fill this in');
        // The web says so before anything is sent.
        if (asking === 'web') {
          const refusal = await vera.attach('and the tool', 'tool.exe', 'MZ').catch(String);
          expect(refusal).to.match(/415 .*file-type/);
          return;
        }
        await vera.attach('and the tool', 'tool.exe', 'MZ');
        expect(words(await case1()))
          .to.include('and the tool')
          .and.to.match(/could not be passed on: “tool.exe”/);
        expect(words((await vera.sees()).slice(-1))).to.match(/“tool.exe”/);
      });

      it('is resolved, and opened again by a reply', async () => {
        await ana.press(1, 'Resolve');
        expect(words(await vera.sees())).to.include('#1 is closed');
        await vera.say('it squeaks again');
        expect(words(await case1()))
          .to.include('Reopened')
          .and.to.include('it squeaks again');
      });

      it('says at the desk what could not be delivered, and to whom it must', async function () {
        if (!vera.vanish) {
          note('webWaits');
          return this.skip();
        }
        await vera.vanish();
        await ana.write(1, 'Are you still there?');
        expect(texts(await case1()).join('\n')).to.match(/^Not delivered: \w+/m);
      });
    });
  }
}

describe('the table of the README', () => {
  it('says of every pair what this suite has seen', async function () {
    if (!pairs.complete(ROWS)) return this.skip();
    const table = pairs.table(ROWS);
    if (process.env.FIRSTLINE_PAIRS === 'write') await writeTable(table);
    expect(await tableInReadme(), 'npm run pairs writes it anew').to.equal(table);
  });
});
