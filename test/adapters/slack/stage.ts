import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Firstline, type FirstlineConfig, loadConfig, sections, startFirstline } from '../../../main.js';
import { type Clock, type Log, silentLog } from '../../../src/core/ports/ambient.js';
import type { FakeSlack } from '../../support/slack/surface.js';

/** Articles that the stage's bot knows. */
const ARTICLES: Readonly<Record<string, string>> = {
  'vpn.md': `---
id: vpn
language: en
title: Connect to the VPN
category: network
phrasings: [how do I connect to the VPN, vpn does not work, set up the vpn, vpn connection fails, how to use the vpn]
reviewed: 2026-09-15
source: https://help.example.com/it/vpn
---
Open the VPN client and **sign in** with your usual account.
`,
  'vpn.zh.md': `---
id: vpn
language: zh
title: 连接 VPN
category: network
phrasings: [怎么连接 VPN, VPN 连不上, 如何设置 VPN, VPN 怎么用, 连接公司 VPN]
reviewed: 2026-09-15
source: https://help.example.com/it/vpn
---
打开 VPN 客户端，用平时的账号**登录**。
`,
  'remote.md': `---
id: remote
language: en
title: Working from abroad
category: hr
phrasings: [can I work from abroad, work from another country, remote work abroad, work remotely from spain, working abroad for a month]
audience: employees
handoff: always
---
The list of secret countries is attached.
`,
  'printer.md': `---
id: printer
language: en
title: Set up a printer
category: it
phrasings: [how do I set up a printer, install a printer, add a printer to my laptop, connect to the office printer, printer setup]
---
Pick the printer in the settings:

1. Open **Printers**.
2. Press *Add*.

It prints a test page.
`,
  'scanner.md': `---
id: scanner
language: en
title: Set up a scanner
category: it
phrasings: [how do I set up a scanner, install a scanner, add a scanner to my laptop, connect to the office scanner, scanner setup]
---
Scanners are in the basement.
`,
  'forklift.md': `---
id: forklift
language: en
title: Drive a forklift
category: safety
phrasings: [how do I drive a forklift, forklift licence, forklift driving rules, steer the forklift, forklift safety]
---
${'Drive slowly, look behind you, and keep the fork low.\n\n'.repeat(250)}
`,
  'leave.md': `---
id: leave
language: en
title: Days of leave
category: hr
phrasings: [how many days of leave do I have, how do I take a vacation, holiday entitlement, request annual leave, vacation days left]
audience: employees
---
You have 30 days a year; ask for them in the HR portal.
`,
};

/** Writes a few articles into a folder. */
export async function writeArticles(folder: string): Promise<void> {
  for (const [name, text] of Object.entries(ARTICLES)) await writeFile(join(folder, name), text);
}

/** A running Firstline beside a fake Slack. */
export interface Stage {
  readonly firstline: Firstline;
  readonly folder: string;
  /** Stops and starts again on the same data. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** Starts Firstline with Slack on; over HTTP it is told where to post. `yaml` is added to the configuration. */
export async function openStage(
  slack: FakeSlack,
  options: {
    readonly yaml?: string;
    readonly over?: 'http' | 'socket';
    readonly log?: Log;
    readonly clock?: Clock;
  } = {},
): Promise<Stage> {
  const { over = 'socket', log = silentLog, clock } = options;
  const folder = await mkdtemp(join(tmpdir(), 'firstline-slack-'));
  await writeArticles(folder);
  const file = join(folder, 'firstline.yaml');
  await writeFile(
    file,
    `knowledge: { folders: [${JSON.stringify(folder)}], readers: { slack: [everyone, employees] } }\n${options.yaml ?? ''}`,
  );
  if (over === 'socket') slack.deliverTo('socket');
  const start = async (): Promise<Firstline> => {
    const env = {
      ...slack.env,
      PORT: '0',
      DATA_DIR: join(folder, 'data'),
      SLACK_APP_TOKEN: over === 'socket' ? slack.appToken : '',
    };
    const config: FirstlineConfig = await loadConfig({ file, env, sections });
    const firstline = await startFirstline({ config, log, ...(clock && { clock }) });
    if (over === 'http') slack.deliverTo({ requestUrl: `http://127.0.0.1:${firstline.port}/slack/events` });
    return firstline;
  };
  const stage = {
    firstline: await start(),
    folder,
    async restart() {
      await stage.firstline.stop();
      stage.firstline = await start();
    },
    async close() {
      await stage.firstline.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
  return stage;
}

/** Waits until something holds, for tests of what happens behind an acknowledgement. */
export async function until(what: () => boolean, ms = 8_000): Promise<void> {
  const end = Date.now() + ms;
  while (!what()) {
    if (Date.now() > end) throw new Error(`It did not happen within ${ms} ms: ${what.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
