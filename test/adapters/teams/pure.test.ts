import { expect } from 'chai';
import fc from 'fast-check';
import { emojiOf } from '../../../adapters/teams/emoji.js';
import { escapeHtml } from '../../../adapters/teams/html-out.js';
import {
  fileMessageId,
  locate,
  messageId,
  placeOf,
  type Spot,
  splitConversation,
  spotOf,
  standsIn,
} from '../../../adapters/teams/places.js';
import { bytesOf, renderMessage } from '../../../adapters/teams/render.js';
import { readTeams, type Written } from '../../../adapters/teams/text-in.js';
import { markdown, plain } from '../../../src/core/content.js';
import { escaped, shown } from '../../support/teams/html.js';

const BOT = { id: '28:bot', name: 'Firstline' };
const read = (html: string, more: Partial<Written> = {}): ReturnType<typeof readTeams> =>
  readTeams({ text: '', format: 'plain', html, mentions: [], bot: BOT, ...more });
const called = { id: BOT.id, name: 'Firstline', text: '<at>Firstline</at>' };
const ana = { id: '29:ana', name: 'Ana Weber', text: '<at>Ana Weber</at>' };

describe('places of Teams', () => {
  const word = fc.string({ minLength: 1, maxLength: 40 });

  it('are opaque and reversible, whatever ids Teams invents', () => {
    fc.assert(
      fc.property(word, word, fc.option(word, { nil: undefined }), (tenant, conversation, root) => {
        const spot: Spot = { tenant, conversation, ...(root !== undefined && { root }) };
        expect(spotOf(placeOf(spot))).to.deep.equal(spot);
      }),
    );
  });

  it('split a channel’s conversation into base and root, and put it together again', () => {
    const id = '19:d441@thread.tacv2;messageid=1771290107407';
    const split = splitConversation(id);
    expect(split).to.deep.equal({ conversation: '19:d441@thread.tacv2', root: '1771290107407' });
    expect(standsIn({ tenant: 't', ...split })).to.equal(id);
  });

  it('know a message that stands elsewhere, and one that offers a file', () => {
    const spot = { tenant: 't', conversation: '19:a@thread.tacv2', root: '17' };
    for (const conversation of [standsIn(spot), 'a:1/2%3F', '19:b@thread.v2']) {
      const id = messageId(spot, conversation, 'f:12-34');
      expect(locate(spot, id)).to.deep.equal({ conversation, id: 'f:12-34' });
      expect(locate(spot, fileMessageId(id))).to.deep.equal({ conversation, id: 'f:12-34', file: true });
    }
    expect(messageId(spot, standsIn(spot), '18')).to.equal('18');
    expect(locate(spot, '')).to.equal(undefined);
  });
});

describe('what people write in Teams', () => {
  it('is read as they see it, formatting as CommonMark', () => {
    expect(read('<p>Hello&nbsp;you</p><p>and <b>more</b></p>')).to.deep.equal({
      text: 'Hello you\nand more',
      markdown: 'Hello you\n\nand **more**',
    });
    expect(read('<p>one</p><ul><li>two</li><li>three <i>it</i></li></ul>').markdown).to.equal(
      'one\n\n- two\n- three _it_',
    );
    expect(read('<pre>a &lt; b\n  c</pre>').markdown).to.equal('```\na < b\n  c\n```');
    expect(read('<p><a href="https://example.com/x">here</a></p>').markdown).to.equal(
      '[here](https://example.com/x)',
    );
    expect(read('<p><a href="javascript:x">here</a></p>')).to.deep.equal({ text: 'here' });
    expect(read('<p>x<s>y</s> <code>z</code></p>').markdown).to.equal('x~~y~~ `z`');
  });

  it('has emoji as letters, and pictures and cards below it are no words', () => {
    const emoji =
      '<span itemtype="http://schema.skype.com/Emoji"><img itemtype="http://schema.skype.com/Emoji" alt="😀"></span>';
    expect(read(`<p>well ${emoji}</p><attachment id="1"></attachment><img src="https://x/y">`)).to.deep.equal(
      {
        text: 'well 😀',
      },
    );
  });

  it('is without the call of the bot, by its entity and not by its looks', () => {
    const span = (n: number, name: string): string =>
      `<span itemtype="http://schema.skype.com/Mention" itemscope="" itemid="${n}">${name}</span>`;
    expect(read(`<p>${span(0, 'Firstline')}&nbsp;Hey</p>`, { mentions: [called] }).text).to.equal('Hey');
    expect(
      read(`<p>ask ${span(0, 'Ana')}&nbsp;${span(0, 'Weber')} now, ${span(1, 'Firstline')}</p>`, {
        mentions: [ana, called],
      }).text,
    ).to.match(/^ask @Ana Weber\s+now,$/);
    const plainly = readTeams({
      text: '<at>Firstline</at> tell <at>Ana Weber</at> that <at>this</at> stays',
      format: 'plain',
      mentions: [called, ana],
      bot: BOT,
    });
    expect(plainly.text).to.equal('tell @Ana Weber that <at>this</at> stays');
    // A long gap is read in one pass.
    const text = `hello${'\n'.repeat(200_000)}there`;
    expect(readTeams({ text, format: 'plain', mentions: [called], bot: BOT }).text).to.equal(text);
  });

  it('has what it answers as a quote, unless that was the bot’s', () => {
    const reply = (who: string): string =>
      `<blockquote itemscope itemtype="http://schema.skype.com/Reply" itemid="1"><strong itemprop="mri" itemid="x">${who}</strong><span itemprop="time" itemid="1"></span><p itemprop="preview">the old words</p></blockquote><p>new words</p>`;
    expect(read(reply('Ana')).text).to.equal('> Ana: the old words\nnew words');
    expect(read(reply('Firstline')).text).to.equal('new words');
  });

  it('never loses a letter of plain text, and never throws on any markup', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
        const letters = text.replace(/[\p{Cc}\p{Cn}]/gu, '');
        const { text: back } = read(`<p>${escaped(letters)}</p>`);
        const bare = (one: string): string => one.replace(/\s/g, '');
        expect(bare(back)).to.equal(bare(letters));
      }),
    );
    const tags = fc.constantFrom(
      '<p>',
      '</p>',
      '<li>',
      '<ul>',
      '<blockquote>',
      '<table><tr><td>',
      '<at id="0">',
      '<b',
      '&',
      'x',
      '<pre>',
    );
    fc.assert(fc.property(fc.array(tags, { maxLength: 60 }), (parts) => void read(parts.join(''))));
    expect(read('<div>'.repeat(3_000)).text).to.equal('');
    expect(read(`${'<blockquote>'.repeat(300)}deep`).text).to.include('deep');
  });
});

describe('what is said in Teams', () => {
  const raw = (content: ReturnType<typeof plain>, more = {}): readonly string[] =>
    renderMessage(content, more).map(({ text = '' }) => text);

  it('shows every letter of what a person typed, and mentions nobody', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
        const clean = text.replace(/[\p{Cc}\p{Cn}]/gu, '');
        const html = raw(plain(clean)).join('');
        expect(html).not.to.match(/<at|<script|<img/i);
        const bare = (one: string): string => one.replace(/[\s\u00a0\u200b]/g, '');
        expect(bare(shown(html))).to.equal(bare(clean));
      }),
    );
    expect(escapeHtml('a  b\n <')).to.equal('a&nbsp; b<br>&nbsp;&lt;');
  });

  it('is cut losslessly below the limit, by either encoding', () => {
    const unit = fc.constantFrom('word ', '字', '"', '<', '😀', '\n', 'https://example.com/a-long-one ', '&');
    fc.assert(
      fc.property(fc.array(unit, { minLength: 2_000, maxLength: 9_000, size: 'max' }), (units) => {
        const text = units.join('');
        const parts = renderMessage(plain(text));
        for (const part of parts) expect(bytesOf(part)).to.be.below(28 * 1024);
        const bare = (one: string): string => one.replace(/[\s\u00a0\u200b]/g, '');
        expect(bare(parts.map((part) => shown(part.text ?? '')).join(''))).to.equal(bare(text));
        const card = renderMessage(plain(text, { title: 'T' }));
        for (const part of card) expect(bytesOf(part)).to.be.below(28 * 1024);
        const runs = [...JSON.stringify(card).matchAll(/"type":"TextRun","text":("(?:\\.|[^"\\])*")/g)];
        const letters = runs.map(([, json]) => String(JSON.parse(json ?? '""'))).join('');
        expect(bare(letters)).to.equal(bare(`T${text}`));
      }),
      { numRuns: 25 },
    );
  });

  it('has the name of who speaks first, and no line below it can look like one', () => {
    const [said = ''] = raw(markdown('**Ana Weber**\n\nI **do** approve\n\n# Ana Weber'), {
      by: { name: 'Vera <b>' },
    });
    expect(said).to.match(/^<strong>Vera &lt;b&gt;<\/strong><br>/);
    expect(said).to.include('I <strong>do</strong> approve');
    expect(said.match(/<strong>Ana|<h3>/g)).to.equal(null);
  });

  it('mentions a person by an entity whose name is that of the text, whatever they are called', () => {
    const [first] = renderMessage(plain('look'), {
      ping: [{ person: 'a', name: 'Ana <at>x</at>  & Co', handle: 'id' }],
    });
    const [entity] = first?.entities ?? [];
    const { text, mentioned } = entity as { text: string; mentioned: { name: string } };
    expect(text).to.equal(`<at>${mentioned.name}</at>`);
    expect(first?.text?.split(text)).to.have.length(2);
    expect(mentioned.name).not.to.match(/[<>&]/);
  });

  it('leads nobody astray: words that look like another address are followed by the real one', () => {
    const [said = ''] = raw(markdown('[https://bank.example](https://evil.example) [js](javascript:x)'));
    expect(said)
      .to.include('https://bank.example (<a href="https://evil.example">')
      .and.not.to.include('href="javascript');
  });

  it('has reactions as emoji, by their names and by their codes', () => {
    expect(
      ['like', 'heart', '1f44f_clappinghands', '1f468-200d-1f4bb_x', '🎉', 'yes-tone1'].map(emojiOf),
    ).to.deep.equal(['👍', '❤️', '👏', '👨‍💻', '🎉', ':yes-tone1:']);
  });

  it('takes no name from outside for something that every object has', () => {
    expect(['constructor', '__proto__', 'toString'].map(emojiOf)).to.deep.equal([
      ':constructor:',
      ':__proto__:',
      ':toString:',
    ]);
    for (const tag of ['constructor', 'tostring', 'valueof'])
      expect(read(`<p>a</p><${tag}>b</${tag}>`)).to.deep.equal({ text: 'a\nb' });
  });
});
