import characters from 'opencc-js/dict/TSCharacters';
import taiwan from 'opencc-js/dict/TWPhrasesRev';
import { CANTONESE, CANTONESE_LETTERS } from './cantonese.js';

/** What traditional writing becomes: words of Taiwan and Hong Kong first (軟體, 網路, 出糧), then character by character. */
interface Simplifying {
  readonly characters: ReadonlyMap<string, string>;
  /** By their first character, longest first. */
  readonly words: ReadonlyMap<string, readonly (readonly [from: string, to: string])[]>;
}

/** Made when the first Chinese text is read: it takes some milliseconds. */
let tables: Simplifying | undefined;

function read(): Simplifying {
  const words = new Map<string, (readonly [string, string])[]>();
  for (const [from, to] of [...CANTONESE, ...pairs(taiwan)]) {
    const first = [...from][0] ?? '';
    const there = words.get(first);
    if (there) there.push([from, to]);
    else words.set(first, [[from, to]]);
  }
  for (const list of words.values()) list.sort((a, b) => b[0].length - a[0].length);
  return { characters: new Map(pairs(characters)), words };
}

/** OpenCC's dictionaries: `from to|from to|…`. */
function pairs(dictionary: string): [string, string][] {
  return dictionary.split('|').map((pair) => {
    const space = pair.indexOf(' ');
    return [pair.slice(0, space), pair.slice(space + 1)];
  });
}

/**
 * Traditional Chinese in simplified characters, the words of Taiwan as the mainland says them, by the tables of OpenCC, and
 * Cantonese. Text without a traditional character or a Cantonese one stays as it is, so that simplified text is never
 * touched.
 */
export function simplify(text: string): string {
  tables ??= read();
  const { characters: single, words } = tables;
  if (!isTraditional(text, single)) return text;
  let out = '';
  for (let at = 0; at < text.length; ) {
    const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
    const word = words.get(character)?.find(([from]) => text.startsWith(from, at));
    for (const one of word ? word[1] : character) out += single.get(one) ?? one;
    at += (word ? word[0] : character).length;
  }
  return out;
}

/**
 * Every way in which a text may be meant to be read, each once: as it stands, in simplified characters, and with the words
 * of Taiwan as the mainland says them. For looking for words in a text that somebody else has written: where a word begins
 * is not known, so that one reading of both is not enough.
 */
export function readings(text: string): readonly string[] {
  if (!HAN.test(text)) return [text];
  tables ??= read();
  const { characters: single } = tables;
  if (!isTraditional(text, single)) return [text];
  let byCharacter = '';
  for (const character of text) byCharacter += single.get(character) ?? character;
  return [...new Set([text, byCharacter, simplify(text)])];
}

const HAN = /\p{Script=Han}/u;

function isTraditional(text: string, single: Simplifying['characters']): boolean {
  for (const character of text) if (single.has(character)) return true;
  return CANTONESE_LETTERS.test(text);
}
