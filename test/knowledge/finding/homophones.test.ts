import { expect } from 'chai';
import fc from 'fast-check';
import { ask, readCorpus } from '../../../knowledge/finding/corpus.js';
import { withoutHomophones } from '../../../knowledge/finding/homophones.js';
import { trainModel } from '../../../knowledge/serving/model.js';
import { decodeModel, encodeModel } from '../../../knowledge/serving/model-file.js';
import { buildKnowledge } from '../../../knowledge/serving/search.js';
import { atOnce } from '../../../knowledge/slices.js';
import { readTerms } from '../../../knowledge/text/terms.js';
import { article } from '../../support/office.js';

const articles = [
  article('password', { zh: ['我想重设密码', '密码忘了怎么办', '登录密码不对'] }),
  article('leave', { zh: ['怎么申请年假', '年假还剩几天'] }),
  article('expenses', { zh: ['报销单怎么填', '发票丢了还能报销吗'] }),
];
const corpus = atOnce(readCorpus(articles));
const read = (run: string): string => withoutHomophones(corpus.vocabulary, run);

const asked = (text: string) => ({ text, audiences: ['everyone'], starters: true });

describe('characters that sound alike', () => {
  it('are read as those that the articles have', () => {
    expect(read('我想重设蜜码')).to.equal('我想重设密码');
    expect(read('密马忘了怎么办')).to.equal('密码忘了怎么办');
    expect(read('申请年价')).to.equal('申请年假');
    expect(read('抱销单')).to.equal('报销单');
  });

  it('may differ in what accents do not tell apart', () => {
    expect(read('怎么森请年假')).to.equal('怎么申请年假');
    expect(read('灯录密码不对')).to.equal('登录密码不对');
    expect(read('申请连假')).to.equal('申请年假');
    expect(read('发票丢了还楞报销吗')).to.equal('发票丢了还能报销吗');
  });

  it('stay where the articles have them, and where they are words themselves', () => {
    for (const run of ['密码忘了怎么办', '蜂蜜很甜', '年糕怎么做', '码', ''])
      expect(read(run), run).to.equal(run);
  });

  it('are no errors within the terms of the owner', () => {
    const terms = readTerms([['蜜码', '蜜码系统']]);
    const named = atOnce(readCorpus(articles, terms));
    expect(ask(named, '重设蜜码').corrected.size).to.equal(0);
    expect(ask(corpus, '重设蜜码').corrected.get('重设蜜码')).to.equal('重设密码');
  });

  it('find the article, a little in doubt, and the reasons say how they were read', () => {
    const knowledge = buildKnowledge(articles);
    const { candidates, reasons } = knowledge.search(asked('我想重设蜜码'));
    expect(candidates[0]?.article).to.equal('password');
    expect(reasons.join('\n')).to.include('Read as “我想重设密码”');
    expect(ask(corpus, '我想重设蜜码').strange).to.be.within(0.1, 0.5);
    expect(knowledge.search(asked('我想重设密码')).reasons.join('\n')).to.not.include('Read as');
  });

  it('are looked for at the beginning of a long message only', () => {
    const long = `${'密码忘了，'.repeat(124)}重设蜜码`;
    expect(ask(corpus, long).corrected.size).to.equal(1);
    expect(ask(corpus, `密码${long}`).corrected.size).to.equal(0);
  });

  it('are read by a model that was kept as well', () => {
    const model = trainModel(articles);
    const kept = atOnce(decodeModel(encodeModel(model), articles));
    const found = ask(kept.ranker.corpus, '申请年价');
    expect(found).to.deep.equal(ask(model.ranker.corpus, '申请年价'));
    expect(found.read).to.equal('申请年假');
  });

  it('never change how many characters there are, whatever is asked', () => {
    const character = fc.integer({ min: 0x4e00, max: 0x9fff }).map((code) => String.fromCodePoint(code));
    const common = fc.constantFrom(...'我想重设密码忘了怎办蜜马价抱𠮷');
    fc.assert(
      fc.property(fc.array(fc.oneof(character, common), { maxLength: 20 }), (characters) => {
        expect([...read(characters.join(''))]).to.have.length(characters.length);
      }),
    );
  });
});
