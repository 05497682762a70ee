import { expect } from 'chai';
import fc from 'fast-check';
import { parseDocument } from 'yaml';
import { readYamlHead } from '../../../knowledge/files/yaml-full.js';

describe('the full way to read a head', () => {
  it('tells of the same repeated keys as the YAML parser, in whichever map they stand', () => {
    const key = fc.constantFrom('a', 'b', '"a"', '1', '"1"', '0x1', 'null', '~', '', '? a\n', '*x', '&x a');
    const entry = fc
      .tuple(fc.constantFrom('', '  ', '    '), key)
      .map(([indent, name]) => `${indent}${name}: `);
    const value = fc.constantFrom(
      '',
      'x',
      '{ a: 1, b: 2, a: 3 }',
      '{ 1, "1", 1 }',
      '[{ a: 1 }, { a: 1, a: 2 }]',
    );
    let repeated = 0;
    fc.assert(
      fc.property(fc.array(fc.tuple(entry, value), { minLength: 1, maxLength: 6 }), (entries) => {
        const yaml = entries.map(([start, end]) => `${start}${end}\n`).join('');
        const { errors } = parseDocument(yaml, { uniqueKeys: true });
        const expected = errors.filter(({ code }) => code === 'DUPLICATE_KEY').length;
        const found = readYamlHead(yaml, 1).errors.filter(({ message }) => /unique/.test(message)).length;
        repeated += expected;
        expect(found, yaml).to.equal(expected);
      }),
      { numRuns: 1000 },
    );
    expect(repeated).to.be.above(50);
    const { errors } = readYamlHead('a:\nb: { c: 1 }\nlookup:\n  a: 1\n  b: 2\n  a: 3\na: 4\n', 2);
    expect(errors.map(({ line, hint }) => [line, hint])).to.deep.equal([
      [8, 'Keep one of the two.'],
      [7, 'Keep one of the two.'],
    ]);
  });

  it('reads a head of very many keys in seconds, not in minutes', () => {
    const yaml = Array.from({ length: 30_000 }, (_, i) => `k${i}: x\n`).join('');
    const began = performance.now();
    expect(readYamlHead(yaml, 2).entries).to.have.length(30_000);
    expect(performance.now() - began).to.be.below(6000);
  }).timeout(60_000);
});
