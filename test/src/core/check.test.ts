import { expect } from 'chai';
import { type Check, checkText, troubled } from '../../../src/core/check.js';
import { FirstlineError } from '../../../src/core/error.js';

describe('the checks as text', () => {
  it('stand in one line each, with a sum', () => {
    const checks: Check[] = [
      { level: 'failed', about: 'configuration', text: 'two problems:\n  a\n  b', fix: 'Correct them.' },
      { level: 'warning', about: 'articles', text: 'none.' },
    ];
    expect(checkText(checks).split('\n')).to.deep.equal([
      'failed   configuration: two problems: a b Correct them.',
      'warning  articles: none.',
      '1 failed, 1 warning.',
    ]);
    expect(checkText([])).to.equal('Everything is well.');
  });

  it('hold what went wrong in our own words, and nothing that is a fault of the code', () => {
    const error = new FirstlineError('config.missing', 'There is no file.', { hint: 'Make one.' });
    expect(troubled('configuration', error)).to.deep.equal({
      level: 'failed',
      about: 'configuration',
      text: 'There is no file.',
      fix: 'Make one.',
    });
    const fault = new TypeError('x is not a function');
    expect(() => troubled('configuration', fault)).to.throw(fault);
  });
});
