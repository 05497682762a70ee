import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { Conversation, type Stage, type View } from './conversation.js';
import { BotProcess, type Lives } from './process.js';
import { HURRY, SCRIPTS } from './scripts.js';
import { Storm } from './storm.js';
import { type Hurried, lookInside, twiceIn } from './verify.js';
import { type Over, openWorld, type World } from './world.js';

/** What a calm run shows: the measure of all others. */
export type Calm = ReadonlyMap<string, View[]>;

export interface TrialOptions {
  readonly over: Over;
  readonly seed: number;
  readonly calm: Calm;
  /** At least so many messages of people. */
  readonly messages: number;
  /** Waves of conversations side by side. */
  readonly waves: number;
  /** So many times as often as usual; 0: never. */
  readonly kills?: number;
  readonly loud?: boolean;
  readonly progress?: (line: string) => void;
}

/** How a trial went. */
export interface TrialReport extends Lives {
  readonly said: number;
  readonly posted: number;
  readonly events: number;
  readonly attempts: number;
  readonly redeliveries: number;
  readonly lostBySlack: number;
  readonly socketLosses: number;
  readonly refusals: number;
  readonly faults: Readonly<Record<string, number>>;
  readonly limited: number;
  readonly twice: number;
  readonly presses: number;
  readonly pressedAgain: number;
  /** Conversations of which the desk saw an id for the asker's name. */
  readonly nameless: number;
  readonly offers: number;
  readonly stopMs: number;
  readonly seconds: number;
  readonly problems: readonly string[];
}

/** Every script once, one after the other, with nothing going wrong. */
export async function calmRun(over: Over, seed: number, loud = false): Promise<Calm> {
  const world = await openWorld(over, seed, loud);
  const bot = new BotProcess(world.task);
  try {
    await bot.start();
    const expected = new Map<string, View[]>();
    const stage = stageOf(world, { expected, calm: true, quiet: () => quiet(world, bot) });
    for (const script of SCRIPTS) await new Conversation(script, ' 0', stage).play();
    await bot.stop();
    const twice = twiceIn(world);
    if (twice.length) throw new Error(`twice in a calm run: ${twice}`);
    return expected;
  } finally {
    await close(world, bot);
  }
}

/** Conversations while everything goes wrong, and a look at what is left. */
export async function trial(options: TrialOptions): Promise<TrialReport> {
  const began = performance.now();
  const world = await openWorld(options.over, options.seed, options.loud);
  const { slack } = world;
  const bot = new BotProcess(world.task);
  try {
    await bot.start();
    const storm = new Storm(slack, bot, { seed: options.seed, kills: options.kills ?? 1 });
    const stage = stageOf(world, { expected: new Map(options.calm), calm: false, quiet: async () => {} });
    const played: Conversation[] = [];
    const hurried: Hurried[] = [];
    const raging = storm.rage();
    raging.catch(() => {});
    let number = 0;
    const waves = Array.from({ length: options.waves }, async () => {
      do {
        const wave = ` ${++number}`;
        hurried.push(hurry(world, stage, wave));
        const conversations = SCRIPTS.map((script) => new Conversation(script, wave, stage));
        played.push(...conversations);
        await Promise.all(conversations.map((each) => each.play()));
        options.progress?.(`${stage.counts.said} messages, ${bot.counts.kills} kills`);
      } while (stage.counts.said < options.messages);
    });
    await Promise.race([Promise.all(waves), raging]);
    storm.over = true;
    await raging;
    // A last start reads everything again; then nothing is on its way any more.
    await bot.kill();
    await bot.start();
    await bot.swept();
    await slack.deliveries.settled(60_000);
    await quiet(world, bot);
    const problems = played.flatMap((each) => each.problem() ?? []);
    const stopMs = await bot.stop();
    const twice = twiceIn(world);
    problems.push(...twice.map((each) => `twice: ${each}`), ...(await lookInside(world, hurried)));
    const { all, lost, redeliveries } = slack.deliveries;
    const { ids, ...lives } = { ids: 0, ...bot.counts };
    return {
      ...lives,
      said: stage.counts.said,
      posted: slack.look.posted().length,
      events: all.length,
      attempts: all.reduce((sum, { attempts }) => sum + attempts.length, 0),
      redeliveries,
      lostBySlack: lost.length,
      socketLosses: storm.socketLosses,
      refusals: storm.refusals,
      faults: slack.faults.played,
      limited: slack.look.calls.filter(({ error }) => error === 'ratelimited').length,
      twice: twice.length,
      presses: stage.counts.presses,
      pressedAgain: stage.counts.pressedAgain,
      offers: slack.look.calls.filter(({ method, ok }) => method === 'chat.postEphemeral' && ok).length,
      nameless: played.filter((each) => each.isNameless()).length,
      stopMs,
      seconds: (performance.now() - began) / 1000,
      problems: [...problems, ...bot.errors],
    };
  } finally {
    await close(world, bot);
  }
}

function stageOf(world: World, options: Pick<Stage, 'expected' | 'calm' | 'quiet'>): Stage {
  return { world, patience: 180_000, counts: { said: 0, presses: 0, pressedAgain: 0 }, ...options };
}

function hurry({ slack }: World, { counts }: Stage, wave: string): Hurried {
  const name = `Hasty${wave}`;
  const user = slack.workspace.addUser(name);
  const channel = slack.workspace.dm(user);
  for (const text of HURRY) slack.people.dm(user, text);
  counts.said += HURRY.length;
  return { name, channel, texts: HURRY };
}

/** Every event is acknowledged and the outbox is empty, twice in a row. */
async function quiet({ slack }: World, bot: BotProcess): Promise<void> {
  const until = performance.now() + 60_000;
  for (let empty = 0; empty < 3; await sleep(60)) {
    bot.check();
    if (performance.now() > until) throw new Error('the outbox is not empty after a minute in peace');
    await slack.deliveries.settled(60_000);
    const metrics = await (await fetch(`http://127.0.0.1:${bot.port}/metrics`)).text();
    empty = /^firstline_outbox_effects 0$/m.test(metrics) ? empty + 1 : 0;
  }
}

async function close(world: World, bot: BotProcess): Promise<void> {
  await bot.dispose();
  await world.slack.stop();
  await rm(world.root, { recursive: true, force: true });
}
