import { expect } from 'chai';
import fc from 'fast-check';
import { cut, languageOf, renderMessage } from '../../../adapters/slack/render.js';
import { markdownElements } from '../../../adapters/slack/rich-text.js';
import type { Content } from '../../../src/core/content.js';
import { markdown, plain } from '../../../src/core/content.js';
import { messageBlockProblems } from '../../support/slack/blocks.js';

const long = (length: number): string => '<&>*_😀字'.repeat(Math.ceil(length / 8)).slice(0, length);

describe('drawing messages for Slack', () => {
  it('keeps to every limit of Block Kit, however long the parts are', () => {
    const any = fc.string({ unit: 'grapheme', maxLength: 300 });
    const longer = fc.oneof(any, fc.integer({ min: 1, max: 9_000 }).map(long));
    const content = fc.record(
      {
        text: longer,
        format: fc.constantFrom('plain' as const, 'markdown' as const),
        title: longer,
        source: fc.record({ title: longer, url: fc.oneof(fc.webUrl(), any), reviewed: any }),
        fields: fc.array(fc.record({ label: fc.constant('Label'), value: longer }), { maxLength: 24 }),
        quotes: fc.array(fc.record({ who: longer, at: fc.nat(), text: longer }), { maxLength: 12 }),
        buttons: fc.array(
          fc.record({
            action: fc.constant('choose'),
            label: any.map((label) => label.trim() || '?'),
            value: fc.string({ maxLength: 200 }),
            version: fc.nat(),
          }),
          { maxLength: 9 },
        ),
        chosen: longer,
      },
      { requiredKeys: ['text', 'format'] },
    );
    fc.assert(
      fc.property(content, (drawn) => {
        for (const { text, blocks } of renderMessage(drawn as Content)) {
          expect(messageBlockProblems(blocks)).to.deep.equal([]);
          expect(text.length).to.be.within(1, 4_000);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('draws a value that would be markup letter by letter: nobody forges a field with their name', () => {
    const fields = ['Vera & <co>', '*State:* claimed', 'a_b_ c', ':white_check_mark: Vera'].map((value) => ({
      label: 'Asker',
      value,
    }));
    const [message] = renderMessage(plain('help', { fields }));
    expect(message?.blocks.find(({ type }) => type === 'section')?.fields).to.deep.equal([
      { type: 'mrkdwn', verbatim: true, text: '*Asker*\nVera &amp; &lt;co&gt;' },
      { type: 'plain_text', emoji: false, text: 'Asker\n*State:* claimed' },
      { type: 'plain_text', emoji: false, text: 'Asker\na_b_ c' },
      { type: 'plain_text', emoji: false, text: 'Asker\n:white_check_mark: Vera' },
    ]);
  });

  it('draws words of a person letter by letter: nothing in them is markup', () => {
    const typed = '*b* <!here> <@U1> &amp; `c`\n> quote';
    const [message] = renderMessage(plain(typed));
    expect(message?.blocks).to.deep.equal([
      {
        type: 'rich_text',
        elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: typed }] }],
      },
    ]);
    expect(message?.text).to.equal('*b* &lt;!here&gt; &lt;@U1&gt; &amp;amp; `c`\n&gt; quote');
  });

  it('draws title and text as one run of lines, as Slack’s own clients do', () => {
    const [message] = renderMessage(markdown('First.\n\nSecond **bold**.', { title: 'Title' }));
    expect(message?.blocks[0]).to.deep.equal({
      type: 'rich_text',
      elements: [
        {
          type: 'rich_text_section',
          elements: [
            { type: 'text', text: 'Title', style: { bold: true } },
            { type: 'text', text: '\n' },
            { type: 'text', text: 'First.' },
            { type: 'text', text: '\n\n' },
            { type: 'text', text: 'Second ' },
            { type: 'text', text: 'bold', style: { bold: true } },
            { type: 'text', text: '.' },
          ],
        },
      ],
    });
  });

  it('links nothing but web addresses, and lets no title out of its link', () => {
    const source = (title: string, url: string): unknown =>
      renderMessage(markdown('x', { source: { title, url } }))[0]?.blocks[1]?.elements;
    expect(source('a|b> <!here>', 'https://example.com/a b|c>')).to.deep.equal([
      {
        type: 'mrkdwn',
        text: 'Source: <https://example.com/a%20b%7Cc%3E|a|b&gt; &lt;!here&gt;>',
        verbatim: true,
      },
    ]);
    expect(source('t', 'javascript:alert(1)')).to.deep.equal([
      { type: 'mrkdwn', text: 'Source: t', verbatim: true },
    ]);
    expect(markdownElements('[a](javascript:x) [b](https://b.example)')).to.deep.equal([
      {
        type: 'rich_text_section',
        elements: [
          { type: 'text', text: 'a' },
          { type: 'text', text: ' ' },
          { type: 'link', url: 'https://b.example', text: 'b' },
        ],
      },
    ]);
  });

  it('begins a line with the mention of whom it is for, and ends the first message of a thread with it', () => {
    const ping = [{ person: 'ana', name: 'Ana', handle: 'U1' }];
    const [line] = renderMessage(markdown('Please have a look.'), { ping });
    expect(line?.blocks).to.deep.equal([
      {
        type: 'rich_text',
        elements: [
          {
            type: 'rich_text_section',
            elements: [
              { type: 'user', user_id: 'U1' },
              { type: 'text', text: ' ' },
              { type: 'text', text: 'Please have a look.' },
            ],
          },
        ],
      },
    ]);
    const [opening] = renderMessage(plain('help', { title: '#1' }), { ping });
    expect(opening?.blocks.at(-1)).to.deep.equal({
      type: 'rich_text',
      elements: [{ type: 'rich_text_section', elements: [{ type: 'user', user_id: 'U1' }] }],
    });
    const [unknown] = renderMessage(plain('x'), { ping: [{ person: 'ben', name: 'Ben' }] });
    expect(unknown?.text).to.equal('x\nBen');
  });

  it('puts what a button needs into it, and no more', () => {
    const buttons = [{ action: 'helped', label: 'l'.repeat(90), value: 'key.0', version: 2 }];
    const drawn = renderMessage(markdown('x', { buttons }), { origin: 'slack:T/C/1.2' })[0]?.blocks[1];
    expect(drawn).to.deep.equal({
      type: 'actions',
      elements: [
        {
          type: 'button',
          action_id: 'firstline:helped:0',
          text: { type: 'plain_text', text: `${'l'.repeat(74)}…`, emoji: false },
          value: '{"value":"key.0","version":2,"origin":"slack:T/C/1.2"}',
        },
      ],
    });
  });

  it('speaks the language of the words that it draws', () => {
    expect(languageOf(plain('怎么'))).to.equal('zh');
    expect(languageOf(plain('how', { title: 'VPN' }))).to.equal('en');
    const zh = renderMessage(markdown('请重启', { source: { title: '重启', reviewed: '2026-09-15' } }))[0];
    expect(JSON.stringify(zh?.blocks)).to.include('来源：重启').and.include('2026-09-15');
  });

  it('cuts between characters', () => {
    expect(cut('ab😀cd', 4)).to.equal('ab…');
    expect(cut('abcd', 4)).to.equal('abcd');
  });
});
