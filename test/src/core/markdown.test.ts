import { expect } from 'chai';
import { bareBlocks, parseMarkdown, writeMarkdown } from '../../../src/core/markdown.js';
import { phrasingOf, runsOf } from '../../../src/core/runs.js';

describe('formatted text of strangers', () => {
  const levels = (node: { children?: readonly unknown[] }): number =>
    1 +
    Math.max(0, ...(node.children ?? []).map((child) => levels(child as { children?: readonly unknown[] }))); // mdast

  it('that nests deeper than people write is text, letter by letter, and builds no tree', () => {
    for (const mark of ['1. ', '> ', '- > 1. ', '>', '\t* ', '1) - ']) {
      const text = `words\n\n${mark.repeat(5_000)}x`;
      const blocks = parseMarkdown(text);
      expect(blocks, mark).to.have.length(1);
      expect(levels(blocks[0] as { children?: readonly unknown[] }), mark).to.equal(2);
      expect(bareBlocks(blocks), mark).to.equal(text);
    }
  });

  it('that nests as people write stays formatted', () => {
    const [list] = parseMarkdown(`${'- '.repeat(8)}x`);
    expect(list?.type).to.equal('list');
    expect(parseMarkdown(`${'> '.repeat(20)}x`)[0]?.type).to.equal('blockquote');
    expect(parseMarkdown('-'.repeat(200))[0]?.type).to.equal('thematicBreak');
    expect(parseMarkdown(`${'* '.repeat(100)}`)[0]?.type).to.equal('paragraph');
  });

  const written = (text: string, url: string): string =>
    writeMarkdown([{ type: 'paragraph', children: phrasingOf([{ text, url }]) }]);

  it('has no hidden characters in links, neither in their words nor in their address', () => {
    expect(written('our \u202epage\u2066', 'https://example.com/\u200ba')).to.equal(
      '[our page](https://example.com/a)',
    );
    expect(written('\u200b', 'https://example.com')).to.equal('<https://example.com>');
    const [kept] = runsOf(phrasingOf([{ text: '👩\u200d💻', url: 'https://example.com' }]));
    expect(kept?.text).to.equal('👩\u200d💻');
  });

  it('shows where a link leads whose words look like another address, whatever is hidden in them', () => {
    for (const words of ['https://bank.example', '\u200bhttps://bank.example', 'https\u200d://bank.example'])
      expect(written(words, 'https://evil.example'), JSON.stringify(words)).to.include('evil.example)');
  });
});
