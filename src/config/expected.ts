import type * as z from 'zod';

const TYPES: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'keys with values below it',
  record: 'keys with values below it',
  null: 'nothing',
};

/**
 * What a part of the configuration should have been, as the end of the sentence "expected …". A schema that words
 * this itself (`{ error: '…' }`, or the message of an issue it adds) goes before.
 */
export function expected(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      if (issue.expected === 'string' && typeof issue.input === 'number') return 'text, in quotes';
      return TYPES[issue.expected] ?? issue.expected;
    case 'invalid_value':
      return issue.values.length === 1 ? String(issue.values[0]) : `one of ${issue.values.join(', ')}`;
    case 'too_small':
      return bound(issue.origin, issue.minimum, issue.inclusive === false ? 'more than' : 'at least');
    case 'too_big':
      return bound(issue.origin, issue.maximum, issue.inclusive === false ? 'less than' : 'at most');
    case 'invalid_format':
      return issue.format === 'url'
        ? 'an address such as https://example.org'
        : `text of the form ${issue.format}`;
    default:
      return 'another value';
  }
}

function bound(origin: string, limit: number | bigint, words: string): string {
  if (origin === 'string') return `text of ${words} ${limit} character${limit === 1 ? '' : 's'}`;
  if (origin === 'array') return `a list of ${words} ${limit} entr${limit === 1 ? 'y' : 'ies'}`;
  return `${words} ${limit}`;
}
