import { expect } from 'chai';
import { POOLED, probabilities } from '../../knowledge/choice.js';
import { trainModel } from '../../knowledge/model.js';
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
