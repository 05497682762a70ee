import { besideOf } from './besides.js';
import { CHOICES, signals, type Trial } from './choice.js';
import { ask, type Corpus, languageOf, type Sample, textOf } from './corpus.js';
import { pseudoRandom, shuffle } from './random.js';
import { rank, trainRanker } from './rank.js';

/** A fifth of the phrasings is held back in each round, and a part of the articles is left out. */
const PARTS = 5;
const LEFT_OUT = 0.12;
/** So that each phrasing is held back twice, beside others each time, and each article is left out once. */
export const MOST_ROUNDS = 2 * PARTS;
/** Trials of one round, known and unknown: enough to fit a handful of numbers. */
const MOST_KNOWN = 300;
const MOST_UNKNOWN = 150;
/** And of questions beside articles: see `besideOf`. */
const MOST_BESIDE = 100;
/** From this many phrasings on fewer rounds give as many trials … */
const LARGE = 1500;
/** … and from so many on a single one does. */
const VAST = 20_000;

/** No collection has more rounds than {@link MOST_ROUNDS}. */
function rounds(samples: number): number {
  if (samples < LARGE) return MOST_ROUNDS;
  return samples < VAST ? 3 : 1;
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
  const divided = [intoParts(byRow, random), intoParts(byRow, random)];
  const articles = corpus.articles.map((_, i) => i);
  shuffle(articles, random);
  const leaving = articles.length < 2 ? 0 : Math.max(1, Math.round(articles.length * LEFT_OUT));

  const count = rounds(corpus.samples.length);
  const found = Array.from({ length: count }, (): Trial[] | undefined => undefined);
  for (let round = 0; round < count; round++) {
    if (!take(round)) continue;
    const trials: Trial[] = [];
    found[round] = trials;
    const absent = new Set<number>();
    for (let i = 0; i < leaving; i++) absent.add(articles[(round * leaving + i) % articles.length] ?? -1);
    const isAbsent = (sample: Sample): boolean => absent.has(corpus.rows[sample.row]?.article ?? -1);
    const unknown = corpus.samples.filter((sample) => !sample.title && isAbsent(sample));
    const parts = divided[Math.floor(round / PARTS)];
    const known = corpus.samples.filter(
      (sample) => parts?.get(sample) === round % PARTS && !isAbsent(sample),
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
        unknown: absent.has(article ?? -1),
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

/** In which part each phrasing is held back: those of a row spread evenly over all parts, unless there is only one. */
function intoParts(byRow: readonly (readonly Sample[])[], random: () => number): ReadonlyMap<Sample, number> {
  const part = new Map<Sample, number>();
  for (const list of byRow) {
    if (list.length < 2) continue;
    const order = [...list.keys()];
    shuffle(order, random);
    for (const [place, i] of order.entries()) {
      const sample = list[i];
      if (sample) part.set(sample, place % PARTS);
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
