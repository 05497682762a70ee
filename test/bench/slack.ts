import { fileURLToPath } from 'node:url';
import { type Bot, startBot, startFirstlineBot } from './bot.js';
import type { Bench, Figure, Measure, Row, Scale } from './figure.js';
import { closedLoop, openLoop } from './loops.js';
import { ofRounds, percentile } from './percentiles.js';
import { type FarEnd, openFarEnd, SECRET, TOKEN } from './slack-far-end.js';
import { waitRows } from './waiting.js';
import { countersOf, delivered, measureAdded, prepare, questions } from './whole-bot.js';

/** Events a second of the open loop, as the issue has it. */
const PER_SECOND = 200;

/** The articles that come with the package answer, nobody is too fast, and none goes to a person by what was before. */
const CONFIG = {
  handoff: { rules: [{ name: 'in whatever order', trend: 'rising', to: 'bot' }] },
  desk: { people: [{ id: 'ana', name: 'Ana', handles: { slack: 'U0STAFF' } }] },
  knowledge: { starters: true },
  limits: { 'messages-per-minute': 10_000 },
};

/** Slack's events over HTTP, into the whole bot as a process of its own, and into Chat SDK's Slack adapter. */
export const measureSlack: Measure = async (bench): Promise<Figure> => {
  const { scale, folder, build } = bench;
  const texts = await questions(build, CONFIG, { SLACK_BOT_TOKEN: TOKEN });
  const ours = await measureBot('slack', scale, texts, async (far) => {
    const own = await prepare(folder, 'bot', CONFIG);
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
    rows: [...ours, ...(await added(bench)), ...theirs],
  };
};

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

/** A question that is answered is one fact, in the same commit. */
async function committed(bot: Bot, expected: number): Promise<void> {
  const { facts } = await countersOf(bot);
  if (facts !== expected)
    throw new Error(`Acknowledged were ${expected} questions, and ${facts} are committed.`);
}

/** What a start with Slack takes beyond one without. */
async function added(bench: Bench): Promise<Row[]> {
  const far = await openFarEnd();
  try {
    return await measureAdded(bench, { key: 'slack', name: 'Slack', config: CONFIG, env: slackEnv(far) });
  } finally {
    await far.close();
  }
}

function slackEnv(far: FarEnd): Record<string, string> {
  return { SLACK_BOT_TOKEN: TOKEN, SLACK_SIGNING_SECRET: SECRET, SLACK_API_URL: far.url };
}
