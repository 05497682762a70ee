import { markdown } from '../../src/core/content.js';
import type { Effect, Receipt } from '../../src/core/effect.js';
import type { Language } from '../../src/core/language.js';
import { phrase } from '../../src/core/phrases/phrase.js';
import type { PlaceKey } from '../../src/core/place.js';
import type { Clock, Log } from '../../src/core/ports/ambient.js';
import type { Door, Outcome } from '../../src/core/ports/channel.js';
import type { Records } from '../../src/core/ports/store.js';
import type { Watermark } from '../../src/core/records.js';
import type { CardJson } from './card-elements.js';
import type { Connector } from './connector.js';
import type { Lines } from './lines.js';
import { linkTo, placeOf, type Spot, spotOf, standsIn } from './places.js';
import { renderMessage } from './render.js';
import type { Services } from './services.js';

/** The clocks of Teams and of this machine differ by less, in milliseconds. */
const CLOCKS = 500;
const MOST = 1_000;
/** Ends the root in the key under which the moment of a doubtful post is kept. */
const SINCE = '?since';

/** The post of a case that counts, before which another one may have been made. */
interface Doubtful {
  readonly home: Spot;
  /** When it was to be made, in milliseconds since 1970. */
  readonly since: number;
}

/** A press in the chain of a twin: where it counts, and what its post looks like from now on. */
export interface Redirected {
  readonly home: Spot;
  /** The id of the post that counts. */
  readonly message?: string;
  readonly card: CardJson;
}

/**
 * Posts of cases that Teams took without our knowing, so that they were made a second time. The second one counts. What
 * staff does with the first, the twin, is heard all the same, and it says where the case goes on.
 */
export interface Twins {
  /** Takes over what was kept. */
  load(marks: readonly Watermark[]): void;
  /** A post was to be made: what became of it. Resolves once it is kept whether there may be another one. */
  attempted(effect: Pick<Effect, 'key' | 'at'>, outcome: Outcome): Promise<void>;
  /** The chain that counts, for one that is known as a twin. */
  homeOf(spot: Spot): Spot | undefined;
  /**
   * A button that carries this case was pressed in a chain that is not its own. Nothing where there is no such case.
   * Rejects while the case has no post that counts.
   */
  pressed(spot: Spot, number: number): Promise<Redirected | undefined>;
  /**
   * Somebody replied in a chain that is not known: the home, if the chain is a twin. `unsure` where that cannot be told
   * without a press. Rejects where it may be one of a case that has no post yet that counts.
   */
  replied(spot: Spot): Promise<Spot | 'unsure' | undefined>;
}

/** Builds it. */
export function createTwins(options: {
  readonly connector: Connector;
  readonly services: Services;
  readonly records: Pick<Records, 'read'>;
  readonly lines: Lines;
  readonly language: Language;
  /** Posts of the same bot may be somebody else's: none is rewritten that does not carry a case. */
  readonly shared: boolean;
  readonly door: () => Door;
  readonly clock: Clock;
  readonly log: Log;
}): Twins {
  const { connector, services, records, lines, language, shared, door, clock, log } = options;
  const born = clock.now();
  const homes = new Map<string, Spot>();
  let doubtful: readonly Doubtful[] = [];
  /** Cases of which nobody knows whether they have a post, by the effect, with its moment. */
  const unknown = new Map<string, number>();
  /** Chains that are none of ours. */
  const others = new Set<string>();

  function doubt(post: Doubtful): void {
    doubtful = [...doubtful.slice(1 - MOST), post];
  }

  async function keep(place: PlaceKey, mark: string): Promise<void> {
    const at = clock.now();
    await door().submit({ kind: 'mark', id: `${place}/twin/${at}`, at, place, mark });
  }

  async function cardFor(home: Spot, message: string | undefined): Promise<CardJson> {
    const line = message === undefined ? undefined : await lines.of({ place: placeOf(home), id: message });
    const words = phrase(language, 'deskPostTwice', { link: linkTo(home) });
    // A card, as the post was.
    const title = line?.content.title ?? '↪';
    return renderMessage(markdown(words, { title }))[0] as unknown as CardJson; // a message is JSON
  }

  /** Has the twin say where the case goes on, which only works on a post of ours; then it is kept that it is one. */
  async function close(spot: Spot, home: Spot, card: CardJson): Promise<'closed' | 'refused' | 'failed'> {
    const called = await connector.update(services.of(spot), standsIn(spot), spot.root ?? '', card);
    if (!called.ok) {
      log.debug({ place: placeOf(spot), reason: called.outcome.reason }, 'a post could not be rewritten');
      return called.outcome.kind === 'refused' ? 'refused' : 'failed';
    }
    const place = placeOf(spot);
    await keep(place, placeOf(home));
    homes.set(place, home);
    log.info({ place, home: placeOf(home) }, 'a post that Teams had taken twice was found');
    return 'closed';
  }

  async function receiptOf(number: number): Promise<Receipt | undefined> {
    const key = `case/${number}` as const;
    const found = (await records.read([key])).get(key)?.value;
    if (!found || !('thread' in found) || typeof found.thread !== 'string') return undefined;
    const opening = `receipt/${found.thread}` as const;
    const receipt = (await records.read([opening])).get(opening)?.value;
    if (receipt && 'opened' in receipt) return receipt;
    throw new Error('the post of this case is not committed yet');
  }

  return {
    load(marks) {
      for (const { place, mark } of marks) {
        const home = spotOf(mark);
        const spot = spotOf(place);
        if (home) homes.set(place, home);
        else if (spot?.root?.endsWith(SINCE))
          doubt({ home: { ...spot, root: spot.root.slice(0, -SINCE.length) }, since: Number(mark) });
      }
    },
    async attempted({ key, at: since }, outcome) {
      if (outcome.kind === 'unknown') unknown.set(key, since);
      if (outcome.kind === 'refused') unknown.delete(key);
      if (outcome.kind !== 'delivered') return;
      const home = outcome.receipt.opened === undefined ? undefined : spotOf(outcome.receipt.opened);
      // What was to be made in an earlier life may have been tried then.
      if (home && (unknown.has(key) || since < born)) {
        await keep(placeOf({ ...home, root: `${home.root}${SINCE}` }), String(since));
        doubt({ home, since });
      }
      unknown.delete(key);
    },
    homeOf: (spot) => homes.get(placeOf(spot)),
    async pressed(spot, number) {
      const receipt = await receiptOf(number);
      const home = receipt?.opened === undefined ? undefined : spotOf(receipt.opened);
      if (!home || home.conversation !== spot.conversation || home.tenant !== spot.tenant) return undefined;
      const message = receipt?.message?.id;
      const card = await cardFor(home, message);
      await close(spot, home, card);
      const content = (card.attachments as readonly { readonly content: CardJson }[])[0]?.content; // made by render
      return { home, ...(message !== undefined && { message }), card: content ?? {} };
    },
    async replied(spot) {
      const made = Number(spot.root);
      const place = placeOf(spot);
      if (others.has(place)) return undefined;
      if ([...unknown.values()].some((since) => since - CLOCKS <= made))
        throw new Error('it is not known yet whether this is the post of a case');
      // Between the first attempt and the one that counts.
      const before = doubtful.filter(
        ({ home, since }) =>
          since - CLOCKS <= made && made < Number(home.root) && home.tenant === spot.tenant,
      );
      const [only, another] = before;
      if (!only) return undefined;
      if (another || shared) return 'unsure';
      const closed = await close(spot, only.home, await cardFor(only.home, only.home.root));
      if (closed === 'closed') return only.home;
      if (closed === 'failed') throw new Error('it is not known whether this post is ours');
      if (others.size >= MOST) others.clear();
      others.add(place);
      return undefined;
    },
  };
}
