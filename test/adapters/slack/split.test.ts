import { expect } from 'chai';
import fc from 'fast-check';
import { renderMessage } from '../../../adapters/slack/render.js';
import {
  markdownElements,
  plainElements,
  type RichElement,
  textOf,
} from '../../../adapters/slack/rich-text.js';
import { splitElements } from '../../../adapters/slack/split.js';
import { plain } from '../../../src/core/content.js';

/** Every letter of the elements, in order. */
function letters(elements: readonly RichElement[]): string {
  return elements
    .map((element) =>
      element.type === 'rich_text_list'
        ? element.elements.map((item) => textOf(item.elements)).join('')
        : textOf(element.elements),
    )
    .join('');
}

const size = (elements: readonly RichElement[]): number => letters(elements).length;

/** Text as people paste it: letters, surrogate pairs, joined emoji, line ends and long runs without any. */
const text = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 60 }),
      fc.constantFrom('\n', '\n\n', ' ', '👩‍👩‍👧‍👦', '字'.repeat(700), 'x'.repeat(3_000), '😀'.repeat(900)),
    ),
    { maxLength: 30 },
  )
  .map((parts) => parts.join(''));

describe('splitting long messages for Slack', () => {
  it('loses and doubles no character, and cuts none in two', () => {
    fc.assert(
      fc.property(text, (typed) => {
        const messages = splitElements(plainElements(typed));
        expect(letters(messages.flat())).to.equal(typed);
        for (const message of messages) {
          expect(size(message)).to.be.within(1, 8_000);
          encodeURI(letters(message)); // throws on half a character
        }
      }),
      { numRuns: 150 },
    );
  });

  it('keeps every word of an article, in whatever forms it is written', () => {
    const piece = fc.constantFrom(
      '# Heading\n\n',
      `${'A long paragraph. '.repeat(200)}\n\n`,
      `- ${'item '.repeat(150)}\n- two\n  - nested\n\n`,
      `1. ${'step '.repeat(900)}\n2. then\n3. done\n\n`,
      `\`\`\`\n${'code line\n'.repeat(300)}\`\`\`\n\n`,
      '> a quote\n> of two lines\n\n',
      '[a link](https://example.com/x) and **bold** `code`\n\n',
      '| a | b |\n|---|---|\n| 1 | 2 |\n\n',
    );
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 12 }), (pieces) => {
        const elements = markdownElements(pieces.join(''));
        const messages = splitElements(elements);
        expect(letters(messages.flat())).to.equal(letters(elements));
        for (const message of messages) expect(size(message)).to.be.at.most(8_000);
      }),
      { numRuns: 100 },
    );
  });

  it('cuts at the end of a line where there is one, and numbers go on', () => {
    const [first = [], second = []] = splitElements(
      plainElements(`${'x'.repeat(7_000)}\n${'y'.repeat(4_000)}`),
    );
    expect(letters(first)).to.equal(`${'x'.repeat(7_000)}\n`);
    expect(letters(second)).to.equal('y'.repeat(4_000));
    const list = splitElements(
      markdownElements(`1. ${'step '.repeat(1_200)}\n2. ${'step '.repeat(1_200)}\n3. done`),
    ).flat();
    const numbers = list.flatMap((one) => (one.type === 'rich_text_list' ? [(one.offset ?? 0) + 1] : []));
    expect(numbers).to.deep.equal([1, 2, 3]);
  });

  it('puts what belongs to the message as a whole on the last part', () => {
    const buttons = [{ action: 'helped', label: 'That helped', value: 'k', version: 1 }];
    const parts = renderMessage(plain('x'.repeat(20_000), { title: 'Long', buttons }));
    expect(parts).to.have.lengthOf(3);
    const kinds = parts.map(({ blocks }) => blocks.map(({ type }) => type));
    expect(kinds).to.deep.equal([['rich_text'], ['rich_text'], ['rich_text', 'actions']]);
    expect(parts[0]?.text.startsWith('Long\nxxx')).to.equal(true);
  });
});
