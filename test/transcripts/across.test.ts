import { expect } from 'chai';
import type { Article, Translation } from '../../src/core/article.js';
import type { Language } from '../../src/core/language.js';
import { World } from '../support/world.js';

type Text = readonly [title: string, phrasings: readonly string[]];

const TOPICS: Readonly<Record<string, Readonly<Record<Language, Text>>>> = {
  printer: {
    en: ['Printers', ['install a printer', 'the printer is jammed', 'nothing comes out of the printer']],
    zh: ['打印机', ['怎么装打印机', '打印机卡纸了', '打印机打不出东西']],
  },
  pay: {
    en: ['Pay day', ['when is the salary paid', 'my salary is wrong', 'I did not get my pay']],
    zh: ['发工资', ['工资什么时候发', '工资算错了', '没收到工资']],
  },
  parking: {
    en: ['Parking', ['where can I park', 'apply for a parking space', 'the car park is full']],
    zh: ['停车', ['车停在哪里', '申请停车位', '停车场满了']],
  },
  equipment: {
    en: ['New equipment', ['I need a new monitor', 'order a keyboard', 'request a laptop']],
    zh: ['申请设备', ['想要一个新显示器', '申请键盘', '申请笔记本电脑']],
  },
};

/** Articles that exist in one language alone. */
function only(language: Language): Article[] {
  return Object.entries(TOPICS).map(([id, texts]) => {
    const [title, phrasings] = texts[language];
    const file = `${id}.${language}.md`;
    const translation: Translation = { title, phrasings, body: `Body of ${id}.`, file };
    return {
      id,
      category: 'office',
      audience: 'everyone',
      handoff: 'never',
      starter: false,
      translations: { [language]: translation },
    };
  });
}

describe('a question in another language than the articles', () => {
  let world: World;
  afterEach(() => world.close());

  it('is answered where it is sure, and told that the article is in English only (zh)', async () => {
    world = await World.create({ articles: only('en'), locale: 'zh-CN' });
    await world.ask('打印机卡纸了');
    expect((await world.transcript()).slice(1)).to.deep.equal([
      'bot: Printers: 这篇文章目前只有英文版。 [解决了] [找人工]',
    ]);
  });

  it('is answered where it is sure, and told that the article is in Chinese only (en)', async () => {
    world = await World.create({ articles: only('zh') });
    await world.ask('the printer is jammed');
    expect((await world.transcript()).slice(1)).to.deep.equal([
      'bot: 打印机: This article exists only in Chinese. [That helped] [Ask a person]',
    ]);
  });

  it('is asked whether it is meant, and told so, where it is not sure (zh)', async () => {
    world = await World.create({ articles: only('en'), locale: 'zh-CN' });
    await world.ask('打印很慢');
    const offer = (await world.lines())[1]?.content;
    expect(offer?.text).to.equal('您想问的是这个吗？\n\n这篇文章目前只有英文版。');
    expect(offer?.buttons?.map(({ label }) => label)).to.deep.equal(['Printers', '不是，是别的']);
    await world.press('Printers');
    expect((await world.transcript()).at(-1)).to.equal(
      'bot: Printers: 这篇文章目前只有英文版。 [解决了] [找人工]',
    );
  });

  it('is asked whether it is meant, and told so, where it is not sure (en)', async () => {
    world = await World.create({ articles: only('zh') });
    await world.ask('printing is slow');
    const offer = (await world.lines())[1]?.content;
    expect(offer?.text).to.equal('Is this what you mean?\n\nThis article exists only in Chinese.');
    expect(offer?.buttons?.map(({ label }) => label)).to.deep.equal(['打印机', 'No, something else']);
    await world.press('打印机');
    expect((await world.transcript()).at(-1)).to.equal(
      'bot: 打印机: This article exists only in Chinese. [That helped] [Ask a person]',
    );
  });

  it('goes to a person where none is about it, in both languages', async () => {
    world = await World.create({ articles: only('en'), locale: 'zh-CN' });
    await world.ask('猫为什么怕水');
    expect(await world.case()).to.not.equal(undefined);
    await world.close();
    world = await World.create({ articles: only('zh') });
    await world.ask('why are cats afraid of water');
    expect(await world.case()).to.not.equal(undefined);
  });
});
