import type { Staff, Where } from './scripts.js';

/** What a platform may fail to tell, for good, and what is done about it. */
export type Loss =
  /** The first direct message of somebody: written again. */
  | 'first direct message'
  /** It stays at the other side. */
  | 'deletion'
  /** Taken back and made again. */
  | 'reaction'
  /** Where there is no history: written again. */
  | 'message'
  /** Likewise: made again. */
  | 'edit';

/** What somebody did, on its way to the bot. */
export interface Act {
  /** What it counts as where it is lost; absent where history or the page brings it all the same. */
  readonly loss?: Loss;
  /** Begins the id under which it is in the store once it was taken in. */
  readonly event: string;
  /**
   * Whether the platform will not tell it any more, and has not told it in such a way that the bot had to take it in.
   */
  gone(): boolean;
}

/** A message that somebody wrote. */
export interface Said extends Act {
  /** As its platform knows it. */
  readonly ref: unknown;
}

/**
 * What became of a press: taken in; refused, so that whoever pressed saw it; answered before it was taken in; or with a
 * word, such as that the button is of before.
 */
export type Pressed = 'taken' | 'refused' | 'early' | `answered “${string}”`;

/** A file, as it was attached or as it stands somewhere. */
export interface Attached {
  readonly name: string;
  readonly data: string;
}

/** Where somebody sits: what they can do in one conversation. */
export interface Seat {
  /** Characters of one message. */
  readonly longest: number;
  say(text: string): Said;
  /** Says something with a file; absent where nobody attaches any. */
  attach?(text: string, file: Attached): Said;
  /** Undefined where it cannot be lost. */
  edit(said: Said, text: string): Act | undefined;
  /** `unheard`: the platform does not tell it. */
  remove(said: Said, options?: { readonly unheard?: boolean }): Act;
  /** Absent where people have no reactions. `on`: the newest message that holds these words. */
  react?(on: string, emoji: string, added: boolean): Act;
  /** Undefined where there is no such button. */
  press(label: string): Promise<Pressed> | undefined;
}

/** What somebody reads, line by line. */
export type Sheet = readonly string[];

/** Somebody who asks. */
export interface AskerSeat extends Seat {
  /** Under what they are known at the desk and in texts; nobody else is. The first is their name. */
  readonly names: readonly string[];
  /** Begins the stream of their lines in the store. */
  readonly place: string;
  sees(): Sheet;
  /** The files that stand there, as they can be opened; absent where files are no part of the comparison. */
  files?(): Promise<readonly Attached[]>;
  /** Messages of the bot that stand there, oldest first, as the store names them; absent where only the store knows. */
  stands?(): readonly string[];
  leave(): void;
}

/** The threads of one asker's cases. */
export interface DeskSeat {
  as(who: Staff): Seat;
  /** One for each case. */
  sees(): readonly Sheet[];
  /** As an asker's, in all their cases. */
  files?(): Promise<readonly Attached[]>;
  leave(): void;
}

/** What a platform does to the bot, while it rages. */
export interface Storm {
  /** Resolves after `over` was called, with everything in order again. */
  rage(): Promise<void>;
  over(): void;
  /**
   * The next moment at which a kill would hurt: something has just been told, or done for the bot without its knowing.
   * Waits until there is one, or until the signal.
   */
  ambush(signal: AbortSignal): Promise<void>;
}

/** A call of the bot. */
export interface Call {
  readonly what: string;
  /** The platform asked the bot to come again later: since a fault was played, or since it called too often. */
  readonly limited?: 'by a fault' | 'by its limits' | undefined;
}

/** How a call was limited, by its answer. */
export function limitOf(status: number, fault: string | undefined): Call['limited'] {
  if (status !== 429) return undefined;
  return fault === 'rate-limit' ? 'by a fault' : 'by its limits';
}

/** A platform around the bot. It outlives every kill. */
export interface Platform {
  readonly name: string;
  /** The environment of the bot. */
  readonly env: Readonly<Record<string, string>>;
  /** Its own lines of firstline.yaml. */
  readonly yaml: string;
  /** The desk's place there, for `desk.place`. */
  readonly deskPlace: string;
  /** How the staff is called there, for `handles`; absent where the roster is enough. */
  readonly handles?: Readonly<Record<Staff, string>>;
  readonly wheres: readonly Where[];
  /**
   * Whether what the bot did not hear is read from history after a start, which the bot says when it is done.
   */
  readonly sweeps: boolean;
  /** A deletion that was not heard is never heard: history holds none, or there is no history. */
  readonly losesDeletions: boolean;
  asker(name: string, where: Where): Promise<AskerSeat>;
  desk(asker: Pick<AskerSeat, 'names'>): Promise<DeskSeat>;
  /** Everything that was said has been heard, and is seen. */
  settled(): Promise<void>;
  storm(seed: number): Storm;
  /** The bot was killed, and its folder is as the next process finds it. */
  died?(): Promise<void>;
  /** Messages of the bot that stand there twice, as far as their keys tell. */
  twice(): readonly string[];
  /** By name. */
  counts(): Readonly<Record<string, number>>;
  /** What the bot called there, in order; absent where it calls nothing. */
  calls?(): Iterable<Call>;
  stop(): Promise<void>;
}

/** The running bot, as far as a platform needs it. */
export interface Bot {
  readonly port: number;
  readonly dataDir: string;
}

/** Opens a platform. */
export type OpenPlatform = (options: {
  readonly seed: number;
  readonly bot: Bot;
  /** Slack brings events over HTTP. */
  readonly http: boolean;
  /** Whether it limits calls. */
  readonly limited: boolean;
  /** The desk is a forum, where there are forums. */
  readonly forum?: boolean;
  /** It waits as long as it really does; otherwise only so long that a storm is soon through. */
  readonly patient?: boolean;
}) => Promise<Platform>;
