import { readArticleFile } from '../../knowledge/files/head.js';
import { assemble } from '../../knowledge/files/load.js';
import type { Article } from '../../src/core/article.js';
import { type Log, silentLog } from '../../src/core/ports/ambient.js';
import type { Worker } from '../../src/core/ports/worker.js';
import { createLookupWorker } from '../../src/lookup/worker.js';

/** Articles of these files, read as they would be from a folder; anything wrong with them is thrown. */
export async function articlesOf(files: Readonly<Record<string, string>>): Promise<readonly Article[]> {
  const read = await Promise.all(Object.entries(files).map(([file, text]) => readArticleFile(file, text)));
  const made = assemble(
    read.flatMap(({ article }) => (article ? [article] : [])),
    false,
  );
  const problems = [...read.flatMap((one) => one.problems), ...made.errors];
  if (problems.length > 0) throw new Error(JSON.stringify(problems, null, 2));
  return made.articles;
}

/** The worker for a service, with a secret. */
export function lookupWorker(
  origin: string,
  rest: Partial<Parameters<typeof createLookupWorker>[0]> = {},
  log: Log = silentLog,
): Worker {
  return createLookupWorker({
    hosts: new Map([[origin, { authorization: 'Bearer s3cret' }]]),
    timeout: 3_000,
    most: 20_000,
    log,
    alarm: { raise: () => {}, clear: () => {} },
    ...rest,
  });
}

/** An article that asks for two days and a team, in both languages. */
export function absenceFiles(origin: string): Readonly<Record<string, string>> {
  return {
    'absence.en.md': `---
id: absence
language: en
title: Who is absent
category: leave
phrasings:
  - how many people are absent
  - absence report
  - show me absences
lookup:
  url: ${origin}/absences?from={from}&to={to}&team={team}
  values: { count: $.count }
  slots:
    from: { pattern: '20[0-9]{2}-[0-9]{2}-[0-9]{2}', ask: From which day? }
    to: { pattern: '20[0-9]{2}-[0-9]{2}-[0-9]{2}', ask: Until which day? }
    team: { pattern: '[a-z]+', ask: Which team? }
---
**{count}** people are absent.
`,
    'absence.zh.md': `---
id: absence
language: zh
title: 缺勤情况
category: leave
phrasings:
  - 有多少人缺勤
  - 缺勤报表
lookup:
  slots:
    from: { ask: 从哪天开始？ }
    to: { ask: 到哪天为止？ }
    team: { ask: 哪个团队？ }
---
有 **{count}** 人缺勤。
`,
  };
}

/** Three articles with a lookup, in both languages, and one without. */
export function officeFiles(origin: string): Readonly<Record<string, string>> {
  return {
    'balance.en.md': `---
id: balance
language: en
title: Your balance
category: canteen
phrasings:
  - what is my balance
  - how much money is on my canteen card
  - canteen card balance
lookup:
  url: ${origin}/cards/{asker.platform}/{asker.id}
  values:
    amount: $.balance.amount
    currency: $.balance.currency
  fails: The canteen does not answer. Please try again later.
---
There are **{amount} {currency}** on your card.
`,
    'balance.zh.md': `---
id: balance
language: zh
title: 饭卡余额
category: canteen
phrasings:
  - 我的余额是多少
  - 饭卡里还有多少钱
lookup:
  fails: 食堂系统没有回应，请稍后再试。
---
您的饭卡里还有 **{amount} {currency}**。
`,
    'leave.en.md': `---
id: leave
language: en
title: Your leave days
category: leave
phrasings:
  - how many leave days have I left
  - remaining leave days
  - how much vacation is left
lookup:
  method: POST
  url: ${origin}/leave
  body:
    person: "{asker.id}"
    year: "{year}"
    office: "{office}"
    strict: true
  values: { left: $.days.left }
  on-failure: handoff
  slots:
    year:
      pattern: 20[0-9]{2}
      find: true
      ask: For which year?
      again: Please write the year in four digits, such as 2026.
    office:
      choices: { BER: Berlin, SHA: Shanghai }
      ask: Which office do you work in?
  fails: The leave system does not answer, so a person looks it up.
---
In {office} you have **{left}** days left in {year}.
`,
    'leave.zh.md': `---
id: leave
language: zh
title: 剩余年假
category: leave
phrasings:
  - 我还剩几天年假
  - 年假还剩多少天
lookup:
  slots:
    year:
      ask: 要查哪一年？
      again: 请输入四位数的年份，例如 2026。
    office:
      choices: { BER: 柏林, SHA: 上海 }
      ask: 您在哪个办公室？
  fails: 休假系统没有回应，请人工来查。
---
您在{office}，{year} 年还剩 **{left}** 天年假。
`,
    'vpn-status.en.md': `---
id: vpn-status
language: en
title: Is the VPN up?
category: IT
phrasings:
  - is the VPN down
  - VPN status
  - does the vpn work right now
lookup:
  url: ${origin}/status
  values:
    state: $.components[?@.name == 'VPN'].up
    since: $.since
  words:
    state: { true: works, false: is **down** }
---
The VPN {state} (since {since}).
`,
    'vpn-status.zh.md': `---
id: vpn-status
language: zh
title: VPN 是否正常
category: IT
phrasings:
  - VPN 是不是挂了
  - VPN 现在能用吗
lookup:
  words:
    state: { true: 正常, false: 出了**故障** }
---
VPN {state}（自 {since} 起）。
`,
    'printer.en.md': `---
id: printer
language: en
title: Add a printer
category: IT
phrasings:
  - how do I add a printer
  - install a printer
  - connect to the printer
---
Open the settings and choose *Printers*.
`,
  };
}
