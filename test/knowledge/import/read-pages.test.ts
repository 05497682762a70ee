import { expect } from 'chai';
import { AROUND, type Found } from '../../../knowledge/import/found.js';
import { processorTime } from '../../support/processor-time.js';
import { page, pairs, reading } from './reading.js';

describe('reading pages that are to be imported', () => {
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
      {
        file: 'faq.html',
        what: 'the text outside its questions',
        why: '18 characters that answer none of them, “Some words before.”.',
      },
    ]);
  });

  it('keeps each cell of a table in its column where others span rows or columns', async () => {
    const table = (first: string, all: string, night: string): string => `<h1>${first}</h1><table>
      <tr><th>${first}<th>A<th>B<tr><td rowspan="2">${all}<td>1<td>2<tr><td>3<td rowspan="99">4
      <tr><td colspan="2">${night}<tr><td rowspan="-1">5<td colspan="x">6<td>7</table>`;
    const read = await reading({
      'en.html': page(table('Waste', 'Sharps', 'None at night')),
      'zh.html': page(table('垃圾', '针头', '夜间没有')),
    });
    const cells = read.found.map(({ answer }) =>
      answer.split('\n').map((row) =>
        row
          .split('|')
          .map((cell) => cell.trim())
          .slice(1, -1)
          .join(','),
      ),
    );
    const rest = (all: string, night: string): string[] => [
      `${all},1,2`,
      `${all},3,4`,
      `${night},,4`,
      '5,6,4,7',
    ];
    expect(cells.map((rows) => rows.slice(2).map((row) => row.replace(/,$/, '')))).to.deep.equal([
      rest('Sharps', 'None at night'),
      rest('针头', '夜间没有'),
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
    expect(found.notes).to.deep.equal(['A picture became a link.']);
  });

  it('divides a page at its headings where that is told', async () => {
    const files = { 'a.html': page('<h1>Guide</h1><h2>Install</h2><p>One.</p><h2>Remove</h2><p>Two.</p>') };
    expect(pairs(await reading(files))).to.deep.equal([['Guide', '## Install\n\nOne.\n\n## Remove\n\nTwo.']]);
    expect(pairs(await reading(files, { split: true }))).to.deep.equal([
      ['Install', 'One.'],
      ['Remove', 'Two.'],
    ]);
  });

  it('says that a page is nested too deeply, and not that its title or its answer is missing', async () => {
    const deep = (html: string): string => page(`${'<div>'.repeat(5_000)}${html}${'</div>'.repeat(5_000)}`);
    const read = await reading({
      'answered.html': page(`<h1>VPN</h1>\n${'<div>'.repeat(100)}<p>In the app.</p>`),
      'en.html': deep('<h1>How to pay</h1><p>By card.</p>'),
      'flat.html': page('<p>Words.</p>'),
      'zh.html': deep('<h1>怎么付款</h1><p>刷卡。</p>'),
    });
    expect(pairs(read)).to.deep.equal([['VPN', 'In the app.']]);
    const deepest =
      'Its elements stand too deep within one another, so that headings were read as plain text.';
    expect(read.leftOut.map(({ file, why }) => [file, why])).to.deep.equal([
      ['en.html', deepest],
      ['flat.html', 'It has no title.'],
      ['zh.html', deepest],
    ]);
    expect(read.problems.map(({ level, file, line, message }) => [level, file, line, message])).to.deep.equal(
      [
        ['answered.html', 2],
        ['en.html', 1],
        ['zh.html', 1],
      ].map(([file, line]) => [
        'warning',
        file,
        line,
        'From here on elements stand more than 80 deep within one another; what is inside is read as plain text.',
      ]),
    );
  });

  const MANY = 500_000;
  const hostile: Readonly<Record<string, string>> = {
    'half a million paragraphs': '<p>word'.repeat(MANY),
    'half a million elements within each other': `${'<div>'.repeat(MANY)}word${'</div>'.repeat(MANY)}`,
    'half a million marks that are never closed': '<b><i><a href="x">'.repeat(MANY / 3),
    'different marks that are never closed': Array.from({ length: 100_000 }, (_, i) => `<b c=${i}><p>`).join(
      '',
    ),
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
      const took = await processorTime(async () => {
        const read = await reading({ 'a.html': page(html) });
        expect(read.found.every(({ answer }) => answer.length <= 20_100)).to.equal(true);
      });
      expect(took).to.be.below(9000);
    }).timeout(60_000);
  }

  it('takes a bold question that stands before the headings that ask, and leaves one below them in its answer', async () => {
    const asked = '<h2>How do I pay?</h2><p>By card.</p><h2>Can I cancel?</h2><p>Yes.</p>';
    const unfolded = '<details><summary>May I get it back?</summary><p>For a month.</p></details>';
    const { found, leftOut } = await reading({
      'after.html': page(`<h1>Help</h1>${asked}${unfolded}`),
      'before.html': page(`<h1>Help</h1>${unfolded}<p><b>Where?</b></p><p>Here.</p>${asked}`),
    });
    expect(found.map(({ file, title, answer }) => [file, title, answer])).to.deep.equal([
      ['after.html', 'How do I pay?', 'By card.'],
      ['after.html', 'Can I cancel?', 'Yes.\n\n**May I get it back?**\n\nFor a month.'],
      ['before.html', 'May I get it back?', 'For a month.'],
      ['before.html', 'Where?', 'Here.'],
      ['before.html', 'How do I pay?', 'By card.'],
      ['before.html', 'Can I cancel?', 'Yes.'],
    ]);
    expect(leftOut).to.deep.equal([]);
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
      ['details.html', 'the text outside its questions'],
      ['end.md', 'Contact'],
      ['faq.md', 'Contact'],
      ['table.html', 'Opening hours'],
      ['table.html', 'the text outside its questions'],
    ]);
    const sections = read.leftOut.filter(({ what }) => what !== AROUND);
    expect(sections.map(({ why }) => why)).to.deep.equal(
      [13, 18, 18, 5, 8, 18].map(
        (letters) =>
          `A section that is no question and became no draft, ${letters} characters. --split makes one of it.`,
      ),
    );
  });

  it('makes drafts of the sections beside marked questions where that is told', async () => {
    const question = (name: string, text: string) => ({
      '@type': 'Question',
      name,
      acceptedAnswer: { text },
    });
    const data = JSON.stringify({
      '@type': 'FAQPage',
      mainEntity: [question('Where are you?', 'In Graz.'), question('Since when?', 'Since 1990.')],
    });
    const hours = '<h2>Opening hours</h2><p>From nine to five.</p><h3>On Sundays</h3><p>Closed.</p>';
    const details =
      '<details><summary>How long?</summary>Two days.</details><details><summary>How much?</summary>Five.</details>';
    const files = {
      // The words of the data stand in the page as well.
      'data.html': page(
        `<h1>Help</h1>${hours}<h2>Questions</h2><h3>Where are you?</h3><p>In Graz.</p><h3>Since when?</h3><p>Since 1990.</p><h2>Contact</h2><p>Call us.</p>`,
        `<script type="application/ld+json">${data}</script>`,
      ),
      'details.html': page(`<h1>Help</h1><p>A word before.</p>${hours}<h2>Prices</h2>${details}`),
      'list.html': page(
        `<h1>帮助</h1><h2>营业时间</h2><p>九点到五点。</p><dl><dt>多久？<dd>两天。<dt>多少钱？<dd>五块。</dl>`,
      ),
      'none.html': page(`<h1>Help</h1><p>${'A word before. '.repeat(20)}</p>${details}`),
    };
    const OPENING = ['Opening hours', 'From nine to five.\n\n### On Sundays\n\nClosed.'];
    const FEES = [
      ['How long?', 'Two days.'],
      ['How much?', 'Five.'],
    ];
    const read = await reading(files, { split: true });
    expect(pairs(read)).to.deep.equal([
      ['Where are you?', 'In Graz.'],
      ['Since when?', 'Since 1990.'],
      OPENING,
      ['Contact', 'Call us.'],
      ...FEES,
      OPENING,
      ['多久？', '两天。'],
      ['多少钱？', '五块。'],
      ['营业时间', '九点到五点。'],
      ...FEES,
    ]);
    expect(read.leftOut.map(({ file, what }) => [file, what])).to.deep.equal([
      ['details.html', 'the text outside its questions'],
      ['none.html', 'the text outside its questions'],
    ]);
  });

  it('makes drafts of what stands above the sections, and of bold questions where nothing divides a page', async () => {
    const read = await reading(
      {
        'above.html': page(
          '<h2>Billing</h2><p>By card.</p><h3>Install</h3><p>One.</p><h3>Remove</h3><p>Two.</p>',
        ),
        'bold.md': '# Help\n\n**Who?**\n\nWe.\n\n**How?**\n\nSo.',
      },
      { split: true },
    );
    expect(pairs(read)).to.deep.equal([
      ['Billing', 'By card.'],
      ['Install', 'One.'],
      ['Remove', 'Two.'],
      ['Who?', 'We.'],
      ['How?', 'So.'],
    ]);
    expect(read.leftOut).to.deep.equal([]);
  });

  it('says how many questions are too many, and that a page is too large', async () => {
    const many = await reading({ 'a.html': page('<h2>How?</h2><p>So.</p>'.repeat(6_000)) });
    expect(many.found).to.deep.equal([]);
    expect(many.problems[0]?.message).to.match(/^It holds 6000 articles, at most are 5000/);
    const large = await reading({
      'b.html': page('<p>x</p>'.repeat(1_300_000)),
      'c.md': '# Title\n\nText.',
    });
    expect(large.problems[0]?.message).to.equal('It is larger than 10 MB.');
    expect(large.found).to.have.length(1);
  });
});
