/** Traditional characters of the words that dialogs listen for, each with the simplified one that they are written in. */
const PAIRS =
  '來来 係系 個个 們们 別别 務务 員员 問问 喫吃 單单 嗎吗 嘍喽 囉啰 對对 當当 幫帮 彆别 換换 會会 樣样 機机 決决 沒没 溝沟 眞真 給给 經经 聯联 與与 處处 見见 認认 說说 説说 誰谁 談谈 請请 謝谢 轉转 這这 錯错 題题 麼么 麽么 瞭了 財财 讓让 團团 組组 門门 術术 後后 採采 購购 運运 維维 網网 資资 厲厉 贊赞 讚赞 強强 絕绝 終终 臥卧 愛爱 頂顶 還还 該该 煩烦 擾扰 連连 點点 傾倾 錄录 現现 費费 勞劳';

const single = new Map(PAIRS.split(' ').map((pair) => [pair.slice(0, 1), pair.slice(1)]));

/** "轉人工" as "转人工". It knows the characters that dialogs need, and no more; titles and questions are not for it. */
export function simplified(text: string): string {
  return text.replace(/\p{Script=Han}/gu, (character) => single.get(character) ?? character);
}
