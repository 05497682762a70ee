import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import { checkArticles } from '../../../knowledge/check/check.js';
import { type ArticleFile, readArticleFile } from '../../../knowledge/files/head.js';
import { assemble } from '../../../knowledge/files/load.js';
import type { Problem } from '../../../knowledge/files/problem.js';
import { loadConfig } from '../../../src/config.js';
import { lookupsSection } from '../../../src/lookup/config.js';
import { openHosts } from '../../../src/lookup/hosts.js';
import { json, LookupService } from '../../support/lookup-service.js';
import { articlesOf, lookupWorker } from '../../support/lookup-world.js';
import { World } from '../../support/world.js';

const ORIGIN = 'https://hr.example.com';
const head = (language: string, lookup: string, body: string): string =>
  `---\nid: a\nlanguage: ${language}\ntitle: T\ncategory: C\nphrasings: [one ${language}]\nlookup:\n${lookup
    .replace(/^\n|\s+$/g, '')
    .replace(/^/gm, '  ')}\n---\n\n${body}\n`;

/** Everything that is wrong with these files, as `level file:line message`. */
async function problemsOf(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const read = await Promise.all(Object.entries(files).map(([file, text]) => readArticleFile(file, text)));
  const good = read.flatMap(({ article }): ArticleFile[] => (article ? [article] : []));
  const made = assemble(good, false);
  const errors = [...read.flatMap(({ problems }): readonly Problem[] => problems), ...made.errors];
  const all = checkArticles({ articles: made.articles, errors, files: good, drafts: [] }, 0, {
    origins: [ORIGIN],
  });
  return all.map(({ level, file, line, message }) => `${level} ${file}:${line} ${message}`);
}

const english = (lookup: string, body = '{left}'): Promise<readonly string[]> =>
  problemsOf({ 'a.en.md': head('en', lookup, body) });

describe('an article with a lookup', () => {
  it('becomes plain data, with its words in each language', async () => {
    const [article] = await articlesOf({
      'a.en.md': head(
        'en',
        `
method: POST
url: ${ORIGIN}/x?y={year}
headers: { X-User: "{asker.platform}" }
body: { year: "{year}", deep: [1, true, "{office}"] }
values: { left: $.days.left }
timeout: 2s
on-failure: handoff
slots:
  year: { pattern: '[0-9]{4}', ask: Which year?, again: Four digits. }
  office: { choices: { BER: Berlin, 2: Second }, ask: Where? }
words: { left: { 0: none, true: some } }
fails: Sorry.`,
        'You have {left}.',
      ),
      'a.zh.md': head(
        'zh',
        'slots: { year: { ask: 哪一年？ }, office: { ask: 哪里？, choices: { BER: 柏林 } } }',
        '{left} 天。',
      ),
    });
    expect(article?.lookup).to.deep.equal({
      method: 'POST',
      url: `${ORIGIN}/x?y={year}`,
      headers: { 'x-user': '{asker.platform}' },
      body: { year: '{year}', deep: [1, true, '{office}'] },
      values: { left: '$.days.left' },
      timeout: 2_000,
      personal: false,
      onFailure: 'handoff',
      slots: [
        { name: 'year', pattern: '[0-9]{4}', find: false },
        { name: 'office', choices: ['2', 'BER'], find: true },
      ],
    });
    expect(article?.translations.en?.lookup).to.deep.equal({
      slots: {
        year: { ask: 'Which year?', again: 'Four digits.' },
        office: { ask: 'Where?', choices: { 2: 'Second', BER: 'Berlin' } },
      },
      values: { left: { 0: 'none', true: 'some' } },
      fails: 'Sorry.',
    });
    expect(article?.translations.zh?.lookup?.slots.office?.choices).to.deep.equal({ BER: '柏林' });
    expect(structuredClone(article)).to.deep.equal(article);
  });

  it('is personal where it names the asker', async () => {
    const lookup = (url: string) => ({ 'a.en.md': head('en', `url: ${url}\nvalues: { left: $ }`, '{left}') });
    expect((await articlesOf(lookup(`${ORIGIN}/{asker.id}`)))[0]?.lookup?.personal).to.equal(true);
    expect((await articlesOf(lookup(`${ORIGIN}/`)))[0]?.lookup?.personal).to.equal(false);
  });

  it('is told what is wrong with its templates, with the line', async () => {
    expect(await english(`url: ${ORIGIN}/{year\nvalues: { left: $ }`)).to.have.length(1);
    expect((await english(`url: ${ORIGIN}/{year\nvalues: { left: $ }`))[0]).to.match(
      /^error a\.en\.md:8 "lookup\.url" is wrong, expected was text whose braces are pairs/,
    );
    expect((await english('url: https://{host}/\nvalues: { left: $ }'))[0]).to.match(
      /^error a\.en\.md:8 .*a host/,
    );
    expect(await english(`url: ${ORIGIN}/{yaer}\nvalues: { left: $ }`)).to.deep.equal([
      'error a.en.md:8 {yaer} is filled in by nothing.',
    ]);
    expect(await english(`url: ${ORIGIN}/\nheaders:\n  X-A: "{b}"\nvalues: { left: $ }`)).to.deep.equal([
      'error a.en.md:9 {b} is filled in by nothing.',
    ]);
    expect(await english(`url: ${ORIGIN}/\nvalues: { left: $ }`, 'one\n\nYou {have} {left}')).to.deep.equal([
      'error a.en.md:7 The answer names {have}, which is neither a value nor a slot.',
    ]);
    expect(await english(`url: ${ORIGIN}/\nvalues: { left: $ }`, 'a { b {left}')).to.deep.equal([
      'error a.en.md:12 A brace stands alone.',
    ]);
  });

  it('is told of values in code and in addresses', async () => {
    const url = `url: ${ORIGIN}/\nvalues: { left: $ }`;
    for (const body of [
      'x\n`{left}`',
      'x\n```\n{left}\n```',
      'x\n[here](https://example.com/{left})',
      'x\nhttps://example.com/{left}',
      'x\n<https://example.com/{left}>',
    ])
      expect((await english(url, body))[0], body).to.match(
        /^error a\.en\.md:1[34] \{left\} stands in code or in an address\./,
      );
    expect(
      await english(url, '**{left}** [{left}](https://example.com)\n\n- {left}\n\n| {left} |\n|---|'),
    ).to.deep.equal([]);
  });

  it('is told of hosts that the configuration does not know', async () => {
    expect(await english('url: https://evil.example/x\nvalues: { left: $ }')).to.deep.equal([
      'error a.en.md:8 The host https://evil.example is not among lookups.hosts of the configuration, so nothing is looked up there.',
    ]);
  });

  it('is told of slots without a question, and without a check', async () => {
    const url = `url: ${ORIGIN}/{year}\nvalues: { left: $ }\nslots:\n`;
    expect(await english(`${url}  year: { pattern: x }`)).to.deep.equal([
      'error a.en.md:11 The slot "year" has no question.',
    ]);
    expect(await english(`${url}  year: { ask: Which? }`)).to.deep.equal([
      'error a.en.md:11 "lookup.slots.year" has neither pattern nor choices.',
    ]);
    expect((await english(`${url}  year: { ask: Which?, pattern: "(" }`))[0]).to.match(
      /^error a\.en\.md:11 "lookup\.slots\.year\.pattern" is wrong, .* RE2/,
    );
    const one = head('en', `${url}  year: { ask: Which?, pattern: x }`, '{left}');
    expect(
      await problemsOf({ 'a.en.md': one, 'a.zh.md': head('zh', 'fails: 不行', '{left}') }),
    ).to.deep.equal([
      'warning a.zh.md:7 The slot "year" has no question in this language, so the other one\'s is asked.',
    ]);
  });

  it('is told of choices that are called the same', async () => {
    const asks = (choices: string) =>
      `url: ${ORIGIN}/{it}\nvalues: { left: $.x }\nslots:\n  it:\n    ask: Which?\n    choices: ${choices}`;
    const warned = (first: string, second: string) => [
      `warning a.en.md:13 The choices "${first}" and "${second}" of the slot "it" are called the same, so nobody can write which one they mean.`,
    ];
    expect(await english(asks('[C, C++, C#, "< 10", "> 10"]'))).to.deep.equal([]);
    expect(await english(asks('[Berlin, berlin]'))).to.deep.equal(warned('Berlin', 'berlin'));
    expect(await english(asks('{ 1: One, 2: Two, 3: Ｏｎｅ }'))).to.deep.equal(warned('1', '3'));
    const chinese = head('zh', 'slots: { it: { ask: 哪个？, choices: { A: 臺北, B: 台北 } } }', '{left}');
    const both = { 'a.en.md': head('en', asks('[A, B]'), '{left}'), 'a.zh.md': chinese };
    expect((await problemsOf(both)).map((line) => line.slice(0, 38))).to.deep.equal([
      'warning a.zh.md:8 The choices "A" and ',
    ]);
  });

  it('is told of everything else that cannot be', async () => {
    const url = `url: ${ORIGIN}/\n`;
    const wrong: readonly (readonly [string, RegExp])[] = [
      [
        `${url}values: { left: "$..a..b" }`,
        /"lookup\.values\.left" is "\$\.\.a\.\.b", which may take minutes/,
      ],
      [`${url}values: { left: "$[?count($[*]) > 1]" }`, /which may take minutes/],
      [`${url}values: { left: "$.a[?count($..b) > 1]" }`, /which may take minutes/],
      [`${url}values: { left: "$..[" }`, /"lookup\.values\.left" is "\$\.\.\[", expected was a JSONPath/],
      [url, /"lookup\.values" is missing/],
      [`${url}values: { left: $ }\nbody: { a: b }`, /Only a POST has a body/],
      [`${url}values: { left: $ }\nmethod: DELETE`, /"lookup\.method" is wrong, expected was GET or POST/],
      [`${url}values: { left: $ }\ntimeout: 5m`, /"lookup\.timeout" is wrong, expected was a duration/],
      [`${url}values: { left: $ }\nheaders: { Host: x }`, /"lookup\.headers\.Host" is wrong/],
      [`${url}values: { left: $ }\nheader: { A: x }`, /The key "lookup\.header" is not known/],
      [`${url}values: { left: $ }\npersonal: false`, /"lookup\.personal" is wrong/],
      [`${url}values: { left: $ }\nwords: { right: { a: b } }`, /There is no value "right"/],
      ['fails: x', /The lookup has no url/],
      ['timeout: 2s', /stands here without lookup\.url/],
    ];
    for (const [lookup, message] of wrong) {
      const found = await english(lookup, '{left}');
      expect(found[0], lookup).to.match(message);
      expect(found[0], lookup).to.match(/^error a\.en\.md:\d+ /);
    }
    expect((await problemsOf({ 'a.en.md': head('en', 'x', 'b').replace('  x', '  - x') }))[0]).to.match(
      /"lookup" is a list or a group/,
    );
  });

  it('says the same in both files, or in one', async () => {
    const one = head('en', `url: ${ORIGIN}/a\nvalues: { left: $ }`, '{left}');
    const same = head('zh', `url: ${ORIGIN}/a\nvalues: { left: $ }`, '{left}');
    const other = head('zh', `url: ${ORIGIN}/b\nvalues: { left: $ }`, '{left}');
    expect(await problemsOf({ 'a.en.md': one, 'a.zh.md': same })).to.deep.equal([]);
    expect((await problemsOf({ 'a.en.md': one, 'a.zh.md': other }))[0]).to.match(
      /^error a\.zh\.md:8 The lookup is done otherwise here than in a\.en\.md/,
    );
  });

  it('keeps the version before in use where the new one is wrong', async () => {
    const files = async (url: string): Promise<ArticleFile[]> => {
      const read = await readArticleFile('a.en.md', head('en', `url: ${ORIGIN}/a\nvalues: { left: $ }`, url));
      return read.article ? [read.article] : [];
    };
    const before = assemble(await files('{left}'), false).articles[0];
    const broken = assemble(await files('{right}'), false, () => before);
    expect(broken.articles).to.deep.equal([before]);
    expect(broken.errors).to.have.length(1);
    expect(assemble(await files('{right}'), false).articles).to.deep.equal([]);
  });
});

describe('the configuration of lookups', () => {
  const env = { LOOKUP_HR_TOKEN: 's3cret' };
  const load = (lookups: unknown) =>
    loadConfig({ values: { lookups }, env, sections: [lookupsSection] as const });
  const wrong = async (lookups: unknown): Promise<string> =>
    load(lookups).then(
      () => 'nothing',
      (error: Error) => error.message,
    );

  it('fills secrets of the environment into the headers of a host', async () => {
    const { sections, environment } = await load({
      hosts: [{ origin: 'https://HR.example.com/', headers: { Authorization: 'Bearer {LOOKUP_HR_TOKEN}' } }],
    });
    expect(sections.lookups.hosts[0]?.origin).to.equal(ORIGIN);
    expect([...openHosts(sections.lookups, environment.lookups)]).to.deep.equal([
      [ORIGIN, { authorization: 'Bearer s3cret' }],
    ]);
    expect(() => openHosts(sections.lookups, {})).to.throw(
      /authorization of https:\/\/hr\.example\.com needs is not set/,
    );
    expect(() => openHosts(sections.lookups, { LOOKUP_HR_TOKEN: 'a\nb' })).to.throw(/no line of ASCII/);
  });

  it('knows hosts alone, variables of its own alone, and shows no header', async () => {
    expect(await wrong({ hosts: [{ origin: 'https://hr.example.com/api' }] })).to.match(
      /hosts\.0\.origin.*host and port/,
    );
    expect(await wrong({ hosts: [{ origin: 'hr.example.com' }] })).to.match(/host and port/);
    const stolen = await wrong({
      hosts: [{ origin: ORIGIN, headers: { A: 'x-real-secret {SLACK_BOT_TOKEN}' } }],
    });
    expect(stolen).to.match(/begin with LOOKUP_/);
    expect(stolen).not.to.include('x-real-secret');
    expect(await wrong({ hosts: [{ origin: ORIGIN, headers: { Host: 'x' } }] })).to.match(/name of a header/);
    expect(await wrong({ timeout: '1m' })).to.match(/timeout.*15s/);
  });
});

describe('the example of docs/lookups.md', () => {
  it('works as it stands there, against a service', async () => {
    const text = await readFile(new URL('../../../docs/lookups.md', import.meta.url), 'utf8');
    const [, en = '', zh = ''] =
      /```markdown\n([\s\S]*?)```[\s\S]*?```markdown\n([\s\S]*?)```/.exec(text) ?? [];
    const [, yaml = ''] = /```yaml\n([\s\S]*?)```/.exec(text) ?? [];
    expect(yaml).to.include(ORIGIN);
    const service = await LookupService.start(json({ days: { left: 9 }, state: 'open' }));
    try {
      const local = (file: string): string => file.replaceAll(ORIGIN, service.origin);
      const articles = await articlesOf({ 'leave.en.md': local(en), 'leave.zh.md': local(zh) });
      const world = await World.create({ articles, workers: [lookupWorker(service.origin)] });
      try {
        await world.ask('what is my leave balance');
        await world.ask('2026');
        expect((await world.transcript()).slice(1)).to.deep.equal([
          'bot: For which year?',
          'asker: 2026',
          'bot: Your leave balance: You have **9** days left in 2026. They can still be booked. [That helped] [Ask a person]',
        ]);
        await world.ask('我2026年还剩几天年假', 'wei');
        expect((await world.transcript('wei')).at(-1)).to.equal(
          'bot: 剩余假期: 您 2026 年还剩 **9** 天假，目前可以申请。 [解决了] [找人工]',
        );
        expect(service.calls[0]).to.include({ url: '/api/people/vera/leave?year=2026' });
        expect(service.calls[0]?.headers['x-platform']).to.equal('web');
      } finally {
        await world.close();
      }
    } finally {
      await service.stop();
    }
  });
});
