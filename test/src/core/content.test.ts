import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import fc from 'fast-check';
import { loadArticles } from '../../../knowledge/files/load.js';
import { bareText, markdown, plain, written } from '../../../src/core/content.js';
import { bareBlocks, parseMarkdown, writeMarkdown } from '../../../src/core/markdown.js';
import { blocksFrom } from '../../support/formatted.js';
import { hostile } from '../../support/hostile.js';

describe('what a person wrote', () => {
  it('crosses with its formatting, but as text where it has so many marks that reading them would hold up everybody', () => {
    const table = `|a|b|c|\n|-|-|-|\n${'|**1**|_2_|`3`|\n'.repeat(50)}`;
    expect(written({ text: 'a', markdown: table })).to.deep.equal(markdown(table));
    const hostile = '*a*&#x61;'.repeat(1_000);
    expect(written({ text: '*a*a'.repeat(1_000), markdown: hostile })).to.deep.equal(
      plain('*a*a'.repeat(1_000)),
    );
  });
});

describe('the bare text of a message', () => {
  it('has no marks where it was CommonMark, and links by their words', () => {
    const text =
      '## Steps\n\n1. Open [the page](https://help.example.com/a_b) and press **Save**.\n2. Run `vpn up`.';
    expect(bareText(markdown(text))).to.equal('Steps\n1. Open the page and press Save.\n2. Run vpn up.');
  });

  it('is letter by letter what a person typed', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => bareText(plain(text)) === text));
  });

  const folder = fileURLToPath(new URL('../../../knowledge/articles/', import.meta.url));
  const squeezed = (text: string): string => text.replace(/\s/g, '');
  const parsed = (text: string): string => bareBlocks(parseMarkdown(text));

  it('is that of the parser for every starter article', async () => {
    const { articles } = await loadArticles(folder, { starter: true });
    const bodies = articles.flatMap(({ translations }) =>
      Object.values(translations).map(({ body }) => body),
    );
    expect(bodies.length).to.be.above(60);
    for (const body of bodies) expect(squeezed(bareText(markdown(body)))).to.equal(squeezed(parsed(body)));
  });

  it('undoes every escape: it is that of the parser for whatever arrives formatted', () => {
    const words = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 8 }),
      hostile,
      fc.string({ unit: fc.constantFrom(...'\\*_~`[]()<>!#-+.1&; ab字'), maxLength: 12 }),
    );
    fc.assert(
      fc.property(blocksFrom(words), (blocks) => {
        const text = writeMarkdown(blocks);
        expect(squeezed(bareText(markdown(text)))).to.equal(squeezed(parsed(text)));
      }),
      { numRuns: 1000 },
    );
  });

  it('takes no long time, whatever it is', () => {
    for (const text of ['*', '_a', '`', '[', '](', '![', '<', '\\', '~~', '&#', '> ', '- ', '(', '**a'])
      bareText(markdown(text.repeat(20_000 / text.length)));
  }).timeout(2_000);
});
