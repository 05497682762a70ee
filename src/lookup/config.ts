import * as z from 'zod';
import { duration } from '../core/duration.js';
import { isFreeHeader } from '../core/lookup-call.js';

const ORIGIN = /^https?:\/\/[^\s/?#\\@{}]+\/?$/i;
const asOrigin = 'scheme, host and port, such as https://hr.example.com';
const VARIABLE = /\{([^}]*)\}/g;

/** The variables of the environment that a header names. */
export function variablesIn(header: string): readonly string[] {
  return [...header.matchAll(VARIABLE)].map(([, name = '']) => name);
}

/** A header with its variables filled in; undefined where one is missing. */
export function withVariables(
  header: string,
  variables: Readonly<Record<string, string>>,
): string | undefined {
  let missing = false;
  const filled = header.replace(VARIABLE, (_whole, name: string) => {
    const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
    if (value === undefined) missing = true;
    return value ?? '';
  });
  return missing ? undefined : filled;
}

const header = z
  .string()
  .max(2_000)
  .refine((text) => /^[\x20-\x7e]*$/.test(text), { error: 'one line of ASCII' })
  .refine((text) => variablesIn(text).every((name) => /^LOOKUP_[A-Z0-9_]+$/.test(name)), {
    error: 'variables of the environment whose names begin with LOOKUP_, such as {LOOKUP_HR_TOKEN}',
  })
  .meta({ secret: true });

const host = z.strictObject({
  /** Scheme, host and port: articles may call this one, and nothing is sent anywhere else. */
  origin: z
    .string({ error: asOrigin })
    .trim()
    .refine((text) => ORIGIN.test(text) && URL.canParse(text), { error: asOrigin })
    .transform((text) => new URL(text).origin),
  /** Sent with every call; `{LOOKUP_…}` is a variable of the environment. */
  headers: z
    .record(
      z
        .string()
        .toLowerCase()
        .refine(isFreeHeader, { error: 'the name of a header that is yours to set, such as Authorization' }),
      header,
    )
    .default({}),
});

const lookups = z.strictObject({
  /** Where articles may look things up. */
  hosts: z.array(host).default([]),
  /** A service has so long to answer, where the article does not say otherwise. */
  timeout: duration({ min: '100ms', max: '15s' }).prefault('5s'),
  /** Kilobytes of an answer; a larger one is not used. */
  'max-answer': z.int().min(1).max(10_000).default(256),
});

/** What the key `lookups` becomes. */
export type LookupConfig = Readonly<z.output<typeof lookups>>;

/** The key `lookups`: where the values of articles may be looked up. */
export const lookupsSection = { key: 'lookups', schema: lookups.prefault({}) } as const;
