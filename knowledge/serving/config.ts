import * as z from 'zod';
import { UNKNOWN, WRONG } from './model.js';

/** With a letter or a digit: nothing else can be found in a text. */
const term = z
  .string()
  .max(100)
  .regex(/[\p{L}\p{N}]/u, 'text with a letter or a digit');

const knowledge = z.strictObject({
  /** Folders with articles, relative to where the process runs. */
  folders: z.array(z.string().min(1)).default([]),
  /** Whether the articles that come with Firstline may answer; `auto`: only in the web trial. */
  starters: z.literal([true, false, 'auto']).default('auto'),
  /** For each platform, the groups that everybody there belongs to; elsewhere, `everyone` alone. */
  readers: z.record(z.string(), z.array(z.string().min(1)).min(1)).default({}),
  /**
   * Words that the models should know as one: a spelling, or several that mean the same, in any language. Lower and upper
   * case, endings and full width are the same by themselves.
   */
  terms: z
    .array(z.union([term, z.array(term).min(1)], { error: 'text in quotes, or a list of such texts' }))
    .default([])
    .transform((terms) => terms.map((spelt) => (typeof spelt === 'string' ? [spelt] : spelt))),
  /** How many of the bot's answers may be wrong, as a share of all its answers. */
  wrong: z.number().gt(0).max(0.5).default(WRONG),
  /** The share of questions that no article covers, as far as the owner can guess. */
  unknown: z.number().min(0).max(0.9).default(UNKNOWN),
  /** A CSV file `text,mood` of the owner's, from which moods are learnt. */
  moods: z.string().min(1).optional(),
});

/** What the key `knowledge` becomes. */
export type KnowledgeConfig = Readonly<z.output<typeof knowledge>>;

/** The key `knowledge` of firstline.yaml. */
export const knowledgeSection = { key: 'knowledge', schema: knowledge.prefault({}) } as const;

/** Whether starter articles may answer, given whether any platform besides the web is configured. */
export function startersAnswer(config: KnowledgeConfig, anyPlatform: boolean): boolean {
  return config.starters === 'auto' ? !anyPlatform : config.starters;
}
