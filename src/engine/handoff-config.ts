import * as z from 'zod';
import { type HandoffRule, USUAL_RULES } from '../core/handoff-rules.js';
import { MOODS, URGENCIES } from '../core/triage.js';

const CONDITIONS = [
  'category',
  'urgency',
  'mood',
  'trend',
  'language',
  'audience',
  'says',
  'failures',
] as const;

/** Where a rule keeps questions with the bot: danger goes to a person, unless the rule names it. */
const WITHOUT_DANGER = URGENCIES.filter((urgency) => urgency !== 'critical');

/** One of these, or a list of some. Becomes a list. */
function some<T extends string>(values: readonly [T, ...T[]]) {
  const one = z.enum(values);
  const error = `one of ${values.join(', ')}, or a list of some of them`;
  return z.union([one.transform((value): T[] => [value]), z.array(one).min(1)], { error });
}

/** A text, or a list of texts. Becomes a list. */
function texts(what: string) {
  const one = z.string().trim().min(1);
  const error = `${what}, or a list of some`;
  return z.union([one.transform((value) => [value]), z.array(one).min(1)], { error });
}

const say = z.union(
  [
    z.string().trim().min(1).max(500),
    z.strictObject({ en: z.string().trim().min(1).max(500), zh: z.string().trim().min(1).max(500) }),
  ],
  { error: 'a text for all, or one for each language: { en: …, zh: … }' },
);

const rule = z
  .strictObject({
    /** What owners and staff read; each name once. */
    name: z.string().trim().min(1).max(60),
    category: texts('a category of articles').optional(),
    urgency: some(URGENCIES).optional(),
    mood: some(MOODS).optional(),
    /** Not the first message in a short while that is upset or angry. */
    trend: z.literal('rising').optional(),
    language: some(['en', 'zh', 'mixed', 'other']).optional(),
    /** Groups of `knowledge.readers` that the asker belongs to, or `guests`. */
    audience: texts('a group, or guests').optional(),
    /** Words that the asker writes. */
    says: texts('words that an asker writes').optional(),
    /** The same article was tried so many times before, without help. */
    failures: z.int().min(1).max(10).optional(),
    /** `bot`: it answers, whatever the rules below say; a critical message only where `urgency` names that. */
    to: z.enum(['person', 'bot']).default('person'),
    /** What the asker is told before the receipt. */
    say: say.optional(),
  })
  .superRefine((found, context) => {
    if (CONDITIONS.every((condition) => found[condition] === undefined))
      context.addIssue({ code: 'custom', message: `at least one of ${CONDITIONS.join(', ')}` });
    if (found.to === 'bot' && found.say !== undefined)
      context.addIssue({ code: 'custom', path: ['say'], message: 'no words where the bot answers itself' });
  })
  .transform(
    ({ say: words, ...found }): HandoffRule => ({
      ...given(found),
      ...(found.to === 'bot' && !found.urgency && { urgency: WITHOUT_DANGER }),
      reason: 'rule',
      ...(words !== undefined && { say: typeof words === 'string' ? { en: words, zh: words } : words }),
    }),
  );

/** Without what is not given, where zod has `undefined`. */
function given<T extends object>(found: T): { [Key in keyof T]: Exclude<T[Key], undefined> } {
  const entries = Object.entries(found).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [Key in keyof T]: Exclude<T[Key], undefined> }; // those that are left
}

const handoff = z
  .strictObject({
    /** In order: the first that holds decides. */
    rules: z
      .array(rule)
      .superRefine((found, context) => {
        for (const [i, { name }] of found.entries()) {
          if (found.findIndex((other) => other.name === name) === i) continue;
          context.addIssue({ code: 'custom', path: [i, 'name'], message: 'each name once' });
        }
      })
      .default([]),
    /** Whether the usual rules follow: another language, high or critical urgency, anger, growing upset. */
    usual: z.boolean().default(true),
  })
  .transform(({ rules, usual }): readonly HandoffRule[] => [...rules, ...(usual ? USUAL_RULES : [])]);

/** The key `handoff`: what leads to a person, and with which words. */
export const handoffSection = { key: 'handoff', schema: handoff.prefault({}) } as const;
