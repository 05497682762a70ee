import { expect } from 'chai';
import fc from 'fast-check';
import { bareText, markdown } from '../../../src/core/content.js';
import type { Lookup, LookupAsker } from '../../../src/core/lookup.js';
import { escapeMarkdown, lookedUpAnswer } from '../../../src/core/lookup-answer.js';
import { callOf, originOf } from '../../../src/core/lookup-call.js';
import { bareBlocks, parseMarkdown } from '../../../src/core/markdown.js';
import { findPattern, matchesPattern } from '../../../src/core/pattern.js';
import { fill, namesIn, parseTemplate } from '../../../src/core/template.js';

const asker: LookupAsker = { id: 'U1', platform: 'slack', workspace: 'T1', language: 'en' };
const lookup: Lookup = {
  method: 'POST',
  url: 'https://hr.example.com/people/{asker.id}/at-{word}/{word}.json?year={word}&x=1#{word}',
  headers: { 'x-user': '{asker.id}; role=user', 'x-word': 'id={word}; role=user' },
  body: { word: '{word}', list: ['a {word} b', 1, true, null], deep: { static: '{{x}}' } },
  values: { left: '$.left' },
  personal: true,
  onFailure: 'offer',
  slots: [],
};
const text = fc.oneof(
  fc.constantFrom(
    '..',
    '.',
    '%2e%2e',
    '/',
    '\\',
    '?',
    '#',
    '&x=2',
    'a/../../b',
    '\r\nX: y',
    '@evil.com',
    '{word}',
  ),
  fc.constantFrom('{asker.id}', '$&', '"},"admin":true,{"', '; role=admin', '', '李雷', '\ud800', '％'),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ maxLength: 30 }),
);

describe('a call that is filled in', () => {
  it('has what people wrote as data, wherever it goes, and nowhere else', function () {
    this.timeout(60_000);
    fc.assert(
      fc.property(text, text, (word, id) => {
        const call = callOf('a', lookup, { ...asker, id }, { word });
        const sent = (value: string): string => value.replace(/\p{Surrogate}/gu, '\ufffd');
        if (!call) {
          // What cannot be sent would be no part of the path, or another one.
          expect([id, word].some((value) => ['', '.', '..'].includes(value))).to.equal(true);
          return;
        }
        const url = new URL(call.url);
        expect(url.origin).to.equal('https://hr.example.com');
        expect(url.username + url.password).to.equal('');
        const parts = url.pathname.split('/');
        expect(parts.map(decodeURIComponent)).to.deep.equal([
          '',
          'people',
          sent(id),
          `at-${sent(word)}`,
          `${sent(word)}.json`,
        ]);
        expect([...url.searchParams]).to.deep.equal([
          ['year', sent(word)],
          ['x', '1'],
        ]);
        const headers = new Headers(call.headers);
        expect([...headers.keys()]).to.deep.equal(['x-user', 'x-word']);
        expect(headers.get('x-word')).to.match(/^id=[\w.~%@-]*; role=user$/);
        expect(decodeURIComponent(headers.get('x-word') ?? '')).to.equal(`id=${sent(word)}; role=user`);
        expect(JSON.parse(call.body ?? '')).to.deep.equal({
          word: sent(word),
          list: [`a ${sent(word)} b`, 1, true, null],
          deep: { static: '{x}' },
        });
      }),
      { numRuns: 600 },
    );
  });

  it('is none where a value is missing', () => {
    expect(callOf('a', lookup, asker, {})).to.equal(undefined);
    expect(callOf('a', { ...lookup, url: 'https://h/{toString}' }, asker, { word: 'x' })).to.equal(undefined);
  });

  it('is none where values together would lead to another path', () => {
    const twice = { ...lookup, url: 'https://h/a/{word}{other}/b', headers: {}, body: undefined };
    expect(callOf('a', twice, asker, { word: '.', other: '.' })).to.equal(undefined);
    expect(callOf('a', twice, asker, { word: '', other: '' })).to.equal(undefined);
    expect(callOf('a', twice, asker, { word: '.', other: 'x' })?.url).to.equal('https://h/a/.x/b');
  });

  it('goes to a host in which nothing is filled in', () => {
    expect(originOf('https://HR.example.com:443/x')).to.equal('https://hr.example.com');
    for (const url of [
      'https://{word}/x',
      'https://a{word}.example.com',
      'https://u:p@example.com/',
      'ftp://example.com/',
      '//example.com',
      'https:///x',
      'https://example.com\\@evil.com/',
      'javascript:alert(1)',
    ])
      expect(originOf(url), url).to.equal(undefined);
  });
});

describe('an answer that is filled in', () => {
  const answer = (value: string): string | undefined =>
    lookedUpAnswer({
      body: '- You have **{left}** days left, {left}.\n- And {{braces}} stay.',
      words: undefined,
      language: 'en',
      values: { left: [value] },
      slots: {},
    });

  it('shows what a service says letter by letter, in the formatting of the article', function () {
    this.timeout(60_000);
    const line = fc
      .oneof(
        fc.constantFrom(
          '**x**',
          '[a](https://evil.example)',
          '<!channel>',
          '@everyone',
          '<@U1>',
          '`x`',
          '# h',
        ),
        fc.constantFrom(
          'https://evil.example',
          '&lt;b&gt;',
          '<script>',
          '| a | b |',
          '1. x',
          '> x',
          '\\',
          '~~x~~',
        ),
        fc.string({ unit: 'grapheme', maxLength: 40 }),
        fc.string({ maxLength: 40 }),
      )
      .map((found) => found.replace(/[\p{C}\p{Z}]+/gu, ' ').trim())
      .filter((found) => found !== '');
    fc.assert(
      fc.property(line, (value) => {
        const shown = `- You have ${value} days left, ${value}.\n- And {braces} stay.`;
        const written = answer(value) ?? '';
        // In runs of signs and other letters CommonMark may show the stars of the article; it never loses a letter.
        const loose = (said: string): string => said.replaceAll('*', '').replaceAll('•', '-');
        expect(loose(bareBlocks(parseMarkdown(written)))).to.equal(loose(shown));
        expect(loose(bareText(markdown(written)))).to.equal(loose(shown));
        expect(JSON.stringify(parseMarkdown(written))).not.to.match(
          /"type":"(link|image|html|inlineCode|heading|table)"/,
        );
      }),
      { numRuns: 300 },
    );
  });

  it('has the words of the article for what a service says, and lists several', () => {
    const words = { slots: {}, values: { state: { true: '**up**', '*': 'unknown' } } };
    const given = {
      body: '{state}; {list}; {said}',
      words,
      language: 'zh',
      slots: { said: '*me*' },
    } as const;
    expect(lookedUpAnswer({ ...given, values: { state: ['true'], list: ['a', 'b'] } })).to.equal(
      '**up**; a、b; \\*me\\*',
    );
    expect(lookedUpAnswer({ ...given, values: { state: ['toString'], list: ['a'] } })).to.match(/^unknown/);
    expect(lookedUpAnswer({ ...given, values: { state: ['true'] } })).to.equal(undefined);
    expect(lookedUpAnswer({ ...given, values: { state: ['true'], list: [] } })).to.equal(undefined);
  });

  it('keeps the emphasis of the article around a value with signs, in text without spaces too', () => {
    const shown = (body: string, value: string): unknown =>
      parseMarkdown(
        lookedUpAnswer({ body, words: undefined, language: 'zh', values: { v: [value] }, slots: {} }) ?? '',
      );
    for (const value of ['12', '-5', '¥12.5', '12.5%', '(5)', '柏林（东）', '“A”'])
      for (const body of [
        '您还剩 **{v}** 天',
        '您还剩**{v}**天',
        '余额**{v}**，请查',
        '剩*{v}*',
        'a~~{v}~~b',
      ])
        expect(JSON.stringify(shown(body, value)), `${body} ${value}`).to.match(
          /"type":"(strong|emphasis|delete)","children":\[\{"type":"text","value":"/,
        );
  });

  it('shows what an asker wrote in several lines in one', () => {
    const slots = { said: 'a\n\n    b' };
    expect(lookedUpAnswer({ body: '{said}!', words: undefined, language: 'en', values: {}, slots })).to.equal(
      'a b!',
    );
  });

  it('escapes every sign of ASCII', () => {
    expect(escapeMarkdown('a_b*c 12.5')).to.equal('a\\_b\\*c 12\\.5');
  });
});

describe('a template', () => {
  it('is taken apart and filled, with doubled braces as braces', () => {
    expect(parseTemplate('a {b} {{c}} {asker.id}')).to.deep.equal([
      'a ',
      { name: 'b' },
      ' ',
      '{',
      'c',
      '}',
      ' ',
      { name: 'asker.id' },
    ]);
    expect(namesIn('{a} {b} {a}')).to.deep.equal(['a', 'b']);
    expect(fill('{a}-{b}', (name) => name.toUpperCase())).to.equal('A-B');
    expect(fill('{a}-{b}', (name) => (name === 'a' ? '' : undefined))).to.equal(undefined);
  });

  it('is none where a brace stands alone', () => {
    for (const text of ['{', '}', '{a', '{A}', '{a b}', '{}', '{ a }', '{a}}'])
      expect(parseTemplate(text), text).to.equal(undefined);
  });

  it('keeps any text whose braces are doubled', () => {
    fc.assert(
      fc.property(fc.string(), (said) => {
        const doubled = said.replace(/[{}]/g, '$&$&');
        expect(fill(doubled, () => undefined)).to.equal(said);
      }),
    );
  });
});

describe('a pattern', () => {
  it('fits the whole of what was written', () => {
    expect(matchesPattern('20[0-9]{2}', '2026')).to.equal(true);
    expect(matchesPattern('20[0-9]{2}', ' 2026')).to.equal(false);
    expect(matchesPattern('a|b', 'ab')).to.equal(false);
    expect(matchesPattern('\\p{Han}+', '柏林')).to.equal(true);
  });

  it('is found in a question where it stands alone, and once', () => {
    expect(findPattern('20[0-9]{2}', 'how many days in 2026?')).to.equal('2026');
    expect(findPattern('20[0-9]{2}', '我2026年还剩几天')).to.equal('2026');
    expect(findPattern('20[0-9]{2}', '2026')).to.equal('2026');
    expect(findPattern('20[0-9]{2}', '2026, I mean 2026')).to.equal('2026');
    expect(findPattern('20[0-9]{2}', '2025 or 2026')).to.equal(undefined);
    expect(findPattern('20[0-9]{2}', 'order 120265')).to.equal(undefined);
    expect(findPattern('x*', 'nothing here')).to.equal(undefined);
  });

  it('takes no longer for what was written to hold it up', () => {
    const began = performance.now();
    expect(matchesPattern('(a+)+b', 'a'.repeat(100))).to.equal(false);
    expect(matchesPattern('(a|a)*b', 'a'.repeat(100))).to.equal(false);
    expect(findPattern('(a*)*b', 'a'.repeat(500))).to.equal(undefined);
    expect(performance.now() - began).to.be.below(2_000);
  });
});
