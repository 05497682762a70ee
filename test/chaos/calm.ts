import { Conversation, type Expected, losable, noCounts, stepsOf, type View } from './conversation.js';
import type { Platform } from './platform.js';
import { quiet } from './quiet.js';
import type { Script } from './scripts.js';
import { openWorld, type WorldOptions } from './world.js';

/** What every script leads to in peace, for each platform where people ask: the measure of a trial. */
export type Calm = ReadonlyMap<string, ReadonlyMap<Script, Expected>>;

/** The scripts that can be played on a platform. */
export function scriptsFor({ wheres }: Platform, scripts: readonly Script[]): readonly Script[] {
  return scripts.filter(({ where }) => wheres.includes(where));
}

/** Plays every script once, side by side, one step of all after the other, with nothing going wrong. */
export async function calmRun(options: WorldOptions, scripts: readonly Script[]): Promise<Calm> {
  const world = await openWorld({ ...options, limited: false });
  try {
    await world.bot.start();
    const calm = new Map<string, Map<Script, Map<string, View[]>>>();
    const playing: { conversation: Conversation; lost: readonly number[]; views: View[] }[] = [];
    for (const asking of world.asking) {
      const stage = { asking, working: world.desk, counts: noCounts() };
      const expected = new Map<Script, Map<string, View[]>>();
      calm.set(asking.name, expected);
      for (const script of scriptsFor(asking, scripts)) {
        const byLost = new Map<string, View[]>();
        expected.set(script, byLost);
        for (const lost of subsets(losable(script, stage))) {
          const views: View[] = [];
          byLost.set(stepsOf(lost), views);
          const name = `${script.name}${asking.name[0]?.toUpperCase()}0${lost.join('a')}`;
          playing.push({ conversation: await Conversation.open(script, name, stage), lost, views });
        }
      }
    }
    const longest = Math.max(...scripts.map(({ steps }) => steps.length));
    for (let index = 0; index < longest; index++) {
      const now = playing.filter(({ conversation }) => index < conversation.script.steps.length);
      await Promise.all(now.map(({ conversation, lost }) => conversation.step(index, lost.includes(index))));
      await quiet(world);
      for (const { conversation, views } of now) views.push(conversation.view());
    }
    for (const { conversation } of playing) {
      const problem = await conversation.problemInPeace();
      if (problem !== undefined) throw new Error(`in a calm run: ${problem}`);
    }
    await world.bot.stop();
    const twice = [...new Set([...world.asking, world.desk])].flatMap((platform) => platform.twice());
    // Without a history it would be missing in the measure.
    const lost = world.asking
      .concat(world.desk)
      .filter((platform) => !platform.sweeps && platform.counts()['given up']);
    if (lost.length) throw new Error(`given up in a calm run: ${lost.map(({ name }) => name)}`);
    if (twice.length) throw new Error(`twice in a calm run: ${twice}`);
    if (world.bot.errors.length) throw new Error(`in a calm run: ${world.bot.errors.join('\n')}`);
    return calm;
  } finally {
    await world.close();
  }
}

function subsets(of: readonly number[]): readonly (readonly number[])[] {
  const [first, ...rest] = of;
  if (first === undefined) return [[]];
  const without = subsets(rest);
  return [...without, ...without.map((each) => [first, ...each])];
}
