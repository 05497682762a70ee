import { type Article, EVERYONE } from '../../src/core/article.js';
import { GUESTS, type HandoffRule, says } from '../../src/core/handoff-rules.js';
import type { DetectedLanguage } from '../../src/core/language.js';
import { MOODS, URGENCIES } from '../../src/core/triage.js';
import type { Problem } from '../files/problem.js';

/**
 * Rules of the configuration that can never decide: they name a category that no article has, or a group that nobody
 * belongs to; their conditions exclude each other; or a rule above them holds whenever they would.
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
  return rules.flatMap((rule, i) => [
    ...strange(rule, 'category', rule.category, categories),
    ...strange(rule, 'group', rule.audience, groups),
    ...excluded(rule, file),
    ...hidden(rule, rules.slice(0, i), file),
  ]);
}

/** A rising trend is of messages that are upset or angry. */
function excluded({ name, mood, trend }: HandoffRule, file: string): Problem[] {
  if (!trend || !mood?.every((one) => one === 'calm')) return [];
  const message = `The rule "${name}" never holds: a calm message has no rising trend.`;
  return [{ level: 'warning', file, message, hint: 'Take one of the two conditions out.' }];
}

/** The usual rules come last, so that an owner's may stand before them. */
function hidden(rule: HandoffRule, above: readonly HandoffRule[], file: string): Problem[] {
  const first = rule.reason === 'rule' ? above.find((other) => holdsWith(other, rule)) : undefined;
  if (!first) return [];
  const message = `The rule "${rule.name}" never decides: whenever it holds, "${first.name}" above it does.`;
  return [{ level: 'warning', file, message, hint: 'Move it up, or take one of the two out.' }];
}

const SPOKEN: readonly DetectedLanguage[] = ['en', 'zh', 'mixed', 'other'];

/** Every condition that takes one of some values, with all that there are, where these are known. */
const ONE_OF = {
  category: [],
  urgency: URGENCIES,
  mood: MOODS,
  language: SPOKEN,
  audience: [],
} as const satisfies Partial<Record<keyof HandoffRule, readonly string[]>>;

/** Whether a rule surely holds wherever another does: each of its conditions follows from one of the other's. */
function holdsWith(rule: HandoffRule, other: HandoffRule): boolean {
  const lists = Object.keys(ONE_OF) as (keyof typeof ONE_OF)[]; // the keys of `ONE_OF`
  return (
    lists.every((key) => {
      const wanted: readonly string[] | undefined = rule[key];
      const all: readonly string[] = ONE_OF[key];
      const given = (other[key] ?? all).filter((value) => !other.trend || value !== 'calm');
      return !wanted || (given.length > 0 && given.every((value) => wanted.includes(value)));
    }) &&
    // Whoever says "refund request" says "refund".
    (!rule.says || (other.says?.every((text) => rule.says?.some((words) => says(text, words))) ?? false)) &&
    (!rule.trend || other.trend !== undefined) &&
    (rule.failures === undefined || (other.failures ?? 0) >= rule.failures)
  );
}
