import { expect } from 'chai';
import { checkArticles, checkLoaded } from '../../knowledge/check.js';
import { type ArticleFile, readArticleFile } from '../../knowledge/head.js';
import type { Loaded } from '../../knowledge/load.js';

async function loaded(texts: Readonly<Record<string, string>>): Promise<Loaded> {
  const files: ArticleFile[] = [];
  for (const [file, text] of Object.entries(texts)) {
    const { article } = await readArticleFile(file, text);
    if (article) files.push(article);
  }
  return { articles: [], errors: [], files, drafts: [] };
}
const text = (id: string, language: string, phrasings: readonly string[], rest = ''): string =>
  `---\nid: ${id}\nlanguage: ${language}\ntitle: T\ncategory: C\nphrasings:\n${phrasings.map((one) => `  - ${one}\n`).join('')}${rest}---\nbody\n`;
const NOW = Date.UTC(2026, 5, 15);

describe('checking articles', () => {
  it('finds nothing wrong with sound articles', async () => {
    const files = await loaded({ 'a.en.md': text('a', 'en', ['one', 'two'], 'review-by: 2026-06-15\n') });
    expect(checkArticles(files, NOW)).to.deep.equal([]);
  });

  it('names both places of a phrasing that two articles share, however it is spelt', async () => {
    const files = await loaded({
      'a.en.md': text('a', 'en', ['reset it', 'Reset my PASSWORD']),
      'b.en.md': text('b', 'en', ['reset my password?']),
      'c.zh.md': text('c', 'zh', ['重置密码。']),
      'd.zh.md': text('d', 'zh', ['重置密码']),
    });
    const shared = checkArticles(files, NOW).filter((problem) => problem.message.includes('phrasing'));
    expect(shared.map((problem) => `${problem.level} ${problem.file}:${problem.line}`)).to.deep.equal([
      'warning b.en.md:7',
      'warning d.zh.md:7',
    ]);
    expect(shared[0]?.message).to.contain('a.en.md:8');
  });

  it('lets an article repeat itself in its translation', async () => {
    const files = await loaded({ 'a.en.md': text('a', 'en', ['VPN']), 'a.zh.md': text('a', 'zh', ['VPN']) });
    expect(checkArticles(files, NOW)).to.deep.equal([]);
  });

  it('warns of an article past its review date, from the day after', async () => {
    const files = await loaded({ 'a.en.md': text('a', 'en', ['one'], 'review-by: 2026-06-14\n') });
    const [problem] = checkArticles(files, NOW);
    expect(problem).to.include({ level: 'warning', file: 'a.en.md', line: 8 });
    expect(problem?.message).to.contain('2026-06-14');
  });

  it('mentions a missing translation where others are translated', async () => {
    const files = await loaded({
      'a.en.md': text('a', 'en', ['one']),
      'a.zh.md': text('a', 'zh', ['一']),
      'b.zh.md': text('b', 'zh', ['二']),
    });
    const [problem] = checkArticles(files, NOW);
    expect(problem).to.include({ level: 'info', file: 'b.zh.md', line: 3 });
    expect(problem?.message).to.contain('Chinese only');
  });

  it('puts errors first', async () => {
    const files = await loaded({ 'a.en.md': text('a', 'en', ['one'], 'review-by: 2020-01-01\n') });
    const error = { level: 'error', file: 'z.md', line: 1, message: 'm', hint: 'h' } as const;
    expect(checkArticles({ ...files, errors: [error] }, NOW).map((problem) => problem.level)).to.deep.equal([
      'error',
      'warning',
    ]);
  });

  it('says in one line whether they load at all', () => {
    const error = { level: 'error', file: 'z.md', line: 1, message: 'm', hint: 'h' } as const;
    expect(checkLoaded({ articles: [], errors: [error, error] })).to.deep.equal({
      level: 'failed',
      about: 'articles',
      text: 'z.md:1: m h (and 1 more)',
      fix: '`firstline check` lists all.',
    });
    expect(checkLoaded({ articles: [], errors: [] })).to.include({ level: 'warning' });
  });
});
