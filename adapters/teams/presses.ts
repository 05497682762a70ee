import { setTimeout as wait } from 'node:timers/promises';
import type { Content } from '../../src/core/content.js';
import type { ActionEvent, Reply } from '../../src/core/event.js';
import type { Clock } from '../../src/core/ports/ambient.js';
import { type Activity, tenantOf } from './activity.js';
import { refreshed, word } from './answers.js';
import { type Carried, readPress } from './buttons.js';
import type { CardJson } from './card-elements.js';
import type { Answered } from './connector.js';
import type { DeskThreads } from './desk-threads.js';
import type { Ears } from './hear.js';
import { objectIn } from './json.js';
import type { Lines } from './lines.js';
import { eventId, seeingOf } from './parse.js';
import type { People } from './people.js';
import { type At, messageId, placeOf, spotOf, standsIn } from './places.js';
import { renderCard } from './render.js';
import type { Twins } from './twins.js';

/** Who pressed waits so long for the card as it is after the press; otherwise they get it as the transcript has it. */
const REFRESH_WITHIN = 1_500;

/** Teams may send one press twice, under two ids: so long the same press gets the same answer. */
const SAME_FOR = 20_000;
const MOST = 1_000;

/** What is done with buttons. */
export interface Presses {
  /** A button of a card, pressed: `Action.Execute`, or the message that old clients send. Nothing where it is not ours. */
  press(activity: Activity): Promise<Answered | undefined>;
  /** What a message of ours looks like from now on. */
  changed(at: At, card: CardJson | undefined): void;
}

/** Builds what is done with buttons. */
export function createPresses(options: {
  readonly ears: Ears;
  readonly threads: DeskThreads;
  readonly twins: Pick<Twins, 'pressed'>;
  readonly people: Pick<People, 'isMember'>;
  readonly lines: Lines;
  readonly clock: Clock;
}): Presses {
  const { ears, threads, twins, people, lines, clock } = options;
  const recent = new Map<string, { readonly answer: Promise<Answered>; readonly until: number }>();
  /** Who waits for the next look of a message. */
  const waiting = new Map<string, (card: CardJson | undefined) => void>();
  const keyOf = ({ conversation, id }: At): string => `${conversation} ${id}`;

  async function submit(event: ActionEvent, at: At, instead: CardJson | undefined): Promise<Answered> {
    const key = keyOf(at);
    const gone = new AbortController();
    const changed = new Promise<CardJson | undefined>((resolve) => waiting.set(key, resolve));
    try {
      const { outcome, reply } = await ears.submit(event);
      const said = reply && wordsOf(reply);
      const stale = reply?.kind === 'notice' && reply.stale === true;
      if (said !== undefined && !stale) return word(said);
      if (!stale && instead) return refreshed(instead);
      if (!stale && outcome === 'done') {
        const late = wait(REFRESH_WITHIN, undefined, { signal: gone.signal }).catch(() => undefined);
        const card = await Promise.race([changed, late]);
        if (card) return refreshed(card);
      }
      const content = (await lines.of({ place: event.place, id: event.message ?? '' }))?.content;
      // Where the transcript still has the card as it was pressed, its change is on the way: an answer that came after
      // that would hide it from whoever pressed. And who has pressed on such a card gets the one that counts.
      if (!content || hasButton(content, event)) return word(said ?? '');
      const alone = at.conversation !== standsIn(spotOf(event.place) ?? { tenant: '', conversation: '' });
      return refreshed(renderCard(content, alone ? event.place : undefined));
    } finally {
      gone.abort();
      waiting.delete(key);
    }
  }

  return {
    changed(at, card) {
      waiting.get(keyOf(at))?.(card);
    },
    async press(activity) {
      const invoked = activity.type === 'invoke';
      const value = invoked
        ? objectIn(objectIn(activity.value, 'action'), 'data')
        : objectIn({ value: activity.value }, 'value');
      const found = readPress(value);
      const seeing = seeingOf(activity);
      const tenant = tenantOf(activity);
      if (!found || !seeing || tenant === undefined || activity.id == null) return undefined;
      const { carried, comment } = found;
      const spot = carried.origin === undefined ? seeing.spot : elsewhere(carried, tenant);
      // What a button carries comes from the screen of who presses it: it leads only where they are themselves.
      if (
        !spot ||
        (spot !== seeing.spot && !(await people.isMember(seeing.user.id, tenant, spot.conversation)))
      )
        return undefined;
      const isKnown = !ears.isDesk(spot) || (await threads.untilKnown(spot));
      // A post that Teams has taken twice, and that is not the one that counts.
      const twin =
        isKnown || carried.case === undefined ? undefined : await twins.pressed(spot, carried.case);
      const id = activity.replyToId ?? '';
      const message = twin ? twin.message : id === '' ? undefined : messageId(spot, seeing.conversation, id);
      const event: ActionEvent = {
        kind: 'action',
        // It may come again under a new id: then the version of the button decides.
        id: eventId(seeing, activity.id, 'action'),
        at: seeing.at,
        place: placeOf(twin?.home ?? spot),
        author: await ears.author(seeing),
        action: carried.action,
        value: carried.value,
        version: carried.version,
        ...(message !== undefined && { message }),
        ...(comment !== undefined && { fields: { comment } }),
      };
      if (!invoked) {
        await ears.submit(event);
        return { status: 200 };
      }
      const key = JSON.stringify([event.place, event.author.id, id, carried, comment]);
      const same = recent.get(key);
      if (same && same.until > clock.now()) return same.answer;
      const answer = submit(event, { conversation: seeing.conversation, id }, twin?.card);
      if (recent.size >= MOST) recent.clear();
      recent.set(key, { answer, until: clock.now() + SAME_FOR });
      answer.catch(() => recent.delete(key));
      return answer;
    },
  };
}

/** The place that a button belongs to, where it stands elsewhere; never one of another tenant. */
function elsewhere({ origin = '' }: Carried, tenant: string) {
  const spot = spotOf(origin);
  return spot?.tenant === tenant ? spot : undefined;
}

/** Whether the button stands there as it was pressed. */
function hasButton({ buttons = [] }: Content, { action, value, version }: ActionEvent): boolean {
  return buttons.some(
    (button) => button.action === action && button.value === value && button.version === version,
  );
}

function wordsOf(reply: Reply): string | undefined {
  if (reply.kind === 'notice') return reply.text;
  return reply.kind === 'errors' ? Object.values(reply.fields).join('\n') : undefined;
}
