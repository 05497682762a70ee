import { FirstlineError } from '../../src/core/error.js';

/** A text, and how its bytes were read. */
export interface Decoded {
  readonly text: string;
  readonly encoding: string;
}

const MARKS: readonly (readonly [encoding: string, bytes: readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];
/** What a page says of itself stands near its beginning. */
const HEAD = 2048;
const CHARSET = /<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]+)/i;

/**
 * Reads bytes as text: by their byte order mark, by what was told, by what the page says of itself, as UTF-8, or as
 * GB 18030 where it looks like Chinese.
 *
 * @param told Name of an encoding that somebody gave for this file (`gbk`, `utf-16le`, `windows-1252`).
 * @param said What its carrier says, such as the charset of an HTTP answer.
 * @throws FirstlineError `articles.invalid` where none fits, with what to do
 */
export function decode(bytes: Uint8Array, file: string, told?: string, said?: string): Decoded {
  const mark = MARKS.find(([, sign]) => sign.every((byte, i) => bytes[i] === byte));
  if (mark) return { text: strict(mark[0], bytes, file), encoding: mark[0] };
  if (told !== undefined) return { text: strict(told, bytes, file), encoding: told };
  const begin = new TextDecoder('latin1').decode(bytes.subarray(0, HEAD));
  const itself = CHARSET.exec(begin)?.[1];
  for (const name of [said, itself, 'utf-8']) {
    if (name === undefined || !isEncoding(name)) continue;
    const text = tried(name, bytes);
    if (text !== undefined) return { text: refuseBinary(text, file), encoding: name.toLowerCase() };
  }
  const chinese = tried('gb18030', bytes);
  if (chinese !== undefined && isChinese(bytes)) return { text: chinese, encoding: 'gb18030' };
  throw unreadable(file, 'is no UTF-8');
}

/** Whether this machine knows an encoding of that name. */
export function isEncoding(name: string): boolean {
  try {
    new TextDecoder(name);
    return true;
  } catch {
    return false;
  }
}

function strict(name: string, bytes: Uint8Array, file: string): string {
  const text = tried(name, bytes);
  if (text === undefined) throw unreadable(file, `is no ${name}`);
  return refuseBinary(text, file);
}

function tried(name: string, bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder(name, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** The lead of the last syllables of EUC-KR. */
const LAST_OF_KOREAN = 0xc8;
/** So many common characters without one of the later leads are no chance. */
const ENOUGH = 20;

/**
 * Whether bytes look like GB 2312: of the pairs beyond ASCII nine in ten are punctuation or one of the 3,755 characters
 * that are used most, which other encodings meet by chance only. Those stand in the order of pinyin, and those from S on
 * are a third of any text; Korean (EUC-KR) is made of the pairs before them.
 */
function isChinese(bytes: Uint8Array): boolean {
  let pairs = 0;
  let common = 0;
  let late = 0;
  for (let i = 0; i < bytes.length; i++) {
    const lead = bytes[i] ?? 0;
    if (lead < 0x80) continue;
    const trail = bytes[i + 1] ?? 0;
    pairs += 1;
    if (trail >= 0xa1 && ((lead >= 0xa1 && lead <= 0xa3) || (lead >= 0xb0 && lead <= 0xd7))) common += 1;
    if (lead > LAST_OF_KOREAN && lead <= 0xd7) late += 1;
    i += 1;
  }
  return pairs >= 2 && common >= 0.9 * pairs && (pairs < ENOUGH || late >= 0.05 * pairs);
}

function refuseBinary(text: string, file: string): string {
  if (text.includes('\0')) throw unreadable(file, 'is no text');
  return text;
}

function unreadable(file: string, what: string): FirstlineError {
  return new FirstlineError('articles.invalid', `${file} ${what}.`, {
    hint: 'Save it as UTF-8, or name its encoding, such as --encoding gbk.',
  });
}
