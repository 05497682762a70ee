import { featureOf, type Vocabulary } from '../text/vocabulary.js';
import { meaningOf } from './meaning.js';
import { SOUNDS_ALIKE } from './sounds-alike.js';

let groups: ReadonlyMap<string, string> | undefined;

/** For each character the group that it stands in. Made when the first error is looked for: it takes a millisecond. */
function alike(): ReadonlyMap<string, string> {
  groups ??= new Map(
    SOUNDS_ALIKE.trim()
      .split('\n')
      .flatMap((group) => Array.from(group, (character) => [character, group])),
  );
  return groups;
}

/**
 * A run of Chinese characters as it was probably meant: a pinyin keyboard offers 蜜码 for 密码. A character that forms a
 * word with neither neighbour, in the articles or by what words mean, is read as the one that sounds like it and stands
 * beside most of them in the articles. The same run where there is none.
 */
export function withoutHomophones(vocabulary: Vocabulary, run: string): string {
  const isKnown = (name: string): boolean => featureOf(vocabulary, name) !== undefined;
  const isWord = (pair: string): boolean => isKnown(pair) || meaningOf(pair) >= 0;
  const out = [...run];
  for (const [i, typed] of out.entries()) {
    const [before, after] = [out[i - 1], out[i + 1]];
    if (before !== undefined && isWord(before + typed)) continue;
    if (after !== undefined && isWord(typed + after)) continue;
    let most = 0;
    for (const other of alike().get(typed) ?? '') {
      if (!isKnown(other)) continue;
      const left = before !== undefined && isKnown(before + other);
      const right = after !== undefined && isKnown(other + after);
      const pairs = Number(left) + Number(right);
      if (pairs <= most) continue;
      most = pairs;
      out[i] = other;
    }
  }
  return out.join('');
}
