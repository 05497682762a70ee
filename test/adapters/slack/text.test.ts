import { expect } from 'chai';
import fc from 'fast-check';
import { escapeText, mentioned, readable, unescapeText } from '../../../adapters/slack/text.js';

const names = {
  user: (id: string) => (id === 'U1' ? 'Ana' : undefined),
  channel: (id: string) => (id === 'C1' ? 'general' : undefined),
};
const read = (text: string): string => readable(text, names, 'UBOT');

describe('text of Slack', () => {
  it('is escaped and read back without a loss', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(unescapeText(escapeText(text))).to.equal(text);
        expect(readable(escapeText(text), names)).to.equal(text);
      }),
    );
  });

  it('loses the call of the bot at either end, and reads one long gap in one pass', () => {
    const gap = '\n'.repeat(200_000);
    expect(read(`<@UBOT>, hello${gap}there  <@UBOT> `)).to.equal(`hello${gap}there`);
    expect(read(`hello${gap}there`)).to.equal(`hello${gap}there`);
  });

  it('has names for ids, words for what is special, and addresses for links', () => {
    expect(read('<@U1> and <@U2> and <@U3|cy>')).to.equal('@Ana and @U2 and @cy');
    expect(read('<#C1> <#C2|random> <#C3>')).to.equal('#general #random #C3');
    expect(read('<!here> <!channel> <!subteam^S1> <!subteam^S1|@oncall> <!date^1^{date}|today>')).to.equal(
      '@here @channel @group @oncall today',
    );
    expect(read('<https://a.example> <https://a.example|site> <mailto:a@b.c|a@b.c> <tel:+1|call>')).to.equal(
      'https://a.example site (https://a.example) a@b.c call (+1)',
    );
  });

  it('has the standard emoji as characters; what the workspace alone has, code and addresses stay', () => {
    expect(read('done :tada:, 好:+1::rocket: :wave::skin-tone-3:')).to.equal('done 🎉, 好👍🚀 👋🏼');
    expect(read(':company-logo: :tada::company-logo:')).to.equal(':company-logo: 🎉:company-logo:');
    for (const text of ['`:tada:`', '```\n:tada:\n```', 'fe80:ab:1', '10:30:15', 'a::ok', ': ok :', ':OK:'])
      expect(read(text), text).to.equal(text);
    expect(read('<https://a.example/:ok:/>')).to.equal('https://a.example/:ok:/');
  });

  // Tried from each of its beginnings, the gap would take minutes: then this runs into its limit.
  it('is read at once, however long a gap in it is', () => {
    const gap = ' \n'.repeat(200_000);
    expect(read(`hi${gap}!`)).to.equal(`hi${gap}!`);
    expect(read(`hi${gap}<@UBOT>${gap}`)).to.equal('hi');
    expect(read('<@UBOT|'.repeat(50_000))).to.have.length(350_000);
  });

  it('shows where a link really leads', () => {
    expect(read('<https://evil.example|https://bank.example>')).to.equal(
      'https://bank.example (https://evil.example)',
    );
  });

  it('leaves out how the bot was called, and nothing else', () => {
    expect(read('<@UBOT> how do I …')).to.equal('how do I …');
    expect(read('<@UBOT>, <@UBOT|firstline>: how')).to.equal('how');
    expect(read('how do I …, <@UBOT>')).to.equal('how do I …,');
    expect(read('can <@UBOT> help?')).to.equal('can help?');
    expect(read('<@UBOT>')).to.equal('');
    expect(read('<@UBOT>\n  indented\n\tkept  ')).to.equal('indented\n\tkept  ');
    expect(read('  two  spaces  ')).to.equal('  two  spaces  ');
  });

  it('knows whom it mentions', () => {
    expect(mentioned('<@U1> <@W2|x> &lt;@U3&gt; <#C1>')).to.deep.equal(['U1', 'W2']);
  });
});
