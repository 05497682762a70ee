import { expect } from 'chai';
import { checkArticles } from '../../../knowledge/check/check.js';
import { checkLanguage } from '../../../knowledge/check/check-language.js';
import { problemsText } from '../../../knowledge/check/check-text.js';
import { type ArticleFile, readArticleFile } from '../../../knowledge/files/head.js';
import { assemble, loadArticles } from '../../../knowledge/files/load.js';

interface Text {
  readonly title: string;
  readonly phrasings: readonly string[];
  readonly body: string;
}

const RETURNS: Text = {
  title: '如何退还设备',
  phrasings: ['怎么退 MacBook', '退还 VPN 令牌'],
  body: '送到 B1 仓库，或在 ServiceNow 里下单。',
};
const ROAMING: Text = {
  title: 'What does roaming cost?',
  phrasings: ['roaming abroad'],
  body: 'It is free in the EU, and you pay for it elsewhere.',
};

async function file(name: string, language: string, { title, phrasings, body }: Text, rest = '') {
  const list = phrasings.map((one) => `  - ${JSON.stringify(one)}\n`).join('');
  const head = `id: ${name}\nlanguage: ${language}\ntitle: ${JSON.stringify(title)}\ncategory: C\nphrasings:\n${list}${rest}`;
  const { article } = await readArticleFile(`${name}.${language}.md`, `---\n${head}---\n${body}\n`);
  return article ?? expect.fail(name);
}

/** The names of those of which something is said. */
function named(files: readonly ArticleFile[]): readonly string[] {
  return checkLanguage(files).map(({ file: name }) => name);
}

describe('the language that the head of an article says', () => {
  it('is a warning where title, phrasings and answer are in the other, drafts included', async () => {
    const used = await file('returns', 'en', RETURNS);
    const draft = await file('roaming', 'zh', ROAMING, 'draft: true\n');
    const loaded = { ...assemble([used], false), files: [used], drafts: [draft] };
    const problems = checkArticles(loaded, 0).filter(({ kind }) => kind === 'other-language');
    expect(problems).to.deep.equal([
      {
        level: 'warning',
        kind: 'other-language',
        file: 'returns.en.md',
        line: 3,
        message: 'The article "returns" is in Chinese, its head says English.',
        hint: 'Set language to zh and rename the file so that it ends in .zh.md, or translate it.',
      },
      {
        level: 'warning',
        kind: 'other-language',
        file: 'roaming.zh.md',
        line: 3,
        message: 'The article "roaming" is in English, its head says Chinese.',
        hint: 'Set language to en and rename the file so that it ends in .en.md, or translate it.',
      },
    ]);
    expect(problemsText(problems)).to.contain('warning: In another language than their head says (2).');
  });

  it('is not doubted for names of products, quoted words, code and addresses', async () => {
    const vpn = { title: 'VPN', phrasings: ['VPN', 'Cisco AnyConnect'], body: '联系 IT 部门。' };
    const word = {
      title: 'Office 365',
      phrasings: ['install Word and Excel'],
      body: '在 Software Center 里安装 Word。',
    };
    const script = 'for i in a and b; do it; done; if this is not what you have, do it for all';
    const kubernetes = {
      title: 'kubectl',
      phrasings: ['kubectl'],
      body: `运行：\n\n\`\`\`\n${script}\n\`\`\``,
    };
    const quoted = {
      title: 'What is 飞书?',
      phrasings: ['飞书', '飞书 login', 'where is 年假 in the portal'],
      body: 'It is the app that we use to talk. Press 登录 to sign in.',
    };
    const translated = { ...ROAMING, title: '漫游', phrasings: ['漫游费'] };
    const bare = { title: 'T', phrasings: ['one'], body: 'body' };
    const german = {
      title: 'Passwort',
      phrasings: ['Passwort vergessen'],
      body: 'Bitte melden Sie sich an und das ist es.',
    };
    expect(
      named([
        ...(await Promise.all([vpn, word, kubernetes, bare, german].map((one) => file('a', 'zh', one)))),
        ...(await Promise.all([quoted, translated, bare].map((one) => file('b', 'en', one)))),
        await file('c', 'zh', RETURNS),
        await file('d', 'en', ROAMING),
      ]),
    ).to.deep.equal([]);
  });

  it('is not doubted for a starter article', async () => {
    const { files } = await loadArticles('knowledge/articles');
    expect(named(files)).to.deep.equal([]);
    // And each would be under the other name.
    const swapped = files.map(
      (one): ArticleFile => ({ ...one, language: one.language === 'en' ? 'zh' : 'en' }),
    );
    expect(named(swapped)).to.have.length(files.length);
  });
});
