// What the server and its pages say to each other: JSON, types only. The server fills it, the pages read it.

/** Who a line is from. */
export type WireVoice = 'asker' | 'bot' | 'staff' | 'note' | 'system';

/** One line of a conversation, ready to be drawn. */
export interface WireLine {
  readonly n: number;
  /** Grows with every change: what live updates resume from. */
  readonly seq: number;
  readonly at: number;
  readonly voice: WireVoice;
  readonly author?: { readonly id: string; readonly name: string };
  readonly state: 'received' | 'pending' | 'delivered' | 'failed' | 'withdrawn';
  /** To be shown letter by letter. */
  readonly text: string;
  /** The text as safe HTML, where it is Markdown. */
  readonly html?: string;
  readonly title?: string;
  readonly source?: { readonly title: string; readonly url?: string; readonly reviewed?: string };
  readonly fields?: readonly { readonly label: string; readonly value: string }[];
  readonly quotes?: readonly { readonly who: string; readonly at: number; readonly text: string }[];
  /** What it answers. */
  readonly inReplyTo?: { readonly who?: string; readonly text: string };
  readonly buttons?: readonly WireButton[];
  readonly chosen?: string;
  readonly files?: readonly WireFile[];
  /** Id of the message: what edits, deletions and presses name. */
  readonly message?: string;
  readonly reactions?: readonly string[];
  readonly edited?: number;
  readonly deleted?: boolean;
  readonly reason?: string;
  /** It failed, and can be sent again. */
  readonly retry?: true;
}

/** A file of a line. */
export interface WireFile {
  readonly name: string;
  readonly size: number;
  /** What to ask for it by; absent while it is not here. */
  readonly digest?: string;
  /** It can be shown in the page. */
  readonly picture?: true;
  /** Why it did not cross, where it did not. */
  readonly refused?: string;
}

/** A file that was uploaded and belongs to no message yet. */
export interface WireUpload {
  /** What a message names it by. */
  readonly token: string;
  readonly name: string;
  readonly size: number;
  readonly picture?: true;
}

/** What may be attached. */
export interface WireFileRules {
  readonly maxBytes: number;
  readonly perMessage: number;
}

/** A button below a line. */
export interface WireButton {
  readonly action: string;
  readonly label: string;
  readonly value: string;
  readonly version: number;
  readonly style?: 'primary' | 'danger';
}

/** Lines that are new or have changed. With `reset` they replace whatever the page had. */
export interface WireLines {
  readonly reset: boolean;
  readonly lines: readonly WireLine[];
  /** Where to go on from. */
  readonly seq: number;
}

/** What pressing or writing led to at once. */
export type WireReply =
  | { readonly kind: 'notice'; readonly text: string }
  | { readonly kind: 'errors'; readonly fields: Readonly<Record<string, string>> }
  | { readonly kind: 'card'; readonly line: WireLine };

/** The answer to everything that was submitted. */
export interface WireDone {
  readonly reply?: WireReply;
}

/** The answer to a visitor's arrival. */
export interface WireVisit {
  readonly title: string;
  readonly trial: boolean;
  readonly desk: boolean;
  readonly visitor: string;
  /** Absent where nothing can be attached. */
  readonly files?: WireFileRules;
}

/** Why something was not done. */
export type WireErrorCode =
  | 'invalid'
  | 'signed-out'
  | 'forbidden'
  | 'not-found'
  | 'too-large'
  | 'file-too-large'
  | 'file-type'
  | 'file-empty'
  | 'file-full'
  | 'file-gone'
  | 'too-many'
  | 'unavailable'
  | 'link-expired'
  | 'link-used'
  | 'link-invalid';

/** The body of every refusal. */
export interface WireError {
  readonly error: WireErrorCode;
  /** In English, for whoever looks at the traffic; pages say it in their own words. */
  readonly message: string;
}

/** Somebody of the desk. */
export interface WirePerson {
  readonly id: string;
  readonly name: string;
}

/** Who is signed in, and where. */
export interface WireMe {
  readonly me: WirePerson;
  readonly title: string;
  readonly language: 'en' | 'zh';
  readonly trial: boolean;
  readonly paused: boolean;
  readonly pausedBy?: string;
  /** Absent where nothing can be attached. */
  readonly files?: WireFileRules;
}

/** A case, as the desk lists it. */
export interface WireCase {
  readonly number: number;
  readonly state: 'queued' | 'pinged' | 'claimed' | 'resolved';
  readonly revision: number;
  readonly openedAt: number;
  readonly question: string;
  readonly reason: string;
  readonly asker: { readonly name: string; readonly platform: string; readonly zone?: string };
  readonly category?: string;
  readonly urgency?: 'low' | 'normal' | 'high' | 'critical';
  readonly mood?: 'calm' | 'upset' | 'angry';
  readonly holder?: WirePerson;
  readonly pinged: readonly WirePerson[];
  readonly everybody: boolean;
  readonly waitingSince?: number;
  readonly resolvedAt?: number;
  /** Lines in its thread, to tell what has not been looked at. */
  readonly lines: number;
  readonly timeline: readonly WireStep[];
}

/** One step in the life of a case. */
export interface WireStep {
  readonly at: number;
  readonly what: string;
  readonly person?: string;
  readonly note?: string;
}

/** Cases of the list. With `reset` they are all the open ones; otherwise those that have changed. */
export interface WireCases {
  readonly reset: boolean;
  readonly cases: readonly WireCase[];
  readonly paused: boolean;
  readonly pausedBy?: string;
}
