import { expect } from 'chai';
import type { Article } from '../../src/core/article.js';
import { SAMPLES } from '../knowledge/samples.js';
import { World } from '../support/world.js';

/** Read by somebody, in a version. */
const TRACED: readonly Article[] = SAMPLES.map(({ translations: { en, zh }, ...rest }) => ({
  ...rest,
  owner: 'it',
  reviewed: '2026-09-15',
  translations: {
    ...(en && { en: { ...en, version: '0123456789ab', reviewer: 'Ana' } }),
    ...(zh && { zh: { ...zh, version: 'ba9876543210' } }),
  },
}));

describe('an answer', () => {
  let world: World;
  afterEach(() => world.close());

  const field = async (label: string): Promise<string | undefined> => {
    const [opening] = await world.threadLines();
    return opening?.content.fields?.find((one) => one.label === label)?.value;
  };

  it('is traced to file, version and reviewer, in the facts and at the desk (en)', async () => {
    world = await World.create({ articles: TRACED });
    await world.ask('I forgot my password');
    const [fact] = await world.store.facts({ from: 0, limit: 1 });
    expect(fact).to.deep.include({
      kind: 'answered',
      article: 'reset-password',
      trace: {
        file: 'reset-password.en.md',
        version: '0123456789ab',
        language: 'en',
        reviewed: '2026-09-15',
        reviewer: 'Ana',
        owner: 'it',
      },
    });
    await world.press('Ask a person');
    expect(await field('The bot had answered from')).to.equal(
      'reset-password.en.md · 0123456789ab · reviewed 2026-09-15 by Ana',
    );
    // Inside is inside: the asker reads neither file nor reviewer.
    expect((await world.transcript()).join('\n')).to.not.match(/\.md|0123456789ab/);
  });

  it('的出处：文件、版本和审阅，记录在事实里，客服也能看到 (zh)', async () => {
    world = await World.create({ articles: TRACED, settings: { language: 'zh' } });
    await world.ask('忘记密码了怎么办');
    const [fact] = await world.store.facts({ from: 0, limit: 1 });
    expect(fact?.trace).to.include({ file: 'reset-password.zh.md', version: 'ba9876543210', language: 'zh' });
    await world.press('找人工');
    const [opening] = await world.threadLines();
    const said = opening?.content.fields?.map(({ value }) => value) ?? [];
    expect(said.some((value) => value.startsWith('reset-password.zh.md · ba9876543210 · '))).to.equal(true);
  });

  it('follows an edited question: the desk reads of the answer that stands', async () => {
    world = await World.create({ articles: TRACED });
    const asked = await world.ask('I forgot my password');
    await world.edit(asked, 'paper jam');
    await world.press('Ask a person');
    expect(await field('The bot had answered from')).to.match(/^printer\.en\.md · /);
  });
});

describe('an article that exists in the other language only', () => {
  let world: World;
  afterEach(() => world.close());
  const only = (language: 'en' | 'zh'): readonly Article[] =>
    SAMPLES.map(({ translations, ...rest }) => {
      const translation = translations[language];
      const phrasings = [
        ...(translation?.phrasings ?? []),
        ...(rest.id === 'vpn' ? ['VPN', 'vpn 连接'] : []),
      ];
      return { ...rest, translations: translation ? { [language]: { ...translation, phrasings } } : {} };
    });

  it('answers, and says openly that it is in Chinese (en)', async () => {
    world = await World.create({ articles: only('zh') });
    await world.ask('VPN');
    expect((await world.transcript()).slice(1)).to.deep.equal([
      'bot: 连接 VPN: This article exists only in Chinese. [That helped] [Ask a person]',
    ]);
  });

  it('照样回答，并说明只有英文版 (zh)', async () => {
    world = await World.create({ articles: only('en'), locale: 'zh-CN', settings: { language: 'zh' } });
    await world.ask('vpn 连接');
    expect((await world.lines()).at(-1)?.content.text).to.contain('\n\nConnect to the VPN');
    expect((await world.transcript()).at(-1)).to.equal(
      'bot: Connect to the VPN: 这篇文章目前只有英文版。 [解决了] [找人工]',
    );
  });

  it('says so as well where people answer it', async () => {
    const always = only('zh').map((article): Article => ({ ...article, handoff: 'always' }));
    world = await World.create({ articles: always });
    await world.ask('VPN');
    const said = (await world.lines()).map(({ content }) => content.text).join('\n');
    expect(said).to.contain('This article exists only in Chinese.\n\n连接 VPN');
  });
});
