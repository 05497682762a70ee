import { expect } from 'chai';
import { crossValidate, repeats } from '../../../knowledge/confidence/cross-validate.js';
import { readCorpus } from '../../../knowledge/finding/corpus.js';
import { atOnce } from '../../../knowledge/slices.js';
import { sample } from '../samples.js';

describe('cross-validation', () => {
  const THINGS = [
    'parcel',
    'invoice',
    'refund',
    'password',
    'printer',
    'holiday',
    'badge',
    'desk',
    'phone',
    'car',
  ];
  const trialsOf = (articles: number, phrasings: number) => {
    const corpus = atOnce(
      readCorpus(
        THINGS.slice(0, articles).map((thing) =>
          sample(thing, {
            en: [
              `The ${thing}`,
              ['where is', 'who pays for', 'I lost', 'how old is', 'I need another']
                .slice(0, phrasings)
                .map((words) => `${words} the ${thing}`),
              'It is there.',
            ],
          }),
        ),
      ),
    );
    const rounds = atOnce(crossValidate(corpus, 0.8));
    return { rounds, trials: rounds.flatMap((round) => round ?? []), times: repeats(corpus.samples.length) };
  };

  it('asks few phrasings again and again, and many once', () => {
    expect([1, 100, 400, 800, 1000, 1500, 2500, 10_000].map(repeats)).to.deep.equal([4, 4, 4, 4, 3, 2, 1, 1]);
  });

  it('leaves out every article equally often, so that nothing is found for its phrasings', () => {
    const { trials, times } = trialsOf(10, 5);
    const unknown = trials.filter((trial) => trial.unknown && !trial.beside);
    expect(unknown).to.have.length(50 * times);
    for (const { right } of unknown) expect(right).to.equal(-1);
  });

  it('holds every phrasing back as often, but in the round in which its article is left out', () => {
    const { trials, times } = trialsOf(10, 5);
    const known = trials.filter((trial) => !trial.unknown);
    // In each five rounds two articles a round are left out, with one phrasing each that it was the turn of.
    expect(known).to.have.length((50 - 10) * times);
    expect(known.filter(({ right }) => right === 0).length).to.be.above(known.length * 0.8);
  });

  it('leaves nothing out where there is a single article, and holds back no only phrasing', () => {
    const one = trialsOf(1, 5);
    expect(one.trials.filter((trial) => !trial.unknown)).to.have.length(5 * one.times);
    expect(one.trials.filter((trial) => trial.unknown && !trial.beside)).to.deep.equal([]);
    expect(trialsOf(10, 1).trials).to.deep.equal([]);
  });
});
