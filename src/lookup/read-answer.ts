import { flat, shortened } from '../core/cut.js';
import type { LookupOutput } from '../core/lookup.js';
import { decodeUtf8 } from '../core/utf8.js';

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
  let json: unknown;
  try {
    json = JSON.parse(decoded.text.replace(/^\uFEFF/, ''));
  } catch {
    return unusable('no JSON');
  }
  const { compile } = await import('json-p3');
  const values: Record<string, readonly string[]> = {};
  for (const [name, path] of Object.entries(paths)) {
    let found: readonly unknown[];
    try {
      // What JSON.parse makes is what the library calls JSONValue.
      found = compile(path)
        .query(json as never)
        .values();
    } catch {
      return unusable(`the path of ${name} does not work`);
    }
    const texts: string[] = [];
    for (const value of found.flat(1).slice(0, MOST_VALUES)) {
      if (typeof value === 'object' && value !== null) return unusable(`${name} is neither text nor number`);
      // Its last digits are others than the service wrote.
      if (typeof value === 'number' && !isExact(value))
        return unusable(
          `${name} is a number too large to be read exactly; the service should send it as text`,
        );
      const word = value === null ? '' : shortened(flat(String(value)), LONGEST_VALUE);
      if (word !== '') texts.push(word);
    }
    if (texts.length === 0) return unusable(`no value for ${name}`);
    values[name] = texts;
  }
  return { ok: true, values };
}

/** Whether a number of JSON is surely the one that was written, not its neighbour. */
function isExact(value: number): boolean {
  return Number.isInteger(value) ? Number.isSafeInteger(value) : Number.isFinite(value);
}
