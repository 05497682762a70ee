import { expect } from 'chai';
import fc from 'fast-check';
import { formOf, markdownOf } from '../../../adapters/slack/form.js';
import { markdownElements, plainElements } from '../../../adapters/slack/rich-text.js';
import { splitElements } from '../../../adapters/slack/split.js';
import { bareBlocks, isBare, parseMarkdown, writeMarkdown } from '../../../src/core/markdown.js';
import { blocksFrom, lettersOf } from '../../support/formatted.js';
import { hostile, withoutHidden } from '../../support/hostile.js';

const names = { user: (id: string) => (id === 'U1' ? 'Ana' : undefined), channel: () => 'general' };

/** What is heard of blocks. */
function heard(elements: readonly unknown[], text = ''): string | undefined {
  const { form } = formOf(text, [{ type: 'rich_text', elements }]);
  return markdownOf({ text, ...(form && { form }) }, names, 'UBOT').markdown;
}
const section = (...elements: readonly unknown[]): unknown => ({ type: 'rich_text_section', elements });
const words = (text: string, style?: object): unknown => ({ type: 'text', text, ...(style && { style }) });
const mrkdwn = (text: string): string | undefined =>
  markdownOf({ text, ...formOf(text, undefined) }, names, 'UBOT').markdown;

describe('formatting of Slack’s messages', () => {
  it('is told as CommonMark, mentions by name', () => {
    expect(
      heard([
        section(
          { type: 'user', user_id: 'UBOT' },
          words(', see '),
          words('here', { bold: true, italic: true }),
          words(' '),
          { type: 'link', url: 'https://a.example', text: 'a' },
          words(' *not bold* '),
          { type: 'user', user_id: 'U1' },
          { type: 'emoji', name: 'wave' },
        ),
        { type: 'rich_text_list', style: 'bullet', indent: 0, elements: [section(words('one'))] },
        { type: 'rich_text_list', style: 'ordered', indent: 1, elements: [section(words('in'))] },
        { type: 'rich_text_list', style: 'bullet', indent: 0, elements: [section(words('two'))] },
        { type: 'rich_text_quote', elements: [words('q\nr')] },
        { type: 'rich_text_preformatted', elements: [words('code *x*')] },
      ]),
    ).to.equal(
      'see **_here_** [a](https://a.example) \\*not bold\\* @Ana👋\n\n- one\n  1. in\n- two\n\n> q\\\n> r\n\n```\ncode *x*\n```',
    );
  });

  it('is nothing where there is none, or where the blocks hold what is unknown', () => {
    expect(heard([section(words('*a* _b_'), { type: 'link', url: 'https://a.example' })])).to.equal(
      undefined,
    );
    expect(heard([section({ type: 'link', url: 'http://a.example', text: 'a.example' })])).to.equal(
      undefined,
    );
    expect(heard([section(words('a', { bold: true }), { type: 'hologram' })])).to.equal(undefined);
    expect(mrkdwn('2 * 3 * 4 snake_case_word <https://a.example>')).to.equal(undefined);
  });

  it('is read from the markup of a text without blocks', () => {
    expect(mrkdwn('<@UBOT> *b* _i_ ~s~ `*c*` &lt;x&gt; <https://a.example|words>')).to.equal(
      '**b** _i_ ~~s~~ `*c*` \\<x> [words](https://a.example)',
    );
    expect(mrkdwn('a\n&gt; q\n&gt; r\nb\n```let *x*```')).to.equal(
      'a\n\n> q\\\n> r\n\nb\n\n```\nlet *x*\n```',
    );
    expect(mrkdwn('&gt;&gt;&gt; all\nof it')).to.equal('> all\\\n> of it');
    expect(mrkdwn('*<@U1>* <!here>')).to.equal('**@Ana** @here');
  });

  it('of a very long text without blocks is not looked for, so that nobody can hold us up with it', () => {
    const text = '*a* '.repeat(1_999);
    expect(formOf(text, undefined)).to.deep.equal({ form: { kind: 'mrkdwn' } });
    expect(formOf(`${text}12345`, undefined)).to.deep.equal({});
  });

  it('has the standard emoji as characters, but not in code', () => {
    expect(mrkdwn('*done* :tada: :company-logo: `:tada:`')).to.equal('**done** 🎉 :company-logo: `:tada:`');
    expect(heard([section(words('x', { bold: true }), { type: 'emoji', name: 'company-logo' })])).to.equal(
      '**x**:company-logo:',
    );
  });

  it('comes back as it went out, where Slack can show it', () => {
    const letters = fc.oneof(
      fc.stringMatching(/^[a-z0-9 *_~`.,]{1,12}$/),
      fc.constantFrom('字', '👍🏽', '<@U1>', '\n', '> ', '- '),
    );
    fc.assert(
      fc.property(blocksFrom(letters), (blocks) => {
        const sent = parseMarkdown(writeMarkdown(blocks));
        const back = heard(splitElements(markdownElements(writeMarkdown(blocks))).flat());
        if (back !== undefined) expect(lettersOf(parseMarkdown(back))).to.deep.equal(lettersOf(sent));
        else expect(isBare(sent)).to.equal(true);
      }),
      { numRuns: 500 },
    );
  });

  // A list below an empty item comes out of it: CommonMark has no way to write it there. After that nothing changes.
  it('comes back with the same letters, whatever it was, and is soon the same', () => {
    const bare = (text: string): string =>
      withoutHidden(bareBlocks(parseMarkdown(text))).replace(/[\s<>]/g, '');
    fc.assert(
      fc.property(hostile, (text) => {
        // A link whose words look like another address shows both: a test of its own.
        fc.pre(!/\[[^\]]*(?:[a-z]{2,}:|\.[a-z]{2,})[^\]]*\]\(/i.test(withoutHidden(text)));
        const sent = (markdown: string): string | undefined =>
          heard(splitElements(markdownElements(markdown)).flat());
        const back = sent(text);
        if (back === undefined) return;
        expect(bare(back)).to.equal(bare(text));
        const again = sent(back) ?? back;
        expect(bare(again)).to.equal(bare(text));
        expect(sent(again) ?? again).to.equal(again);
      }),
      { numRuns: 500, examples: [['\n- 2.'], ['0) a']] },
    );
  });

  it('is none in what a person typed, whatever it was', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(heard(plainElements(text))).to.equal(undefined);
      }),
      { numRuns: 300 },
    );
  });
});
