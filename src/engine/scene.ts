import { EVERYONE } from '../core/article.js';
import type { Case } from '../core/case.js';
import type { Asker, Conversation, Participant } from '../core/conversation.js';
import type { Dialog } from '../core/dialog.js';
import type { Draft, Telling, Told } from '../core/draft.js';
import type { Author } from '../core/event-base.js';
import type { Language } from '../core/language.js';
import type { PlaceKey } from '../core/place.js';
import type { Settings } from '../core/settings.js';

/** What the asker's side of the engine is made of. */
export interface Parts {
  readonly dialogs: readonly Dialog[];
  readonly settings: Settings;
}

/** The asker, the place and the language that a step of the asker's side works with. */
export interface Scene {
  readonly draft: Draft;
  readonly author: Author;
  readonly asker: Asker;
  readonly conversation: Conversation;
  readonly language: Language;
  readonly parts: Parts;
}

/** What the asker has done in this place before. */
export function participantOf({ draft, author }: Scene): Participant {
  return draft.conversation(draft.turn.event.place).participants[author.id] ?? { name: author.name };
}

/**
 * Whether a message is meant for the bot: it is said so, or its writer has asked something in this place before. In a
 * thread with several people the others are not.
 */
export function meantForBot(
  { draft, author }: Scene,
  event: { readonly addressed: boolean; readonly place: PlaceKey },
): boolean {
  if (event.addressed) return true;
  const before = draft.conversation(event.place).participants[author.id];
  return before?.dialog !== undefined || before?.question !== undefined || before?.answered !== undefined;
}

/** Nothing that the writer said in this place was a question to the bot, and nobody works on one there. */
export function isNewHere(scene: Scene): boolean {
  const { place } = scene.draft.turn.event;
  return scene.conversation.lastCase === undefined && !meantForBot(scene, { addressed: false, place });
}

/**
 * Says something to the asker: in their place, or privately where that has readers for whom it is not (rule 6).
 * `restricted`: not for everyone. `personal`: for the asker alone.
 */
export function sayToAsker(
  { draft, author, conversation }: Scene,
  telling: Pick<Telling, 'voice' | 'content'>,
  { restricted = false, personal = false }: { readonly restricted?: boolean; readonly personal?: boolean },
): Told {
  const { place } = draft.turn.event;
  const alone = (restricted && conversation.outsiders) || (personal && conversation.shared !== false);
  return draft.tell(place, {
    ...telling,
    ...(personal && { personal }),
    ...(alone && { to: author.id }),
  });
}

/** Whether one of these articles is not for everyone. */
export function isRestricted({ draft }: Scene, articles: readonly (string | undefined)[]): boolean {
  const { turn } = draft;
  return articles.some((id) => id !== undefined && (turn.article(id)?.audience ?? EVERYONE) !== EVERYONE);
}

/** The case that the place is with now. */
export function openCaseOf({ draft, conversation }: Scene): Case | undefined {
  const { owner } = conversation;
  return owner.kind === 'bot' ? undefined : draft.case(owner.case);
}
