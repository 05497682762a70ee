import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Bot, startBot, startFirstlineBot } from './bot.js';
import { type Built, loadBuild } from './built.js';
import type { Bench, Figure, Measure, Row, Scale } from './figure.js';
import { closedLoop, openLoop } from './loops.js';
import { ofRounds, percentile } from './percentiles.js';
import { type FarEnd, openFarEnd, SECRET, TOKEN } from './slack-far-end.js';
import { waitRows } from './waiting.js';

/** Events a second of the open loop, as the issue has it. */
const PER_SECOND = 200;

/** The articles that come with the package answer, and nobody is too fast. */
const CONFIG = {
  desk: { people: [{ id: 'ana', name: 'Ana', handles: { slack: 'U0STAFF' } }] },
  knowledge: { starters: true },
  limits: { 'messages-per-minute': 10_000 },
};

/** Slack's events over HTTP, into the whole bot as a process of its own, and into Chat SDK's Slack adapter. */
export const measureSlack: Measure = async (bench): Promise<Figure> => {
  const { scale, folder, build } = bench;
  const texts = await questions(await loadBuild(build));
  const ours = await measureBot('slack', scale, texts, async (far) => {
    const own = await prepare(folder, 'bot');
    return startFirstlineBot(build, own, slackEnv(far));
  });
  const theirs = await measureBot('chat-slack', scale, texts, (far) =>
    startBot(
      ['--import', import.meta.resolve('tsx'), fileURLToPath(new URL('slack-echo.ts', import.meta.url))],
      '/',
      { env: slackEnv(far) },
    ),
  );
  return {
    title:
      'Slack over HTTP: the whole bot, and Chat SDK’s Slack adapter (@chat-adapter/slack 4.41.1) that echoes',
    counted: [
      `Each is a process of its own. This one signs direct messages of ${scale.places} people as Slack does, the same texts for both, posts them over connections that are kept, and is the Web API that answers “ok”: it needs a processor as well.`,
      `Acknowledged: from the post to the whole 200, ${scale.atOnce} at once. Ours comes after search, decision, commit and fsync; Chat SDK’s comes before its handler runs, and nothing is kept. Answered: the same until the answer was posted to the Web API (with us through the outbox; with Chat SDK, the echo). Median of ${scale.rounds} rounds of ${scale.events}, after as many to warm up.`,
      `At ${PER_SECOND} a second: evenly spaced for ${scale.seconds} s, counted from the scheduled time, answers going out meanwhile.`,
      'Checked: each event got its 200, and with us its answer; ours were all committed when the last 200 came (/metrics), and nothing was left to deliver. Where Chat SDK never answers, that is counted.',
      `What Slack adds: the difference of the medians of ${scale.starts} starts each, in turn, with and without a Slack token, to the first 200 of /readyz; resident memory ${scale.rest / 1000} s later.`,
    ],
    rows: [...ours, ...(await measureAdded(bench)), ...theirs],
  };
};

/** Questions that the starter articles answer for sure: each gets one message. */
async function questions(built: Built): Promise<readonly string[]> {
  const { askOnce, dialogs, dutyAt, knowledgeOf, loadArticles, settingsOf, starterFolder } = built;
  const settings = settingsOf(
    await built.loadConfig({ values: CONFIG, env: { SLACK_BOT_TOKEN: TOKEN }, sections: built.sections }),
  );
  const { articles } = await loadArticles(starterFolder, { starter: true });
  const knowledge = await knowledgeOf(articles, { wrong: 0.05, unknown: 0.2 });
  const now = Date.now();
  const duty = dutyAt(settings.desk.roster, now);
  const audiences = ['everyone'];
  return articles
    .flatMap(({ translations }) => translations.en?.phrasings ?? [])
    .filter((text) => {
      const asked = askOnce({ text, knowledge, dialogs, settings, duty, audiences, now });
      return asked.action === 'answer';
    });
}

async function measureBot(
  key: 'slack' | 'chat-slack',
  scale: Scale,
  texts: readonly string[],
  start: (far: FarEnd) => Promise<Bot>,
): Promise<Row[]> {
  const far = await openFarEnd();
  try {
    const bot = await start(far);
    try {
      return await measureEvents(key, scale, texts, far, bot);
    } finally {
      await bot.stop();
    }
  } finally {
    await far.close();
  }
}

async function measureEvents(
  key: 'slack' | 'chat-slack',
  scale: Scale,
  texts: readonly string[],
  far: FarEnd,
  bot: Bot,
): Promise<Row[]> {
  const ours = key === 'slack';
  const acknowledged: number[] = [];
  const answered: number[] = [];
  const waits: number[] = [];
  const question = (): string => texts[far.asked % texts.length] ?? '';
  const hear = (index: number) => far.postAndHear(bot.port, index % scale.places, question());
  const post = (index: number) => far.post(bot.port, index % scale.places, question());
  const before = ours ? await countersOf(bot) : undefined;
  /** All of them have their 200 by now. */
  async function settle(): Promise<void> {
    if (before) await committed(bot, before.facts + far.asked);
    await far.drain();
  }

  await closedLoop(scale.events, scale.atOnce, hear);
  const [began, waited] = [performance.now(), await bot.waited()];
  for (let round = 0; round < scale.rounds; round++) {
    answered.push(scale.events / (await closedLoop(scale.events, scale.atOnce, hear)));
    acknowledged.push(scale.events / (await closedLoop(scale.events, scale.atOnce, post)));
    await settle();
  }
  const { times } = await openLoop(PER_SECOND * scale.seconds, PER_SECOND, post);
  const waitedThen = await bot.waited();
  if (waited !== undefined && waitedThen !== undefined)
    waits.push((100 * (waitedThen - waited)) / (performance.now() - began));
  await settle();
  if (before) await delivered(bot);
  if (ours && (far.lost > 0 || far.posted !== far.asked))
    throw new Error(`${far.posted} answers were posted for ${far.asked} messages.`);

  const who = ours ? '' : 'Chat SDK: ';
  const rate = (suffix: string, label: string, values: readonly number[]): Row => ({
    key: `${key}.${suffix}`,
    label: `${who}${label}`,
    ...ofRounds(values),
    unit: '/s',
  });
  const ack = (suffix: string, label: string, share: number): Row => ({
    key: `${key}.ack.${suffix}`,
    label: `${who}${label}`,
    value: percentile(times, share),
    unit: 'ms',
  });
  return [
    rate(
      'acknowledged',
      `events acknowledged${ours ? ', after the commit' : ', nothing kept'}`,
      acknowledged,
    ),
    rate('answered', ours ? 'questions answered' : 'messages echoed', answered),
    ack('p50', `an acknowledgement at ${PER_SECOND} a second, p50`, 0.5),
    ack('p99', `an acknowledgement at ${PER_SECOND} a second, p99`, 0.99),
    ack('most', 'the longest one', 1),
    ...(ours
      ? []
      : [
          {
            key: `${key}.lost`,
            label: `${who}messages never answered`,
            value: far.lost,
            unit: 'count',
            note: `of ${far.asked}`,
          } as const,
        ]),
    ...waitRows(key, waits),
  ];
}

/** What the bot says of itself to Prometheus. */
async function countersOf({ port }: Bot): Promise<{ readonly facts: number; readonly effects: number }> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const of = (name: string): number => Number(new RegExp(`^${name} (\\d+)`, 'm').exec(text)?.[1]);
  return { facts: of('firstline_facts_total'), effects: of('firstline_outbox_effects') };
}

/** A question that is answered is one fact, in the same commit. */
async function committed(bot: Bot, expected: number): Promise<void> {
  const { facts } = await countersOf(bot);
  if (facts !== expected)
    throw new Error(`Acknowledged were ${expected} questions, and ${facts} are committed.`);
}

/** The receipt of the last answer is committed a moment after the answer. */
async function delivered(bot: Bot): Promise<void> {
  const until = performance.now() + 5_000;
  for (;;) {
    const { effects } = await countersOf(bot);
    if (effects === 0) return;
    if (performance.now() > until) throw new Error(`${effects} effects are left in the outbox.`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** What a start with Slack takes beyond one without. */
async function measureAdded({ scale, folder, build }: Bench): Promise<Row[]> {
  const far = await openFarEnd();
  const ready = { with: [] as number[], without: [] as number[] };
  const resident = { with: [] as number[], without: [] as number[] };
  try {
    // The first start of each finds cold files: it is made, and not counted.
    for (let round = -1; round < scale.starts; round++) {
      for (const kind of ['without', 'with'] as const) {
        const own = await prepare(folder, `${kind}-${round}`);
        const bot = await startFirstlineBot(build, own, kind === 'with' ? slackEnv(far) : {});
        try {
          if (round >= 0) ready[kind].push(bot.ready);
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
  } finally {
    await far.close();
  }
  const added = ({ with: more, without: less }: typeof ready): number =>
    ofRounds(more).value - ofRounds(less).value;
  return [
    { key: 'slack.start', label: 'what Slack adds to the start', value: added(ready), unit: 's' },
    ...(resident.with.length
      ? ([
          { key: 'slack.rss', label: 'and to the memory at rest', value: added(resident), unit: 'MB' },
        ] as const)
      : []),
  ];
}

async function prepare(folder: string, name: string): Promise<string> {
  const own = join(folder, name);
  await mkdir(own);
  await writeFile(join(own, 'firstline.yaml'), JSON.stringify(CONFIG)); // which is YAML
  return own;
}

function slackEnv(far: FarEnd): Record<string, string> {
  return { SLACK_BOT_TOKEN: TOKEN, SLACK_SIGNING_SECRET: SECRET, SLACK_API_URL: far.url };
}
