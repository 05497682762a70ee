import { expect } from 'chai';
import fc from 'fast-check';
import { printable } from '../../../src/server/printable.js';

describe('words of strangers in a terminal', () => {
  it('move no cursor, change no colour, set no title and turn no text around', () => {
    expect(printable('\u001b[2J\u001b]0;title\u0007 a\rb \u009b31m \u202egpj.exe')).to.equal(
      '\\u001b[2J\\u001b]0;title\\u0007 a\\u000db \\u009b31m \\u202egpj.exe',
    );
    expect(printable('one\n\ttwo 中文 😀')).to.equal('one\n\ttwo 中文 😀');
  });

  it('are the same JSON afterwards', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(JSON.parse(printable(JSON.stringify({ text })))).to.deep.equal({ text });
      }),
    );
  });
});
