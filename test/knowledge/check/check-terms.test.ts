import { expect } from 'chai';
import { checkTerms } from '../../../knowledge/check/check-terms.js';

describe('checking the terms of the configuration', () => {
  it('tells those of one spelling, as they are where the inner brackets are missing', () => {
    const [problem, ...others] = checkTerms([['vpn'], ['tunnel, 隧道'], ['pto, paid time off']], 'my.yaml');
    expect(others).to.deep.equal([]);
    expect(problem).to.include({ level: 'info', file: 'my.yaml' });
    expect(problem?.message).to.contain('has “vpn”, “pto, paid time off” with one spelling only');
    expect(checkTerms([['a'], ['b'], ['c'], ['d']])[0]?.message).to.contain('“a”, “b”, “c” and 1 more');
  });

  it('says nothing of several spellings, and of Chinese words that belong together', () => {
    expect(checkTerms([['vpn', '虚拟专用网'], ['飞书'], ['5G 套餐']])).to.deep.equal([]);
  });
});
