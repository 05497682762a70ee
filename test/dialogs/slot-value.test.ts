import { expect } from 'chai';
import { labelOf } from '../../dialogs/looking-up.js';
import { valueIn, valueSaid } from '../../dialogs/slot-value.js';
import type { Article } from '../../src/core/article.js';
import type { DialogContext } from '../../src/core/dialog.js';
import type { Slot } from '../../src/core/lookup.js';
import { articlesOf } from '../support/lookup-world.js';

/** An article with one slot, and its labels in Chinese. */
async function asking(how: string, chinese?: string): Promise<{ article: Article; slot: Slot }> {
  const [article] = await articlesOf({
    'a.en.md': `---
id: a
language: en
title: A
category: IT
phrasings: [what is it]
lookup:
  url: https://service.example/{it}
  values: { v: $.v }
  slots:
    it: { ask: Which?, ${how} }
---
{v}
`,
    ...(chinese !== undefined && {
      'a.zh.md': `---
id: a
language: zh
title: 甲
category: IT
phrasings: [这是什么]
lookup:
  slots:
    it: { ask: 哪一个？, choices: ${chinese} }
---
{v}
`,
    }),
  });
  const slot = article?.lookup?.slots[0];
  if (!article || !slot) throw new Error('there is no slot');
  return { article, slot };
}

/** What each text is taken for, in an answer. */
async function taken(how: string, texts: readonly string[], chinese?: string): Promise<unknown[]> {
  const { article, slot } = await asking(how, chinese);
  return texts.map((text) => valueSaid(slot, article, text) ?? null);
}

describe('a value that somebody wrote', () => {
  it('是中文数字时按阿拉伯数字理解；不是数字的照旧', async () => {
    const digits = "pattern: '[0-9]{1,4}'";
    const read = [
      '两个',
      '一百二十',
      '一百二',
      '一百零二',
      '二十号',
      '三千零五',
      '十',
      '兩天',
      '零零一',
      '一二三四',
      '１２',
      '十二。',
    ];
    const as = ['2', '120', '120', '102', '20', '3005', '10', '2', '001', '1234', '12', '12'];
    expect(await taken(digits, read)).to.deep.equal(as);
    const others = [
      '等一下',
      '一会儿',
      '两三天',
      '一二十',
      '十百',
      '万一',
      '一起',
      '三月五号',
      '下周三',
      '个',
    ];
    expect(await taken(`${digits}, find: true`, others)).to.deep.equal(Array(10).fill(null));
    const places = ['第二个', '二', '第一', '两个', '二月', '二十个', '一下'];
    expect(await taken('choices: [Berlin, Rome]', places)).to.deep.equal([
      'Rome',
      'Rome',
      'Berlin',
      'Rome',
      null,
      null,
      null,
    ]);
  });

  it('is the choice that is written so, signs included', async () => {
    expect(await taken('choices: [C, C++, C#]', ['C', 'c++', 'Ｃ＃', ' c# ', 'C+', 'c plus'])).to.deep.equal([
      'C',
      'C++',
      'C#',
      'C#',
      null,
      null,
    ]);
    expect(await taken("choices: ['< 10', '> 10']", ['> 10', '>10', '< 10', '10', '2'])).to.deep.equal([
      '> 10',
      '> 10',
      '< 10',
      null,
      '> 10',
    ]);
    expect(await taken("choices: ['+', '-']", ['+', '-', 'well-known'])).to.deep.equal(['+', '-', null]);
  });

  it('is a choice in other signs, where one alone is called so', async () => {
    expect(await taken('choices: [New-York, Berlin]', ['new york!', '“Berlin”'])).to.deep.equal([
      'New-York',
      'Berlin',
    ]);
  });

  it('is what people see before it is what the service is sent, and a number last', async () => {
    expect(await taken("choices: { 1: '2', 2: '1' }", ['1', '2'])).to.deep.equal(['2', '1']);
    expect(await taken('choices: [10, 2, 1]', ['1', '3'])).to.deep.equal(['1', '1']);
  });

  it('is no way to another place, whatever fits the pattern', async () => {
    const said = ['.', '..', '．．', '...', 'a..b'];
    expect(await taken("pattern: '[^,]{1,9}'", said)).to.deep.equal([null, null, null, '...', 'a..b']);
  });

  it('is a choice called by its place (en)', async () => {
    const cities = 'choices: [Berlin, Shanghai, Paris]';
    const said = ['the second one', 'First', 'second.', 'the third option', 'the last one', 'the fourth one'];
    expect(await taken(cities, said)).to.deep.equal([
      'Shanghai',
      'Berlin',
      'Shanghai',
      'Paris',
      'Paris',
      null,
    ]);
    expect(await taken(cities, ['a second', 'one second', 'not the first one'])).to.deep.equal([
      null,
      null,
      null,
    ]);
    const classes = 'choices: [Business, First class, Second class]';
    expect(await taken(classes, ['first', 'the second one', 'third', 'first class'])).to.deep.equal([
      null,
      null,
      'Second class',
      'First class',
    ]);
  });

  it('可以按位置选最后一个 (zh)', async () => {
    expect(await taken('choices: [柏林, 上海]', ['最后一个', '最後一個', '最后'])).to.deep.equal([
      '上海',
      '上海',
      null,
    ]);
  });

  it('is called by its own name where a language has none for it, whatever that is', async () => {
    const { article, slot } = await asking('choices: { constructor: The builder, b: B }', '{ b: 乙 }');
    expect(labelOf(article, slot, 'constructor', { language: 'zh' } as DialogContext)).to.equal(
      'constructor',
    ); // all it reads
  });

  it('is found within a short answer, where it is one choice (en)', async () => {
    const offices = 'choices: { BER: Berlin, SHA: Shanghai, NYC: New York, YRK: York }, find: false';
    const answers = ['the one in Berlin, please', 'Berlin or Shanghai', 'New York it is', 'York', 'Berliner'];
    expect(await taken(offices, answers)).to.deep.equal(['BER', null, 'NYC', 'YRK', null]);
    const long = `Berlin, ${'which is where I have worked for a long time '.repeat(2)}`;
    expect(await taken(offices, [long])).to.deep.equal([null]);
    expect(await taken('choices: [C, C++, C#]', ['C++ please', 'C and C++', 'the C one'])).to.deep.equal([
      'C++',
      null,
      'C',
    ]);
    expect(await taken('choices: [A, B]', ['a good one', 'plan B'])).to.deep.equal([null, 'B']);
  });

  it('在简短的回答里也能找到，繁体也一样 (zh)', async () => {
    const answers = ['柏林办公室', '柏林辦公室', '我在東京', '我在Berlin上班', '柏林或者东京'];
    const offices = 'choices: { BER: Berlin, TYO: Tokyo }';
    expect(await taken(offices, answers, '{ BER: 柏林, TYO: 东京 }')).to.deep.equal([
      'BER',
      'BER',
      'TYO',
      'BER',
      null,
    ]);
  });

  it('is found in an answer by a pattern that is looked for in questions, and by no other', async () => {
    const years = ['2026.', 'in 2026', 'the year 2026 please', '2026年', '2025 or 2026', 'soon'];
    const found = ['2026', '2026', '2026', '2026', null, null];
    expect(await taken("pattern: '20[0-9]{2}', find: true", years)).to.deep.equal(found);
    expect(await taken("pattern: '20[0-9]{2}'", years)).to.deep.equal(years.map(() => null));
  });

  it('is found in a question where the slot says so', async () => {
    const { article, slot } = await asking('choices: [C, C++, Java]');
    expect(valueIn(slot, article, 'which compiler is there for C++?')).to.equal('C++');
    expect(valueIn(slot, article, 'which compiler is there?')).to.equal(undefined);
    const unfound = await asking('choices: [C, C++, Java], find: false');
    expect(valueIn(unfound.slot, unfound.article, 'which compiler is there for C++?')).to.equal(undefined);
  });
});
