import { expect } from 'chai';
import fc from 'fast-check';
import { readYamlHead } from '../../../knowledge/files/yaml-full.js';
import { readPlainHead } from '../../../knowledge/files/yaml-plain.js';

/** What JSON escapes, as it stands in a file. */
const ESCAPES = [
  '\\n',
  '\\t',
  '\\r',
  '\\b',
  '\\f',
  '\\/',
  '\\\\',
  '\\"',
  '\\u00e9',
  '\\uD83D\\uDE00',
  '\\u0007',
];

describe('the short way to read a head', () => {
  it('reads what the YAML parser reads, or leaves it to the parser', () => {
    const escaped = fc
      .array(fc.constantFrom('a', ' ', ':', '#', ...ESCAPES, '\\x41', '\\N', '\\u00', '\\'), { maxLength: 6 })
      .map((parts) => `"${parts.join('')}"`);
    const value = fc.oneof(
      fc.constantFrom(
        'plain',
        '"quoted"',
        "'single'",
        'a: b',
        'a #b',
        'a#b',
        '- x',
        'null',
        '~',
        'true',
        '12',
        '0x1f',
        '2026-01-31',
        '',
        ' ',
        '"a',
        "it's",
        'say "hi"',
        '“引号”',
        '密码？',
        '[a]',
        '{a}',
        '@x',
        'x,',
        'a:',
        ':a',
        '&b c',
        '*b',
        '!t x',
        '%x',
        '1.0',
        '.5',
        '\\n',
        '"\\n"',
        "''",
        '""',
        '<<',
        '=',
        'a  b',
        'é',
        '😀',
        'yes',
        '|',
        '>-',
        '`x`',
        '#x',
        '"say \\"hi\\""',
        '"a\\\\b"',
        '"a\\\\"',
        '"a\\"',
        "'it''s'",
        "'''a'",
        "'a'b'",
      ),
      escaped,
      fc.string({ maxLength: 12 }),
      fc.string({ maxLength: 12 }).map((text) => JSON.stringify(text)),
      fc.string({ maxLength: 12 }).map((text) => `'${text}'`),
      fc.string({ unit: 'grapheme', maxLength: 8 }),
    );
    const line = fc.oneof(
      fc
        .tuple(fc.constantFrom('id', 'title', 'owner', 'phrasings', 'review-by', 'Key', 'x y'), value)
        .map(([key, text]) => `${key}: ${text}`),
      fc.tuple(fc.constantFrom('', ' ', '  ', '    '), value).map(([indent, text]) => `${indent}- ${text}`),
      fc.constantFrom('phrasings:', '', '# note', '  # note: x', '#', '  more', 'title:', '...', '---'),
    );
    let short = 0;
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 6 }), (lines) => {
        const yaml = `${lines.join('\n')}\n`;
        const plain = readPlainHead(yaml, 2);
        if (!plain) return;
        short += 1;
        expect({ entries: plain, errors: [] }, yaml).to.deep.equal(readYamlHead(yaml, 2));
      }),
      { numRuns: 3000 },
    );
    expect(short).to.be.above(50);
  });

  it('reads a text with line breaks and other signs as a program writes it, in JSON', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', ' ', '"', '\\', '\n', '\t', '\r', '\u0007', '密', '😀'),
    });
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 4 }), (texts) => {
        const head = `phrasings:\n${texts.map((one) => `  - ${JSON.stringify(one)}\n`).join('')}`;
        const items = texts.map((one, i) => ({ text: one, line: 3 + i }));
        const read = [{ key: 'phrasings', line: 2, value: { kind: 'list', items } }];
        expect(readPlainHead(head, 2)).to.deep.equal(read);
        expect(readYamlHead(head, 2).entries).to.deep.equal(read);
      }),
    );
    for (const one of ESCAPES) expect(readPlainHead(`title: "${one}"\n`, 2), one).not.to.equal(undefined);
  });

  it('reads lines of comment, which would make ten thousand phrasings hold up everybody', () => {
    const head = 'id: a # not this\n';
    expect(readPlainHead(head, 2)).to.equal(undefined);
    const list = Array.from({ length: 10_000 }, (_, i) => `  - how do I do ${i}\n`).join('');
    const began = performance.now();
    const entries = readPlainHead(`# ours\nid: a\nphrasings:\n  # as people ask\n${list}`, 2);
    expect(performance.now() - began).to.be.below(100);
    expect(entries?.map(({ key, line }) => [key, line])).to.deep.equal([
      ['id', 3],
      ['phrasings', 4],
    ]);
  });
});
