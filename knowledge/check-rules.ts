import { type Article, EVERYONE } from '../src/core/article.js';
import { GUESTS, type HandoffRule } from '../src/core/handoff-rules.js';
import type { Problem } from './problem.js';

/**
 * Rules of the configuration that can never hold: they name a category that no article has, or a group that nobody
 * belongs to.
 */
export function checkRules(
  config: {
    readonly handoff: readonly HandoffRule[];
    readonly knowledge: { readonly readers: Readonly<Record<string, readonly string[]>> };
  },
  articles: readonly Article[],
  file = 'firstline.yaml',
): readonly Problem[] {
  const { handoff: rules, knowledge } = config;
  const categories = new Set(articles.map(({ category }) => category));
  const groups = new Set([EVERYONE, GUESTS, ...Object.values(knowledge.readers).flat()]);
  const strange = (
    rule: HandoffRule,
    what: string,
    named: readonly string[] = [],
    known: Set<string>,
  ): Problem[] =>
    named
      .filter((name) => !known.has(name))
      .map((name) => ({
        level: 'warning',
        file,
        message: `The rule "${rule.name}" names the ${what} "${name}", which there is not.`,
        hint: `There are ${[...known].sort().join(', ') || 'none'}.`,
      }));
  return rules.flatMap((rule) => [
    ...strange(rule, 'category', rule.category, categories),
    ...strange(rule, 'group', rule.audience, groups),
  ]);
}
