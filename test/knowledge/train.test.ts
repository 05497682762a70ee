import { expect } from 'chai';
import { POOLED, probabilities } from '../../knowledge/choice.js';
import { trainModel } from '../../knowledge/model.js';
import { serve } from '../../knowledge/search.js';
import { featureOf } from '../../knowledge/vocabulary.js';
import type { Article } from '../../src/core/article.js';
import { sample } from './samples.js';

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

  it('trusts an article more whose phrasing is nearer, at the same score', () => {
    const [near = 0, far = 0] = probabilities(POOLED, {
      scores: [0.5, 0.5],
      nearest: [0.8, 0.2],
      cover: [1, 1],
      known: 1,
      body: 0,
      rivals: 0,
      short: 0.2,
    });
    expect(near).to.be.above(2 * far);
    expect(near + far).to.be.below(1);
  });
});
