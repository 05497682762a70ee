import { expect } from 'chai';
import { POOLED, probabilities } from '../../../knowledge/confidence/choice.js';
import { startFrom } from '../../../knowledge/finding/centroids.js';
import { type Corpus, readCorpus, type Sample } from '../../../knowledge/finding/corpus.js';
import { DIMENSIONS } from '../../../knowledge/finding/meaning.js';
import { closeness, sampleSenses } from '../../../knowledge/finding/senses.js';
import { trainClassifier } from '../../../knowledge/finding/train.js';
import { pseudoRandom, shuffle } from '../../../knowledge/random.js';
import { trainModel } from '../../../knowledge/serving/model.js';
import { serve } from '../../../knowledge/serving/search.js';
import { atOnce } from '../../../knowledge/slices.js';
import { featureOf } from '../../../knowledge/text/vocabulary.js';
import type { Article } from '../../../src/core/article.js';
import { SAMPLES, sample } from '../samples.js';

const power = (articles: readonly Article[]): number => trainModel(articles).ranker.classifier.power;

describe('training', () => {
  it('lets rare words count less where they are chance, and more where they tell the articles apart', () => {
    const starts = ['why is my', 'when is my', 'how is my', 'where is my'];
    const things = ['card', 'loan'];
    const places = ['oslo', 'paris', 'quito', 'lima', 'berne', 'tokyo', 'delhi', 'cairo', 'rome', 'riga'];
    // Every phrasing of an article names another place; an article of the other kind is about one.
    const chance = starts.flatMap((start, i) =>
      things.map((thing, k) =>
        sample(`chance-${i}-${k}`, {
          en: [
            `Chance ${i} ${k}`,
            places.slice(k * 5, k * 5 + 5).map((place) => `${start} ${thing} ${place}${i}`),
          ],
        }),
      ),
    );
    const subject = places.map((place, i) =>
      sample(`subject-${i}`, { en: [`Subject ${i}`, starts.map((start) => `${start} ${place}`)] }),
    );
    expect(power(subject)).to.equal(1);
    expect(power(chance)).to.be.below(1);
  });

  it('keeps of a word that hundreds of articles use the rows where it weighs most, and still finds each article', () => {
    const syllables = ['ba', 'ce', 'di', 'fo', 'gu', 'ha', 'ke', 'li'];
    const name = (i: number): string => [i >> 6, i >> 3, i].map((part) => syllables[part & 7] ?? '').join('');
    const articles = Array.from({ length: 300 }, (_, i) =>
      sample(`a${i}`, {
        en: [`About ${name(i)}`, [`where is the ${name(i)} kept`, `please the ${name(i)} now`]],
      }),
    );
    // One of them is about the word itself.
    articles.push(
      sample('word', { en: ['The article', ['the the', 'what does the mean', 'the as a word']] }),
    );
    const model = trainModel(articles);
    const { classifier, corpus } = model.ranker;
    const the = featureOf(corpus.vocabulary, 'the') ?? -1;
    const [from = 0, to = 0] = [classifier.starts[the], classifier.starts[the + 1]];
    expect(to - from).to.equal(128);
    expect([...classifier.rows.subarray(from, to)]).to.include(300);
    for (let feature = 0; feature < corpus.kinds.length; feature++) {
      const rows = classifier.rows.subarray(classifier.starts[feature], classifier.starts[feature + 1]);
      expect(rows.every((row, i) => i === 0 || row > (rows[i - 1] ?? 0))).to.equal(true);
    }
    const knowledge = serve(model);
    for (const i of [0, 7, 131, 298, 299]) {
      const asked = { text: `where can the ${name(i)} be`, audiences: ['everyone'], starters: false };
      expect(knowledge.search(asked).candidates[0]?.article).to.equal(`a${i}`);
    }
  });

  it('moves weights as the formula says, whatever is left out', () => {
    const corpus = atOnce(readCorpus(SAMPLES));
    const some = corpus.samples.filter((_, i) => i % 4 !== 1);
    const withoutFirst = corpus.samples.filter(({ row }) => corpus.rows[row]?.article !== 0);
    const inEnglish = corpus.samples.filter(({ row }) => corpus.rows[row]?.language === 'en');
    for (const samples of [corpus.samples, some, withoutFirst, inEnglish]) {
      const { classifier } = atOnce(trainClassifier(corpus, samples, [0.8]));
      const { weights: expected, meant } = trainPlainly(corpus, samples, 0.8);
      const before = atOnce(startFrom(corpus, samples, [0.8])).classifier.weights;
      let moved = 0;
      for (const [k, weight] of classifier.weights.entries()) {
        expect(weight).to.be.closeTo(expected[k] ?? Number.NaN, 1e-6);
        moved = Math.max(moved, Math.abs(weight - (before[k] ?? 0)));
      }
      expect(moved).to.be.above(0.001);
      for (const [k, number] of classifier.senses.rows.entries()) {
        expect(number).to.be.closeTo(meant[k] ?? Number.NaN, 1e-5);
      }
    }
  });

  it('trusts an article more whose phrasing is nearer, at the same score', () => {
    const [near = 0, far = 0] = probabilities(POOLED, {
      scores: [0.5, 0.5],
      nearest: [0.8, 0.2],
      cover: [1, 1],
      sense: [0, 0],
      known: 1,
      body: 0,
      rivals: 0,
      short: 0.2,
    });
    expect(near).to.be.above(2 * far);
    expect(near + far).to.be.below(1);
  });

  it('knows by meaning what a single article is about', () => {
    for (const article of SAMPLES) {
      const { en } = article.translations;
      const corpus = atOnce(readCorpus([{ ...article, translations: en ? { en } : {} }]));
      const { samples } = corpus;
      const { classifier } = atOnce(trainClassifier(corpus, samples));
      const { senses, samples: sensed } = atOnce(sampleSenses(corpus, samples, classifier.idf));
      const near = samples.map(({ row }, i) => closeness(senses, row, sensed, i * DIMENSIONS));
      expect(near.reduce((sum, one) => sum + one) / near.length, article.id).to.be.above(0.5);
    }
  });
});

/** The weights that training is to come to: gradient steps on a softmax with a margin, written as simply as can be. */
function trainPlainly(
  corpus: Corpus,
  samples: readonly Sample[],
  power: number,
): { weights: number[]; meant: number[] } {
  const { classifier, vectors } = atOnce(startFrom(corpus, samples, [power]));
  const { starts, rows, present } = classifier;
  const weights = classifier.weights.slice();
  const sum = [...weights].map(() => 0);
  const { senses, samples: sensed } = atOnce(sampleSenses(corpus, samples, classifier.idf));
  const means = [...senses.rows];
  const meant = means.map(() => 0);
  const dimensions = Array.from({ length: DIMENSIONS }, (_, d) => d);
  const order = samples.map((_, i) => i);
  const resting = new Set<number>();
  const random = pseudoRandom(7);
  const drops = pseudoRandom(13);
  let kept = new Set<number>();
  const eachPosting = (i: number, work: (k: number, row: number, x: number) => void): void => {
    for (let j = vectors.starts[i] ?? 0; j < (vectors.starts[i + 1] ?? 0); j++) {
      if (!kept.has(j)) continue;
      const feature = vectors.features[j] ?? 0;
      const x = (vectors.weights[j] ?? 0) / 0.7;
      for (let k = starts[feature] ?? 0; k < (starts[feature + 1] ?? 0); k++) work(k, rows[k] ?? 0, x);
    }
  };
  for (let round = 0; round < 12; round++) {
    shuffle(order, random);
    for (const i of order) {
      if (resting.delete(i)) continue;
      const right = samples[i]?.row ?? 0;
      const scores = corpus.rows.map(() => 0);
      const [first = 0, end = 0] = [vectors.starts[i], vectors.starts[i + 1]];
      kept = new Set(Array.from({ length: end - first }, (_, n) => first + n).filter(() => drops() >= 0.3));
      eachPosting(i, (k, row, x) => {
        scores[row] = (scores[row] ?? 0) + x * (weights[k] ?? 0);
      });
      const near = Math.max(0, ...scores) - 0.3;
      const language = corpus.rows[right]?.language;
      for (const [row, score] of scores.entries()) {
        if (corpus.rows[row]?.language !== language || (score <= near && row !== right)) continue;
        for (const d of dimensions) {
          const share = language === 'zh' ? 0.2 : 0.4;
          scores[row] =
            (scores[row] ?? 0) +
            share * (means[row * DIMENSIONS + d] ?? 0) * (sensed[i * DIMENSIONS + d] ?? 0);
        }
      }
      scores[right] = (scores[right] ?? 0) - 0.1;
      const top = Math.max(0, ...scores);
      const powers = scores.map((score, row) => {
        const isTwin = row !== right && corpus.rows[row]?.article === corpus.rows[right]?.article;
        return isTwin || present[row] === 0 || top - score > 0.9 ? 0 : Math.exp(16 * (score - top));
      });
      const all = powers.reduce((total, one) => total + one, 0);
      const shares = powers.map((one) => one / all);
      if ((shares[right] ?? 0) > 0.98) {
        resting.add(i);
        continue;
      }
      for (const [row, share] of shares.entries()) {
        if (corpus.rows[row]?.language !== language || (row !== right && share < 1e-3)) continue;
        for (const d of dimensions) {
          const step = 0.5 * 0.15 * ((row === right ? 1 : 0) - share);
          means[row * DIMENSIONS + d] =
            (means[row * DIMENSIONS + d] ?? 0) + step * (sensed[i * DIMENSIONS + d] ?? 0);
        }
      }
      eachPosting(i, (k, row, x) => {
        const share = shares[row] ?? 0;
        if (row !== right && share < 1e-3) return;
        weights[k] = (weights[k] ?? 0) + x * 0.15 * ((row === right ? 1 : 0) - share);
      });
    }
    if (round < 6) continue;
    for (const [k, weight] of weights.entries()) sum[k] = (sum[k] ?? 0) + weight / 6;
    for (const [k, mean] of means.entries()) meant[k] = (meant[k] ?? 0) + mean / 6;
  }
  return { weights: sum, meant };
}
