import { isHan, stem } from '../text/analyse.js';
import { toneOf } from './tone.js';

/** The features of a text for {@link trainTextClassifier}: names, each as often as it occurs. */
export interface TextFeatures {
  /** Stems and pairs of stems with negation marked, Chinese characters in ones to threes, signs of urgency and mood. */
  readonly words: readonly string[];
  /** Letters in a row, two to five (in Chinese up to four), across words. */
  readonly letters: readonly string[];
}

/** Longer texts are cut. */
const LONGEST = 2000;
const NEGATION = new Set(
  'not no never neither nor without hardly dont doesnt didnt isnt arent wasnt werent cant cannot couldnt wont wouldnt shouldnt havent hasnt hadnt aint'.split(
    ' ',
  ),
);
/** A negation reaches over so many words, or to the next mark. */
const REACH = 3;
const TOKEN =
  /https?:\/\/\S+|@\w+|\p{Script=Han}+|#?[\p{L}\p{N}_]+(?:['’]\p{L}+)*|\p{Extended_Pictographic}|[!?.,;:()\-"…]+|\S/gu;
const LETTERS_FROM = 2;
const LETTERS_TO = 5;
const HAN_TO = 4;

/** Takes a text apart for learning what its owner calls it. */
export function textFeatures(text: string): TextFeatures {
  const cut = text.slice(0, LONGEST);
  return { words: wordsOf(cut), letters: lettersOf(cut) };
}

function wordsOf(text: string): string[] {
  const tokens: string[] = [];
  const names: string[] = [];
  let negated = 0;
  for (const token of text.match(TOKEN) ?? []) {
    if (isHan(token)) {
      names.push(...inRow([...token], 1, 3, '&'));
      tokens.push('&');
      continue;
    }
    if (token.startsWith('http')) tokens.push('//');
    else if (token.startsWith('@')) {
      // Whom it is said to matters; the name does not belong to the sentence.
      tokens.push('@');
      names.push(token.toLowerCase());
    } else if (/^[\p{L}\p{N}#_]/u.test(token)) {
      const word = token
        .toLowerCase()
        .replace(/['’]/g, '')
        .replace(/([a-z])\1{2,}/g, '$1$1');
      const root = stem(word);
      tokens.push(negated > 0 ? `${root}~` : root);
      negated = NEGATION.has(word) ? REACH : Math.max(0, negated - 1);
    } else {
      if (/^[.,;:!?()]/.test(token)) negated = 0;
      tokens.push(token.slice(0, 3));
    }
  }
  names.push(...tokens);
  for (let i = 1; i < tokens.length; i++) names.push(`${tokens[i - 1]} ${tokens[i]}`);
  names.push(`=${Math.min(9, Math.floor(Math.log2(text.length + 1) * 1.5))}`);
  for (const name of toneOf(text).features.keys()) if (/^[+=]/.test(name)) names.push(name);
  return names;
}

function lettersOf(text: string): string[] {
  const characters = [
    ...` ${text
      .toLowerCase()
      .replace(/https?:\/\/\S+/g, '~')
      .replace(/\s+/g, ' ')
      .trim()} `,
  ];
  return inRow(characters, LETTERS_FROM, /\p{Script=Han}/u.test(text) ? HAN_TO : LETTERS_TO, '#');
}

function inRow(characters: readonly string[], from: number, to: number, mark: string): string[] {
  const names: string[] = [];
  for (let length = from; length <= to; length++) {
    for (let i = 0; i + length <= characters.length; i++)
      names.push(mark + characters.slice(i, i + length).join(''));
  }
  return names;
}
