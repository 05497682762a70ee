import type { DetectedLanguage, Language } from '../../src/core/language.js';
import type { ForeignLanguage } from '../../src/core/phrases/foreign.js';
import { normalise } from './analyse.js';
import { ALSO_ENGLISH, FOREIGN_VOCABULARY } from './foreign-words.js';
import { ENGLISH_WORDS } from './function-words.js';

/** Taiwan writes sounds beside its characters: ㄎㄎ. */
const HAN = /[\p{Script=Han}\p{Script=Bopomofo}]/gu;
const KANA = /[\p{Script=Hiragana}\p{Script=Katakana}]/u;
/** Characters that only Japanese writes so: 経費, 発行, 対応. */
const JAPANESE =
  /[経対発駅図価売読転帰変実関権検験険続込働払戻拡様焼総緑県観覚鉄銭気渋囲圏塩壊帯広庁応戦拠挙択両単収剤労巣従悪悩扱拝掲揺摂暁枠栄浄渇滝畑砕稲穏継縄縦繊脳臓蛍訳誉豊賛軽辺逓遅醸釈鉱錬鎮闘陥隠雑霊頼顕騒髄鶏黒黙齢楽譲]/u;
/** Characters that Chinese is full of and Japanese does not write: small words, and the simplified ones of offices. */
const CHINESE =
  /[吗嗎呢吧啊呀这這们們么麼很哪怎您你她谁誰啥咋咗嘅唔冇喺啲佢没给说请问题证时间车员长东书过还进远连让认识应该办领网络转设备邮盘钱银险费业务种现离开关统试电脑报销账]/u;
const KANA_OR_HANGUL = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu;
const LATIN_WORD = /[\p{Script=Latin}]+/gu;
const LETTER = /\p{L}/gu;
/** French and Italian elision: `l'imprimante`, `j'ai`. */
const ELISION = /\b(?:[cdjlmnst]|qu|un|all|dell|nell)'(?=\p{L}{2})/gu;
/** Letters with marks that English words do not have. `é` and `ï` occur in café and naïve. */
const FOREIGN_LETTER =
  /[àáâãäåæçèêëìíîðñòóôõöøùúûüýþßœąćęłńśźżčďěňřšťůžăâșțğışİđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹőű¿¡]/iu;

/** Writing systems of one language, or nearly so. The first that occurs counts. */
const SCRIPTS: readonly (readonly [RegExp, ForeignLanguage])[] = [
  [/[\p{Script=Hiragana}\p{Script=Katakana}]/u, 'ja'],
  [/\p{Script=Hangul}/u, 'ko'],
  [/\p{Script=Thai}/u, 'th'],
  [/\p{Script=Devanagari}/u, 'hi'],
  [/\p{Script=Hebrew}/u, 'he'],
  [/\p{Script=Greek}/u, 'el'],
  [/[پچژگکی]/u, 'fa'],
  [/\p{Script=Arabic}/u, 'ar'],
  [/[іїєґ]|(?:^|\s)що(?=\s|$)/iu, 'uk'],
  [/\p{Script=Cyrillic}/u, 'ru'],
];
/** Letters that only a few languages have. */
const LETTERS: Readonly<Partial<Record<ForeignLanguage, RegExp>>> = {
  de: /[äöüß]/iu,
  fr: /[çœêèàùôîâ]/iu,
  es: /[ñ¿¡áíóú]/iu,
  pt: /[ãõçáâê]/iu,
  it: /[àèìòù]/iu,
  pl: /[ąćęłńśźż]/iu,
  cs: /[čďěňřšťůž]/iu,
  sv: /[åäö]/iu,
  da: /[æøå]/iu,
  no: /[æøå]/iu,
  fi: /[äö]/iu,
  ro: /[ăâîșțşţ]/iu,
  hu: /[őűáéö]/iu,
  tr: /[ğışİç]/u,
  vi: /[đơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]/iu,
};

/** What a text is written in. */
export interface Spoken {
  readonly language: DetectedLanguage;
  /** Which other language it is, where that can be told. */
  readonly foreign?: ForeignLanguage;
}

/**
 * What a text is written in. Product names in a Chinese sentence leave it Chinese; a sentence that uses both is
 * `mixed`. Text without letters (a number, an emoji) tells nothing and is `mixed` too, so that the conversation's own
 * language goes on. A few unknown Latin letters count as English.
 */
export function detectLanguage(text: string): DetectedLanguage {
  return spokenIn(text).language;
}

/** The language of the article that a text is from: Chinese where it has Chinese. */
export function articleLanguage(text: string): Language {
  const found = detectLanguage(text);
  return found === 'zh' || (found === 'mixed' && /\p{Script=Han}/u.test(text)) ? 'zh' : 'en';
}

/** Code and addresses are in no language of their writer's. */
const NO_WORDS = /```[\s\S]*?(?:```|$)|`[^`\n]*`|https?:\/\/[^\s)>]+/g;

/** Which of ours a text plainly is in; undefined for one of names and numbers, and for one that has much of both. */
function plainly(text: string): Language | undefined {
  const plain = normalise(text.replace(NO_WORDS, ' '));
  const han = count(plain, HAN);
  const latinWords = plain.replaceAll("'", '').match(LATIN_WORD) ?? [];
  const english = latinWords.filter((word) => ENGLISH_WORDS.has(word)).length;
  if (spokenIn(plain).language === 'other') return undefined;
  if (han >= 2 && han >= latinWords.length && han >= 4 * english) return 'zh';
  return english >= 2 && 10 * han <= latinWords.length ? 'en' : undefined;
}

/**
 * The other one of our languages, where an article that is said to be in `named` is plainly in that: it is asked and
 * answered so. Names of products in Chinese and a few Chinese words in English are no sign, and neither is an answer in
 * the one below a title in the other.
 *
 * @param asked Title and phrasings.
 */
export function otherThan(named: Language, asked: string, answer: string): Language | undefined {
  if (named === 'en') return plainly(asked) === 'zh' && plainly(answer) !== 'en' ? 'zh' : undefined;
  return !/\p{Script=Han}/u.test(asked) && plainly(`${asked}\n${answer}`) === 'en' ? 'en' : undefined;
}

/** What a text is written in, and which other language it is. */
export function spokenIn(text: string): Spoken {
  const plain = normalise(text);
  const han = count(plain, HAN);
  const letters = count(plain, LETTER);
  if (letters === 0) return { language: 'mixed' };
  const kana = count(plain, KANA_OR_HANGUL);
  const latinWords = plain.replace(ELISION, '').replaceAll("'", '').match(LATIN_WORD) ?? [];
  const latin = latinWords.reduce((sum, word) => sum + word.length, 0);
  const strange = letters - han - latin;
  // Among English words a kana is a face: ¯\_(ツ)_/¯
  const isFace = han === 0 && kana * 5 < latin;
  if (isJapanese(text) && !isFace) return { language: 'other', foreign: 'ja' };
  if ((kana > 0 && kana * 5 >= han && !isFace && !isFashion(text)) || (strange > han && strange > latin)) {
    return byScript(text);
  }

  const english = latinWords.filter((word) => ENGLISH_WORDS.has(word)).length;
  if (han > 0) {
    if (english >= 3 && latinWords.length > han / 2) return { language: han >= 2 ? 'mixed' : 'en' };
    return { language: latinWords.length > 4 * han ? 'mixed' : 'zh' };
  }
  return byWords(text, latinWords, english);
}

/** 有給休暇の申請方法, 経費精算: little kana or none, and still no Chinese. */
function isJapanese(text: string): boolean {
  return (KANA.test(text) || JAPANESE.test(text)) && !CHINESE.test(text);
}

/** 在哪里报销の: Chinese writes this one kana for its 的. */
function isFashion(text: string): boolean {
  return CHINESE.test(text) && !KANA.test(text.replaceAll('の', ''));
}

function byScript(text: string): Spoken {
  const found = SCRIPTS.find(([script]) => script.test(text));
  return found ? { language: 'other', foreign: found[1] } : { language: 'other' };
}

function byWords(original: string, latin: readonly string[], english: number): Spoken {
  const scores = new Map<ForeignLanguage, number>();
  const add = (language: ForeignLanguage, points: number): void => {
    scores.set(language, (scores.get(language) ?? 0) + points);
  };
  const known = new Map<ForeignLanguage, number>();
  let small = 0;
  let telling = 0;
  for (const word of new Set(latin)) {
    const entry = FOREIGN_VOCABULARY.get(word);
    if (!entry || ENGLISH_WORDS.has(word)) continue;
    for (const language of entry.languages) {
      add(language, 1 / Math.sqrt(entry.languages.length));
      known.set(language, (known.get(language) ?? 0) + 1);
    }
    if (ALSO_ENGLISH.has(word)) continue;
    if (entry.telling) telling += 1;
    else small += 1;
  }
  const marked = original.split(/\s+/u).filter((word) => FOREIGN_LETTER.test(word)).length;
  const covered = Math.max(0, ...known.values());
  const evidence = { words: latin.length, english, small, telling, marked, covered };
  if (!isForeign(evidence)) return { language: 'en' };
  for (const [language, pattern] of Object.entries(LETTERS) as [ForeignLanguage, RegExp][]) {
    if (pattern.test(original)) add(language, 0.75);
  }
  const [best] = [...scores].sort(([, a], [, b]) => b - a);
  return best ? { language: 'other', foreign: best[0] } : { language: 'other' };
}

/**
 * Counts of a text: its words, those that are English small words, small and telling ones of other languages that are no
 * English, those with foreign letters, and those that one language knows, whether English or not.
 */
interface Evidence {
  readonly words: number;
  readonly english: number;
  readonly small: number;
  readonly telling: number;
  readonly marked: number;
  readonly covered: number;
}

/** Cautious: English that is taken for another language would go to a person. One strange word may be a name. */
function isForeign({ words, english, small, telling, marked, covered }: Evidence): boolean {
  const foreign = small + telling;
  if (english > 0) return foreign + marked >= 2 && foreign + marked > english;
  if (foreign === 0) return marked >= 2 && marked >= words / 2;
  // "Passwort vergessen": a word or two that no English writer would use.
  return foreign + marked >= 2 || (telling > 0 && (words <= 2 || covered >= words / 2));
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
