import { expect } from 'chai';
import fc from 'fast-check';
import { suggestTerms } from '../../../knowledge/check/suggest-terms.js';
import { sample } from '../samples.js';

describe('suggested terms', () => {
  const suggested = (body: string, known: readonly (readonly string[])[] = []) =>
    suggestTerms([sample('a', { en: ['A', ['a question'], body] })], known).map(({ spellings }) => spellings);

  it('finds what an article explains, either way round and in Chinese', () => {
    expect(suggested('Ask for paid time off (PTO) in the app.')).to.deep.equal([['PTO', 'paid time off']]);
    expect(suggested('Use the VPN (virtual private network) at home.')).to.deep.equal([
      ['VPN', 'virtual private network'],
    ]);
    expect(suggested('Read the Terms of Service (TS).')).to.deep.equal([['TS', 'Terms of Service']]);
    expect(suggested('Set up multi-factor authentication (MFA), then single sign-on (SSO).')).to.deep.equal([
      ['MFA', 'multi-factor authentication'],
      ['SSO', 'single sign-on'],
    ]);
    expect(suggested('请连接“虚拟专用网”（VPN）。')).to.deep.equal([]);
    expect(suggested('连接：虚拟专用网（VPN）后再试。')).to.deep.equal([['VPN', '虚拟专用网']]);
  });

  it('takes of Chinese what is written elsewhere without the word before it, and reads “以下简称”', () => {
    const long = [['VPN', '虚拟专用网']];
    expect(suggested('虚拟专用网（以下简称VPN）')).to.deep.equal(long);
    expect(suggested('虚拟专用网（简称：VPN）')).to.deep.equal(long);
    expect(suggested('连接虚拟专用网（VPN）：打开虚拟专用网的客户端。')).to.deep.equal(long);
    expect(suggested('请连接专用网络（VPN），再连接其他网络。')).to.deep.equal([['VPN', '请连接专用网络']]);
  });

  it('suggests nothing by chance', () => {
    for (const text of [
      'Call us (IT) today.',
      'The new printer (HP) is here.',
      'Fill in the form (PDF).',
      'VPN (see below)',
      'in the end (TE)',
    ]) {
      expect(suggested(text), text).to.deep.equal([]);
    }
  });

  it('suggests each once, and none that is known', () => {
    const text = 'Paid time off (PTO). Ask for paid time off (PTO).';
    expect(suggested(text)).to.deep.equal([['PTO', 'Paid time off']]);
    expect(suggested(text, [['pto', 'paid time off']])).to.deep.equal([]);
  });

  it('names the file, and is quick whatever an article holds', () => {
    expect(suggestTerms([sample('a', { zh: ['标题', ['问题'], '虚拟专用网（VPN）'] })])).to.deep.equal([
      { spellings: ['VPN', '虚拟专用网'], file: 'a.zh.md' },
    ]);
    const started = performance.now();
    suggested('a'.repeat(100_000));
    suggested('word '.repeat(20_000));
    suggested('（（（AB '.repeat(10_000));
    expect(performance.now() - started).to.be.below(5_000);
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', ' ', '(', ')', 'AB', '网', '（') }), (text) => {
        suggested(text);
      }),
    );
  });
});
