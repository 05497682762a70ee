import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Bot, startFirstlineBot } from './bot.js';
import { loadBuild } from './built.js';
import type { Bench, Row } from './figure.js';
import { ofRounds } from './percentiles.js';

/** A configuration, as the file holds it. */
type Config = Readonly<Record<string, unknown>>;

/** Questions that the starter articles answer for sure: each gets one message. */
export async function questions(
  build: string,
  config: Config,
  env: Readonly<Record<string, string>>,
): Promise<readonly string[]> {
  const built = await loadBuild(build);
  const { askOnce, dialogs, dutyAt, knowledgeOf, loadArticles, settingsOf, starterFolder } = built;
  const settings = settingsOf(await built.loadConfig({ values: config, env, sections: built.sections }));
  const { articles } = await loadArticles(starterFolder, { starter: true });
  const knowledge = await knowledgeOf(articles, { wrong: 0.05, unknown: 0.2 });
  const now = Date.now();
  const duty = dutyAt(settings.desk.roster, now);
  const reader = { audiences: ['everyone'] };
  return articles
    .flatMap(({ translations }) => translations.en?.phrasings ?? [])
    .filter((text) => {
      const asked = askOnce({ text, knowledge, dialogs, settings, duty, reader, now });
      return asked.action === 'answer';
    });
}

/** What the bot says of itself to Prometheus. */
export async function countersOf({
  port,
}: Bot): Promise<{ readonly facts: number; readonly effects: number }> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const of = (name: string): number => Number(new RegExp(`^${name} (\\d+)`, 'm').exec(text)?.[1]);
  return { facts: of('firstline_facts_total'), effects: of('firstline_outbox_effects') };
}

/** The receipt of the last answer is committed a moment after the answer. */
export async function delivered(bot: Bot): Promise<void> {
  const until = performance.now() + 5_000;
  for (;;) {
    const { effects } = await countersOf(bot);
    if (effects === 0) return;
    if (performance.now() > until) throw new Error(`${effects} effects are left in the outbox.`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** What a start with a platform takes beyond one without, in turn, and the memory at rest. */
export async function measureAdded(
  { scale, folder, build }: Bench,
  platform: {
    readonly key: string;
    readonly name: string;
    readonly config: Config;
    readonly env: Readonly<Record<string, string>>;
    /** Resolves when the platform has taken the bot in, where that comes after the start. */
    readonly connected?: () => Promise<void>;
  },
): Promise<Row[]> {
  const { key, name, config, env } = platform;
  const ready = { with: [] as number[], without: [] as number[] };
  const resident = { with: [] as number[], without: [] as number[] };
  // The first start of each finds cold files: it is made, and not counted.
  for (let round = -1; round < scale.starts; round++) {
    for (const kind of ['without', 'with'] as const) {
      const own = await prepare(folder, `${kind}-${round}`, config);
      const bot = await startFirstlineBot(build, own, kind === 'with' ? env : {});
      try {
        if (round >= 0) ready[kind].push(bot.ready);
        if (kind === 'with') await platform.connected?.();
        if (round === scale.starts - 1) {
          await new Promise((resolve) => setTimeout(resolve, scale.rest));
          const memory = await bot.memory();
          if (memory) resident[kind].push(memory.resident);
        }
      } finally {
        await bot.stop();
      }
    }
  }
  const added = ({ with: more, without: less }: typeof ready): number =>
    ofRounds(more).value - ofRounds(less).value;
  return [
    { key: `${key}.start`, label: `what ${name} adds to the start`, value: added(ready), unit: 's' },
    ...(resident.with.length
      ? ([
          { key: `${key}.rss`, label: 'and to the memory at rest', value: added(resident), unit: 'MB' },
        ] as const)
      : []),
  ];
}

/** Makes a folder with a configuration in it. */
export async function prepare(folder: string, name: string, config: Config): Promise<string> {
  const own = join(folder, name);
  await mkdir(own);
  await writeFile(join(own, 'firstline.yaml'), JSON.stringify(config)); // which is YAML
  return own;
}
