import { createHash } from 'node:crypto';
import type { WireLines, WireVisit } from '../../adapters/web/page/wire.js';
import { visitorPlace } from '../../adapters/web/places.js';
import type { Button } from '../../src/core/content.js';
import type { Event } from '../../src/core/event.js';
import { type PlaceKey, placeKey } from '../../src/core/place.js';
import { Browser } from './browser.js';
import { type FarEndReader, folded, type Seen } from './far-end-reader.js';
import { Gone, sleep } from './life.js';
import type { Supervisor } from './supervisor.js';
import { Violation } from './violation.js';

/** One thing that an asker does, ready to be sent any number of times. */
export type Act =
  | { readonly kind: 'say'; readonly id: string; readonly text: string }
  | { readonly kind: 'edit'; readonly id: string; readonly message: string; readonly text: string }
  | { readonly kind: 'remove'; readonly id: string; readonly message: string }
  | { readonly kind: 'press'; readonly id: string; readonly message: string; readonly button: Button }
  | { readonly kind: 'react'; readonly id: string; readonly message: string; readonly emoji: string };

/** Somebody who asks. */
export interface Asker {
  /** What the records of this asker are named by, to be taken out before comparing. */
  readonly known: Readonly<Record<string, string>>;
  readonly place: PlaceKey;
  begin(): Promise<void>;
  /** Resolves once it is acknowledged, however often it has to be sent. */
  send(act: Act): Promise<void>;
  /** One more delivery of the same, whatever comes of it. */
  again(act: Act): Promise<void>;
  seen(): Promise<readonly Seen[]>;
}

/** A UUID that the same words always give. */
export function idOf(...words: readonly (string | number)[]): string {
  const hex = createHash('sha256').update(words.join('/')).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** A visitor of the web chat, over HTTP. */
export function webAsker(supervisor: Supervisor, speed: number): Asker {
  const browser = new Browser(supervisor, 'visitor', speed);
  let visitor = '';
  const asRequest = (act: Act): readonly [string, string, object] => {
    switch (act.kind) {
      case 'say':
        return ['POST', '/api/chat/messages', { id: act.id, text: act.text }];
      case 'edit':
        return ['PUT', `/api/chat/messages/${act.message}`, { revision: act.id, text: act.text }];
      case 'remove':
        return ['DELETE', `/api/chat/messages/${act.message}`, {}];
      case 'press': {
        const { action, value, version } = act.button;
        return ['POST', '/api/chat/actions', { id: act.id, action, value, version, message: act.message }];
      }
      case 'react':
        throw new Error('the web chat has no reactions');
      default:
        return act satisfies never;
    }
  };
  return {
    get known() {
      return { [visitor]: 'VISITOR', [`Visitor ${visitor.slice(-4)}`]: 'Visitor' };
    },
    get place() {
      return visitorPlace(visitor);
    },
    async begin() {
      // The session is in the cookie of the last answer: an earlier one that was not answered is nobody's.
      const visit = (await browser.send('POST', '/api/chat/session', { locale: 'en' })) as WireVisit; // what the route answers
      visitor = visit.visitor;
    },
    async send(act) {
      await browser.send(...asRequest(act));
    },
    async again(act) {
      const life = supervisor.running;
      if (life) await browser.once(life, ...asRequest(act));
    },
    async seen() {
      const { lines } = (await browser.send('GET', '/api/chat/lines')) as WireLines; // what the route answers
      return lines;
    },
  };
}

/** An asker of a recording platform: events over the process's own channel, answers from the far end's memory. */
export function recordedAsker(
  supervisor: Supervisor,
  farEnd: FarEndReader,
  options: {
    readonly platform: string;
    readonly user: string;
    readonly name: string;
    readonly now: () => number;
  },
): Asker {
  const { platform, user, name, now } = options;
  const place = placeKey({ platform, workspace: 'crash', channel: user });
  const author = { id: user, name, locale: 'en' };
  const said = new Map<string, number>();
  const asEvent = (act: Act): Event => {
    const at = said.get(act.id) ?? now(); // a platform's own time: the same when it delivers again
    said.set(act.id, at);
    const base = { at, place, author } as const;
    const id = `${place}/${act.kind}/${act.id}`;
    switch (act.kind) {
      case 'say':
        return {
          ...base,
          kind: 'message',
          id,
          message: act.id,
          text: act.text,
          addressed: true,
          private: true,
        };
      case 'edit':
        return { ...base, kind: 'edit', id, message: act.message, text: act.text };
      case 'remove':
        return { ...base, kind: 'delete', id, message: act.message };
      case 'press': {
        const { action, value, version } = act.button;
        return { ...base, kind: 'action', id, action, value, version, message: act.message };
      }
      case 'react':
        return { ...base, kind: 'reaction', id, message: act.message, emoji: act.emoji, added: true };
      default:
        return act satisfies never;
    }
  };
  return {
    known: { [user]: 'USER' },
    place,
    async begin() {},
    async send(act) {
      for (;;) {
        const life = await supervisor.current;
        try {
          const { outcome, why } = await life.submit(platform, asEvent(act));
          if (outcome !== 'refused') return;
          if (!life.over) await sleep(20);
          if (why !== undefined && /turn\.|TypeError/.test(why))
            throw new Violation(`an event was refused: ${why}`);
        } catch (error) {
          if (!(error instanceof Gone)) throw error;
        }
      }
    },
    async again(act) {
      try {
        await supervisor.running?.submit(platform, asEvent(act));
      } catch (error) {
        if (!(error instanceof Gone)) throw error;
      }
    },
    seen: async () => folded(farEnd.at(place)),
  };
}
