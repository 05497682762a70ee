/**
 * Words of Cantonese and of offices in Hong Kong and Taiwan as the mainland writes them, beside OpenCC's tables, which have
 * none: in traditional and in simplified characters, the longer before the shorter. Only what means the same in any
 * sentence; 唔 alone is a sigh in Mandarin.
 */
export const CANTONESE: readonly (readonly [from: string, to: string])[] = [
  '唔記得 忘记|唔记得 忘记|唔識 不会|唔识 不会|唔使 不用|唔好 不要|唔係 不是|唔系 不是|唔到 不到|唔想 不想|唔見 不见',
  '唔见 不见|唔該 谢谢|唔该 谢谢|唔得 不行|唔開 不开|唔开 不开|唔會 不会|唔会 不会|唔明 不明白|唔可以 不可以|唔能 不能',
  '唔返 不回|唔入 不进|唔啱 不对|唔同 不同|唔夠 不够|唔够 不够|唔知 不知道|唔係好 不太|唔要 不要|唔着 不着|唔著 不着',
  '冇得 没有|冇問題 没问题|冇问题 没问题|冇 没有|嘅 的|咗 了|喺 在|嚟 来|睇 看|攞 拿|搵 找|嘢 东西|佢哋 他们|佢 他|啲 些',
  '我哋 我们|你哋 你们|咁 这么|啱啱 刚刚|而家 现在|依家 现在|幾時 什么时候|几时 什么时候|幾多 多少|點樣 怎么|點解 为什么',
  '點先 怎么才|邊度 哪里|邊個 谁|乜嘢 什么|咩事 什么事|做咩 做什么|落去 下去|聽日 明天|尋日 昨天|琴日 昨天|今日 今天',
  '返工 上班|收工 下班|放工 下班|出糧 发工资|出粮 发工资|糧單 工资单|粮单 工资单|搞掂 搞定|冷氣 空调',
  '特休 年假|病假紙 病假证明|報帳 报销|報公帳 报销|薪資單 工资单|薪水單 工资单',
  '關係 关系|聯係 联系|係數 系数|體係 体系|干係 干系|係咪 是不是|係 是',
]
  .flatMap((row) => row.split('|'))
  .map((pair) => [pair.slice(0, pair.indexOf(' ')), pair.slice(pair.indexOf(' ') + 1)] as const);

/** What only Cantonese is written with. */
export const CANTONESE_LETTERS = /[嘅咗喺嚟睇攞搵嘢佢啲咁冇哋啱]|唔[^\p{P}\p{Z}\p{S}]/u;
