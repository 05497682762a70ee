import * as z from 'zod';
import { duration } from '../core/duration.js';
import { DEFAULT_FILE_RULES, type FileRules } from '../core/file-rules.js';
import { LANGUAGES } from '../core/language.js';
import type { Limits, OutboxSettings } from '../core/settings.js';
import { handoffSection } from './handoff-config.js';

/** The key `name` of firstline.yaml: the bot's name, as askers see it. */
export const nameSection = {
  key: 'name',
  schema: z.string().trim().min(1).max(80).default('Firstline'),
} as const;

/** The key `language`: used until an asker's language is known. */
export const languageSection = { key: 'language', schema: z.enum(LANGUAGES).default('en') } as const;

const limits = z.strictObject({
  /** Messages of one asker; more are not handled, and the asker is told once. */
  'messages-per-minute': z.int().min(1).max(10_000).default(20),
  /** Cases that one asker may have open, in all places together; further ones are refused, with a word about it. */
  'open-cases': z.int().min(1).max(1000).default(3),
  /** Characters of one message; a longer one is refused. */
  'message-length': z.int().min(100).max(40_000).default(4000),
});

/** The key `limits`: what one asker may do. */
export const limitsSection = {
  key: 'limits',
  schema: limits
    .transform(
      (found): Limits => ({
        messagesPerMinute: found['messages-per-minute'],
        openCases: found['open-cases'],
        messageLength: found['message-length'],
      }),
    )
    .prefault({}),
} as const;

const outbox = z.strictObject({
  /** First wait after a failure; doubled each time, with jitter. */
  'first-retry': duration({ min: '10ms', max: '1h' }).prefault('1s'),
  /** No wait is longer, unless the platform asks for it. */
  'longest-retry': duration({ min: '10ms', max: '1d' }).prefault('5m'),
  /** A message that could not be delivered for so long is given up, visibly. */
  'give-up-after': duration({ min: '1s', max: '30d' }).prefault('24h'),
  /** One attempt may take so long. */
  'attempt-timeout': duration({ min: '100ms', max: '10m' }).prefault('20s'),
  /** Places delivered to side by side. */
  concurrency: z.int().min(1).max(1000).default(32),
  /** The oldest undelivered message is this old: the owner is alarmed. */
  'stuck-after': duration({ min: '1s', max: '7d' }).prefault('10m'),
});

/** The key `outbox`: how delivery is tried. */
export const outboxSection = {
  key: 'outbox',
  schema: outbox
    .superRefine((found, context) => {
      if (found['longest-retry'] >= found['first-retry']) return;
      context.addIssue({
        code: 'custom',
        path: ['longest-retry'],
        message: 'no less than outbox.first-retry',
      });
    })
    .transform(
      (found): OutboxSettings => ({
        firstRetry: found['first-retry'],
        longestRetry: found['longest-retry'],
        giveUpAfter: found['give-up-after'],
        attemptTimeout: found['attempt-timeout'],
        concurrency: found.concurrency,
        stuckAfter: found['stuck-after'],
      }),
    )
    .prefault({}),
} as const;

const MB = 1024 * 1024;
const kind = z
  .string({ error: 'an extension such as ".pdf", or a media type such as image/* or application/pdf' })
  .trim()
  .toLowerCase()
  .regex(/^(?:\.[^\s./\\][^\s/\\]*|[a-z0-9.+-]+\/(?:\*|[a-z0-9.+-]+))$/, {
    error: 'an extension such as ".pdf", or a media type such as image/* or application/pdf',
  });

const files = z.strictObject({
  /** Megabytes of one file. */
  'max-size': z.number().min(0.001).max(1000).default(10),
  /** Files of one message; more are not passed on. */
  'per-message': z.int().min(0).max(100).default(10),
  /** Only these kinds are passed on; without it, all that are not blocked. */
  allowed: z.array(kind).optional(),
  /** Kinds that never are; replaces the list of what runs when it is opened. */
  blocked: z.array(kind).default([...DEFAULT_FILE_RULES.blocked]),
  /** Megabytes of all files that are kept. */
  'total-size': z.number().min(1).max(1_000_000).default(2048),
  /** Files fetched side by side. */
  concurrency: z.int().min(1).max(100).default(4),
  /** A file that could not be fetched for so long is not passed on; its message goes without it. */
  timeout: duration({ min: '100ms', max: '10m' }).prefault('30s'),
});

/** The key `files`: which files are passed on between askers and staff. */
export const filesSection = {
  key: 'files',
  schema: files
    .superRefine((found, context) => {
      if (found['total-size'] >= found['max-size']) return;
      context.addIssue({ code: 'custom', path: ['total-size'], message: 'no less than files.max-size' });
    })
    .transform(
      (found): FileRules => ({
        maxBytes: Math.round(found['max-size'] * MB),
        perMessage: found['per-message'],
        ...(found.allowed && { allowed: found.allowed }),
        blocked: found.blocked,
        totalBytes: Math.round(found['total-size'] * MB),
        concurrency: found.concurrency,
        timeout: found.timeout,
      }),
    )
    .prefault({}),
} as const;

/** Every section of the engine. */
export const engineSections = [
  nameSection,
  languageSection,
  limitsSection,
  outboxSection,
  filesSection,
  handoffSection,
] as const;
