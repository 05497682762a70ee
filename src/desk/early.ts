import type { Draft } from '../core/draft.js';
import type { EarlyEvent } from '../core/message-events.js';

/** It is looked at again first after so long and at last so often, milliseconds. */
const SOON = 500;
const OFTEN = 60_000;
/** What was not known by then, milliseconds after it was first heard, will not be. */
const NEVER: Readonly<Record<EarlyEvent['kind'], number>> = {
  reaction: 86_400_000,
  // Most of what is changed and not known was never meant for the bot.
  edit: 600_000,
  delete: 600_000,
};

/**
 * Something about what is not known yet: a reaction to a message that may be ours, whose receipt is not committed, or a
 * change of a message that the platform tells later. It waits in the store, each time half as long as it has waited
 * before. Nothing depends on the platform telling it again, which Discord never does. Of the changes of one message
 * only the last one waits, however many somebody makes.
 */
export function tooEarly(draft: Draft, event: EarlyEvent): void {
  const { now, waitedSince = now } = draft.turn;
  const age = now - waitedSince;
  if (age > NEVER[event.kind]) return;
  const at = Math.round(now + Math.min(OFTEN, Math.max(SOON, age / 2)));
  const purpose = { kind: 'early', event, since: waitedSince } as const;
  const { kind, id, place, message } = event;
  const key = kind === 'reaction' ? `early/${id}` : `early/${kind}/${place}/${message}`;
  draft.timer({ set: { key, at, place, purpose } });
}
