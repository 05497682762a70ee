import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Rendered, renderMessage } from '../../adapters/teams/render.js';
import type { Effect, MessageTarget, PlaceTarget, Receipt } from '../../src/core/effect.js';
import { placeKey } from '../../src/core/place.js';
import { silentLog, systemClock } from '../../src/core/ports/ambient.js';
import type { Store } from '../../src/core/ports/store.js';
import { openStore } from '../../src/store/lowdb/store.js';
import type { Message, MessageRef } from '../support/teams/model.js';
import type { FakeTeams } from '../support/teams/surface.js';
import { readStore } from './proof.js';

/** What the dead called for arrives before its connections are closed, or in this time, in milliseconds. */
const ARRIVES_WITHIN = 2_000;
/** A message that was answered for so long without having been kept was sent again without need, in milliseconds. */
const KEPT_WITHIN = 60_000;

/**
 * What the bot can know of its messages in Teams. Teams has neither keys nor a history, so that a message whose fate is
 * unknown is sent again, and stands there twice. One of the two is excused, one by one: its making was not answered, or
 * the process died, and in its folder the message is still waiting to be sent.
 */
export class Fates {
  /** Messages stand there twice because … */
  readonly counts = { 'said twice: not answered': 0, 'said twice: died before it was kept': 0 };
  /** Messages that were said again without need. */
  readonly needless: string[] = [];
  readonly #unknown = new Map<string, Message>();
  /** Of a message that was said again, the first one that it says again; by both their keys. */
  readonly #again = new Map<string, Message>();
  #read = 0;
  #born = 0;

  constructor(
    private readonly teams: FakeTeams,
    private readonly dataDir: string,
  ) {}

  /** It stands there, and the bot cannot know. */
  isUnknown(ref: MessageRef): boolean {
    this.#hear();
    return this.#unknown.has(keyOf(ref));
  }

  /**
   * The message in whose place it is read: itself, or the first one that it says again. Between the two people may have
   * written, who had seen the first one.
   */
  placed(ref: MessageRef): Message {
    this.#hear();
    const key = keyOf(ref);
    const message = this.teams.look.message(ref);
    if (this.#unknown.size === 0 || message.from !== this.teams.bot || this.#unknown.has(key)) return message;
    const known = this.#again.get(key);
    if (known) return known;
    const words = wordsOf(message);
    const before = [...this.#unknown].filter(
      ([of, each]) =>
        !this.#again.has(of) &&
        each.place === message.place &&
        each.root === message.root &&
        Number(each.id) < Number(message.id) &&
        wordsOf(each) === words,
    );
    const [first = message] = before.map(([, each]) => each).sort((a, b) => Number(a.id) - Number(b.id));
    if (before.length) for (const of of [key, ...before.map(([each]) => each)]) this.#again.set(of, first);
    return first;
  }

  /** A line that the bot says in place of a reaction. */
  isReaction(ref: MessageRef): boolean {
    const message = this.teams.look.message(ref);
    return message.from === this.teams.bot && isReaction(message);
  }

  /** After a death: what is not in the folder is known to nobody any more. */
  async buried(): Promise<void> {
    // What it had called for is still under way.
    await this.teams.hungUp(ARRIVES_WITHIN);
    this.#hear();
    const kept = await readStore(this.dataDir);
    const waiting = await waitingIn(this.dataDir);
    for (const message of this.teams.look.posted()) {
      const key = keyOf(message);
      if (message.at < this.#born || this.#unknown.has(key)) continue;
      const { own, names } = this.#calledIn(message);
      if (names.some((name) => kept.includes(name))) continue;
      const sent = wordsOf(message);
      const wanted = ({ words, emoji }: Waiting): boolean =>
        words.includes(sent) ||
        (emoji !== undefined && isReaction(message) && message.text.startsWith(emoji));
      if (!waiting.some((each) => each.place === own && each.at <= message.at && wanted(each))) continue;
      this.#unknown.set(key, message);
      this.counts['said twice: died before it was kept'] += 1;
      if (Date.now() - message.at > KEPT_WITHIN) this.needless.push(`${key}: ${message.text.slice(0, 80)}`);
    }
    this.#born = Date.now();
  }

  /** Its place, and how the store calls it: by place and id, or where it belongs elsewhere by both in one. */
  #calledIn({ place, root, id }: Message): { readonly own: string; readonly names: readonly string[] } {
    const { tenantId } = this.teams;
    const channel = { platform: 'teams', workspace: tenantId, channel: place };
    // A post begins its chain; it is said in the channel.
    const chain = placeKey({ ...channel, ...(root !== undefined && { thread: root }) });
    const conversation = root === undefined ? place : `${place};messageid=${root}`;
    return {
      own: root === id ? placeKey(channel) : chain,
      names: [`"place":"${chain}","id":"${id}`, `"id":"${encodeURIComponent(conversation)}/${id}`],
    };
  }

  /** What was done without an answer since the last look. */
  #hear(): void {
    const { untold } = this.teams.look;
    for (const ref of untold.slice(this.#read)) {
      this.#unknown.set(keyOf(ref), this.teams.look.message(ref));
      this.counts['said twice: not answered'] += 1;
    }
    this.#read = untold.length;
  }
}

function keyOf({ place, id }: MessageRef): string {
  return `${place}/${id}`;
}

/** As `renderReaction` of the adapter says one: an emoji, and the words it is on. */
function isReaction({ text, attachments }: Message): boolean {
  return attachments.length === 0 && /^\p{Extended_Pictographic}\S*(?: <em>.*<\/em>)?$/su.test(text);
}

/** A message that waits to be sent, and the words of each of its parts. */
interface Waiting {
  readonly place: string;
  readonly at: number;
  readonly words: readonly string[];
  /** A reaction; the words of its line are those of the message that it is on, cut short. */
  readonly emoji?: string;
}

/** The heads of the lanes in a folder that nobody has open: whatever stands behind them was not tried. */
async function waitingIn(folder: string): Promise<readonly Waiting[]> {
  const copy = await mkdtemp(join(tmpdir(), 'firstline-fates-'));
  try {
    await cp(folder, copy, { recursive: true });
    const store = await openStore({ folder: copy, clock: systemClock, log: silentLog });
    try {
      const leased = await store.lease({ now: Number.MAX_SAFE_INTEGER, limit: 100_000 });
      const found = await Promise.all(leased.map(({ effect }) => waitingFor(effect, store)));
      return found.flat();
    } finally {
      await store.close();
    }
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

async function waitingFor(effect: Effect, store: Store): Promise<readonly Waiting[]> {
  const { at } = effect;
  if (effect.kind === 'react' && effect.added) {
    const place = await placeOfMessage(effect.message, store);
    return place === undefined ? [] : [{ place, at, words: [], emoji: effect.emoji }];
  }
  if (effect.kind !== 'say' && effect.kind !== 'open' && effect.kind !== 'whisper') return [];
  const place = await placeOf(effect.target, store);
  const parts = renderMessage(effect.content, {
    ...(effect.kind === 'open' && effect.case !== undefined && { case: effect.case }),
    ...('ping' in effect && effect.ping && { ping: effect.ping }),
    ...('as' in effect && effect.as && { by: effect.as }),
  });
  return place === undefined ? [] : [{ place, at, words: parts.map(wordsOf) }];
}

async function placeOf(target: PlaceTarget, store: Store): Promise<string | undefined> {
  return 'place' in target ? target.place : (await receiptOf(target.opened, store))?.opened;
}

async function placeOfMessage(message: MessageTarget, store: Store): Promise<string | undefined> {
  return 'message' in message
    ? message.message.place
    : (await receiptOf(message.effect, store))?.message?.place;
}

async function receiptOf(effect: string, store: Store): Promise<Receipt | undefined> {
  const key = `receipt/${effect}` as const;
  return (await store.read([key])).get(key)?.value as Receipt | undefined; // what stands under such a key
}

function wordsOf({ text, attachments }: Pick<Rendered, 'text' | 'attachments'>): string {
  const cards = (attachments ?? []).map(({ content }) => content);
  return JSON.stringify([text ?? '', cards]);
}
