import { expect } from 'chai';
import fc from 'fast-check';
import { ask, readCorpus } from '../../../knowledge/finding/corpus.js';
import { rank, trainRanker } from '../../../knowledge/finding/rank.js';
import { atOnce } from '../../../knowledge/slices.js';
import { correct, isOneErrorApart, spellings } from '../../../knowledge/text/spelling.js';
import { SAMPLES } from '../samples.js';

/** The distance of optimal string alignment, by its definition. */
function distance(a: string, b: string): number {
  const rows = Array.from({ length: a.length + 1 }, (_, i) => [i]);
  for (let j = 0; j <= b.length; j++) (rows[0] as number[])[j] = j;
  const at = (i: number, j: number): number => rows[i]?.[j] ?? 0;
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      let least = Math.min(
        at(i - 1, j) + 1,
        at(i, j - 1) + 1,
        at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1),
      );
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        least = Math.min(least, at(i - 2, j - 2) + 1);
      }
      (rows[i] as number[])[j] = least;
    }
  }
  return at(a.length, b.length);
}

describe('typing errors', () => {
  const words = atOnce(
    spellings(
      new Map([
        ['password', 9],
        ['printer', 4],
        ['payslip', 3],
        ['trainer', 1],
        ['trained', 5],
        ['port', 4],
      ]),
    ),
  );

  it('tells one error from none and from several, as the definition does', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 7 });
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(isOneErrorApart(a, b)).to.equal(distance(a, b) === 1);
      }),
      { numRuns: 5000 },
    );
  });

  it('reads a letter too many, too few, wrong or exchanged', () => {
    for (const typed of ['passwordd', 'pasword', 'passwurd', 'passwrod', 'apssword', 'assword', 'passwor']) {
      expect(correct(words, typed), typed).to.equal('password');
    }
  });

  it('takes the more frequent of two, and none for two errors, for short words and for what is no word', () => {
    expect(correct(words, 'trainew')).to.equal('trained');
    for (const typed of ['paswrd', 'post', 'por', '密码', 'pa55word', `${'a'.repeat(2000)}`]) {
      expect(correct(words, typed), typed).to.equal(undefined);
    }
  });

  it('finds any word again after any one error, whatever the words', () => {
    const letters = fc.string({ unit: fc.constantFrom(...'abcdefgh'), minLength: 5, maxLength: 12 });
    fc.assert(
      fc.property(
        letters,
        fc.nat(),
        fc.constantFrom(...'abcdefgh'),
        fc.nat(3),
        (word, place, letter, kind) => {
          const at = place % (word.length - 1);
          const typed = [
            word.slice(0, at) + word.slice(at + 1),
            word.slice(0, at) + letter + word.slice(at),
            word.slice(0, at) + letter + word.slice(at + 1),
            word.slice(0, at) + (word[at + 1] ?? '') + (word[at] ?? '') + word.slice(at + 2),
          ][kind];
          if (typed === undefined || typed === word || typed.length < 5) return;
          expect(correct(atOnce(spellings(new Map([[word, 1]]))), typed)).to.equal(word);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('finds the article all the same, and stays a little in doubt', () => {
    const corpus = atOnce(readCorpus(SAMPLES));
    const ranker = atOnce(trainRanker(corpus, corpus.samples));
    const asked = ask(corpus, 'my paswsord has expierd');
    expect([...asked.corrected]).to.deep.equal([
      ['paswsord', 'password'],
      ['expierd', 'expired'],
    ]);
    const { best, known } = rank(ranker, asked, 1);
    expect(SAMPLES[best[0]?.article ?? -1]?.id).to.equal('reset-password');
    expect(known).to.be.within(0.6, 0.95);
    expect(ask(corpus, 'my password has expired').corrected.size).to.equal(0);
  });
});
