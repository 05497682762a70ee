import type { Language } from '../../src/core/language.js';
import type { Corpus } from '../finding/corpus.js';
import { bare, isHan, normalise, stem, words } from '../text/analyse.js';
import { featureOf } from '../text/vocabulary.js';

/** Words that nothing knows. */
const UNHEARD: Readonly<Record<Language, string>> = { en: 'qzxvkjq', zh: '龘' };

/**
 * A phrasing with its most telling word (in Chinese, character) replaced by one that nothing knows: "how many days of
 * annual leave" becomes a question about leave of another kind, as it is asked where nothing answers it. Undefined where
 * no word of it is known.
 */
export function besideOf(
  { vocabulary, gravities }: Pick<Corpus, 'vocabulary' | 'gravities'>,
  idf: Float32Array,
  text: string,
): string | undefined {
  const normalised = normalise(text);
  let most = 0;
  let telling: string | undefined;
  for (const word of words(normalised).flatMap((run) => (isHan(run) ? [...run] : [run]))) {
    const feature = featureOf(vocabulary, isHan(word) ? word : stem(bare(word)));
    const weight = feature === undefined ? 0 : (gravities[feature] ?? 0) * (idf[feature] ?? 0);
    if (weight <= most) continue;
    most = weight;
    telling = word;
  }
  return telling === undefined
    ? undefined
    : normalised.replaceAll(telling, isHan(telling) ? UNHEARD.zh : UNHEARD.en);
}
