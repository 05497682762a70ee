import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { checkArticles } from '../../../knowledge/check/check.js';
import { readArticleFile } from '../../../knowledge/files/head.js';
import { loadArticles } from '../../../knowledge/files/load.js';
import { manyLines, oneLine, writeArticle } from '../../../knowledge/files/write-article.js';
import { draftsOf } from '../../../knowledge/import/drafts.js';
import type { Found } from '../../../knowledge/import/found.js';
import { type ImportOptions, importArticles } from '../../../knowledge/import/import.js';
import { importText } from '../../../knowledge/import/report.js';
import { starterFolder } from '../../../main.js';
import { LANGUAGES } from '../../../src/core/language.js';
import { SAMPLES } from '../samples.js';

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.constantFrom(
    'yes',
    'null',
    '---',
    '- a',
    'a: b',
    '# x',
    '"q"',
    "it's",
    '\ufeff',
    '\ud800',
    '2026-01-31',
    '{a}',
    'a\r\n---\r\nb',
    '1.5',
    '~',
    '密码：怎么办？',
  ),
);
const words = text.map(oneLine).filter((line) => line !== '');

describe('an article that is written', () => {
  it('is read back as the same, whatever stands in it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          id: fc.stringMatching(/^[a-z0-9]{1,12}(-[a-z0-9]{1,8})?$/),
          language: fc.constantFrom('en' as const, 'zh' as const),
          title: words,
          category: words,
          phrasings: fc.array(words, { minLength: 1, maxLength: 4 }),
          audience: words,
          handoff: fc.constantFrom('never' as const, 'always' as const),
          draft: fc.boolean(),
          body: text.map(manyLines).filter((body) => body !== ''),
        }),
        fc.option(fc.constantFrom('https://example.com/a?b=c#d', 'http://例え.jp/ü'), { nil: undefined }),
        fc.option(fc.subarray(['discord', 'slack', 'web'], { minLength: 1 }), { nil: undefined }),
        async (article, source, platforms) => {
          const whole = {
            ...article,
            ...(source && { source, reviewer: 'Ana', askedIn: 'zh' as const }),
            ...(platforms && { platforms }),
          };
          const written = Buffer.from(writeArticle(whole)).toString();
          const { article: read, problems } = await readArticleFile(`a.${article.language}.md`, written);
          expect(problems, written).to.deep.equal([]);
          const { file: _file, lines: _lines, version: _version, ...same } = read ?? expect.fail(written);
          expect(same).to.deep.equal(whole);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('making drafts', () => {
  const found = (rest: Partial<Found>): Found => ({ file: 'a.csv', questions: [], answer: 'So.', ...rest });

  it('gives each a name of its own, that translations share', () => {
    const { drafts } = draftsOf(
      [
        found({ questions: ['How do I pay?'] }),
        found({ questions: ['How do I pay', 'pay please'] }),
        found({ id: '12', title: 'Ünder Way.html', questions: ['x y'], language: 'en' }),
        found({ id: '12', title: '在路上', questions: ['在路上'], language: 'zh' }),
        found({ questions: ['怎么付款'] }),
        found({ questions: ['怎么付'], source: 'https://example.com/help/pay-now.html' }),
        found({ questions: ['vpn?'], id: 'vpn' }),
        found({
          file: 'b',
          questions: ['more?'],
          id: 'own',
          category: 'Money',
          audience: 'hr',
          handoff: 'always',
        }),
        found({ file: 'c', questions: ['还有吗'], id: 'own', category: '钱' }),
      ],
      SAMPLES,
    );
    expect(drafts.map(({ name, id, language }) => [name, id, language])).to.deep.equal([
      ['how-do-i-pay.en.md', 'how-do-i-pay', 'en'],
      ['how-do-i-pay-2.en.md', 'how-do-i-pay-2', 'en'],
      ['12.en.md', '12', 'en'],
      ['12.zh.md', '12', 'zh'],
      ['article-2d8f3bd0.zh.md'.replace('2d8f3bd0', drafts[4]?.id.slice(8) ?? ''), drafts[4]?.id, 'zh'],
      ['pay-now.zh.md', 'pay-now', 'zh'],
      ['vpn-2.en.md', 'vpn-2', 'en'],
      ['own.en.md', 'own', 'en'],
      ['own.zh.md', 'own', 'zh'],
    ]);
    // What translations have in common is said by the first.
    expect(drafts[8]).to.include({ category: 'Money', audience: 'hr', handoff: 'always' });
    expect(drafts[4]?.id).to.match(/^article-[0-9a-f]{8}$/);
  });

  it('leaves out what exists and what is there twice, and says so', () => {
    const { drafts, leftOut } = draftsOf(
      [
        found({ questions: ['how do i reset my PASSWORD'], line: 2 }),
        found({ questions: ['I forgot my password', 'new question'], line: 3 }),
        found({ questions: ['Where?'], line: 4 }),
        found({ questions: ['where'], line: 5 }),
        found({ questions: ['where'], answer: 'Elsewhere.', line: 6 }),
        found({ questions: ['x'.repeat(301)], line: 7 }),
        found({ questions: ['y'], answer: ' \u0000\n', line: 8 }),
      ],
      SAMPLES,
    );
    expect(leftOut.map(({ line, why }) => [line, why])).to.deep.equal([
      [2, 'The article "reset-password" answers it already.'],
      [5, 'It is the same as a.csv:4.'],
      [7, 'Its title or its question is empty or longer than 300 characters.'],
      [8, 'It has no answer.'],
    ]);
    expect(drafts.map(({ notes }) => notes)).to.deep.equal([
      ['The article "reset-password" has one of its phrasings.'],
      [],
      ['It is asked as a.csv:4 is, with another answer.'],
    ]);
  });

  it('leaves out what is in a language that the bot does not speak, and says which', () => {
    const german = {
      questions: ['Wie setze ich mein Passwort zurück?'],
      answer: 'Bitte melden Sie sich an.',
    };
    const all = [
      found({ ...german, line: 2 }),
      found({ questions: ['VPN'], answer: 'Office 4.', foreign: 'de', line: 3 }),
      found({ questions: ['パスワードを忘れました'], answer: 'ここを押してください。', line: 4 }),
      found({ questions: ['What does “Passwort vergessen” mean?'], answer: 'That you forgot it.', line: 5 }),
      found({ questions: ['密码忘了怎么办'], answer: '点这里。', line: 6 }),
      found({ ...german, language: 'en', line: 7 }),
    ];
    const { drafts, leftOut } = draftsOf(all, []);
    expect(leftOut.map(({ line, language, why }) => [line, language, why])).to.deep.equal([
      [
        2,
        'de',
        'It reads like German; articles are in English or Chinese, so translate it first. Where that is wrong, --language says what it is.',
      ],
      [
        3,
        'de',
        'Its source says that it is in German; articles are in English or Chinese, so translate it first.',
      ],
      [
        4,
        'ja',
        'It reads like Japanese; articles are in English or Chinese, so translate it first. Where that is wrong, --language says what it is.',
      ],
    ]);
    expect(drafts.map(({ from, language, notes }) => [from.line, language, notes])).to.deep.equal([
      [5, 'en', []],
      [6, 'zh', []],
      [7, 'en', ['It reads like German, not like English.']],
    ]);
    // Whoever imports knows better, but not than the source.
    const forced = draftsOf(all.slice(0, 2), [], { language: 'en' });
    expect(forced.drafts.map(({ notes }) => notes)).to.deep.equal([
      ['It reads like German, not like English.'],
    ]);
    expect(forced.leftOut.map(({ line }) => line)).to.deep.equal([3]);
  });

  it('believes what is asked and answered more than a source that says the other of our languages', () => {
    const { drafts } = draftsOf(
      [
        found({ questions: ['公司手机怎么申请？'], answer: '在商城下单。', language: 'en', line: 1 }),
        found({ questions: ['How do I order a phone?'], answer: 'In the shop.', language: 'zh', line: 2 }),
        found({ questions: ['怎么安装 VPN'], answer: 'Cisco AnyConnect', language: 'en', line: 3 }),
        found({ questions: ['VPN'], answer: '联系 IT 部门。', language: 'zh', line: 4 }),
        found({ questions: ['What is 飞书?'], answer: 'It is the app for all.', language: 'en', line: 5 }),
        found({ questions: ['密码'], answer: 'You can reset it in the portal.', language: 'en', line: 6 }),
      ],
      [],
    );
    expect(drafts.map(({ from, language, notes }) => [from.line, language, notes])).to.deep.equal([
      [1, 'zh', ['It is in Chinese, not in English as its source says.']],
      [2, 'en', ['It is in English, not in Chinese as its source says.']],
      [3, 'zh', ['It is in Chinese, not in English as its source says.']],
      [4, 'zh', []],
      [5, 'en', []],
      [6, 'en', []],
    ]);
    expect(drafts[0]?.name).to.match(/\.zh\.md$/);
    const forced = draftsOf([found({ questions: ['怎么付款'], answer: '刷卡。' })], [], { language: 'en' });
    expect(forced.drafts.map(({ language, notes }) => [language, notes])).to.deep.equal([
      ['zh', ['It is in Chinese, not in English as --language says.']],
    ]);
  });

  it('takes no article of ours for one in another language', async () => {
    const { articles } = await loadArticles(starterFolder, { starter: true });
    const all = articles.flatMap(({ translations }) =>
      LANGUAGES.flatMap((language): Found[] => {
        const one = translations[language];
        return one ? [found({ title: one.title, questions: one.phrasings, answer: one.body })] : [];
      }),
    );
    const { drafts, leftOut } = draftsOf(all, []);
    expect(leftOut).to.deep.equal([]);
    expect(drafts.flatMap(({ notes }) => notes)).to.deep.equal([]);
  });

  it('makes of whatever was found only what is read back without a mistake', async () => {
    const any = fc.record(
      {
        file: fc.constant('x'),
        id: text,
        title: text,
        questions: fc.array(text, { maxLength: 4 }),
        answer: text,
        category: text,
        audience: text,
        owner: text,
        source: fc.oneof(text, fc.webUrl()),
        language: fc.constantFrom('en' as const, 'zh' as const),
      },
      { requiredKeys: ['file', 'questions', 'answer'] },
    ) as fc.Arbitrary<Found>; // a key that is not required is absent, not undefined
    await fc.assert(
      fc.asyncProperty(fc.array(any, { maxLength: 6 }), async (all) => {
        const { drafts, leftOut } = draftsOf(all, []);
        expect(drafts.length + leftOut.length).to.equal(all.length);
        expect(new Set(drafts.map(({ name }) => name)).size).to.equal(drafts.length);
        for (const draft of drafts) {
          const { article, problems } = await readArticleFile(draft.name, writeArticle(draft));
          expect(problems).to.deep.equal([]);
          const { file: _file, lines: _lines, version: _version, ...same } = article ?? expect.fail();
          const { name: _name, from: _from, notes: _notes, ...meant } = draft;
          expect(same).to.deep.equal(meant);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('importing', () => {
  let folder: string;
  let source: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'firstline-import-'));
    source = join(folder, 'faq.csv');
    await writeFile(
      source,
      'question,answer\nHow do I frobnicate?,Turn it.\nHow can I reset a forgotten password?,Ask.\nbad,row,here\n',
    );
  });
  afterEach(() => rm(folder, { recursive: true }));

  const run = (rest: Partial<ImportOptions> = {}) =>
    importArticles([source], SAMPLES, { folder: join(folder, 'out'), ...rest });

  it('writes drafts that answer nothing until somebody takes the line out', async () => {
    const report = await run({ category: 'Machines' });
    expect(report.drafts.map(({ file, outcome }) => [file, outcome])).to.deep.equal([
      ['how-do-i-frobnicate.en.md', 'written'],
      ['how-can-i-reset-a-forgotten-password.en.md', 'written'],
    ]);
    expect(report.problems.map(({ file, line }) => [file, line])).to.deep.equal([[source, 4]]);
    const out = join(folder, 'out');
    expect(await readdir(out)).to.have.length(2);
    const loaded = await loadArticles(out);
    expect([loaded.articles, loaded.errors, loaded.drafts.length]).to.deep.equal([[], [], 2]);
    expect(checkArticles(loaded, 0).map(({ level, file, line }) => [level, file, line])).to.deep.equal([
      ['info', 'how-can-i-reset-a-forgotten-password.en.md', 8],
      ['info', 'how-do-i-frobnicate.en.md', 8],
    ]);
    const path = join(out, 'how-do-i-frobnicate.en.md');
    await writeFile(path, (await readFile(path, 'utf8')).replace('draft: true\n', ''));
    const { articles } = await loadArticles(out);
    expect(articles.map(({ id, category }) => [id, category])).to.deep.equal([
      ['how-do-i-frobnicate', 'Machines'],
    ]);
  });

  it('overwrites nothing without being told, and knows what it wrote', async () => {
    await run();
    const path = join(folder, 'out', 'how-do-i-frobnicate.en.md');
    await writeFile(path, 'mine');
    expect((await run()).drafts.map(({ outcome }) => outcome)).to.deep.equal(['kept', 'same']);
    expect(await readFile(path, 'utf8')).to.equal('mine');
    expect((await run({ overwrite: true, dryRun: true })).drafts[0]?.outcome).to.equal('written');
    expect(await readFile(path, 'utf8')).to.equal('mine');
    expect((await run({ overwrite: true })).drafts[0]?.outcome).to.equal('written');
    expect(await readFile(path, 'utf8')).to.contain('Turn it.');
  });

  it('tells a reader what became what, most important first', async () => {
    await run();
    await writeFile(join(folder, 'out', 'how-do-i-frobnicate.en.md'), 'mine');
    const said = importText(await run()).replaceAll(folder, '');
    expect(said).to.match(
      /^0 drafts written to \/out; 1 stood there already, the same\.\n\nCould not be read:\n {2}\/faq\.csv:4: The row has 3 columns, expected were 2\./,
    );
    expect(said).to.contain(
      'Not overwritten, another file stands there (--overwrite replaces it):\n  how-do-i-frobnicate.en.md (from /faq.csv:2)',
    );
    expect(said).to.match(
      /by an existing article:\n {2}how-can-i-reset-a-forgotten-password\.en\.md: “How can I reset a forgotten password\?” finds reset-password \(\d+%\)/,
    );
    expect(said).to.match(/take the line "draft: true" out\.$/);
  });

  it('says how much was left out for its language, each language once', async () => {
    await writeFile(
      source,
      [
        'question,answer,language',
        'Wie melde ich mich an?,Mit dem Passwort.,de-AT',
        'Wo ist die Rechnung?,Im Konto.,Deutsch',
        'Comment payer ma facture ?,Avec votre carte.,',
        'How do I pay?,By card.,en',
        '怎么付款？,刷卡。,中文',
      ].join('\n'),
    );
    const report = await run();
    expect(report.drafts.map(({ language, title }) => [language, title])).to.deep.equal([
      ['en', 'How do I pay?'],
      ['zh', '怎么付款？'],
    ]);
    expect(importText(report).replaceAll(folder, '')).to.contain(
      [
        'Left out for their language; articles are in English or Chinese, so translate them first:',
        '  German: 2, first /faq.csv:2, “Wie melde ich mich an?”',
        '  French: 1, /faq.csv:4, “Comment payer ma facture ?”',
      ].join('\n'),
    );
    expect(importText(report)).to.not.contain('Left out:');
  });

  it('keeps what was written when a file cannot be, and says which are not', async () => {
    await mkdir(join(folder, 'out', 'how-can-i-reset-a-forgotten-password.en.md'), { recursive: true });
    const report = await run();
    expect(report.drafts.map(({ outcome }) => outcome)).to.deep.equal(['written', 'failed']);
    expect(report.problems[0]?.message).to.match(/^A draft could not be written: EISDIR/);
    expect(importText(report)).to.contain(
      'Not written:\n  how-can-i-reset-a-forgotten-password.en.md (from ',
    );
    expect((await readdir(join(folder, 'out'))).sort()).to.deep.equal([
      'how-can-i-reset-a-forgotten-password.en.md',
      'how-do-i-frobnicate.en.md',
    ]);
  });

  it('refuses an encoding that nobody knows, and a folder that cannot be made', async () => {
    expect(await run({ encoding: 'klingon' }).catch(String)).to.contain(
      'There is no encoding called klingon.',
    );
    expect(await run({ folder: join(source, 'x') }).catch(String)).to.contain('cannot be made');
  });
});
