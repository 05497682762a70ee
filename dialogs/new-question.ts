import { asks, pointsBack } from '../src/core/asking.js';

/** What supposes something before it: "still", "又", "and …". */
const GOING_ON =
  /\b(?:still|again|yet|already|anymore|any more|too|also|either|other|another|else|ever)\b|^\W*(?:and|but|so|or|then|ok|okay|yes|no)\b|[又也另]|[还還](?:是|没|沒|不|在|能|要|会|會)|再(?:次|试|試|问|問|发|發|来|來)|其他|[别別]的|^[^\p{L}]*(?:好的|不是|但)/iu;

/** What asks how far people are: "did you hear back?", "什么时候能好". */
const HOW_FAR =
  /\b(?:update|updates|news|progress|status|ticket|case)\b|\b(?:did|have|has|will|are|when) (?:you|any(?:one|body)|some(?:one|body))\b|\bwhen will\b|\bwhere is my\b|什么时候[能会可到]|什麼時候[能會可到]|进展|進展|进度|進度|消息|结果|結果|处理|處理|工单|工單|回复|回覆|修好|好了|[能会會]好/iu;

/** Less says too little to be about something of its own. */
const ENGLISH_WORDS = 3;
const CHINESE_CHARACTERS = 4;

/**
 * Whether a message is a question that says by itself what it is about, and goes on with nothing that was said before. In
 * doubt it is none: whoever comes back to a question of theirs is not to be asked whether they mean another.
 */
export function isNewQuestion(text: string): boolean {
  const words = text.match(/[\p{Script=Latin}\p{N}][\p{Script=Latin}\p{N}'’-]*/gu)?.length ?? 0;
  const characters = text.match(/\p{Script=Han}/gu)?.length ?? 0;
  if (words < ENGLISH_WORDS && characters < CHINESE_CHARACTERS) return false;
  return asks(text) && !pointsBack(text) && !GOING_ON.test(text) && !HOW_FAR.test(text);
}
