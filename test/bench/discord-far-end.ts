import { startFakeDiscord } from '../support/discord/fake-discord.js';

/** The far end of both bots: a whole Discord, REST and gateway, that is as strict as the tests know it, without limits. */
export interface FarEnd {
  readonly env: Readonly<Record<string, string>>;
  readonly applicationId: string;
  /** How Discord knows the person on duty. */
  readonly staff: string;
  /** When a bot has identified itself, and hears. */
  connected(): Promise<void>;
  /** The n-th asker writes a direct message: a dispatch on the gateway, which nobody acknowledges. */
  say(asker: number, text: string): void;
  /**
   * The same, and then waits until as many messages were posted to the asker as they have sent; where that takes too
   * long, those are taken for lost.
   */
  sayAndHear(asker: number, text: string): Promise<void>;
  /** Messages that the bot posted, direct messages that it was sent, and those that were given up as never answered. */
  readonly posted: number;
  readonly asked: number;
  readonly lost: number;
  /**
   * Waits until the one has reached the other; what is still missing when nothing has come for a while is lost.
   * Resolves with the moment when the last message was posted, by `performance.now()`.
   */
  drain(): Promise<number>;
  close(): Promise<void>;
}

interface Talk {
  asked: number;
  heard: number;
  readonly waiting: { readonly count: number; readonly wake: () => void }[];
}

/** An answer that takes longer has been lost, and all of them when none has come for so long. */
const PATIENCE = 20_000;
const SILENCE = 5_000;

/** Opens the far end, with so many askers. */
export async function openFarEnd(askers: number): Promise<FarEnd> {
  const discord = await startFakeDiscord({ rates: 'off', timing: { identifyMs: 0 } });
  const { world, people, look, gateway } = discord;
  const staff = world.addUser('staff');
  const users = Array.from({ length: askers }, (_, n) => world.addUser(`asker-${n}`));
  const talks = new Map<string, Talk>();
  const dms = users.map((user) => {
    const dm = world.dm(user);
    talks.set(dm, { asked: 0, heard: 0, waiting: [] });
    return dm;
  });
  let posted = 0;
  let asked = 0;
  let lost = 0;
  let next = 0;
  let last = 0;
  /** What was posted since the last look, as Discord answered it. */
  const watch = setInterval(() => {
    for (; ; next++) {
      const call = look.calls[next];
      if (!call || call.status === 0) return;
      const talk = talks.get(call.channel ?? '');
      if (!talk || call.status !== 200 || call.route !== 'POST /channels/:channel/messages') continue;
      posted += 1;
      last = performance.now();
      talk.heard += 1;
      while ((talk.waiting[0]?.count ?? Number.POSITIVE_INFINITY) <= talk.heard) talk.waiting.shift()?.wake();
    }
  }, 1);

  function say(asker: number, text: string): Talk {
    const [user, dm] = [users[asker], dms[asker]];
    const talk = talks.get(dm ?? '');
    if (user === undefined || !talk) throw new Error(`There is no asker ${asker}.`);
    asked += 1;
    talk.asked += 1;
    people.dm(user, text);
    return talk;
  }

  /** Nobody waits any more for what is missing by now. */
  function giveUp(): void {
    lost = asked - posted;
    for (const talk of talks.values()) talk.heard = talk.asked;
  }

  return {
    env: discord.env,
    applicationId: discord.applicationId,
    staff,
    connected: () => gateway.connected(),
    say(asker, text) {
      say(asker, text);
    },
    async sayAndHear(asker, text) {
      const talk = say(asker, text);
      const count = talk.asked;
      await new Promise<void>((resolve) => {
        const late = setTimeout(() => {
          lost += Math.max(0, count - talk.heard);
          talk.heard = Math.max(talk.heard, count);
          resolve();
        }, PATIENCE);
        talk.waiting.push({
          count,
          wake() {
            clearTimeout(late);
            resolve();
          },
        });
      });
    },
    get posted() {
      return posted;
    },
    get asked() {
      return asked;
    },
    get lost() {
      return lost;
    },
    async drain() {
      const from = performance.now();
      while (posted + lost < asked) {
        if (performance.now() - Math.max(last, from) > SILENCE) giveUp();
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
      return last;
    },
    async close() {
      clearInterval(watch);
      await discord.stop();
    },
  };
}
