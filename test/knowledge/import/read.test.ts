import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import type { Found, Read } from '../../../knowledge/import/found.js';
import { readSources, type SourceOptions } from '../../../knowledge/import/sources.js';

/** What stands in a folder of these files. */
async function reading(
  files: Readonly<Record<string, string | Uint8Array>>,
  options: SourceOptions = {},
): Promise<Read> {
  const folder = await mkdtemp(join(tmpdir(), 'firstline-import-'));
  try {
    for (const [name, content] of Object.entries(files)) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), content);
    }
    const read = await readSources([folder], options);
    // What is said of a file names it as it was given.
    return JSON.parse(JSON.stringify(read).replaceAll(`${folder}/`, '')) as Read; // plain data
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Question and answer of everything that was found. */
function pairs({ found }: Read): (readonly [string, string])[] {
  return found.map(({ questions, answer }) => [questions.join(' / '), answer]);
}

const page = (body: string, head = ''): string =>
  `<!doctype html><html lang="en"><head>${head}</head><body>${body}</body></html>`;

describe('reading what is to be imported', () => {
  describe('pages', () => {
    it('takes questions that are headings, with the heading above as category', async () => {
      const read = await reading({
        'faq.html': page(`
          <nav><a href="/">Home</a> What is this?</nav>
          <main><h1>Questions</h1><p>Some words before.</p>
          <h2>Billing</h2>
          <h3>1. How do I pay?</h3><p>With a <b>card</b>, see <a href="https://example.com/pay">there</a>.<ul><li>Visa<li>Amex</ul>
          <h3><button>Can I get a refund?</button></h3><p>Yes,<br>within 30 days.
          <h2>Account</h2><h3>How do I leave?</h3><p>Write to us.</p><h4>By post</h4><p>Slowly.</p>
          <h3>What is empty?</h3></main><footer>Imprint</footer>`),
      });
      expect(pairs(read)).to.deep.equal([
        ['How do I pay?', 'With a **card**, see [there](https://example.com/pay).\n\n- Visa\n- Amex'],
        ['Can I get a refund?', 'Yes,\\\nwithin 30 days.'],
        ['How do I leave?', 'Write to us.\n\n#### By post\n\nSlowly.'],
      ]);
      expect(read.found.map(({ category }) => category)).to.deep.equal(['Billing', 'Billing', 'Account']);
      expect(read.leftOut).to.deep.equal([
        { file: 'faq.html', what: 'What is empty?', why: 'There is no answer below it.' },
      ]);
    });

    it('takes what schema.org marks, as data and in the elements, each question once', async () => {
      const data = JSON.stringify({
        '@context': 'https://schema.org',
        '@graph': [
          {
            '@type': ['WebPage', 'FAQPage'],
            mainEntity: [
              {
                '@type': 'Question',
                name: 'How do I pay?',
                acceptedAnswer: { '@type': 'Answer', text: '<p>By <i>card</i>.</p>' },
              },
              { '@type': 'Question', name: 'Where are you?', acceptedAnswer: [{ text: 'In Graz.' }] },
            ],
          },
        ],
      });
      const read = await reading({
        'a.html': page(
          `<div itemscope itemtype="https://schema.org/Question"><h3 itemprop="name">How do I pay</h3>
           <div itemscope itemprop="acceptedAnswer"><div itemprop="text" hidden><p>By card or by bill.</p></div></div></div>`,
          `<script type="application/ld+json">${data}</script><script type="application/ld+json">{broken</script>`,
        ),
      });
      expect(pairs(read)).to.deep.equal([
        ['How do I pay', 'By card or by bill.'],
        ['Where are you?', 'In Graz.'],
      ]);
      expect(read.problems.map(({ file, line, level }) => [file, line, level])).to.deep.equal([
        ['a.html', 1, 'warning'],
      ]);
    });

    it('takes what can be unfolded, definition lists and bold questions', async () => {
      const read = await reading({
        'details.html': page(
          '<details><summary>How long?</summary>Two days. <details><summary>Why?</summary>So.</details></details><details><summary>Shipping costs</summary><p>Five euros.</p></details>',
        ),
        'table.html': page(
          '<table><tr><th>Question<th>Answer<tr><td>Is it free?<td><p>It <b>is</b>.<tr><td>For how long?<td>A year.</table>',
        ),
        'dl.html': page('<dl><dt>What is a VPN?<dd>A tunnel.<dd>A safe one.<dt>Who may use it?<dd>All.</dl>'),
        'bold.html': page('<p><strong>Wie?</strong></p><p>So.</p><p><b>How much is it?</b></p><p>Free.</p>'),
        'qa.html': page('<p>Q: Is it open?</p><p>A: Yes.</p><p>Q: Until when?</p><p>A: Until nine.</p>'),
      });
      expect(pairs(read)).to.deep.equal([
        ['Wie?', 'So.'],
        ['How much is it?', 'Free.'],
        ['How long?', 'Two days.\n\n**Why?**\n\nSo.'],
        ['Shipping costs', 'Five euros.'],
        ['What is a VPN?', 'A tunnel.\n\nA safe one.'],
        ['Who may use it?', 'All.'],
        ['Is it open?', 'Yes.'],
        ['Until when?', 'Until nine.'],
        ['Is it free?', 'It **is**.'],
        ['For how long?', 'A year.'],
      ]);
    });

    it('takes headings above for categories, but not the title of the whole', async () => {
      const read = await reading({
        'a.html': page(
          '<header><h1>Example Inc.</h1></header><main><h1>FAQ</h1><h2>Who?</h2>We.<h2>Why?</h2>So.</main>',
        ),
        'b.md': '# Money\n## How much?\nTen.\n# Time\n## How long?\nLong.\n',
      });
      expect(read.found.map(({ title, category }) => [title, category])).to.deep.equal([
        ['Who?', undefined],
        ['Why?', undefined],
        ['How much?', 'Money'],
        ['How long?', 'Time'],
      ]);
    });

    it('names the sections that became no draft', async () => {
      const data = JSON.stringify({
        '@type': 'FAQPage',
        mainEntity: [{ '@type': 'Question', name: 'Where are you?', acceptedAnswer: { text: 'In Graz.' } }],
      });
      const rest = '<h2>Opening hours</h2><p>From nine to five.</p><h2>Empty</h2><h2>Questions</h2>';
      const read = await reading({
        'bold.html': page(
          `<h1>Help</h1><h2>Hours</h2><p>Nine to five.</p><p><b>Who?</b></p><p>We.</p><p><b>How?</b></p><p>So.</p>`,
        ),
        'data.html': page(
          `<h1>Help</h1>${rest}<div>Where are you?</div><div>In Graz.</div>`,
          `<script type="application/ld+json">${data}</script>`,
        ),
        'details.html': page(
          `<h1>Help</h1><p>A word before.</p>${rest}<details><summary>How long?</summary>Two days.<h3>Abroad</h3>A week.</details><details><summary>How much?</summary><ul><li>Five</ul></details>`,
        ),
        'end.md': '**Who?**\n\nWe.\n\n**How?**\n\nSo.\n\n# Contact\n\nCall.',
        'faq.md':
          '# Help\n\n## Orders\n\n### How do I pay?\n\nBy card.\n\n### Can I cancel?\n\nYes.\n\n## Contact\n\nCall us.',
        'table.html': page(
          `<h1>Help</h1><p>${'So much before. '.repeat(20)}</p>${rest}<table><tr><td>Is it free?<td><ul><li>It is.<li>It was.</ul><tr><td>For how long?<td>A year.</table>`,
        ),
      });
      expect(read.leftOut.map(({ file, what }) => [file, what])).to.deep.equal([
        ['bold.html', 'Hours'],
        ['data.html', 'Opening hours'],
        ['details.html', 'Opening hours'],
        ['end.md', 'Contact'],
        ['faq.md', 'Contact'],
        ['table.html', 'Opening hours'],
        ['table.html', 'the text outside its questions'],
      ]);
      expect(read.leftOut[4]?.why).to.equal(
        'A section that is no question and became no draft, 8 characters.',
      );
    });

    it('makes one article of a page about one thing, without what is around it', async () => {
      const read = await reading({
        'vpn.html': page(
          `<header><a>Logo</a></header><nav>Menu</nav><article><h1>Connect to the VPN</h1><p>Open the <code>client</code>.</p>
           <h2>Before you begin</h2><ol start="3"><li><p>Install it</p><li>Sign in<ol><li>Twice</ol></ol>
           <pre>vpn  up\n  now</pre><img src="/a.png" alt="The window"><table><tr><th>Place<th>Server<tr><td>Graz<td>g | 1</table>
           <blockquote>Note well</blockquote><p onclick="x()">End <a href="javascript:alert(1)">here</a>.</p></article><script>evil()</script><style>p{}</style>`,
          '<title>Connect | Help</title><link rel="canonical" href="https://help.example.com/vpn">',
        ),
      });
      const [found] = read.found as [Found];
      expect(read.found).to.have.length(1);
      expect(found.source).to.equal('https://help.example.com/vpn');
      expect(found.title).to.equal('Connect to the VPN');
      expect(found.answer).to.equal(
        [
          'Open the `client`.',
          '## Before you begin',
          '3. Install it\n4. Sign in\n   1. Twice',
          '```\nvpn  up\n  now\n```',
          '[The window](https://help.example.com/a.png)',
          '| Place | Server |\n| ----- | ------ |\n| Graz  | g \\| 1 |',
          '> Note well',
          'End here.',
        ].join('\n\n'),
      );
      expect(found.notes).to.deep.equal(['1 pictures became links or were left out.']);
    });

    it('divides a page at its headings where that is told', async () => {
      const files = { 'a.html': page('<h1>Guide</h1><h2>Install</h2><p>One.</p><h2>Remove</h2><p>Two.</p>') };
      expect(pairs(await reading(files))).to.deep.equal([
        ['Guide', '## Install\n\nOne.\n\n## Remove\n\nTwo.'],
      ]);
      expect(pairs(await reading(files, { split: true }))).to.deep.equal([
        ['Install', 'One.'],
        ['Remove', 'Two.'],
      ]);
    });

    const MANY = 500_000;
    const hostile: Readonly<Record<string, string>> = {
      'half a million paragraphs': '<p>word'.repeat(MANY),
      'half a million elements within each other': `${'<div>'.repeat(MANY)}word${'</div>'.repeat(MANY)}`,
      'half a million marks that are never closed': '<b><i><a href="x">'.repeat(MANY / 3),
      'different marks that are never closed': Array.from(
        { length: 100_000 },
        (_, i) => `<b c=${i}><p>`,
      ).join(''),
      'a tag with half a million attributes': `<p ${Array.from({ length: MANY }, (_, i) => `a${i}=1`).join(' ')}>word</p>`,
      'half a million pieces in one line': `<p>${'<i>a</i>b '.repeat(MANY / 2)}</p>`,
      'cells and lists that never end': '<table><tr><td><ul><li>'.repeat(MANY / 5),
      'what can be unfolded within itself': '<details><summary>How?</summary>a'.repeat(MANY / 8),
      'questions within questions': '<div itemtype="https://schema.org/Question">'.repeat(MANY / 10),
      'a comment that never ends': `<!--${'-<!--'.repeat(MANY)}`,
      'a script that never ends': `<script>${'</scrip'.repeat(MANY)}`,
      'entities without end': '&amp'.repeat(MANY) + '&#x'.repeat(MANY),
      'data that is no data': `<script type="application/ld+json">${'['.repeat(MANY)}</script>`,
    };
    for (const [name, html] of Object.entries(hostile)) {
      it(`is done in seconds with ${name}`, async () => {
        // Of the processor: a busy machine makes it no slower.
        const before = process.cpuUsage();
        const read = await reading({ 'a.html': page(html) });
        const { user, system } = process.cpuUsage(before);
        expect((user + system) / 1_000_000).to.be.below(9);
        expect(read.found.every(({ answer }) => answer.length <= 20_100)).to.equal(true);
      }).timeout(60_000);
    }

    it('says how many questions are too many, and that a page is too large', async () => {
      const many = await reading({ 'a.html': page('<h2>How?</h2><p>So.</p>'.repeat(6_000)) });
      expect(many.found).to.deep.equal([]);
      expect(many.problems[0]?.message).to.match(/a\.html holds 6000 articles, at most are 5000/);
      const large = await reading({
        'b.html': page('<p>x</p>'.repeat(1_300_000)),
        'c.md': '# Title\n\nText.',
      });
      expect(large.problems[0]?.message).to.equal('b.html is larger than 10 MB.');
      expect(large.found).to.have.length(1);
    });
  });

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

    it('says which columns are missing', async () => {
      const read = await reading({ 'a.csv': 'a1,b1\n1,2\n' });
      expect(read.problems[0]).to.include({ file: 'a.csv', line: 1 });
      expect(read.problems[0]?.message).to.contain('a question and an answer are missing');
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
              },
            },
          ],
        }),
      });
      expect(
        read.found.map(({ id, title, language, answer }) => [id, title, language, answer]),
      ).to.deep.equal([
        ['9', 'Pay', 'en', 'Card.'],
        ['9', '付款', 'zh', '刷卡。'],
        ['360001', 'Reset it', 'en', '## How\n\nSo.'],
        ['360001', '重置', 'zh', '这样。'],
      ]);
      expect(read.leftOut[0]).to.include({ what: 'Secret', why: 'It is not published where it comes from.' });
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

    it('says what to do where it cannot tell, and refuses what is no text', async () => {
      const latin = Buffer.from('question,answer\nWo?,\u00fcber das B\u00fcro\n', 'latin1');
      const read = await reading({
        'a.csv': latin,
        'b.csv': new Uint8Array(100),
        'c.csv': 'question,answer\na,b\n',
      });
      expect(read.problems.map(({ file, message, hint }) => [file, message, hint])).to.deep.equal([
        ['a.csv', 'a.csv is no UTF-8.', 'Save it as UTF-8, or name its encoding, such as --encoding gbk.'],
        ['b.csv', 'b.csv is no text.', 'Save it as UTF-8, or name its encoding, such as --encoding gbk.'],
      ]);
      expect(pairs(read)).to.deep.equal([['a', 'b']]);
      expect(pairs(await reading({ 'a.csv': latin }, { encoding: 'windows-1252' }))).to.deep.equal([
        ['Wo?', 'über das Büro'],
      ]);
    });
  });

  it('names a folder below that may not be read, and reads the others', async function () {
    if (process.getuid?.() === 0) this.skip(); // root may read everything
    const folder = await mkdtemp(join(tmpdir(), 'firstline-import-'));
    try {
      await mkdir(join(folder, 'closed'), { mode: 0 });
      await writeFile(join(folder, 'a.csv'), 'question,answer\nHow?,So.\n');
      const read = await readSources([folder], {});
      expect(read.found).to.have.length(1);
      expect(read.problems.map(({ file, message }) => [file, message])).to.deep.equal([
        [join(folder, 'closed'), 'It cannot be read (EACCES).'],
      ]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('names what is not there', async () => {
    const read = await readSources(['/nowhere/a.md', '/nowhere', 'ftp://example.com/a.html'], {});
    expect(read.problems.map(({ file, message }) => [file, message])).to.deep.equal([
      ['/nowhere/a.md', 'It cannot be read (ENOENT).'],
      ['/nowhere', 'It cannot be read (ENOENT).'],
      ['ftp://example.com/a.html', 'ftp://example.com/a.html is no address of the web.'],
    ]);
  });
});
