import { expect } from 'chai';
import fc from 'fast-check';
import { readDiscord } from '../../../adapters/discord/text-in.js';
import { loadMarkdown, type ToHtml, webUrl } from '../../../adapters/web/markdown.js';
import { writeMarkdown } from '../../../src/core/markdown.js';
import { blocksFrom } from '../../support/formatted.js';
import { hostile } from '../../support/hostile.js';

/** Every tag that may come out. What is not here came from somebody who wanted in. */
const TAGS =
  /^<\/?(p|strong|em|del|a|code|pre|ul|ol|li|h[1-6]|blockquote|hr|br|table|thead|tbody|tr|th|td|input|section|sup)( [a-z-]+="[^"<>]*")*( \/)?>/;

describe('Markdown on a page', () => {
  let toHtml: ToHtml;
  before(async () => {
    toHtml = await loadMarkdown();
  });

  it('becomes HTML, with links that open a tab of their own and tell nothing of us', () => {
    expect(toHtml('**a** [b](https://c.example)')).to.equal(
      '<p><strong>a</strong> <a target="_blank" rel="noopener noreferrer" href="https://c.example">b</a></p>',
    );
  });

  it('shows an image as a link', () => {
    expect(toHtml('![a plan](https://c.example/x.png "t")')).to.include(
      'href="https://c.example/x.png">a plan</a>',
    );
    expect(toHtml('![](https://c.example/x.png)')).to.include('>https://c.example/x.png</a>');
  });

  for (const attack of [
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '[x](javascript:alert(1))',
    '[x](JaVaScRiPt:alert(1))',
    '[x](data:text/html,<script>alert(1)</script>)',
    '[x](vbscript:x)',
    '![x](javascript:alert(1))',
    '[x](https://a" onclick="alert(1))',
    '[x](https://a "t\\" onclick=\\"alert(1)")',
    '![a" onload="alert(1)](https://a)',
    '<a href="javascript:alert(1)">x</a>',
    '&lt;script&gt;alert(1)&lt;/script&gt;',
    '<https://a/"onclick="alert(1)>',
    '```"><script>alert(1)</script>\ncode\n```',
  ]) {
    it(`lets nothing out of ${JSON.stringify(attack)}`, () => safe(toHtml(attack)));
  }

  it('lets nothing out, whatever is written', () => {
    const piece = fc.constantFrom(
      '<',
      '>',
      '"',
      "'",
      '&',
      '(',
      ')',
      '[',
      ']',
      '!',
      '`',
      '*',
      '_',
      '\n',
      ' ',
      '\\',
      '|',
      '-',
      'a',
      'href=',
      'onclick=',
      'javascript:',
      'https://x',
      '<a href="',
      '<img src="',
      '<script>',
      '[^1]',
      '中',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => safe(toHtml(pieces.join('')))),
      { numRuns: 2_000 },
    );
  });

  it('lets nothing out of what arrives formatted from another platform', () => {
    const names = { user: () => '<b>', role: () => '">', channel: () => 'x' };
    fc.assert(
      fc.property(hostile, blocksFrom(hostile), (text, blocks) => {
        safe(toHtml(text));
        safe(toHtml(writeMarkdown(blocks)));
        safe(toHtml(readDiscord(text, names).markdown ?? ''));
      }),
      { numRuns: 300 },
    );
  });

  it('links nothing but the web and mail', () => {
    expect(toHtml('[a](/logout) [b](#x) [c](//d.example) [e](irc://f) ![i](j.png)')).to.not.include('href');
    expect(toHtml('<a@b.example>')).to.include('href="mailto:a@b.example"');
  });

  it('gives addresses to browsers only where they lead somewhere harmless', () => {
    expect(webUrl('https://a.example/x')).to.equal('https://a.example/x');
    expect(webUrl('mailto:a@b.example')).to.equal('mailto:a@b.example');
    for (const bad of ['javascript:alert(1)', 'data:text/html,x', 'handbook.pdf', '', undefined]) {
      expect(webUrl(bad)).to.equal(undefined);
    }
  });
});

function safe(html: string): void {
  for (let at = html.indexOf('<'); at >= 0; at = html.indexOf('<', at + 1)) {
    const tag = TAGS.exec(html.slice(at))?.[0] ?? '';
    expect(tag, `${html.slice(at, at + 40)} in ${html}`).to.not.equal('');
    for (const [, name = '', value = ''] of tag.matchAll(/ ([a-z-]+)="([^"]*)"/g)) {
      expect(name, tag).to.match(
        /^(href|target|rel|title|start|align|type|checked|disabled|class|id|data-footnote.*|aria-.*)$/,
      );
      if (name === 'href') expect(value, tag).to.match(/^(https?:|mailto:)/i);
    }
  }
}
