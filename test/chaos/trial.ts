import { callsOf } from './calls.js';
import { type Calm, scriptsFor } from './calm.js';
import { Conversation, type Counts, noCounts, type Stage } from './conversation.js';
import { Hasty } from './hasty.js';
import type { Lives } from './process.js';
import { createProof } from './proof.js';
import { quiet } from './quiet.js';
import type { Script } from './scripts.js';
import { Killing } from './storm.js';
import { lookInside } from './verify.js';
import { openWorld, type WorldOptions } from './world.js';

/** What a trial is made of. */
export interface TrialOptions extends WorldOptions {
  readonly scripts: readonly Script[];
  readonly calm: Calm;
  /** At least so many messages of people. */
  readonly messages: number;
  /** Waves of conversations side by side. */
  readonly waves: number;
  /** So many times as often as usual; 0: never. */
  readonly kills?: number;
  /** Goes on until it was killed so often, and once at a placed moment. */
  readonly deaths?: number;
  readonly progress?: (line: string) => void;
  /** Tells at the end what the bot called, however it ended. */
  readonly calls?: boolean;
}

/** How a trial went. */
export interface TrialReport extends Lives {
  readonly desk: string;
  /** By the platform where people ask. */
  readonly pairs: ReadonlyMap<string, Counts>;
  /** What each platform counts, by its name. */
  readonly platforms: ReadonlyMap<string, Readonly<Record<string, number>>>;
  readonly placed: number;
  readonly twice: number;
  readonly stopMs: number;
  readonly seconds: number;
  readonly problems: readonly string[];
}

/** Conversations on all platforms at once while everything goes wrong, and a look at what is left. */
export async function trial(options: TrialOptions): Promise<TrialReport> {
  const began = performance.now();
  const { seed, calm, scripts } = options;
  const world = await openWorld({ ...options, limited: true });
  const { bot, desk, asking } = world;
  const platforms = [...new Set([...asking, desk])];
  const storms = platforms.map((platform, index) => platform.storm(seed + index));
  const killing = new Killing(bot, storms, { seed, kills: options.kills ?? 1 });
  const calmDown = (): void => {
    killing.over = true;
    for (const storm of storms) storm.over();
  };
  try {
    await bot.start();
    // What comes from now on can be caught up.
    await bot.swept();
    const proof = createProof(world.dataDir, () => bot.counts.kills);
    const stages = asking.map((each): Stage => ({ asking: each, working: desk, counts: noCounts() }));
    const raging = Promise.all([killing.rage(), ...storms.map((storm) => storm.rage())]);
    raging.catch(() => {});
    const played: Conversation[] = [];
    const hurried: Hasty[] = [];
    const said = (): number => stages.reduce((sum, { counts }) => sum + counts.said, 0);
    const { deaths = 0 } = options;
    const raged = (): boolean => deaths === 0 || (bot.counts.kills >= deaths && killing.placed > 0);
    let number = 0;

    const playWave = async (): Promise<void> => {
      const wave = ++number;
      await Promise.all(
        stages.flatMap((stage) => {
          const letter = stage.asking.name[0]?.toUpperCase() ?? '';
          const hurry = Hasty.open(`Hasty${letter}${wave}`, stage).then((hasty) => {
            hurried.push(hasty);
            return hasty.play(proof);
          });
          const plays = scriptsFor(stage.asking, scripts).map(async (script) => {
            const name = `${script.name}${letter}${wave}`;
            const conversation = await Conversation.open(script, name, stage);
            played.push(conversation);
            await conversation.play(expectedOf(calm, conversation), proof);
          });
          return [hurry, ...plays];
        }),
      );
      options.progress?.(`${said()} messages, ${bot.counts.kills} kills`);
    };
    const waves = Array.from({ length: options.waves }, async () => {
      do await playWave();
      while (said() < options.messages || !raged());
    });
    await Promise.race([Promise.all(waves), raging]);
    calmDown();
    await raging;
    // A last start reads everything again; then nothing is on its way any more.
    await quiet(world);
    for (const hasty of hurried) await hasty.prove(proof);
    await bot.kill();
    await bot.start();
    await bot.swept();
    await quiet(world);
    for (const hasty of hurried) await hasty.prove(proof);
    const problems: string[] = [];
    for (const each of played) problems.push(...[(await each.problem(expectedOf(calm, each))) ?? []].flat());
    const stopMs = await bot.stop();
    const twice = platforms.flatMap((platform) => platform.twice());
    problems.push(...twice.map((each) => `twice: ${each}`), ...(await lookInside(world.dataDir, hurried)));
    return {
      ...bot.counts,
      desk: options.desk,
      pairs: new Map(stages.map((stage) => [stage.asking.name, stage.counts])),
      platforms: new Map(platforms.map((platform) => [platform.name, platform.counts()])),
      placed: killing.placed,
      twice: twice.length,
      stopMs,
      seconds: (performance.now() - began) / 1000,
      problems: [...problems, ...bot.errors],
    };
  } finally {
    calmDown();
    if (options.calls) for (const line of callsOf(platforms)) options.progress?.(line);
    await world.close();
  }
}

function expectedOf(calm: Calm, { script, stage }: Conversation) {
  const expected = calm.get(stage.asking.name)?.get(script);
  if (!expected) throw new Error(`${script.name} was not played in peace`);
  return expected;
}
