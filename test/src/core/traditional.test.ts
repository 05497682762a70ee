import { expect } from 'chai';
import fc from 'fast-check';
import { buildKnowledge } from '../../../knowledge/serving/search.js';
import { normalise } from '../../../knowledge/text/analyse.js';
import { readings, simplify } from '../../../src/core/traditional.js';
import { SAMPLES } from '../../knowledge/samples.js';

describe('traditional Chinese', () => {
  it('reads characters and the words of Taiwan', () => {
    for (const [written, read] of [
      ['請問如何重設密碼', '请问如何重设密码'],
      ['印表機沒有反應', '打印机没有反应'],
      ['軟體無法安裝', '软件无法安装'],
      ['網路斷線', '网络断线'],
    ] as const) {
      expect(simplify(written), written).to.equal(read);
      expect(normalise(written), written).to.equal(read);
    }
  });

  it('reads Cantonese and what offices in Hong Kong and Taiwan say', () => {
    for (const [written, read] of [
      ['出糧係幾時', '发工资是什么时候'],
      ['我嘅密碼唔記得咗', '我的密码忘记了'],
      ['VPN连唔到', 'VPN连不到'],
      ['而家冇網絡', '现在没有网络'],
      ['我想請特休', '我想请年假'],
      ['關係企業的發票', '关系企业的发票'],
    ] as const) {
      expect(simplify(written), written).to.equal(read);
    }
    for (const text of ['唔，我想请假', '特休怎么请']) expect(simplify(text)).to.equal(text);
  });

  it('leaves simplified text as it is', () => {
    for (const text of [
      '怎么重置密码',
      '打印机卡纸了',
      '只有面条',
      '网络连不上，显示“无法连接”',
      'plain English',
    ]) {
      expect(simplify(text)).to.equal(text);
    }
  });

  it('may be meant in several ways, of which each is given once', () => {
    for (const [written, ...meant] of [
      ['plain English'],
      ['怎么重置密码'],
      ['請問', '请问'],
      ['這個程式', '这个程式', '这个程序'],
    ] as const) {
      expect(readings(written)).to.deep.equal([written, ...meant]);
    }
  });

  it('changes nothing when it is done twice, and never throws', () => {
    const text = fc.string({
      unit: fc.oneof(fc.constantFrom(...'請問如何重設密碼印表機𡞱a 9唔係冇嘅啱咁記得'), fc.string()),
    });
    fc.assert(
      fc.property(text, (any) => {
        expect(simplify(simplify(any))).to.equal(simplify(any));
      }),
    );
  });

  it('finds the same article for both ways to write', () => {
    const knowledge = buildKnowledge(SAMPLES);
    const first = (text: string) =>
      knowledge.search({ text, audiences: ['everyone'], starters: true, platform: 'web' }).candidates[0];
    expect(first('印表機卡紙了')).to.deep.equal(first('打印机卡纸了'));
    expect(first('印表機卡紙了')?.article).to.equal('printer');
  });
});
