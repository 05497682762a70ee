import { ask, type Corpus, languageOf, type Sample, textOf } from '../finding/corpus.js';
import { rank, trainRanker } from '../finding/rank.js';
import { pseudoRandom, shuffle } from '../random.js';
import { besideOf } from './besides.js';
import { CHOICES, signals, type Trial } from './choice.js';

/** A fifth of the phrasings is held back in each round, and a fifth of the articles is left out. */
const PARTS = 5;
/** Each phrasing is held back, and each article left out, as often as makes so many trials in all … */
const TRIALS = 3000;
/** … but at most so often, beside others each time: by then the thresholds depend on chance no more. */
const MOST_REPEATS = 4;
/** From so many phrasings on a single round gives as many trials. */
const VAST = 20_000;
/** No collection has more rounds. */
export const MOST_ROUNDS = MOST_REPEATS * PARTS;
/** Trials of one round, known and unknown: enough to fit a handful of numbers. */
const MOST_KNOWN = 300;
const MOST_UNKNOWN = 150;
/** And of questions beside articles: see `besideOf`. */
const MOST_BESIDE = 100;

/** How often each of so many phrasings is held back. */
export function repeats(phrasings: number): number {
  return Math.min(MOST_REPEATS, Math.max(1, Math.round(TRIALS / phrasings)));
}

/**
 * Asks the phrasings of models that were trained without them: some phrasings held back, some articles left out
 * altogether to play questions that nothing answers. The same articles give the same trials. `power` is the one of the
 * idf that all of them together chose. The trials come by rounds, of which none needs another: those that `take` refuses
 * are undefined, to be done by somebody else.
 */
export function* crossValidate(
  corpus: Corpus,
  power: number,
  take: (round: number) => boolean = () => true,
): Generator<void, (Trial[] | undefined)[]> {
  const random = pseudoRandom(11);
  const byRow: Sample[][] = corpus.rows.map(() => []);
  for (const sample of corpus.samples) if (!sample.title) byRow[sample.row]?.push(sample);
  const articles = corpus.articles.map((_, i) => i);
  const { length } = corpus.samples;
  const divided = Array.from({ length: repeats(length) }, () => ({
    phrasings: intoParts(byRow, random),
    articles: intoParts([articles], random),
  }));

  const count = length < VAST ? divided.length * PARTS : 1;
  const found = Array.from({ length: count }, (): Trial[] | undefined => undefined);
  for (let round = 0; round < count; round++) {
    if (!take(round)) continue;
    const trials: Trial[] = [];
    found[round] = trials;
    const parts = divided[Math.floor(round / PARTS)];
    const isAbsent = (sample: Sample): boolean =>
      parts?.articles.get(corpus.rows[sample.row]?.article ?? -1) === round % PARTS;
    const unknown = corpus.samples.filter((sample) => !sample.title && isAbsent(sample));
    const known = corpus.samples.filter(
      (sample) => parts?.phrasings.get(sample) === round % PARTS && !isAbsent(sample),
    );
    if (known.length === 0) continue;
    const held = new Set(known);
    const training = corpus.samples.filter((sample) => !held.has(sample) && !isAbsent(sample));
    const ranker = yield* trainRanker(corpus, training, [power]);
    const times = count === 1 ? 3 : 1;
    const asked = [...some(known, MOST_KNOWN * times), ...some(unknown, MOST_UNKNOWN * times)];
    for (const [done, sample] of asked.entries()) {
      const ranking = rank(
        ranker,
        { language: languageOf(corpus, sample), features: sample.features, strange: 0 },
        CHOICES,
      );
      const article = corpus.rows[sample.row]?.article;
      trials.push({
        ...signals(ranking),
        right: ranking.best.findIndex((scored) => scored.article === article),
        unknown: isAbsent(sample),
      });
      if (done % 20 === 19) yield;
    }
    for (const [done, sample] of some(known, MOST_BESIDE * times).entries()) {
      const text = besideOf(corpus, ranker.classifier.idf, textOf(corpus, sample.row, sample.phrasing));
      if (text === undefined) continue;
      const ranking = rank(ranker, ask(corpus, text), CHOICES);
      trials.push({ ...signals(ranking), right: -1, unknown: true, beside: true });
      if (done % 20 === 19) yield;
    }
  }
  return found;
}

/** In which part each is: those of a list spread evenly over all parts; in none where it is alone in its list. */
function intoParts<T>(lists: readonly (readonly T[])[], random: () => number): ReadonlyMap<T, number> {
  const part = new Map<T, number>();
  for (const list of lists) {
    if (list.length < 2) continue;
    const order = [...list.keys()];
    shuffle(order, random);
    for (const [place, i] of order.entries()) {
      const item = list[i];
      if (item !== undefined) part.set(item, place % PARTS);
    }
  }
  return part;
}

/** At most this many, evenly spread. */
function some<T>(list: readonly T[], most: number): T[] {
  if (list.length <= most) return [...list];
  return Array.from({ length: most }, (_, i) => list[Math.floor((i * list.length) / most)]).filter(
    (item): item is T => item !== undefined,
  );
}
