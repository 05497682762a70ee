import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { type ArticleFile, readArticleFile } from '../../../knowledge/files/head.js';
import { assemble, assembling, loadArticles, mergeArticles } from '../../../knowledge/files/load.js';
import { type Problem, problemLine } from '../../../knowledge/files/problem.js';

const GOOD = `---
id: vpn
language: en
title: Connect to the VPN
category: IT
phrasings:
  - How do I connect?
  - "VPN: no connection"
audience: staff
handoff: always
owner: Ana
reviewed: 2026-01-31
review-by: 2026-12-31
source: https://example.com/vpn
---

Open the client.

Press **Connect**.
`;

describe('reading an article file', () => {
  it('reads every key, the body, and where phrasings stand', async () => {
    const { article, problems } = await readArticleFile('it/vpn.en.md', GOOD);
    expect(problems).to.deep.equal([]);
    expect(article).to.deep.include({
      id: 'vpn',
      language: 'en',
      title: 'Connect to the VPN',
      category: 'IT',
      phrasings: ['How do I connect?', 'VPN: no connection'],
      audience: 'staff',
      handoff: 'always',
      owner: 'Ana',
      reviewed: '2026-01-31',
      reviewBy: '2026-12-31',
      source: 'https://example.com/vpn',
      body: 'Open the client.\n\nPress **Connect**.',
      version: createHash('sha256').update(GOOD).digest('hex').slice(0, 12),
    });
    expect(article?.lines.phrasings).to.deep.equal([7, 8]);
  });

  it('reads platforms as a list or in one line, and names what is none', async () => {
    const read = (value: string) => readArticleFile('a.md', GOOD.replace('audience:', `${value}\naudience:`));
    for (const value of [
      'platforms:\n  - slack\n  - web',
      'platforms: web, slack',
      'platforms: [Slack, web, slack]',
    ]) {
      const { article, problems } = await read(value);
      expect(problems, value).to.deep.equal([]);
      expect(article?.platforms, value).to.deep.equal(['slack', 'web']);
    }
    for (const value of ['platforms: slak', 'platforms:', 'platforms: []', 'platforms:\n  - a: b']) {
      const { article, problems } = await read(value);
      expect(article, value).to.equal(undefined);
      expect(problems[0]?.message, value).to.match(
        /"slak" is no platform|"platforms" names none|is no platform/,
      );
      expect(problems[0]?.line, value).to.be.above(1);
    }
  });

  it('assumes everyone as audience and no handoff, and lets the rest be absent', async () => {
    const { article } = await readArticleFile(
      'a.md',
      '---\nid: a\nlanguage: zh\ntitle: 标题\ncategory: IT\nphrasings:\n- 怎么办\n---\n答案',
    );
    expect(article).to.deep.include({ audience: 'everyone', handoff: 'never', body: '答案' });
    expect(article).to.not.have.any.keys('owner', 'reviewed', 'reviewBy', 'source');
  });

  it('reads files with a byte order mark and Windows line ends', async () => {
    const { article, problems } = await readArticleFile(
      'it/vpn.en.md',
      `\uFEFF${GOOD.replaceAll('\n', '\r\n')}`,
    );
    expect(problems).to.deep.equal([]);
    expect(article?.body).to.equal('Open the client.\n\nPress **Connect**.');
  });

  const swap = (from: string, to: string): string => {
    expect(GOOD).to.contain(from);
    return GOOD.replace(from, to);
  };
  const wrong: readonly [name: string, text: string, line: number, says: RegExp][] = [
    ['no head', 'Just text.', 1, /no head.*Begin the file with a line ---/],
    ['an empty file', '', 1, /no head/],
    ['a head without an end', '---\nid: a\n', 1, /no end/],
    ['an unknown key', swap('owner: Ana', 'autor: Ana'), 11, /"autor" is not known.*Known are id, language/],
    ['a key in another spelling', swap('review-by', 'reviewBy'), 13, /Did you mean review-by\?/],
    ['a key that is misspelt', swap('owner: Ana', 'audiance: hr'), 11, /Did you mean audience\?/],
    ['a missing key', swap('category: IT\n', ''), 2, /"category" is missing.*Add category/],
    ['an empty value', swap('title: Connect to the VPN', 'title:'), 4, /"title" is empty/],
    [
      'a wrong language',
      swap('language: en', 'language: de'),
      3,
      /"language" is "de", expected was en or zh/,
    ],
    ['a wrong handoff', swap('handoff: always', 'handoff: sometimes'), 10, /expected was never or always/],
    [
      'a date that is none',
      swap('2026-01-31', 'last week'),
      12,
      /"reviewed" is "last week", expected was a date/,
    ],
    ['a day that does not exist', swap('2026-12-31', '2026-02-30'), 13, /"review-by" is "2026-02-30"/],
    ['an address that is none', swap('https://example.com/vpn', 'see the wiki'), 14, /begins with https/],
    ['an id with spaces', swap('id: vpn', 'id: my vpn'), 2, /"id" is "my vpn", expected was lower-case/],
    [
      'a list where a text belongs',
      swap('owner: Ana', 'owner: [Ana, Bo]'),
      11,
      /"owner" is a list or a group/,
    ],
    [
      'phrasings that are no list',
      swap('phrasings:\n  - How do I connect?\n  - "VPN: no connection"', 'phrasings: How?'),
      6,
      /"phrasings" is no list/,
    ],
    [
      'no phrasings',
      swap('phrasings:\n  - How do I connect?\n  - "VPN: no connection"', 'phrasings: []'),
      6,
      /"phrasings" is empty/,
    ],
    ['a phrasing that is no text', swap('- How do I connect?', '- how: to'), 7, /A phrasing is no text/],
    ['the same key twice', swap('owner: Ana', 'owner: Ana\nowner: Bo'), 12, /cannot be read.*Keep one/],
    [
      'a colon in a value',
      swap('title: Connect to the VPN', 'title: VPN: connect'),
      4,
      /cannot be read.*quotation marks/,
    ],
    ['a tab before a phrasing', swap('  - How', '\t- How'), 7, /Tabs are not allowed.*Indent with spaces/],
    ['an open quotation mark', swap('title: Connect to the VPN', 'title: "Connect'), 4, /cannot be read/],
    ['no body', GOOD.slice(0, GOOD.indexOf('Open')), 16, /no answer/],
    ['a language that contradicts the file name', swap('language: en', 'language: zh'), 3, /named \.en\.md/],
  ];
  for (const [name, text, line, says] of wrong) {
    it(`names file, line and what to do for ${name}`, async () => {
      const { article, problems } = await readArticleFile('it/vpn.en.md', text);
      expect(article).to.equal(undefined);
      const found = problems.find((problem) => says.test(problemLine(problem)));
      expect(found, JSON.stringify(problems)).to.not.equal(undefined);
      expect(found).to.include({ level: 'error', file: 'it/vpn.en.md', line });
    });
  }

  it('reports all errors of a file at once', async () => {
    const { problems } = await readArticleFile(
      'x.md',
      '---\nid: A B\nlanguage: fr\ncolour: red\nreviewed: soon\n---\n',
    );
    expect(problems.map((problem) => problem.line)).to.include.members([2, 3, 4, 5]);
    expect(problems.map(problemLine).join('\n'))
      .to.match(/title/)
      .and.to.match(/phrasings/)
      .and.to.match(/category/);
  });

  it('never throws, whatever stands in the file', async () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc
        .array(
          fc.constantFrom(
            '---\n',
            'id: a\n',
            'phrasings:\n',
            '  - x\n',
            '- ',
            '"',
            ': ',
            '&a ',
            '*a',
            '{',
            '\t',
            'title: y\n',
            '!!js ',
            '? ',
          ),
        )
        .map((parts) => `---\n${parts.join('')}`),
    );
    await fc.assert(
      fc.asyncProperty(text, async (body) => {
        const { article, problems } = await readArticleFile('x.md', body);
        expect(article === undefined).to.equal(problems.length > 0);
      }),
      { numRuns: 300 },
    );
  });
});

describe('loading a folder of articles', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'firstline-articles-'));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });
  const write = async (files: Readonly<Record<string, string>>): Promise<void> => {
    for (const [file, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, file)), { recursive: true });
      await writeFile(join(folder, file), text);
    }
  };
  const article = (head: string, id = 'vpn', language = 'en'): string =>
    `---\nid: ${id}\nlanguage: ${language}\ntitle: T\n${head}phrasings:\n  - q\n---\nbody\n`;

  it('makes one article of its translations, with the files that they came from', async () => {
    await write({
      'it/vpn.en.md': article('category: IT\n'),
      'it/vpn.zh.md': article('category: IT\n', 'vpn', 'zh'),
      'hr/leave.en.md': article('category: HR\n', 'leave'),
      'README.md': '# Not an article',
      '.git/x.md': 'hidden',
      'notes.txt': 'no',
    });
    const { articles, errors } = await loadArticles(folder);
    expect(errors).to.deep.equal([]);
    expect(articles.map((one) => one.id)).to.deep.equal(['leave', 'vpn']);
    expect(articles[1]?.translations.zh?.file).to.equal('it/vpn.zh.md');
    expect(articles[1]?.translations.en?.file).to.equal('it/vpn.en.md');
  });

  it('takes no file of another encoding for one with strange characters, and says so with its line', async () => {
    const zh = Buffer.from(article('category: IT\n', 'pay', 'zh').replace('- q', '- '));
    const gbk = Buffer.concat([
      zh.subarray(0, zh.indexOf('- ') + 2),
      Buffer.from([0xb9, 0xa4, 0xd7, 0xca, 0x0a]),
    ]);
    await write({ 'vpn.md': `\uFEFF${article('category: IT\n')}` });
    await writeFile(join(folder, 'gbk.md'), Buffer.concat([gbk, Buffer.from('---\nbody\n')]));
    await writeFile(join(folder, 'utf16.md'), `\uFEFF${article('category: IT\n', 'other')}`, 'utf16le');
    const { articles, errors } = await loadArticles(folder);
    expect(articles.map(({ id }) => id)).to.deep.equal(['vpn']);
    expect(errors.map(problemLine)).to.deep.equal([
      'gbk.md:7: The file is no UTF-8. Save it as UTF-8.',
      'utf16.md:1: The file is no UTF-8. Save it as UTF-8.',
    ]);
  });

  it('tells of two folders of an owner that share an id, and not of a starter that is replaced', async () => {
    await write({
      'a/vpn.md': article('category: IT\n'),
      'b/vpn.zh.md': article('category: IT\n', 'vpn', 'zh'),
    });
    const [a, b] = await Promise.all([loadArticles(join(folder, 'a')), loadArticles(join(folder, 'b'))]);
    const starter = await loadArticles(join(folder, 'a'), { starter: true });
    expect(mergeArticles([a, starter]).errors).to.deep.equal([]);
    const { articles, errors } = mergeArticles([a, b, starter]);
    expect(articles.map(({ translations }) => Object.keys(translations))).to.deep.equal([['en']]);
    expect(errors.map(({ level, message }) => [level, message])).to.deep.equal([
      ['error', 'The article "vpn" stands in vpn.md of another folder already, which counts.'],
    ]);
  });

  it('takes neither a pipe, which would never end, nor a file of millions of letters', async () => {
    await write({
      'vpn.md': article('category: IT\n'),
      'huge.md': `${article('category: IT\n', 'huge')}${'x'.repeat(2 ** 21)}`,
    });
    execFileSync('mkfifo', [join(folder, 'pipe.md')]);
    await mkdir(join(folder, 'folder.md'));
    const { articles, errors } = await loadArticles(folder);
    expect(articles.map(({ id }) => id)).to.deep.equal(['vpn']);
    expect(errors.map(({ file }) => file)).to.deep.equal(['folder.md', 'huge.md', 'pipe.md']);
  });

  it('unfolds no alias of YAML, and takes no key for what every object has', async () => {
    const bomb = ['a: &a [x, x, x, x, x, x, x, x, x]'];
    for (let n = 1; n < 30; n += 1)
      bomb.push(`k${n}: &k${n} [${`*${n === 1 ? 'a' : `k${n - 1}`}, `.repeat(9)}x]`);
    await write({
      'bomb.md': article(`${bomb.join('\n')}\ncategory: *k29\n`, 'bomb'),
      'proto.md': article('category: IT\n__proto__: {}\nconstructor: x\n', 'proto'),
      'vpn.md': article('category: IT\n'),
    });
    const { articles, errors } = await loadArticles(folder);
    expect(articles.map(({ id }) => id)).to.deep.equal(['vpn']);
    expect(errors.map(({ message }) => message)).to.include('The key "__proto__" is not known.');
    expect(errors.map(({ message }) => message)).to.include('The key "constructor" is not known.');
  });

  const clashes: readonly [name: string, Readonly<Record<string, string>>, Partial<Problem>, RegExp][] = [
    [
      'the same id in the same language',
      { 'a.md': article('category: IT\n'), 'b.md': article('category: IT\n') },
      { file: 'b.md', line: 2 },
      /"vpn" \(en\) stands in a\.md already/,
    ],
    [
      'translations of different categories',
      { 'vpn.en.md': article('category: IT\n'), 'vpn.zh.md': article('category: HR\n', 'vpn', 'zh') },
      { file: 'vpn.zh.md', line: 5 },
      /category is "HR" here and "IT" in vpn\.en\.md/,
    ],
    [
      'translations for different audiences',
      {
        'vpn.en.md': article('category: IT\naudience: staff\n'),
        'vpn.zh.md': article('category: IT\n', 'vpn', 'zh'),
      },
      { file: 'vpn.zh.md', line: 1 },
      /audience is "everyone" here and "staff" in vpn\.en\.md/,
    ],
    [
      'translations with different handoff',
      {
        'vpn.en.md': article('category: IT\n'),
        'vpn.zh.md': article('category: IT\nhandoff: always\n', 'vpn', 'zh'),
      },
      { file: 'vpn.zh.md', line: 6 },
      /handoff is "always" here and "never" in vpn\.en\.md/,
    ],
  ];
  for (const [name, files, where, says] of clashes) {
    const kept = /audience|handoff/.test(name) ? 0 : 1;
    it(`reports ${name}, naming both files, and ${kept ? 'keeps the first' : 'serves neither'}`, async () => {
      await write(files);
      const { articles, errors } = await loadArticles(folder);
      expect(errors).to.have.lengthOf(1);
      expect(errors[0]).to.include(where);
      expect(errors[0]?.message).to.match(says);
      expect(articles).to.have.lengthOf(kept);
    });
  }

  it('collects the errors of all files and loads the others', async () => {
    await write({
      'a.md': 'nothing',
      'b.md': article('category: IT\n'),
      'c.md': article('colour: red\n', 'c'),
    });
    const { articles, errors } = await loadArticles(folder);
    expect(articles.map((one) => one.id)).to.deep.equal(['vpn']);
    expect(errors.map((error) => `${error.file}:${error.line}`)).to.deep.equal([
      'a.md:1',
      'c.md:2',
      'c.md:5',
    ]);
  });

  it('puts thousands of files together in small steps, so that nobody waits', async () => {
    const head = (id: string, language: string): string =>
      `---\nid: ${id}\nlanguage: ${language}\ntitle: Title\ncategory: IT\nphrasings:\n  - asked so\n---\nBody.\n`;
    const files: ArticleFile[] = [];
    for (let i = 0; i < 500; i++) {
      for (const language of ['en', 'zh']) {
        const { article } = await readArticleFile(`a${i}.${language}.md`, head(`a${i}`, language));
        if (article) files.push(article);
      }
    }
    const steps = assembling(files, false);
    let count = 0;
    for (let step = steps.next(); ; step = steps.next()) {
      if (step.done) {
        expect(step.value).to.deep.equal(assemble(files, false));
        expect(step.value.articles).to.have.length(500);
        break;
      }
      count += 1;
    }
    expect(count).to.be.at.least(15);
  });

  it('says which folder cannot be read', async () => {
    let caught: unknown;
    await loadArticles(join(folder, 'nowhere')).catch((error: unknown) => {
      caught = error;
    });
    expect(caught).to.include({ code: 'config.missing' });
    expect(String(caught)).to.contain('nowhere');
  });
});
