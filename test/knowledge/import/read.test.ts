import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import type { Read } from '../../../knowledge/import/found.js';
import { readSources } from '../../../knowledge/import/sources.js';
import { pairs, reading } from './reading.js';

describe('reading what is to be imported', () => {
  describe('tables', () => {
    it('joins rows of one article, and rows with one answer', async () => {
      const read = await reading({
        'a.csv':
          '\uFEFFarticle,question,answer,category\r\nvpn,How do I connect?,"Open it.\r\nSign in.",IT\r\nvpn,vpn is down,,\r\n',
        'b.csv':
          'Question;Answer;URL\nWie viel?;"<p>Ten &amp; <b>one</b></p>";https://example.com/x\nHow much?;"<p>Ten &amp; <b>one</b></p>";\nWhen?;"At ""nine"""\n',
        'c.tsv': '问题\t答案\n怎么请假\t在系统里申请。\n',
      });
      expect(pairs(read)).to.deep.equal([
        ['How do I connect? / vpn is down', 'Open it.\nSign in.'],
        ['Wie viel? / How much?', 'Ten & **one**'],
        ['When?', 'At "nine"'],
        ['怎么请假', '在系统里申请。'],
      ]);
      expect(read.found[0]).to.include({ id: 'vpn', category: 'IT', line: 2 });
      expect(read.found[1]).to.include({ source: 'https://example.com/x', line: 2 });
      expect(read.problems).to.deep.equal([]);
    });

    it('takes the questions of all columns that have some', async () => {
      const { found } = await reading({
        'a.csv': 'Question,Phrasings,Answer\nHow do I pay?,where is the till,By card.\nWhen?,,Now.\n',
        'b.csv': '问题,问法,答案\n怎么付款？,在哪里付钱,刷卡。\n',
      });
      expect(found.map(({ questions }) => questions)).to.deep.equal([
        ['How do I pay?', 'where is the till'],
        ['When?'],
        ['怎么付款？', '在哪里付钱'],
      ]);
    });

    it('reads on after a bad row and names it', async () => {
      const read = await reading({
        'a.csv':
          'question,answer\nOne?,Yes\nTwo?,a "quote" inside,and more\n\nThree?,"No\nFour?,Maybe\n,nothing asked\nFive?,\n',
      });
      expect(pairs(read)).to.deep.equal([
        ['One?', 'Yes'],
        ['Four?', 'Maybe'],
      ]);
      expect(read.problems.map(({ line }) => line)).to.deep.equal([5, 3]);
      expect(read.leftOut.map(({ line, why }) => [line, why])).to.deep.equal([
        [7, 'It has neither question nor title.'],
        [8, 'It has no answer.'],
      ]);
    });

    it('says which columns are missing, and by what names it knows them', async () => {
      const read = await reading({ 'a.csv': 'a1,b1\n1,2\n', 'b.csv': 'Subject,Lösung\n1,2\n' });
      expect(read.problems[0]).to.include({ file: 'a.csv', line: 1 });
      const question = 'a question (question, questions, phrasing';
      expect(read.problems[0]?.message)
        .to.match(/^The first line names the columns a1, b1; none of them is a question \(question, /)
        .and.contain(', and none an answer (answer, answers,');
      expect(read.problems[1]?.message)
        .to.contain('none of them is an answer (answer,')
        .and.not.contain(question);
      expect(read.problems[1]?.hint).to.match(/^Rename the columns in that line/);
    });

    it('reads what ticket systems export, in both languages', async () => {
      const read = await reading({
        'a.csv': 'Ticket,Subject,Status,Resolution\n7,Scanner is stuck,Closed,Press Reset.\n',
        'b.csv': '工单,主题,状态,解决方案\n7,扫描仪卡住了,已关闭,请按复位键。\n',
      });
      expect(pairs(read)).to.deep.equal([
        ['Scanner is stuck', 'Press Reset.'],
        ['扫描仪卡住了', '请按复位键。'],
      ]);
    });

    it('names a file of another kind once', async () => {
      const [problem] = (await readSources(['LICENSE'], {})).problems;
      expect(problem?.message).to.equal('It is no Markdown, HTML, CSV or JSON.');
    });
  });

  describe('JSON', () => {
    it('reads lists of questions and answers, by whatever name', async () => {
      const read = await reading({
        'a.json': JSON.stringify([
          { question: 'One?', answer: 'Yes', id: 'one', category: 'Numbers' },
          { questions: ['Two?', 'Second?'], answer: '<p>A <em>b</em></p>', title: 'Two' },
          { q: 'Three?', a: 'Third' },
          { title: 'Four' },
          'text',
        ]),
        'b.json': JSON.stringify({ faqs: [{ phrasings: ['x', 'y'], content: 'z', language: 'zh-CN' }] }),
        'c.jsonl': '{"question":"L1?","answer":"1"}\n{"question":"L2?",\n{"question":"L3?","answer":"3"}\n',
      });
      expect(pairs(read)).to.deep.equal([
        ['One?', 'Yes'],
        ['Two? / Second?', 'A _b_'],
        ['Three?', 'Third'],
        ['x / y', 'z'],
        ['L1?', '1'],
        ['L3?', '3'],
      ]);
      expect(read.leftOut.map(({ what, why }) => `${what}: ${why}`)).to.deep.equal([
        'Four: It has no answer.',
        'entry 5: It is no object with a question and an answer.',
      ]);
      expect(read.problems.map(({ file, line }) => [file, line])).to.deep.equal([['c.jsonl', 2]]);
    });

    it('reads the exports of help centres, their languages too, and leaves drafts of theirs out', async () => {
      const read = await reading({
        'zendesk.json': JSON.stringify({
          count: 3,
          articles: [
            {
              id: 360001,
              title: 'Reset it',
              body: '<h2>How</h2><p>So.</p>',
              locale: 'en-us',
              html_url: 'https://h.example/1',
              draft: false,
            },
            { id: 360001, title: '重置', body: '<p>这样。</p>', locale: 'zh-cn', draft: false },
            { id: 360002, title: 'Secret', body: '<p>No.</p>', draft: true },
          ],
        }),
        'intercom.json': JSON.stringify({
          type: 'list',
          data: [
            {
              id: '9',
              title: 'Pay',
              body: '<p>Card.</p>',
              state: 'published',
              default_locale: 'en',
              translated_content: {
                type: 'x',
                en: { title: 'Pay', body: 'x' },
                'zh-CN': { title: '付款', body: '<p>刷卡。</p>', state: 'published' },
                fr: { title: 'Payer', body: '<p>Carte.</p>', state: 'published' },
              },
            },
          ],
        }),
      });
      expect(
        read.found.map(({ id, title, language, foreign, answer }) => [
          id,
          title,
          language ?? foreign,
          answer,
        ]),
      ).to.deep.equal([
        ['9', 'Pay', 'en', 'Card.'],
        ['9', '付款', 'zh', '刷卡。'],
        ['9', 'Payer', 'fr', 'Carte.'],
        ['360001', 'Reset it', 'en', '## How\n\nSo.'],
        ['360001', '重置', 'zh', '这样。'],
      ]);
      expect(read.leftOut[0]).to.include({ what: 'Secret', why: 'It is not published where it comes from.' });
    });

    it('reads the translations that Zendesk puts into its articles, and says which of them it leaves out', async () => {
      const translations = [
        { locale: 'en-us', title: 'Reset it', body: '<p>So.</p>', draft: false },
        { locale: 'zh-cn', title: '重置', body: '<p>这样。</p>', html_url: 'https://h.example/zh-cn/1' },
        { locale: 'fr', title: 'Réinitialiser', body: '<p>Ainsi.</p>', draft: true },
        { locale: 'de', title: 'Zurücksetzen', body: '<p></p>' },
      ];
      const article = { id: 1, title: 'Reset it', body: '<p>So.</p>', locale: 'en-us', translations };
      const read = await reading({ 'z.json': JSON.stringify({ articles: [article] }) });
      expect(read.found).to.deep.equal([
        {
          file: 'z.json',
          id: '1',
          title: 'Reset it',
          questions: ['Reset it'],
          answer: 'So.',
          language: 'en',
        },
        {
          file: 'z.json',
          id: '1',
          title: '重置',
          questions: ['重置'],
          answer: '这样。',
          language: 'zh',
          source: 'https://h.example/zh-cn/1',
        },
      ]);
      expect(read.leftOut.map(({ what, why }) => `${what}: ${why}`)).to.deep.equal([
        'Réinitialiser: It is not published where it comes from.',
        'Zurücksetzen: Its answer has no words.',
      ]);
    });

    it('knows which language a source names, and which it does not', async () => {
      const named = [
        'en-US',
        'zh_TW',
        'yue',
        'English',
        '中文',
        'de',
        'Deutsch',
        'german',
        'und',
        'main',
        '',
      ];
      const rows = named.map((language, i) => ({ question: `q ${i}`, answer: 'So.', language }));
      const { found } = await reading({ 'a.json': JSON.stringify(rows) });
      expect(found.map(({ language, foreign }) => language ?? foreign)).to.deep.equal([
        ...['en', 'zh', 'zh', 'en', 'zh', 'de', 'de', 'de'],
        ...[undefined, undefined, undefined],
      ]);
      const pages = await reading({
        'a.html': '<html lang="de-CH"><h1>VPN</h1><p>Office 4.</p></html>',
        'b.md': '---\nlang: fr\n---\n# VPN\n\nBureau 4.',
      });
      expect(pages.found.map(({ foreign }) => foreign)).to.deep.equal(['de', 'fr']);
    });

    it('names the line of a mistake', async () => {
      const read = await reading({ 'a.json': '[\n{"question": "a",\n"answer" "b"}\n]' });
      expect(read.problems[0]?.message).to.match(/The file is no JSON/);
      const empty = await reading({ 'a.json': '{"version": 3}' });
      expect(empty.problems[0]?.message).to.equal('There is no list of articles in it.');
    });
  });

  describe('documents of Markdown', () => {
    it('takes an article of ours as it is, and any other by front matter and headings', async () => {
      const read = await reading({
        'own.en.md':
          '---\nid: own\nlanguage: en\ntitle: Own\ncategory: IT\nphrasings:\n  - a\n  - b\naudience: staff\nplatforms: slack\nreview-by: 2027-01-01\n---\nThe *answer*.\n',
        'docs/page.zh-CN.md': '---\ntitle: 标题\ntags: [a, b]\ncategory: 分类\nslug: a-page\n---\n\n正文。\n',
        'faq.md': '# FAQ\n\n## How do I pay?\n\nBy `card`.\n\n## Who are you?\n\nWe are.\r\n',
        'plain.md': 'Just words.',
        'broken.md': '---\ntitle: [x\n---\n# Real title\n\nText.',
        '.hidden/x.md': '# No',
        'logo.png': 'x',
      });
      expect(
        read.found.map(({ id, title, questions, answer, language, category }) => [
          id,
          title,
          questions.length,
          answer,
          language,
          category,
        ]),
      ).to.deep.equal([
        [undefined, 'Real title', 1, 'Text.', undefined, undefined],
        ['a-page', '标题', 1, '正文。', 'zh', '分类'],
        [undefined, 'How do I pay?', 1, 'By `card`.', undefined, undefined],
        [undefined, 'Who are you?', 1, 'We are.', undefined, undefined],
        ['own', 'Own', 2, 'The *answer*.', 'en', 'IT'],
        [undefined, 'plain', 1, 'Just words.', undefined, undefined],
      ]);
      expect(read.found[4]).to.deep.include({ audience: 'staff', platforms: ['slack'] });
      expect(read.leftOut).to.deep.equal([
        { file: 'logo.png', what: 'a file', why: 'It is no Markdown, HTML, CSV or JSON.' },
      ]);
    });
  });

  describe('encodings', () => {
    // 问题,答案 / 怎么请假,在系统里申请。 in GBK
    const GBK = Uint8Array.from([
      0xce, 0xca, 0xcc, 0xe2, 0x2c, 0xb4, 0xf0, 0xb0, 0xb8, 0x0a, 0xd4, 0xf5, 0xc3, 0xb4, 0xc7, 0xeb, 0xbc,
      0xd9, 0x2c, 0xd4, 0xda, 0xcf, 0xb5, 0xcd, 0xb3, 0xc0, 0xef, 0xc9, 0xea, 0xc7, 0xeb, 0xa1, 0xa3, 0x0a,
    ]);
    it('sees GBK and UTF-16, and believes what is told or what a page says', async () => {
      for (const options of [{}, { encoding: 'gbk' }]) {
        expect(pairs(await reading({ 'a.csv': GBK }, options))).to.deep.equal([
          ['怎么请假', '在系统里申请。'],
        ]);
      }
      const utf16 = Buffer.from('\uFEFFquestion,answer\nWarum?,Darum – so\n', 'utf16le');
      expect(pairs(await reading({ 'a.csv': utf16 }))).to.deep.equal([['Warum?', 'Darum – so']]);
      expect(pairs(await reading({ 'a.csv': Buffer.from(utf16).swap16() }))).to.deep.equal([
        ['Warum?', 'Darum – so'],
      ]);
      const latin = Buffer.from(
        '<meta charset="windows-1252"><h1>Gr\u00f6\u00dfe</h1><p>\u00fcber</p>',
        'latin1',
      );
      expect(pairs(await reading({ 'a.html': latin }))).to.deep.equal([['Größe', 'über']]);
    });

    it('does not take Korean for Chinese', async () => {
      // 비밀번호를 어떻게 재설정합니까?,설정 메뉴를 여십시오 in EUC-KR
      const words =
        'baf1b9d0b9f8c8a3b8a620beeeb6bbb0d420c0e7bcb3c1a4c7d5b4cfb1ee3f2cbcb3c1a420b8deb4bab8a620bfa9bdcabdc3bfc00a';
      const bytes = Buffer.concat([Buffer.from('question,answer\n'), Buffer.from(words, 'hex')]);
      const { found, problems } = await reading({ 'a.csv': bytes });
      expect(found).to.deep.equal([]);
      expect(problems.map(({ message }) => message)).to.deep.equal(['It is no UTF-8.']);
      expect(pairs(await reading({ 'a.csv': bytes }, { encoding: 'euc-kr' }))[0]?.[1]).to.equal(
        '설정 메뉴를 여십시오',
      );
    });

    it('says what to do where it cannot tell, and refuses what is no text', async () => {
      const latin = Buffer.from('question,answer\nWo?,\u00fcber das B\u00fcro\n', 'latin1');
      const read = await reading({
        'a.csv': latin,
        'b.csv': new Uint8Array(100),
        'c.csv': 'question,answer\na,b\n',
      });
      expect(read.problems.map(({ file, message, hint }) => [file, message, hint])).to.deep.equal([
        ['a.csv', 'It is no UTF-8.', 'Save it as UTF-8, or name its encoding, such as --encoding gbk.'],
        ['b.csv', 'It is no text.', 'Save it as UTF-8, or name its encoding, such as --encoding gbk.'],
      ]);
      expect(pairs(read)).to.deep.equal([['a', 'b']]);
      expect(pairs(await reading({ 'a.csv': latin }, { encoding: 'windows-1252' }))).to.deep.equal([
        ['Wo?', 'über das Büro'],
      ]);
    });
  });

  it('names a folder and a file below that may not be read, and reads the others', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'firstline-import-'));
    try {
      await chmod(folder, 0o755);
      await mkdir(join(folder, 'closed'));
      await writeFile(join(folder, 'closed', 'b.csv'), 'question,answer\nWho?,We.\n');
      await chmod(join(folder, 'closed'), 0);
      await writeFile(join(folder, 'a.csv'), 'question,answer\nHow?,So.\n');
      await writeFile(join(folder, 'c.csv'), 'question,answer\nWhen?,Now.\n', { mode: 0 });
      const child = fileURLToPath(new URL('reads-as-ordinary-user.ts', import.meta.url));
      const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx/esm', child, folder]);
      const read = JSON.parse(stdout) as Read; // what it prints
      expect(pairs(read)).to.deep.equal([['How?', 'So.']]);
      expect(read.problems.map(({ file, message }) => [file, message])).to.deep.equal([
        [join(folder, 'closed'), 'It cannot be read (EACCES).'],
        [join(folder, 'c.csv'), 'It cannot be read (EACCES).'],
      ]);
    } finally {
      await chmod(join(folder, 'closed'), 0o700);
      await rm(folder, { recursive: true });
    }
  });

  it('names what is not there', async () => {
    const read = await readSources(['/nowhere/a.md', '/nowhere', 'ftp://example.com/a.html'], {});
    expect(read.problems.map(({ file, message }) => [file, message])).to.deep.equal([
      ['/nowhere/a.md', 'It cannot be read (ENOENT).'],
      ['/nowhere', 'It cannot be read (ENOENT).'],
      ['ftp://example.com/a.html', 'It is no address of the web.'],
    ]);
  });
});
