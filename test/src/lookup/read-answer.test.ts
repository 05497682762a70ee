import { expect } from 'chai';
import { readAnswer } from '../../../src/lookup/read-answer.js';

const read = (json: unknown, path: string) =>
  readAnswer(new TextEncoder().encode(JSON.stringify(json)), { a: path });

describe('the values of an answer', () => {
  it('are found by patterns', async () => {
    const json = [
      { name: 'VPN Berlin', up: true },
      { name: '密码', up: false },
      { name: 7, up: 'no' },
    ];
    const ups = async (test: string) => {
      const found = await read(json, `$[?${test}].up`);
      return found.ok ? found.values.a : found.why;
    };
    expect(await ups("search(@.name, 'V[A-Z]N')")).to.deep.equal(['true']);
    expect(await ups("match(@.name, 'VPN')")).to.equal('unusable');
    expect(await ups("match(@.name, 'VPN .*')")).to.deep.equal(['true']);
    expect(await ups("match(@.name, '密.')")).to.deep.equal(['false']);
    expect(await ups("search(@.name, '(')")).to.equal('unusable');
    expect(await ups("!search(@.name, 'N')")).to.deep.equal(['false', 'no']);
  });

  it('hold up nobody, whatever the pattern and what the service says', async () => {
    const began = performance.now();
    const found = await read(
      [{ name: 'a'.repeat(2000), pattern: '(a|aa)+$b' }],
      "$[?search(@.name, '(a+)+b') || match(@.name, '(a|aa)+b') || search(@.name, @.pattern)].name",
    );
    expect(found.ok).to.equal(false);
    expect(performance.now() - began).to.be.below(1000);
  });
});
