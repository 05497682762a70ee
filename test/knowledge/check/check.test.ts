import { expect } from 'chai';
import { checkArticles, checkLoaded } from '../../../knowledge/check/check.js';
import { problemsText } from '../../../knowledge/check/check-text.js';
import { type ArticleFile, readArticleFile } from '../../../knowledge/files/head.js';
import { assemble, type Loaded, loadArticles } from '../../../knowledge/files/load.js';
import type { Problem } from '../../../knowledge/files/problem.js';

async function loaded(texts: Readonly<Record<string, string>>): Promise<Loaded> {
  const files: ArticleFile[] = [];
  for (const [file, text] of Object.entries(texts)) {
    const { article } = await readArticleFile(file, text);
    if (article) files.push(article);
  }
  const { articles, errors } = assemble(files, false);
  return {
    articles,
    errors,
    files: files.filter(({ draft }) => !draft),
    drafts: files.filter(({ draft }) => draft),
  };
}
const text = (id: string, language: string, phrasings: readonly string[], rest = ''): string =>
  `---\nid: ${id}\nlanguage: ${language}\ntitle: T ${id}\ncategory: C\nphrasings:\n${phrasings.map((one) => `  - ${one}\n`).join('')}${rest}---\nbody\n`;
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

  it('warns of a title that two articles have where one asker may be offered both', async () => {
    const titled = (id: string, title: string, rest = ''): string =>
      text(id, 'en', [`${id} it`], rest).replace(`T ${id}`, title);
    const files = await loaded({
      'a.en.md': titled('alpha', 'Reset your password'),
      'b.en.md': titled('beta', 'reset your PASSWORD'),
      'c.en.md': titled('gamma', 'Pay', 'platforms: [web]\n'),
      'd.en.md': titled('delta', 'Pay', 'platforms: [slack]\n'),
      'e.en.md': titled('eps', 'Bonus', 'audience: staff\n'),
      'f.en.md': titled('zeta', 'Bonus', 'audience: managers\n'),
      'g.en.md': titled('eta', 'Leave', 'audience: managers\n'),
      'h.en.md': titled('theta', 'Leave'),
    });
    const told = checkArticles(files, NOW).filter(({ kind }) => kind === 'same-title');
    expect(told.map(({ level, file, line, message }) => `${level} ${file}:${line} ${message}`)).to.deep.equal(
      [
        'warning b.en.md:4 The title “reset your PASSWORD” of "beta" is that of "alpha" too (a.en.md:4).',
        'warning h.en.md:4 The title “Leave” of "theta" is that of "eta" too (g.en.md:4).',
      ],
    );
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

  const VPN = [
    'connect to the vpn',
    'vpn does not connect',
    'vpn is slow',
    'install the vpn client',
    'vpn from home',
    'reset the vpn password',
  ];
  const LEAVE = [
    'book a holiday',
    'ask for leave',
    'how many leave days are left',
    'take a day off',
    'cancel my holiday',
    'leave for a wedding',
  ];

  it('finds a phrasing that stands in the wrong article, and names it with its line', async () => {
    const files = await loaded({
      'vpn.en.md': text('vpn', 'en', VPN),
      'leave.en.md': text('leave', 'en', [...LEAVE, 'the vpn client does not connect']),
    });
    const problems = checkArticles(files, NOW);
    expect(problems[0]).to.include({
      kind: 'finds-another',
      level: 'warning',
      file: 'leave.en.md',
      line: 13,
    });
    expect(problems[0]?.message).to.match(
      /^The phrasing “the vpn client does not connect” of "leave", left out, finds "vpn" \(9\d% sure\)\.$/,
    );
  });

  it('finds phrasings of two articles that are as good as the same', async () => {
    const files = await loaded({
      'vpn.en.md': text('vpn', 'en', [...VPN, 'the VPN of the office is down']),
      'status.en.md': text('status', 'en', [
        'is everything running',
        'outage of the wiki',
        'is the VPN of the office down?',
        'status of the services',
      ]),
    });
    const alike = checkArticles(files, NOW).filter(({ kind }) => kind === 'alike');
    expect(alike).to.have.length(1);
    expect(alike[0]?.message).to.contain('as good as');
  });

  it('finds articles that none of their phrasings finds, and says what they find', async () => {
    const files = await loaded({
      'vpn.en.md': text('vpn', 'en', VPN),
      'leave.en.md': text('leave', 'en', LEAVE),
      'tunnel.en.md': text('tunnel', 'en', ['the vpn client', 'slow vpn from home', 'my holiday leave']),
    });
    const [first] = checkArticles(files, NOW);
    expect(first).to.include({ kind: 'never-found', level: 'warning', file: 'tunnel.en.md', line: 4 });
    expect(first?.message).to.match(
      /^No phrasing of the article "tunnel", left out, finds it: they find "vpn" and "leave"/,
    );
  });

  it('says little of the starter articles: a warning means something', async () => {
    const problems = checkArticles(await loadArticles('knowledge/articles'), NOW);
    expect(problems.filter(({ level }) => level === 'error')).to.deep.equal([]);
    expect(problems.filter(({ level }) => level === 'warning').length).to.be.below(10);
  }).timeout(30_000);

  it('tells a reader errors first and all, then groups with a count of the rest', () => {
    const warning = (kind: Problem['kind'], line: number): Problem => ({
      level: 'warning',
      ...(kind && { kind }),
      file: 'a.md',
      line,
      message: `m${line}.`,
      hint: 'Do it.',
    });
    const problems: Problem[] = [
      { level: 'error', file: 'z.md', line: 1, message: 'Broken.', hint: 'Mend it.' },
      ...Array.from({ length: 12 }, (_, i) => warning('shared', i + 1)),
      warning(undefined, 99),
    ];
    expect(problemsText(problems).split('\n')).to.deep.equal([
      'error: z.md:1: Broken. Mend it.',
      'warning: a.md:99: m99. Do it.',
      'warning: Phrasings that stand in two articles (12). Do it.',
      ...Array.from({ length: 10 }, (_, i) => `  a.md:${i + 1}: m${i + 1}.`),
      '  … and 2 more; --json lists all.',
    ]);
    expect(problemsText(problems.slice(0, 12)))
      .to.contain('m11.')
      .and.not.contain('more');
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
