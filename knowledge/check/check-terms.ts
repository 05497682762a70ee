import type { Problem } from '../files/problem.js';
import { isHan, normalise, words } from '../text/analyse.js';

/**
 * Terms of one spelling without Chinese: they make nothing be found, and are mostly a list whose brackets are missing,
 * `terms: [vpn, tunnel]` or `- vpn, tunnel`. One problem for all of them.
 */
export function checkTerms(
  terms: readonly (readonly string[])[],
  configuration = 'firstline.yaml',
): readonly Problem[] {
  const alone = terms.flatMap((spellings) => {
    const [only = '', ...others] = spellings;
    return others.length === 0 && !words(normalise(only)).some(isHan) ? [`“${only}”`] : [];
  });
  if (alone.length === 0) return [];
  const more = alone.length > 3 ? ` and ${alone.length - 3} more` : '';
  return [
    {
      level: 'info',
      file: configuration,
      message: `knowledge.terms has ${alone.slice(0, 3).join(', ')}${more} with one spelling only, so nothing is found by it.`,
      hint: 'Put words that mean the same between brackets of their own, such as - [vpn, virtual private network].',
    },
  ];
}
