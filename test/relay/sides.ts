/** One message as its reader sees it. */
export interface Seen {
  readonly who: string;
  readonly text: string;
  /** Emoji below it, once each. */
  readonly reactions: readonly string[];
  /** What its platform shows it to answer, apart from its words. */
  readonly answers?: string;
}

/** A message letter by letter, as a client of its platform draws it: read by a reader that knows nothing of the bot. */
export interface Drawn {
  readonly who: string;
  /** Without the name that stands above it where the platform cannot show it as the sender. */
  readonly text: string;
  /** What looks like more than bare letters: headings, bold words, quotes, code, other words for an address. */
  readonly looks: readonly string[];
}

/** A message that somebody wrote, as its side knows it. */
export type Said = unknown;

/** What both sides of a conversation can do. `text` picks the newest message that holds it, whoever wrote it. */
interface Side {
  readonly platform: string;
  /** Characters of one message that its people can write. */
  readonly longest: number;
  /** `told`: bots cannot react there, so a reaction of the other side is a line with the words it belongs to. */
  readonly reactions?: 'told';
  /** `once`: bots cannot speak under another name, so it stands above the words, of a long message above the first part. */
  readonly names?: 'once';
  edit(said: Said, text: string): Promise<void>;
  remove(said: Said): Promise<void>;
  /** Absent where the platform's users have no reactions. `copies`: the bot hears those to its own messages only. */
  readonly hears?: 'copies';
  react?(text: string, emoji: string, added: boolean): Promise<void>;
  /** Answers one message, of the bot's where only those can be answered; absent where nobody can. */
  answer?(to: string, text: string): Promise<Said>;
}

/** Vera, who asks where only she and the bot read. */
export interface AskerSide extends Side {
  say(text: string): Promise<Said>;
  attach(text: string, name: string, data: string): Promise<void>;
  /** What a file holds that was passed on to her. */
  fileOf(name: string): Promise<string>;
  /** What she sees, oldest first. */
  sees(): Promise<readonly Seen[]>;
  /** How many messages there are, and how those after the first ones are drawn. */
  count(): Promise<number>;
  drawn(from: number): Promise<readonly Drawn[]>;
  /** From now on nothing reaches her; absent where that cannot be. */
  vanish?(): Promise<void>;
}

/** Ana, who works at the desk. */
export interface DeskSide extends Side {
  /** `pictures`: bots hand over nothing else there, and get nothing else, so that both sides are told. */
  readonly files?: 'pictures';
  write(number: number, text: string): Promise<Said>;
  attach(number: number, text: string, name: string, data: string): Promise<void>;
  fileOf(number: number, name: string): Promise<string>;
  press(number: number, label: string): Promise<void>;
  /** The thread of a case, oldest first; the opening message first. */
  thread(number: number): Promise<readonly Seen[]>;
  /** How many messages there are, and how those after the first ones are drawn. */
  count(number: number): Promise<number>;
  drawn(number: number, from: number): Promise<readonly Drawn[]>;
  /** How often somebody was mentioned, so that it rings. */
  pings(): Promise<number>;
}

/** A platform in a running bot. */
export interface Platform {
  readonly name: string;
  /** The environment of the bot. */
  readonly env: Readonly<Record<string, string>>;
  /** The desk's place there, for `desk.place`. */
  readonly desk: string;
  /** How Ana is called there, for `handles`; the web needs none. */
  readonly ana?: string;
  /** More of `firstline.yaml`. */
  readonly yaml?: string;
  /** The bot listens on this port from now on, for platforms that post to it. */
  started?(port: number): void;
  /** Everything that was said has been heard. */
  settled(): Promise<void>;
  /** What rings somebody there where it goes through raw. */
  readonly bait: readonly string[];
  /** What its people see of a text that one of them typed, in pieces: between two of them stands a name. */
  read(text: string): readonly string[];
  /** Whom the bot's messages notified, by the platform's own rules: `user Ana`, `everyone`; once for each message. */
  rings(): Promise<readonly string[]>;
  /** Vera, or somebody of another name where the platform's people have names of their own. */
  asker(bot: RunningBot, name?: string): Promise<AskerSide>;
  staff(bot: RunningBot): Promise<DeskSide>;
  stop(): Promise<void>;
}

/** The bot, as far as a side needs it. */
export interface RunningBot {
  readonly port: number;
  signInLink(person: string): string;
  /** Everything that was said has been heard, and everything that it led to has been delivered. */
  quiet(): Promise<void>;
}
