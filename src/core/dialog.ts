import type { Article } from './article.js';
import type { HandoffReason } from './case.js';
import type { Content } from './content.js';
import type { AnsweredWith, DialogState, LookedUp, Participant, Pending } from './conversation.js';
import type { FactKind } from './fact.js';
import type { HandoffRule } from './handoff-rules.js';
import type { Language } from './language.js';
import type { PlaceKey } from './place.js';
import type { Finding } from './ports/knowledge.js';
import type { Trace } from './trace.js';

/** What an asker did, as a dialog sees it. */
export type Input =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'button'; readonly action: string; readonly value: string; readonly version: number };

/** Everything a dialog may know. Plain data and pure functions. */
export interface DialogContext {
  readonly input: Input;
  readonly language: Language;
  readonly now: number;
  /** Where the dialog stands; absent when it is asked whether it wants to begin. */
  readonly state?: DialogState;
  readonly participant: Participant;
  /** The platform's id of the asker, and where they ask. */
  readonly asker: { readonly id: string; readonly place: PlaceKey };
  /** For texts: what knowledge found. Absent for buttons. */
  readonly finding?: Finding;
  /** For texts: the rule that decides whether a person is asked, if one holds. */
  readonly rule?: HandoffRule;
  /** Meant for the bot. In a channel message that is not, only a sure answer may speak, and only where no rule asks for a person. */
  readonly addressed: boolean;
  /** Not said to the bot by name or in private: what its writer said here before makes it addressed, if anything. */
  readonly implied?: true;
  /** Something was said to them a short while ago that a bare yes or no may answer. */
  readonly asked?: true;
  /** Not addressed, and not sure or for a person: help may be offered, so that only the asker sees it. */
  readonly offer: boolean;
  /** The platform's id of the message that is answered. */
  readonly message: string;
  /** Files came with the text. */
  readonly attached?: true;
  /** The bot answers nothing by itself. */
  readonly paused: boolean;
  readonly article: (id: string) => Article | undefined;
  /** Version to put on new buttons. */
  readonly version: number;
  /** Key that the first `say` of this step will have, for buttons that refer to it. */
  readonly key: string;
  /** The bot's name. */
  readonly name: string;
  /** The question is with people: only dialogs with `duringCase` are asked. */
  readonly withPeople: boolean;
}

/** A question that goes to a person. */
export interface HandoffRequest {
  readonly reason: HandoffReason;
  readonly question: string;
  /** What the bot says before the receipt, for instance to an angry asker. */
  readonly words?: string;
  /** The rule that brings a person, by its name. */
  readonly rule?: string;
  /** The article that the words are from: its readers are theirs. */
  readonly article?: string;
  /** The question says nothing but that a person is wanted, so no article is near to it. */
  readonly unspecific?: true;
}

/** What one step does. */
export interface Step {
  readonly say: readonly Content[];
  /** An offer that only the asker sees, and that may be missed. */
  readonly offer?: Content;
  /** Where the dialog stands now; null ends it. */
  readonly next: DialogState | null;
  readonly handoff?: HandoffRequest;
  readonly fact?: {
    readonly kind: FactKind;
    readonly article?: string;
    readonly confidence?: number;
    readonly trace?: Trace;
    readonly why?: string;
    readonly rule?: string;
  };
  /** Articles that `say` names without answering with them: whoever may not read them may not read it. */
  readonly named?: readonly string[];
  /** What it names something for is a question that goes on with nothing that was said before. */
  readonly anew?: boolean;
  /** The first `say` answers with this article. */
  readonly answered?: Pick<AnsweredWith, 'article' | 'trace' | 'by'>;
  /** The first `say` says that there is no answer: it follows changes of what led to it, as answers do. */
  readonly unanswered?: Pick<AnsweredWith, 'article' | 'by'>;
  /** Remembered as what the asker wants to know. */
  readonly question?: string;
  /** What the message that held the pressed button now says was chosen. */
  readonly chosen?: string;
  /** The answer that the button belongs to was rated. */
  readonly rated?: boolean;
  /** The bot knows what to answer with, though it has not done so yet. */
  readonly sure?: boolean;
  /** What was said is for the asker's eyes alone. */
  readonly personal?: boolean;
  /** Work to be done; {@link Dialog.resume} of the dialog with this name goes on with the result. */
  readonly work?: {
    readonly dialog: string;
    readonly article: string;
    readonly worker: string;
    readonly input: unknown;
    readonly question: string;
    /** Platform id of the message that asked, which need not be that of this step. */
    readonly message: string;
    readonly slots: Pending['slots'];
  };
  /** The dialog is left for something else and may be taken up again; null: it has been. */
  readonly aside?: DialogState | null;
  /** What became of a lookup. */
  readonly lookedUp?: LookedUp;
  /** The asker does not wait any more for what is under way for them. */
  readonly dropsPending?: boolean;
  /** The asker does not need the open case any more. */
  readonly closesCase?: boolean;
}

/** A multi-step exchange: a pure step function over slots. Total: it answers any input in any state. */
export interface Dialog {
  readonly name: string;
  /** Asked before the dialog that is open: "human" and "never mind" win over any step at any time. */
  readonly interrupts: boolean;
  /** Asked even while the question is with people. What the asker wrote goes to them all the same. */
  readonly duringCase?: boolean;
  /** Whether this input begins it. The first one that says yes gets it. */
  opens(context: DialogContext): boolean;
  step(context: DialogContext): Step;
  /** Goes on with the result of work that it had asked for; without `output` there is none and never will be. */
  resume?(context: DialogContext, pending: Pending, output?: unknown): Step;
  /**
   * A message of the asker was changed to the input, or deleted: the text is empty then. `slots` are those of this dialog
   * where it is open, of its work, or of its answer. Undefined: that message has led to nothing of it; null: it has, and
   * nothing changes.
   */
  amend?(context: DialogContext, slots: DialogState['slots']): Step | null | undefined;
}
