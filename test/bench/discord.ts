import { fileURLToPath } from 'node:url';
import { type Bot, startBot, startFirstlineBot } from './bot.js';
import { type FarEnd, openFarEnd } from './discord-far-end.js';
import type { Bench, Figure, Measure, Row, Scale } from './figure.js';
import { openLoop } from './loops.js';
import { ofRounds, percentile } from './percentiles.js';
import { waitRows } from './waiting.js';
import { countersOf, delivered, measureAdded, prepare, questions } from './whole-bot.js';

/** Questions a second of the open loop: Discord takes 50 calls a second from a bot, and an answer with its “typing” is two. */
const PER_SECOND = 20;
/** Messages said at once: the answers go out as slowly as that. */
const BURST = 150;

/** The articles that come with the package answer, and nobody is too fast. */
const configOf = ({ staff }: Pick<FarEnd, 'staff'>) => ({
  desk: { people: [{ id: 'ana', name: 'Ana', handles: { discord: staff } }] },
  knowledge: { starters: true },
  limits: { 'messages-per-minute': 10_000 },
});

/** Discord's gateway, into the whole bot as a process of its own, and into Chat SDK's Discord adapter. */
export const measureDiscord: Measure = async (bench): Promise<Figure> => {
  const { scale, folder, build } = bench;
  const texts = await questions(build, configOf({ staff: '1' }), { DISCORD_TOKEN: 'bench' });
  const ours = await measureBot('discord', scale, texts, async (far) => {
    const own = await prepare(folder, 'bot', configOf(far));
    return startFirstlineBot(build, own, far.env);
  });
  const theirs = await measureBot('chat-discord', scale, texts, (far) =>
    startBot(
      ['--import', import.meta.resolve('tsx'), fileURLToPath(new URL('discord-echo.ts', import.meta.url))],
      '/',
      { env: { ...far.env, APPLICATION: far.applicationId } },
    ),
  );
  return {
    title:
      'Discord’s gateway: the whole bot, and Chat SDK’s Discord adapter (@chat-adapter/discord 4.41.0) that echoes',
    counted: [
      `Each is a process of its own with the real discord.js. This one is the tests’ strict Discord, REST and gateway, without its limits, in which ${scale.places} people write direct messages, the same texts for both; it needs a processor as well.`,
      `Through the river: ${Math.min(BURST, scale.places)} dispatches said at once, one of each person, until with us the last is decided, committed and fsynced (/metrics), and with Chat SDK, which keeps nothing, until the last echo. Median of ${scale.rounds} rounds after one to warm up; between them all answers went out.`,
      `From a message to its answer: ${PER_SECOND} a second, evenly spaced for ${scale.seconds} s, counted from the scheduled time until the answer was posted over REST, seen in steps of a millisecond. Discord takes 50 calls a second from one bot, and the library that we send with keeps to that; with the “typing” before it an answer is two calls. Chat SDK keeps to no limit.`,
      'Checked: each message got one answer, each was committed, and nothing was left to deliver. What Chat SDK never answers is counted.',
      `What Discord adds: the difference of the medians of ${scale.starts} starts each, in turn, with and without a token, to the first 200 of /readyz (the gateway takes the bot in afterwards); resident memory ${scale.rest / 1000} s later, connected.`,
    ],
    rows: [...ours, ...(await added(bench)), ...theirs],
  };
};

async function measureBot(
  key: 'discord' | 'chat-discord',
  scale: Scale,
  texts: readonly string[],
  start: (far: FarEnd) => Promise<Bot>,
): Promise<Row[]> {
  const far = await openFarEnd(scale.places);
  try {
    const bot = await start(far);
    try {
      await far.connected();
      return await measureEvents(key, scale, texts, far, bot);
    } finally {
      await bot.stop();
    }
  } finally {
    await far.close();
  }
}

async function measureEvents(
  key: 'discord' | 'chat-discord',
  scale: Scale,
  texts: readonly string[],
  far: FarEnd,
  bot: Bot,
): Promise<Row[]> {
  const ours = key === 'discord';
  const through: number[] = [];
  const waits: number[] = [];
  const question = (): string => texts[far.asked % texts.length] ?? '';
  // One of each person: Chat SDK drops what is said while it is at another message of the same one.
  const burst = Math.min(BURST, scale.places);
  const hear = (index: number) => far.sayAndHear(index % scale.places, question());
  const before = ours ? await countersOf(bot) : undefined;
  /** A question that is answered is one fact, in the same commit. */
  async function committed(): Promise<number> {
    const until = performance.now() + 60_000;
    for (;;) {
      const { facts } = before ? await countersOf(bot) : { facts: 0 };
      const wanted = before ? before.facts + far.asked : 0;
      if (facts === wanted) return performance.now();
      if (facts > wanted || performance.now() > until)
        throw new Error(`Of ${far.asked} questions ${facts} are committed.`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  let [began, waited] = [performance.now(), await bot.waited()];
  // The first round finds everything cold: it is made, and not counted.
  for (let round = -1; round < scale.rounds; round++) {
    const from = performance.now();
    for (let index = 0; index < burst; index++) far.say(index, question());
    const end = await (ours ? committed() : far.drain());
    if (round >= 0) through.push((1000 * burst) / (end - from));
    else [began, waited] = [performance.now(), await bot.waited()];
    await far.drain();
  }
  // Until the second is over in which the last of them used up what Discord takes.
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  const { times } = await openLoop(PER_SECOND * scale.seconds, PER_SECOND, hear);
  const waitedThen = await bot.waited();
  if (waited !== undefined && waitedThen !== undefined)
    waits.push((100 * (waitedThen - waited)) / (performance.now() - began));
  await far.drain();
  if (ours) {
    await committed();
    await delivered(bot);
    if (far.lost > 0 || far.posted !== far.asked)
      throw new Error(`${far.posted} answers were posted for ${far.asked} messages.`);
  }

  const who = ours ? '' : 'Chat SDK: ';
  const answer = (suffix: string, label: string, share: number): Row => ({
    key: `${key}.answer.${suffix}`,
    label: `${who}${label}`,
    value: percentile(times, share),
    unit: 'ms',
  });
  return [
    {
      key: `${key}.events`,
      label: `${who}${ours ? 'events through the river, committed' : 'events until the last echo, nothing kept'}`,
      ...ofRounds(through),
      unit: '/s',
    },
    answer('p50', `from a message to its answer at ${PER_SECOND} a second, p50`, 0.5),
    answer('p99', `from a message to its answer at ${PER_SECOND} a second, p99`, 0.99),
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

/** What a start with Discord takes beyond one without. */
async function added(bench: Bench): Promise<Row[]> {
  const far = await openFarEnd(1);
  try {
    return await measureAdded(bench, {
      key: 'discord',
      name: 'Discord',
      config: configOf(far),
      env: far.env,
      connected: () => far.connected(),
    });
  } finally {
    await far.close();
  }
}
