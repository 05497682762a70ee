import { type Corpus, languageOf, type Sample } from '../finding/corpus.js';
import { rank, type Scored, trainRanker } from '../finding/rank.js';
import { pseudoRandom, shuffle } from '../random.js';
import { judge, POOLED } from './choice.js';

/** A phrasing, and what models say that were trained without it. */
export interface LeftOutPhrasing {
  readonly sample: Sample;
  /** Surest first. Confidences are those of the pooled prior. */
  readonly judged: readonly { readonly scored: Scored; readonly confidence: number }[];
}

/** Articles that are looked at for each. */
const MOST = 5;

/** In how many parts phrasings are left out: the more, the nearer to one by one, and the longer it takes. */
function partsOf(phrasings: number): number {
  if (phrasings < 1_500) return 10;
  return phrasings < 5_000 ? 5 : 3;
}

/**
 * Asks every phrasing of models that were trained without it. A phrasing that is the only one of its article in its
 * language is not asked: nothing would be left to find it by. The same articles give the same result.
 */
export function* leaveOut(corpus: Corpus): Generator<void, LeftOutPhrasing[]> {
  const random = pseudoRandom(13);
  const byRow: Sample[][] = corpus.rows.map(() => []);
  for (const sample of corpus.samples) if (!sample.title) byRow[sample.row]?.push(sample);
  const parts = partsOf(corpus.samples.length);
  const part = new Map<Sample, number>();
  let next = 0;
  for (const list of byRow) {
    if (list.length < 2) continue;
    const order = list.map((_, i) => i);
    shuffle(order, random);
    // Going on where the row before ended keeps the parts even where rows are short.
    for (const i of order) {
      const sample = list[i];
      if (sample) part.set(sample, next++ % parts);
    }
  }
  const found: LeftOutPhrasing[] = [];
  let powers: readonly number[] | undefined;
  for (let round = 0; round < parts; round++) {
    const asked = corpus.samples.filter((sample) => part.get(sample) === round);
    if (asked.length === 0) continue;
    const training = corpus.samples.filter((sample) => part.get(sample) !== round);
    const ranker = yield* trainRanker(corpus, training, powers);
    powers = [ranker.classifier.power];
    for (const [done, sample] of asked.entries()) {
      const ranking = rank(
        ranker,
        { language: languageOf(corpus, sample), features: sample.features, strange: 0 },
        MOST,
      );
      found.push({ sample, judged: judge(POOLED, ranking) });
      if (done % 20 === 19) yield;
    }
  }
  return found;
}
