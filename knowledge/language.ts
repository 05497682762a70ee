import type { DetectedLanguage } from '../src/core/language.js';
import { normalise } from './analyse.js';
import { ENGLISH_WORDS } from './function-words.js';

const HAN = /\p{Script=Han}/gu;
const KANA_OR_HANGUL = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu;
const LATIN_WORD = /[\p{Script=Latin}]+/gu;
const LETTER = /\p{L}/gu;
/** Letters with marks that English words do not have. `é` and `ï` occur in café and naïve. */
const FOREIGN_LETTER =
  /[àáâãäåæçèêëìíîðñòóôõöøùúûüýþßœąćęłńśźżčďěňřšťůžăâșțğışİđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ¿¡]/iu;

/** Small words of the languages that come most often instead, without those that are English words too. */
const FOREIGN = set(
  `ich nicht und ist das der ein eine wie mein mir kann bitte zum auf mit habe wir sie warum passwort
  je les des est pas une mon ma vous nous pour dans comment avec ne sur bonjour qui que ou est-ce puis
  el los las una por para mi puedo como con esta hola quiero tengo cuando donde ayuda del se
  il che non mio sono della come posso gli nel ciao
  nao meu minha voce uma obrigado preciso como posso os da
  ik het een niet mijn hoe van kan ik met voor
  nie jest jak moje czy prosze og jeg ikke min hvordan och jag inte hur nasil bir icin saya tidak bisa yang toi khong lam`,
);

/**
 * What a text is written in. Product names in a Chinese sentence leave it Chinese; a sentence that uses both is
 * `mixed`. Text without letters (a number, an emoji) tells nothing and is `mixed` too, so that the conversation's own
 * language goes on. A few unknown Latin letters count as English.
 */
export function detectLanguage(text: string): DetectedLanguage {
  const plain = normalise(text);
  const han = count(plain, HAN);
  const letters = count(plain, LETTER);
  if (letters === 0) return 'mixed';
  const kana = count(plain, KANA_OR_HANGUL);
  const latinWords = plain.replaceAll("'", '').match(LATIN_WORD) ?? [];
  const latin = latinWords.reduce((sum, word) => sum + word.length, 0);
  const strange = letters - han - latin;
  if (kana > 0 && kana * 5 >= han) return 'other';
  if (strange > han && strange > latin) return 'other';

  const english = latinWords.filter((word) => ENGLISH_WORDS.has(word)).length;
  if (han > 0) {
    if (english >= 3 && latinWords.length > han / 2) return han >= 2 ? 'mixed' : 'en';
    return latinWords.length > 4 * han ? 'mixed' : 'zh';
  }
  return isEnglish(text, latinWords, english) ? 'en' : 'other';
}

function isEnglish(original: string, latin: readonly string[], english: number): boolean {
  const foreign = latin.filter((word) => FOREIGN.has(word)).length;
  const marked = original.split(/\s+/u).filter((word) => FOREIGN_LETTER.test(word)).length;
  // One strange word may be a name.
  if (foreign + marked < 2) return english > 0 || marked < latin.length / 2;
  return english >= foreign + marked;
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}

function set(words: string): ReadonlySet<string> {
  return new Set(words.trim().split(/\s+/u));
}
