import { expect } from 'chai';
import fc from 'fast-check';
import { readDiscord } from '../../../adapters/discord/text-in.js';
import { discordParts } from '../../../adapters/discord/text-out.js';
import { markdown, plain } from '../../../src/core/content.js';
import { type Block, bareBlocks, parseMarkdown, writeMarkdown } from '../../../src/core/markdown.js';
import { paragraphsOf } from '../../../src/core/runs.js';
import { shown } from '../../support/discord/reader.js';
import { blocksFrom, lettersOf } from '../../support/formatted.js';
import { hostile, withoutHidden } from '../../support/hostile.js';

const known = new Map([
  ['1', 'Ana'],
  ['2', 'mods'],
  ['3', 'general'],
]);
const names = {
  user: (id: string) => known.get(id),
  role: (id: string) => known.get(id),
  channel: (id: string) => known.get(id),
};
const nobody = { user: () => undefined, role: () => undefined, channel: () => undefined };

describe('reading text of Discord', () => {
  it('calls people, roles, channels, emoji and moments by their names', () => {
    expect(
      readDiscord('<@1> <@!1> <@&2> <#3> <:wave:5> <a:dance:6> <t:1767225600:R> <@9> </ask me:4>', names),
    ).to.deep.equal({ text: '@Ana @Ana @mods #general :wave: :dance: 2026-01-01 00:00 UTC @9 /ask me' });
  });

  it('leaves text without formatting as it is', () => {
    const text = 'a  b\n\n\n c 2*3*4? snake_case :) https://a.example/b_c <https://d.example>';
    expect(readDiscord('2 * 3 # no\n\n\n x', names)).to.deep.equal({ text: '2 * 3 # no\n\n\n x' });
    expect(readDiscord('a\\*b\\* <https://d.example/a_b>', names)).to.deep.equal({
      text: 'a*b* https://d.example/a_b',
    });
    expect(readDiscord(text, names).text).to.include('https://a.example/b_c');
  });

  it('tells formatting as CommonMark', () => {
    const read = (text: string): unknown => readDiscord(text, names);
    expect(read('**b** *i* __u__ ~~s~~ `c` ||hidden|| [l](https://a.example)')).to.deep.equal({
      text: 'b i u s c hidden l',
      markdown: '**b** _i_ _u_ ~~s~~ `c` hidden [l](https://a.example)',
    });
    expect(read('# Head\n> quote\n> more\n- one\n  - two\n1. three\n```js\nlet *a*\n```\nend')).to.deep.equal(
      {
        text: 'Head\n> quote\n> more\n- one\n- two\n1. three\nlet *a*\nend',
        markdown: '# Head\n\n> quote\\\n> more\n\n- one\n  - two\n\n1. three\n\n```js\nlet *a*\n```\n\nend',
      },
    );
    expect(read('>>> all\nof it')).to.deep.equal({ text: '> all\n> of it', markdown: '> all\\\n> of it' });
    expect(read('**<@1>** <b>')).to.deep.equal({ text: '@Ana <b>', markdown: '**@Ana** \\<b>' });
  });

  it('reads what a reader sees: the letters, and the same letters from the CommonMark', () => {
    const bare = (text: string): string => withoutHidden(text).replace(/\s/g, '');
    fc.assert(
      fc.property(hostile, (source) => {
        const read = readDiscord(source, nobody);
        if (read.markdown !== undefined)
          expect(bare(bareBlocks(parseMarkdown(read.markdown)))).to.equal(bare(read.text));
        expect(bare(read.text).length).to.be.at.most(source.length * 20);
      }),
      { numRuns: 1000 },
    );
  });

  it('gets back what was sent: the letters, and the looks', () => {
    const bare = (text: string): string =>
      withoutHidden(text)
        .replace(/^(?:> ?)+/gm, '')
        .replace(/\s/g, '');
    fc.assert(
      fc.property(hostile, fc.boolean(), (text, formatted) => {
        const parts = discordParts(formatted ? markdown(text) : plain(text));
        for (const part of parts) {
          const read = readDiscord(part, nobody);
          expect(bare(read.text)).to.equal(bare(shown(part).text));
          if (!formatted) expect(read.markdown).to.equal(undefined);
          if (read.markdown === undefined) continue;
          const again = discordParts(markdown(read.markdown)).map((one) => shown(one));
          expect(bare(again.map((one) => one.text).join('\n'))).to.equal(bare(read.text));
        }
      }),
      { numRuns: 500 },
    );
  });

  /** The blocks that a reader of these messages sees. */
  const seen = (parts: readonly string[]): readonly Block[] =>
    parts.flatMap((part) => {
      const read = readDiscord(part, nobody);
      return read.markdown === undefined ? paragraphsOf([{ text: read.text }]) : parseMarkdown(read.markdown);
    });

  it('gets back how it looked, where Discord can show it', () => {
    const words = fc.oneof(fc.stringMatching(/^[a-z][a-z0-9 ,]{0,11}$/), fc.constantFrom('字', '👍🏽', '\n'));
    fc.assert(
      fc.property(blocksFrom(words, ' '), (blocks) => {
        const sent = parseMarkdown(writeMarkdown(blocks));
        expect(lettersOf(seen(discordParts(markdown(writeMarkdown(blocks)))))).to.deep.equal(lettersOf(sent));
      }),
      { numRuns: 150 },
    );
  });

  it('keeps every letter of code in a fence, however it was cut', () => {
    const line = fc.oneof(
      fc.constantFrom('', '  indented', '👩‍👩‍👧‍👦', '# no heading', '- no item', '> no quote'),
      fc.string(),
    );
    const fenced = fc.array(line, { minLength: 1, maxLength: 30 }).map((lines) => lines.join('\n'));
    fc.assert(
      fc.property(fenced, fc.constantFrom(60, 200), (value, limit) => {
        fc.pre(!value.includes('```') && value.trim() !== '');
        const parts = discordParts(markdown(writeMarkdown([{ type: 'code', lang: 'js', value }])), limit);
        const got = seen(parts);
        expect(got.every((block) => block.type === 'code' && block.lang === 'js')).to.equal(true);
        expect(lettersOf(got)).to.deep.equal(
          lettersOf([{ type: 'code', value: value.replaceAll('\0', '\ufffd') }]),
        );
      }),
      { numRuns: 300 },
    );
  });
});
