import { setTimeout as sleep } from 'node:timers/promises';
import type { AskerSeat, DeskSeat, Platform, Said, Seat } from '../chaos/platform.js';
import type { Staff } from '../chaos/scripts.js';

/** What one act led to is not there after so long: it is lost. In milliseconds. */
const PATIENCE = 60_000;
const LOOK = 100;
/** Somebody presses so often, after so many milliseconds. */
const PRESSES = 3;
const PRESSED_AGAIN = 1_000;

/** What was counted over all conversations. */
export interface Counts {
  /** Messages of people; edits, deletions, reactions and presses are further acts. */
  messages: number;
  /** By what was done. */
  readonly acts: Record<string, number>;
  readonly lost: string[];
}

/** A message of a person in the present case, as it stands now. */
interface Spoken {
  readonly who: 'asker' | Staff;
  readonly said: Said;
  text: string;
}

interface Case {
  readonly desk: DeskSeat;
  readonly who: Staff;
  /** Acts until it is resolved. */
  left: number;
  claimed: boolean;
  readonly spoken: Spoken[];
}

const ANSWERED = ['I forgot my password', 'how do I connect to the VPN', '密码忘了怎么办', '怎么连接VPN'];
/** What the desk is told of a deletion, or was told of a late edit before it, keeps the words for staff. */
const TOLD = /deleted|changed a message/;
const UNCLEAR = ['password or VPN', 'I have a problem with my account'];

/** One person who asks, over and over; each act is seen where it belongs before the next one begins. */
export class Conversation {
  #case: Case | undefined;
  #working: Promise<void> | undefined;
  #opening = false;
  #said = 0;
  /** From then on an unclear question opens the case again. */
  #hadCase = false;

  constructor(
    private readonly index: number,
    readonly asking: Platform,
    private readonly working: Platform,
    private readonly asker: AskerSeat,
    private readonly random: () => number,
    private readonly counts: Counts,
  ) {}

  get hasCase(): boolean {
    return this.#case !== undefined || this.#opening;
  }

  get isBusy(): boolean {
    return this.#working !== undefined;
  }

  /** Resolves when what was begun is seen or given up. */
  async idle(): Promise<void> {
    await this.#working;
  }

  /** Begins the next act. `open`: a case may be opened now. */
  next(open: boolean): void {
    const work = this.#case ? this.#inCase(this.#case) : open ? this.#handOff() : this.#withBot();
    this.#working = work
      .catch((error: unknown) => {
        this.counts.lost.push(
          `${this.name}: ${error instanceof Error ? error.message : String(error)}\n${this.asker.sees().slice(-6).join('\n')}\n—\n${this.#deskSees()}`,
        );
        this.#leave();
      })
      .finally(() => {
        this.#opening = false;
        this.#working = undefined;
      });
  }

  get name(): string {
    return `${this.asker.names[0]} (${this.asking.name})`;
  }

  /** Words that stand nowhere else. */
  #words(what: string): string {
    this.#said += 1;
    return `${what} zq${this.index}x${this.#said}x`;
  }

  #pick<T>(of: readonly T[]): T {
    const picked = of[Math.floor(this.random() * of.length)];
    if (picked === undefined) throw new Error('unreachable: there is something to pick from');
    return picked;
  }

  async #withBot(): Promise<void> {
    // Of an earlier answer it is over, and pressed twice in a moment it is one press.
    const isOffered = this.asker.sees().at(-1)?.includes('[That helped]') ?? false;
    if (isOffered && this.random() < 0.15) return this.#pressOwn('That helped', 'rated');
    const chance = this.random();
    const [kind, text] =
      chance < 0.2
        ? (['small talk', 'hello'] as const)
        : chance < 0.4 && !this.#hadCase
          ? (['unclear', this.#pick(UNCLEAR)] as const)
          : (['question', this.#pick(ANSWERED)] as const);
    await this.#ask(kind, text);
    if (kind === 'unclear') await this.#choose();
  }

  async #ask(kind: string, text: string): Promise<void> {
    const before = this.asker.sees().length;
    this.#count(kind, true);
    this.asker.say(text);
    await this.#until(`“${text}” is answered`, () => {
      const seen = this.asker.sees();
      return seen.length >= before + 2 && !seen.at(-1)?.endsWith('(pending)'); // of the web, until it is delivered
    });
  }

  /** Presses the first of what the bot offers. */
  async #choose(): Promise<void> {
    const offered = this.asker.sees().at(-1) ?? '';
    const label = /\[([^\]]+)\]/.exec(offered)?.[1];
    if (label === undefined) throw new Error('the bot offers nothing');
    // It was sure after all.
    if (offered.includes('[That helped]')) return;
    // A menu, in Discord: a clear question instead. A second unclear one would go to a person.
    if (label.endsWith('▾')) return this.#ask('question', this.#pick(ANSWERED));
    await this.#pressOwn(label, 'choice');
  }

  async #pressOwn(label: string, what: string): Promise<void> {
    this.#count(what);
    const seen = this.asker.sees().join('\n');
    await this.#pressUntilTaken(this.asker, label);
    await this.#until(`“${label}” is answered`, () => this.asker.sees().join('\n') !== seen);
  }

  /** Who presses sees that a press was refused, as when the answer to the platform was late, and presses again. */
  async #pressUntilTaken(seat: Seat, label: string): Promise<void> {
    for (let tries = 0; tries < PRESSES; tries++) {
      const pressed = await seat.press(label);
      if (pressed === 'taken' || (pressed === undefined && tries > 0)) return;
      this.#count('refused press');
      await sleep(PRESSED_AGAIN);
    }
    throw new Error(`“${label}” was refused ${PRESSES} times`);
  }

  async #handOff(): Promise<void> {
    const text = this.#words(`the ${this.#pick(['tap in the kitchen', 'lamp in the cellar'])}, human please`);
    this.#count('handoff', true);
    await this.#openCase(text);
  }

  async #openCase(text: string): Promise<void> {
    this.#hadCase = true;
    this.#opening = true;
    const said = this.asker.say(text);
    const desk = await this.working.desk(this.asker);
    this.#case = {
      desk,
      who: this.#pick(['ana', 'bo']),
      left: 4 + Math.floor(this.random() * 12),
      claimed: false,
      spoken: [{ who: 'asker', said, text }],
    };
    await this.#until(`“${text}” is at the desk`, () => this.#deskSees().includes(text));
  }

  #deskSees(): string {
    return this.#case?.desk.sees().flat().join('\n') ?? '';
  }

  #otherSees(who: Spoken['who']): string {
    return who === 'asker' ? this.#deskSees() : this.asker.sees().join('\n');
  }

  async #inCase(open: Case): Promise<void> {
    const { desk, who } = open;
    if (!open.claimed) {
      await this.#press(desk, who, 'Claim', 'claim');
      open.claimed = true;
      return;
    }
    open.left -= 1;
    if (open.left <= 0) return this.#resolve(open);
    const chance = this.random();
    const last = open.spoken.at(-1);
    if (chance < 0.32) return this.#speak(open, 'asker');
    if (chance < 0.64) return this.#speak(open, who);
    if (chance < 0.72) {
      this.#count('note', true);
      const text = this.#words('// a note');
      desk.as(who).say(text);
      const bare = text.slice(3);
      await this.#until('a note is at the desk', () => this.#deskSees().includes(bare));
      if (this.asker.sees().join('\n').includes(bare)) throw new Error('the asker sees a note');
      return;
    }
    if (!last || chance < 0.85) return this.#speak(open, 'asker');
    const seat = last.who === 'asker' ? this.asker : desk.as(last.who);
    if (chance < 0.91) {
      this.#count('edit');
      const text = this.#words('corrected');
      seat.edit(last.said, text);
      last.text = text;
      await this.#until(`an edit of ${last.who} arrives`, () => this.#otherSees(last.who).includes(text));
      return;
    }
    if (chance < 0.95 && open.spoken.length > 1) {
      this.#count('deletion');
      open.spoken.pop();
      seat.remove(last.said);
      await this.#until(`a deletion of ${last.who} arrives`, () =>
        this.#otherSees(last.who)
          .split('\n')
          .every((line) => !line.includes(last.text) || TOLD.test(line)),
      );
      return;
    }
    await this.#react(open, last);
  }

  async #speak(open: Case, who: Spoken['who']): Promise<void> {
    this.#count(who === 'asker' ? 'message of an asker' : 'reply', true);
    const text = this.#words(who === 'asker' ? 'it still drips' : 'which of the two');
    const said = (who === 'asker' ? this.asker : open.desk.as(who)).say(text);
    open.spoken.push({ who, said, text });
    await this.#until(`“${text}” of ${who} arrives`, () => this.#otherSees(who).includes(text));
  }

  /** The other one reacts to what was said last. */
  async #react(open: Case, last: Spoken): Promise<void> {
    const reacting = last.who === 'asker' ? open.who : 'asker';
    const seat = reacting === 'asker' ? this.asker : open.desk.as(open.who);
    if (!seat.react) return this.#speak(open, reacting);
    this.#count('reaction');
    const before = this.#otherSees(reacting);
    seat.react(last.text, '👍', true);
    // Once each: the next one would change nothing.
    open.spoken.splice(0);
    await this.#until(`a reaction of ${reacting} arrives`, () => this.#otherSees(reacting) !== before);
  }

  async #press(desk: DeskSeat, who: Staff, label: string, what: string): Promise<void> {
    const before = this.asker.sees().length;
    await this.#until(`there is “${label}”`, () => this.#deskSees().includes(`[${label}]`));
    this.#count(what);
    await this.#pressUntilTaken(desk.as(who), label);
    await this.#until(`“${label}” is told`, () => this.asker.sees().length > before);
  }

  async #resolve(open: Case): Promise<void> {
    await this.#press(open.desk, open.who, 'Resolve', 'resolve');
    this.#leave();
    if (this.random() > 0.2) return;
    this.#count('reopening', true);
    await this.#openCase(this.#words('qwertz uiop, it happens again with the zzyzx'));
  }

  #leave(): void {
    this.#case?.desk.leave();
    this.#case = undefined;
  }

  /** The end: nobody looks any more. */
  leave(): void {
    this.#leave();
    this.asker.leave();
  }

  #count(what: string, isMessage = false): void {
    this.counts.acts[what] = (this.counts.acts[what] ?? 0) + 1;
    if (isMessage) this.counts.messages += 1;
  }

  async #until(what: string, holds: () => boolean): Promise<void> {
    const until = performance.now() + PATIENCE;
    while (!holds()) {
      if (performance.now() > until) throw new Error(`not within ${PATIENCE / 1000} s: ${what}`);
      await sleep(LOOK);
    }
  }
}
