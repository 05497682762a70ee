import type { Lookup, LookupAsker, LookupCall } from './lookup.js';
import { fill, namesIn } from './template.js';

/** Scheme, host and port as they stand in a template, with nothing filled in. */
const ORIGIN = /^https?:\/\/[^/?#{}\\@\s]+(?=[/?#]|$)/i;

/** Headers that would change the call itself, or that it sets by itself. */
const TAKEN = new Set([
  'accept-encoding',
  'connection',
  'content-length',
  'content-type',
  'expect',
  'host',
  'idempotency-key',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Whether a header may be set by an owner; its name in lower case. */
export function isFreeHeader(name: string): boolean {
  return /^[a-z0-9!#$%&'*+.^_`|~-]{1,80}$/.test(name) && !TAKEN.has(name);
}

/** The origin that a URL template calls, such as `https://hr.example.com`; undefined where it is no address. */
export function originOf(url: string): string | undefined {
  const [origin] = ORIGIN.exec(url) ?? [];
  if (origin === undefined || !URL.canParse(origin)) return undefined;
  return new URL(origin).origin;
}

/** Every name that the templates of a lookup fill in. */
export function namesOf(lookup: Pick<Lookup, 'url' | 'headers' | 'body'>): readonly string[] {
  const names = [lookup.url, ...Object.values(lookup.headers), ...textsIn(lookup.body)].flatMap(namesIn);
  return [...new Set(names)];
}

/** The texts within a JSON template. */
export function textsIn(template: unknown): readonly string[] {
  if (typeof template === 'string') return [template];
  if (typeof template !== 'object' || template === null) return [];
  return Object.values(template).flatMap(textsIn);
}

/**
 * Fills in a lookup. Words of people are encoded for where they go, so that they are data there and nothing else: in
 * the URL and in headers by percent, in the body as JSON strings. Undefined where a value is missing, or would change
 * where the URL leads (`..` as a part of the path).
 */
export function callOf(
  article: string,
  lookup: Lookup,
  asker: LookupAsker,
  slots: Readonly<Record<string, string>>,
): LookupCall | undefined {
  const value = (name: string): string | undefined => {
    const text = name.startsWith('asker.') ? askerValue(asker, name) : own(slots, name);
    return text?.replace(/\p{Surrogate}/gu, '\ufffd');
  };
  const url = fill(lookup.url, (name) => {
    const text = value(name);
    return text === undefined ? undefined : encodeURIComponent(text);
  });
  if (url === undefined || !leadsThere(url, lookup.url)) return undefined;
  const headers: Record<string, string> = {};
  for (const [name, template] of Object.entries(lookup.headers)) {
    const filled = fill(template, (hole) => {
      const text = value(hole);
      return text === undefined ? undefined : forHeader(text);
    });
    if (filled === undefined) return undefined;
    headers[name] = filled;
  }
  const body = lookup.body === undefined ? undefined : filledJson(lookup.body, value);
  if (lookup.body !== undefined && body === undefined) return undefined;
  const { method, values, timeout } = lookup;
  return {
    article,
    method,
    url,
    headers,
    values,
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(timeout !== undefined && { timeout }),
  };
}

function own(from: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.hasOwn(from, name) ? from[name] : undefined;
}

function askerValue(asker: LookupAsker, name: string): string | undefined {
  const key = name.slice('asker.'.length);
  return Object.hasOwn(asker, key) ? asker[key as keyof LookupAsker] : undefined; // it is one of its keys
}

/** Letters, digits and the few signs that no structured header gives a meaning to; the rest by percent. */
function forHeader(text: string): string {
  return encodeURIComponent(text)
    .replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
    .replace(/%40/g, '@');
}

/** Whether a filled-in URL keeps the origin and the parts of the path of its template. */
function leadsThere(url: string, template: string): boolean {
  if (!URL.canParse(url) || new URL(url).origin !== originOf(template)) return false;
  const parts = (address: string): readonly string[] =>
    (address.replace(ORIGIN, '').split(/[?#]/)[0] ?? '').split('/');
  const [there, meant] = [parts(url), parts(template)];
  return there.every((part, i) => {
    const filledIn = namesIn(meant[i] ?? '').length > 0;
    return !filledIn || !/^(?:\.|%2e){0,2}$/i.test(part);
  });
}

/** A JSON template with its texts filled in; undefined where one cannot be. */
function filledJson(template: unknown, value: (name: string) => string | undefined): unknown {
  if (typeof template === 'string') return fill(template, value);
  if (Array.isArray(template)) {
    const items = template.map((item) => filledJson(item, value));
    return items.includes(undefined) ? undefined : items;
  }
  if (typeof template !== 'object' || template === null) return template;
  const entries = Object.entries(template).map(([key, item]) => [key, filledJson(item, value)] as const);
  return entries.some(([, item]) => item === undefined) ? undefined : Object.fromEntries(entries);
}
