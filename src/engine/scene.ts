import type { Case } from '../core/case.js';
import type { Asker, Conversation } from '../core/conversation.js';
import type { Dialog } from '../core/dialog.js';
import type { Draft } from '../core/draft.js';
import type { Author } from '../core/event.js';
import type { Language } from '../core/language.js';
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

/** The case that the place is with now. */
export function openCaseOf({ draft, conversation }: Scene): Case | undefined {
  const { owner } = conversation;
  return owner.kind === 'bot' ? undefined : draft.case(owner.case);
}
