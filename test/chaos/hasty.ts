import { setTimeout as sleep } from 'node:timers/promises';
import type { Stage } from './conversation.js';
import type { AskerSeat, Said } from './platform.js';
import type { Proof } from './proof.js';
import { HURRY } from './scripts.js';

/** Somebody who writes all at once. What comes back, and when, is chance: nothing may be missing or doubled. */
export class Hasty {
  private constructor(
    readonly asker: AskerSeat,
    private readonly stage: Stage,
  ) {}

  static async open(name: string, stage: Stage): Promise<Hasty> {
    stage.counts.conversations += 1;
    return new Hasty(await stage.asking.asker(name, 'alone'), stage);
  }

  get name(): string {
    return `${this.asker.names[0]} (in a hurry, ${this.stage.asking.name} → ${this.stage.working.name})`;
  }

  readonly #said: Said[] = [];
  readonly #lost = new Set<Said>();

  /** What has to have been heard: what was said, but for what is proven to be lost. */
  get texts(): readonly string[] {
    return ['hello', ...HURRY.filter((_, index) => !this.#isLost(index))];
  }

  #isLost(index: number): boolean {
    const said = this.#said[index];
    return said !== undefined && this.#lost.has(said);
  }

  /** Looks what was lost; what is told no more is lost where it is asked again after a further death. */
  async prove(proof: Proof): Promise<void> {
    const { counts } = this.stage;
    for (const said of this.#said) {
      if (!said.loss || this.#lost.has(said) || !(await proof.isLost(said))) continue;
      counts.losses[said.loss] = (counts.losses[said.loss] ?? 0) + 1;
      this.#lost.add(said);
    }
  }

  async play(proof: Proof): Promise<void> {
    const { counts } = this.stage;
    const say = (text: string): Said => {
      counts.said += 1;
      return this.asker.say(text);
    };
    let first = say('hello');
    // The answer shows that the bot knows of them.
    for (let look = 0; !this.#isAnswered(); look++) {
      await sleep(50);
      if (look % 50 === 49 && first.loss && (await proof.isLost(first))) {
        counts.losses[first.loss] = (counts.losses[first.loss] ?? 0) + 1;
        this.asker.remove(first);
        first = say('hello');
      }
      if (look === 4_000) throw new Error(`nobody greets ${this.name}`);
    }
    for (const text of HURRY) this.#said.push(say(text));
  }

  #isAnswered(): boolean {
    const sheet = this.asker.sees();
    const said = sheet.findIndex((line) => /: hello$/.test(line));
    return said >= 0 && said < sheet.length - 1;
  }
}
