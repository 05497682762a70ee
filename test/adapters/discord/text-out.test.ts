import { expect } from 'chai';
import fc from 'fast-check';
import { discordParts } from '../../../adapters/discord/text-out.js';
import { markdown, plain } from '../../../src/core/content.js';
import { bareBlocks, parseMarkdown } from '../../../src/core/markdown.js';
import { shown } from '../../support/discord/reader.js';
import { hostile, hostileAndLong } from '../../support/hostile.js';

const letters = (text: string): string => text.replace(/^(?:> ?)+/gm, '> ').replace(/\s/g, '');
/** The letters of messages. Discord says less about quotes within quotes. */
const lettersOf = (parts: readonly string[]): string =>
  letters(parts.map((part) => shown(part).text).join('\n'));

describe('drawing text for Discord', () => {
  it('shows what a person typed letter by letter, and notifies nobody', () => {
    fc.assert(
      fc.property(hostile, (typed) => {
        const parts = discordParts(plain(typed));
        const text = typed.replace(/\r\n?/g, '\n');
        if (text.trim() !== '' && parts.length === 1) {
          const read = shown(parts[0] ?? '');
          expect(read.text).to.equal(text);
          expect(read.pings).to.deep.equal([]);
          expect(read.looks).to.deep.equal([]);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('loses and doubles no letter of long text, and keeps to the limit', () => {
    fc.assert(
      fc.property(hostileAndLong, fc.constantFrom(60, 300, 2_000), (typed, limit) => {
        const parts = discordParts(plain(typed), limit);
        for (const part of parts) {
          expect(part.length).to.be.within(1, limit);
          expect(part.trim()).to.not.equal('');
          expect(shown(part).pings).to.deep.equal([]);
        }
        expect(
          parts
            .map((part) => shown(part).text)
            .join('')
            .replace(/\s/g, ''),
        ).to.equal(typed.replace(/\s/g, ''));
      }),
      { numRuns: 300 },
    );
  });

  it('loses and doubles no letter of formatted text, and notifies nobody', () => {
    fc.assert(
      fc.property(hostileAndLong, fc.constantFrom(100, 300, 2_000), (typed, limit) => {
        const parts = discordParts(markdown(typed), limit);
        for (const part of parts) {
          expect(part.length).to.be.within(1, limit);
          expect(shown(part).pings).to.deep.equal([]);
        }
        if (!/https?:|mailto:|www\.|@|!\[/i.test(typed))
          expect(lettersOf(parts).replace(/>/g, '')).to.equal(
            letters(bareBlocks(parseMarkdown(typed))).replace(/>/g, ''),
          );
      }),
      { numRuns: 500 },
    );
  });

  const drawn = (text: string, limit?: number): readonly string[] => discordParts(markdown(text), limit);

  it('draws what Discord has a form for', () => {
    const [part = ''] = drawn(
      '# One\n\n**b** _i_ **_both_** ~~s~~ `c` [l](https://a.example)\n\n- x\n  - y\n\n3. z\n\n> q\n\n```js\nlet a\n```',
    );
    expect(part).to.equal(
      '# One\n\n**b** _i_ **_both_** ~~s~~ `c` [l](https://a.example)\n\n- x\n  - y\n\n3. z\n\n> q\n\n```js\nlet a\n```',
    );
    expect(shown(part).looks).to.deep.equal([
      ...['h1:One', 'bold:b', 'italic:i', 'bold+italic:both', 'strike:s', 'code:c', 'link:l'],
      ...['item', 'item', 'item', 'fence(js):let a'],
    ]);
  });

  it('has one fallback for each thing that Discord cannot draw', () => {
    expect(drawn('| a | b |\n|-|-|\n| 1 | **2** |')).to.deep.equal(['```\na | b\n1 | 2\n```']);
    expect(drawn('#### four')).to.deep.equal(['**four**']);
    expect(drawn('![plan](https://a.example/p.png)')).to.deep.equal(['[plan](https://a.example/p.png)']);
    expect(drawn('> a\n> > b')).to.deep.equal(['> a\n> \n> b']);
    expect(drawn('a\n\n---\n\nb')).to.deep.equal(['a\n\n———\n\nb']);
    expect(drawn('<b>x</b>')).to.deep.equal(['\\<b>x\\</b>']);
    expect(drawn('- [x] done')).to.deep.equal(['- ☑ done']);
    expect(drawn('[mail](mailto:a@b.example)')).to.deep.equal(['mail (a@b.example)']);
    expect(drawn('[a](javascript:x)')).to.deep.equal(['a']);
    expect(drawn('x[^1]\n\n[^1]: note')).to.deep.equal(['x\\[1]\n\n\\[1] note']);
    expect(drawn('[bank.example](https://evil.example)')).to.deep.equal([
      'bank.example (<https://evil.example>)',
    ]);
    expect(drawn('````\na\n```\nb\n````')).to.deep.equal(['a\n\\`\\`\\`\nb']);
  });

  it('takes no address for the end of a link that begins in another paragraph', () => {
    const [part = ''] = discordParts(
      markdown('- [\\<!here>](https://a.example/x)\n\nhttps\\://b.example/y\\]\\(https\\://c.example)'),
    );
    const { text, links } = shown(part);
    expect(text).to.equal('- <!here>\n\nhttps://b.example/y](https://c.example)');
    expect(links).to.deep.equal(['https://a.example/x']);
  });

  it('leaves addresses that can be pressed', () => {
    const [part = ''] = discordParts(
      plain('see https://a.example/b_c_*d*?e=~~f~~, and (http://localhost:1/_x_).'),
    );
    expect(shown(part).links).to.deep.equal(['https://a.example/b_c_*d*?e=~~f~~', 'http://localhost:1/_x_']);
    expect(shown(part).looks).to.deep.equal([]);
  });

  it('opens a fence again in the next message, with its language', () => {
    const lines = Array.from({ length: 9 }, (_, index) => `line ${index}`);
    const parts = drawn(`Before.\n\n\`\`\`sh\n${lines.join('\n')}\n\`\`\`\n\nAfter.`, 60);
    expect(parts).to.deep.equal([
      'Before.',
      '```sh\nline 0\nline 1\nline 2\nline 3\nline 4\nline 5\nline 6\n```',
      '```sh\nline 7\nline 8\n```\n\nAfter.',
    ]);
  });

  it('cuts between blocks, else lines, else words, else graphemes', () => {
    expect(drawn('one two\n\nthree four', 14)).to.deep.equal(['one two', 'three four']);
    expect(drawn('one two\nthree four', 14)).to.deep.equal(['one two\n', 'three four']);
    expect(drawn('one two three four', 14)).to.deep.equal(['one two three ', 'four']);
    expect(drawn('👩‍👩‍👧‍👦👩‍👩‍👧‍👦', 14)).to.deep.equal(['👩‍👩‍👧‍👦', '👩‍👩‍👧‍👦']);
    expect(drawn('**one two three four**', 16)).to.deep.equal(['**one two **', '**three four**']);
    expect(drawn('5. one two\n6. three', 12)).to.deep.equal(['5. one two', '6. three']);
    expect(drawn('> one two three four', 16)).to.deep.equal(['> one two three ', '> four']);
  });

  it('does twice the work for twice the text, whatever stands in it', () => {
    const original = RegExp.prototype.exec;
    /** Places at which it looked for a mark. */
    const steps = (text: string): number => {
      let count = 0;
      RegExp.prototype.exec = function exec(words: string) {
        count += 1;
        return original.call(this, words);
      };
      try {
        discordParts({ text, format: 'markdown' });
      } finally {
        RegExp.prototype.exec = original;
      }
      return count;
    };
    for (const unit of ['**a** ', '__a_b_ *c* ', '***a*** _b_**c** ', '` `` ``` ', '*a **b _c ~~d ']) {
      const [once, twice] = [600, 1_200].map((times) => steps(unit.repeat(times)));
      expect((twice ?? 0) / (once ?? 1), unit).to.be.below(3);
    }
  });
});
