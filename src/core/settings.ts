import type { FileRules } from './file-rules.js';
import type { HandoffRule } from './handoff-rules.js';
import type { Language } from './language.js';
import type { PlaceKey } from './place.js';
import type { Roster } from './roster.js';

/** What the engine is told by the configuration. Times are milliseconds. */
export interface Settings {
  /** The bot's name, as askers see it. */
  readonly name: string;
  /** Used until an asker's language is known. */
  readonly language: Language;
  readonly desk: DeskSettings;
  readonly limits: Limits;
  readonly outbox: OutboxSettings;
  readonly files: FileRules;
  /** The groups of everybody who reads a platform's places, for the audience of answers; `everyone` where not named. */
  readonly readers: Readonly<Record<string, readonly string[]>>;
  /** Whether starter articles may answer. */
  readonly starters: boolean;
  /** What leads to a person; the first that holds decides. */
  readonly handoff: readonly HandoffRule[];
}

/** How cases are worked. */
export interface DeskSettings {
  /** The desk's place, in which threads are opened. */
  readonly place: PlaceKey;
  /** The language of everything that the desk is told. */
  readonly language: Language;
  readonly roster: Roster;
  /** No claim for so long: the next person is pinged, at last everybody on duty. */
  readonly claimWithin: number;
  /** A claimed case in which the asker waits for so long: its holder is asked; after as long again it returns to the queue. */
  readonly replyWithin: number;
  /** A reply to a case resolved less than this ago reopens it. */
  readonly reopenWithin: number;
}

/** What one asker may do. */
export interface Limits {
  readonly messagesPerMinute: number;
  readonly openCases: number;
  /** Characters a message. */
  readonly messageLength: number;
}

/** How delivery is tried. */
export interface OutboxSettings {
  /** First wait after a failure; doubled each time, with jitter. */
  readonly firstRetry: number;
  readonly longestRetry: number;
  /** An effect older than this is given up, visibly. */
  readonly giveUpAfter: number;
  /** One attempt may take so long. */
  readonly attemptTimeout: number;
  /** Lanes delivered side by side. */
  readonly concurrency: number;
  /** The oldest effect is this old: the owner is alarmed. */
  readonly stuckAfter: number;
}
