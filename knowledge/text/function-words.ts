import { isEmoji, isHan, KIND, type Kind, stem } from './analyse.js';

/** English words that hold a sentence together and say little about what it asks. */
export const ENGLISH_WORDS: ReadonlySet<string> = new Set(
  `a about all am an and any are as at be been but by can cant could did do does doesnt dont for from get had has have
  help hi hello her his how i if im in is isnt it its just know like me my need no not now of on one or our out
  please should so some thanks that the their them then there they this to up us was we what when where which who why
  will with wont work working would yes you your`
    .trim()
    .split(/\s+/u),
);

/** The same in Chinese, by character. */
const CHINESE_CHARACTERS =
  '的了我你您他她它们是在有不没吗呢吧啊呀哪里儿怎么样什可以能请问要想个这那就都也还会一下为何如啥和跟给把被让';

const LIGHT: ReadonlySet<string> = new Set([...[...ENGLISH_WORDS].map(stem), ...CHINESE_CHARACTERS]);
const LIGHT_WEIGHT = 0.25;

/** In Chinese a word is mostly two characters: known pairs count as much as known characters. */
const PAIR_SHARE = 0.5;

/**
 * How much a feature counts when it is asked how much of a question is known: in a small collection "where can I" is rare,
 * and would make a question about anything look half known. Emoji decorate. English counts by words, Chinese by characters
 * and their pairs: 打 and 卡 are in many articles that know nothing of 打卡.
 */
export function gravityOf(name: string, kind: Kind): number {
  if (kind === KIND.letters) return 0;
  if (!isHan(name)) return kind === KIND.word ? gravity(name) : 0;
  return kind === KIND.pair
    ? PAIR_SHARE * Math.min(...Array.from(name, gravity))
    : (1 - PAIR_SHARE) * gravity(name);
}

/** The same for one word or character. */
export function gravity(feature: string): number {
  if (isEmoji(feature)) return 0;
  return LIGHT.has(feature) ? LIGHT_WEIGHT : 1;
}
