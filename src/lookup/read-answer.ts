import { flat, shortened } from '../core/cut.js';
import type { LookupOutput } from '../core/lookup.js';
import { decodeUtf8 } from '../core/utf8.js';
import { jsonPaths } from './json-path.js';

/** Characters of one value; texts of services are names and words, not essays. */
const LONGEST_VALUE = 300;
/** Values at one path. */
const MOST_VALUES = 20;

function unusable(note: string): LookupOutput {
  return { ok: false, why: 'unusable', note };
}

/** The bytes of a response, at most so many; undefined where there are more. Rejects where it breaks off. */
export async function readBytes(response: Response, most: number): Promise<Uint8Array | undefined> {
  if (Number(response.headers.get('content-length') ?? 0) > most) {
    await drop(response);
    return undefined;
  }
  const reader = response.body?.getReader();
  if (!reader) return new Uint8Array();
  const parts: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return Buffer.concat(parts);
    size += value.byteLength;
    if (size > most) {
      await reader.cancel().catch(() => {});
      return undefined;
    }
    parts.push(value);
  }
}

/** Lets go of a response that is not read. */
export async function drop(response: Response): Promise<void> {
  await response.body?.cancel().catch(() => {});
}

/** Whether a content type is that of JSON. */
export function isJson(type: string | null): boolean {
  return /^application\/(?:[\w.+-]+\+)?json(?:$|[\s;])/i.test(type ?? '');
}

/** Takes the values out of what a service says. Each is one line of text; the service is trusted for nothing more. */
export async function readAnswer(
  bytes: Uint8Array,
  paths: Readonly<Record<string, string>>,
): Promise<LookupOutput> {
  const decoded = decodeUtf8(bytes);
  if (!('text' in decoded)) return unusable('no UTF-8, as JSON has to be');
  const text = decoded.text.replace(/^\uFEFF/, '');
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return unusable('no JSON');
  }
  const written = numbersIn(text);
  const environment = await jsonPaths();
  const values: Record<string, readonly string[]> = {};
  for (const [name, path] of Object.entries(paths)) {
    let found: readonly unknown[];
    try {
      // What JSON.parse makes is what the library calls JSONValue.
      found = environment.query(path, json as never).values();
    } catch {
      return unusable(`the path of ${name} does not work`);
    }
    const texts: string[] = [];
    for (const value of found.flat(1)) {
      if (typeof value === 'object' && value !== null) return unusable(`${name} is neither text nor number`);
      const said = typeof value === 'number' ? written.get(value) : value;
      // Its last digits may be others than the service wrote.
      if (said === undefined)
        return unusable(
          `${name} is a number too long to be read exactly; the service should send it as text`,
        );
      const word = said === null ? '' : shortened(flat(String(said)), LONGEST_VALUE);
      if (word !== '') texts.push(word);
    }
    if (texts.length === 0) return unusable(`no value for ${name}`);
    // What is left out is told: a list that seems whole and is not would be a wrong answer.
    const more = texts.length - MOST_VALUES;
    values[name] = more > 0 ? [...texts.slice(0, MOST_VALUES), `… +${more}`] : texts;
  }
  return { ok: true, values };
}

/** A text of JSON in whole, so that a number within it is none, or a number. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/gs;
/** Neither exponent nor anything else that a person would not write. */
const PLAIN = /^-?\d+(?:\.\d+)?$/;
/** A double keeps so many digits as they were written. */
const EXACT_DIGITS = 15;

/**
 * The numbers of JSON as they are written ("12.50", digits beyond what a double keeps), by their values; undefined where
 * that cannot be told, since it has too many digits and another one has the same value, or is out of range.
 */
function numbersIn(json: string): ReadonlyMap<number, string | undefined> {
  const written = new Map<number, string | undefined>();
  for (const [token] of json.matchAll(TOKEN)) {
    if (token.startsWith('"')) continue;
    const value = Number(token);
    const other = written.has(value) ? written.get(value) : token;
    const isOne = other === token && PLAIN.test(token);
    const isExact = Number.isFinite(value) && [token, other].every(isShort);
    written.set(value, isOne ? token : isExact ? String(value) : undefined);
  }
  return written;
}

function isShort(number: string | undefined): boolean {
  const digits = number?.replace(/e.*/i, '').replace(/\D/g, '').replace(/^0+/, '');
  return digits !== undefined && digits.length <= EXACT_DIGITS;
}
