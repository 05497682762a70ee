import { expect } from 'chai';
import { asks, asQuestion } from '../../../knowledge/import/found.js';
import { importText } from '../../../knowledge/import/report.js';
import { page, pairs, reading } from './reading.js';

const AROUND = 'the text outside its questions';

describe('questions of what is imported', () => {
  it('are known and called without their number, and without what says that they are some', () => {
    const asked: readonly (readonly [heading: string, question: string])[] = [
      ['3. What does roaming cost?', 'What does roaming cost?'],
      ['Q3: What does roaming cost', 'What does roaming cost'],
      ['Question 3: (3) What does roaming cost', 'What does roaming cost'],
      ['三、如何退还设备', '如何退还设备'],
      ['（三）如何退还设备', '如何退还设备'],
      ['第三、如何退还设备', '如何退还设备'],
      ['问题三：如何退还设备', '如何退还设备'],
      ['问：3、如何退还设备', '如何退还设备'],
      ['2.5 GB of what?', '2.5 GB of what?'],
      ['一、二楼怎么走', '一、二楼怎么走'],
    ];
    for (const [heading, question] of asked) {
      expect([asks(heading), asQuestion(heading)], heading).to.deep.equal([true, question]);
    }
  });

  it('are taken with their answers from lines of one paragraph, from one line, and from bold marks', async () => {
    const body =
      '<p><b>问：报销多久到账？</b><br>答：五个工作日。</p><p>【问】打车费能报吗</p><p>【答】能，须附行程单。</p>' +
      '<p>问题：饭卡怎么充值？ 回答：食堂门口。</p>';
    const english =
      '# FAQ\n\nQ: How many days?\nA: Five.\n\n**Q:** How do I claim travel?\n\n**A:** In the system.\n\nQ: Is lunch free? A: Yes, on Fridays.\n';
    expect(pairs(await reading({ 'a.html': page(body) }))).to.deep.equal([
      ['报销多久到账？', '五个工作日。'],
      ['打车费能报吗', '能，须附行程单。'],
      ['饭卡怎么充值？', '食堂门口。'],
    ]);
    expect(pairs(await reading({ 'a.md': english }))).to.deep.equal([
      ['How many days?', 'Five.'],
      ['How do I claim travel?', 'In the system.'],
      ['Is lunch free?', 'Yes, on Fridays.'],
    ]);
    const plain = '# 打印机\n\n打印机卡纸怎么办？\n答案在说明书里：先关机。\n\nWhat? A: no mark before it.\n';
    expect(pairs(await reading({ 'b.md': plain }))).to.have.length(1);
    const table = '序号,常见问题,解答\n1,食堂几点开饭？,11:30。\n';
    expect(pairs(await reading({ 'a.csv': table }))).to.deep.equal([['食堂几点开饭？', '11:30。']]);
  });

  it('are taken where they unfold by themselves beside others', async () => {
    const unfolded = '<details><summary>Can I keep my number?</summary><p>Yes.</p></details>';
    const terms = '<details><summary>Imprint</summary><p>We.</p></details>'.repeat(2);
    const list = '<dl><dt>Who pays?</dt><dd>We.</dd><dt>Lost phone</dt><dd>Call.</dd></dl>';
    const data = JSON.stringify({ '@type': 'Question', name: '多久？', acceptedAnswer: { text: '两天。' } });
    const files = {
      'alone.html': page(`<h1>Phones</h1><p>Good day.</p>${unfolded}`),
      'data.html': page(
        '<h1>手机</h1><dl><dt>号码能保留吗？</dt><dd>能。</dd></dl>',
        `<script type="application/ld+json">${data}</script>`,
      ),
      'list.html': page(`<h1>FAQ</h1><p>Welcome</p>${unfolded}${terms}${list}`),
      'month.html': page(
        `<h1>价格</h1><dl><dt>谁？<dd>我。<dt>哪里？<dd>这里。</dl><table><tr><td>May<td>Ten</table>`,
      ),
      'within.html': page(`<h1>Help</h1><dl><dt>Who?<dd>We.${unfolded}<dt>How?<dd>So.</dl>`),
    };
    for (const split of [false, true]) {
      const read = await reading(files, { split });
      expect(pairs(read)).to.deep.equal([
        ['Phones', 'Good day.\n\n**Can I keep my number?**\n\nYes.'],
        ['号码能保留吗？', '能。'],
        ['多久？', '两天。'],
        ['Can I keep my number?', 'Yes.'],
        ['Who pays?', 'We.'],
        ['Lost phone', 'Call.'],
        ['谁？', '我。'],
        ['哪里？', '这里。'],
        ['Who?', 'We.\n\n**Can I keep my number?**\n\nYes.'],
        ['How?', 'So.'],
      ]);
      expect(read.leftOut).to.deep.equal([
        {
          file: 'list.html',
          what: AROUND,
          why: '27 characters that answer none of them, “Welcome”.',
        },
        { file: 'month.html', what: AROUND, why: '6 characters that answer none of them, “May | Ten”.' },
      ]);
    }
  });

  it('are taken from headings beside others that are marked, with all that belongs to them', async () => {
    const list = '<dl><dt>Who pays?</dt><dd>We.</dd><dt>How?</dt><dd>So.</dd></dl>';
    const read = await reading({
      'en.html': page(
        `<h1>Help</h1><h2>3. What does roaming cost?</h2><p>Ten.</p><h3>Abroad</h3><p>Twenty.</p><p><b>Why?</b></p><p>So.</p><h2>Contact</h2><p>Call.</p>${list}`,
      ),
      'zh.html': page(
        `<h1>帮助</h1><h2>三、如何退还设备</h2><p>送到仓库。</p><h2>联系</h2><p>打电话。</p><p><b>周末呢？</b></p><p>不在。</p>${list}`,
      ),
    });
    expect(pairs(read)).to.deep.equal([
      ['Who pays?', 'We.'],
      ['How?', 'So.'],
      ['What does roaming cost?', 'Ten.\n\n### Abroad\n\nTwenty.\n\n**Why?**\n\nSo.'],
      ['Who pays?', 'We.'],
      ['How?', 'So.'],
      ['如何退还设备', '送到仓库。'],
      ['周末呢？', '不在。'],
    ]);
    const why = (letters: number): string =>
      `A section that is no question and became no draft, ${letters} characters. --split makes one of it.`;
    expect(read.leftOut).to.deep.equal([
      { file: 'en.html', what: 'Contact', why: why(5) },
      { file: 'zh.html', what: '联系', why: why(4) },
    ]);
  });

  it('are taken from a single heading above bold ones', async () => {
    const bold = (one: string, two: string): string => `**${one}**\n\nSo.\n\n**${two}**\n\nSo.`;
    const read = await reading({
      'a.md': `# Help\n\n${bold('Who?', 'Why?')}\n\n### 3. What does roaming cost?\n\nTen.\n\n### Hours\n\nNine.`,
      'b.md': `# 帮助\n\n${bold('谁？', '为什么？')}\n\n### 三、如何退还设备\n\n送到仓库。`,
    });
    expect(read.found.map(({ title }) => title)).to.deep.equal([
      ...['Who?', 'Why?', 'What does roaming cost?'],
      ...['谁？', '为什么？', '如何退还设备'],
    ]);
    expect(read.leftOut.map(({ what }) => what)).to.deep.equal(['Hours']);
  });

  it('are told where the page answers them twice in other words', async () => {
    const question = (name: string, text: string) => ({
      '@type': 'Question',
      name,
      acceptedAnswer: { text },
    });
    const data = JSON.stringify([question('How do I pay?', 'By card.'), question('多少钱？', '五块。')]);
    const marked = (name: string, text: string): string =>
      `<div itemscope itemtype="https://schema.org/Question"><b itemprop="name">${name}</b><p itemprop="acceptedAnswer">${text}</p></div>`;
    const head = `<script type="application/ld+json">${data}</script>`;
    const files = {
      'heading.html': page(
        '<h1>Help</h1><h2>Hours</h2><p>Nine.</p><h2>1. How do I pay?</h2><p>By bill.</p><h2>多少钱？</h2><p>五块。</p>',
        head,
      ),
      'marked.html': page(
        `<h1>Help</h1>${marked('How do I pay?', 'By <b>card</b>.')}${marked('多少钱？', '六块。')}`,
        head,
      ),
    };
    const read = await reading(files, { split: true });
    expect(pairs(read)).to.deep.equal([
      ['How do I pay?', 'By card.'],
      ['多少钱？', '五块。'],
      ['Hours', 'Nine.'],
      ['How do I pay?', 'By **card**.'],
      ['多少钱？', '六块。'],
    ]);
    expect(read.leftOut.map(({ file, what, why }) => [file, what, why])).to.deep.equal([
      [
        'heading.html',
        '1. How do I pay?',
        "A draft answers it already; 8 characters of the page's text say something else.",
      ],
      [
        'marked.html',
        '多少钱？',
        'The page answers it twice, not in the same words; the first answer was taken.',
      ],
    ]);
  });

  it('are divided below a heading that is none, as they are without it', async () => {
    const pair = (one: string, two: string): string => `**Q: ${one}**\n\nA: No.\n\n**Q: ${two}**\n\nA: Yes.`;
    const files = {
      'en.md': `# Travel\n\n## How do I book?\n\nThere.\n\n## Which hotel?\n\nAny.\n\n## FAQ\n\nRead this.\n\n${pair('Can I fly first class?', 'Is the visa paid?')}`,
      'one.md': '# 出差\n\n## 怎么订机票？\n\n这里。\n\n## 常见问题\n\n**签证谁付？**\n\n公司。',
      'zh.md': `# 出差须知\n\n## 怎么订机票？\n\n这里。\n\n## 酒店标准是多少\n\n六百。\n\n## 常见问题\n\n${pair('可以坐头等舱吗？', '签证费用谁出？')}`,
    };
    const read = await reading(files);
    expect(read.found.map(({ title, answer, category }) => [title, answer, category])).to.deep.equal([
      ['How do I book?', 'There.', undefined],
      ['Which hotel?', 'Any.', undefined],
      ['Can I fly first class?', 'No.', 'FAQ'],
      ['Is the visa paid?', 'Yes.', 'FAQ'],
      ['出差', '## 怎么订机票？\n\n这里。\n\n## 常见问题\n\n**签证谁付？**\n\n公司。', undefined],
      ['怎么订机票？', '这里。', undefined],
      ['酒店标准是多少', '六百。', undefined],
      ['可以坐头等舱吗？', 'No.', '常见问题'],
      ['签证费用谁出？', 'Yes.', '常见问题'],
    ]);
    expect(read.leftOut.map(({ what, why }) => [what, why])).to.deep.equal([
      ['FAQ', 'A section that is no question and became no draft, 10 characters. --split makes one of it.'],
    ]);
    const split = await reading(files, { split: true });
    expect(split.found.map(({ title }) => title)).to.deep.equal([
      ...['How do I book?', 'Which hotel?', 'FAQ', 'Can I fly first class?', 'Is the visa paid?'],
      ...['怎么订机票？', '签证谁付？'],
      ...['怎么订机票？', '酒店标准是多少', '可以坐头等舱吗？', '签证费用谁出？'],
    ]);
    expect(split.leftOut).to.deep.equal([]);
  });

  it('keep answers that are as short as those of others', async () => {
    const data = JSON.stringify([
      { '@type': 'Question', name: 'Is it open?', acceptedAnswer: { text: 'Yes.' } },
      { '@type': 'Question', name: '周末开门吗？', acceptedAnswer: { text: '是。' } },
    ]);
    const read = await reading({
      'a.html': page(
        '<h1>Is it open?</h1><p>Yes.</p><h2>免费吗？</h2><p>是。</p>',
        `<script type="application/ld+json">${data}</script>`,
      ),
      'b.html': page(
        `<h1>Help</h1><div>Is it open?</div><div>Yes.</div><h2>Is it free?</h2><p>Yes.</p>`,
        `<script type="application/ld+json">${data}</script>`,
      ),
    });
    expect(pairs(read).slice(-3)).to.deep.equal([
      ['Is it open?', 'Yes.'],
      ['周末开门吗？', '是。'],
      ['Is it free?', 'Yes.'],
    ]);
    expect(pairs(read)).to.deep.include(['免费吗？', '是。']);
    expect(read.leftOut).to.deep.equal([]);
  });

  it('are not made of the steps of a guide', async () => {
    const read = await reading(
      {
        'a.md':
          '# Guide\n\n## Install\n\n**When on Windows**\n\nOne.\n\n**When on a Mac**\n\nTwo.\n\n## Remove\n\nThree.',
      },
      { split: true },
    );
    expect(read.found.map(({ title }) => title)).to.deep.equal(['Install', 'Remove']);
  });

  it('come before greetings where a report says what was left out', () => {
    const report = { folder: 'out', drafts: [], problems: [], needPhrasings: [] };
    const leftOut = [
      { file: 'a.html', what: AROUND, why: 'Five characters.' },
      { file: 'b.html', what: 'How?', why: 'It has no answer.' },
    ];
    expect(importText({ ...report, leftOut })).to.contain(
      'Left out:\n  b.html: How?: It has no answer.\n  a.html: the text outside its questions: Five characters.',
    );
  });
});
