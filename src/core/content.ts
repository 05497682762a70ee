import { unmarked } from './bare-text.js';
import type { PlaceKey } from './place.js';

/** What a message says, before any platform has drawn it. */
export interface Content {
  /** CommonMark where the format is `markdown`; to be shown letter by letter where it is `plain`. */
  readonly text: string;
  /** Words of the bot and of articles are `markdown`; whatever a person typed is `plain`, so that it cannot break out. */
  readonly format: 'markdown' | 'plain';
  readonly title?: string;
  /** Where an answer comes from. */
  readonly source?: Source;
  /** Short label and value pairs, for the first message of a handoff thread. */
  readonly fields?: readonly Field[];
  /** Lines of an earlier conversation, as they were. Always plain. */
  readonly quotes?: readonly Quote[];
  /** What it answers, where its writer chose a message of the conversation. */
  readonly inReplyTo?: Answered;
  readonly buttons?: readonly Button[];
  /** What was chosen, once a button was pressed; shown in place of the buttons. */
  readonly chosen?: string;
  readonly files?: readonly FileRef[];
  /** What its place is with it, in one word that stays: `solved`. For forums whose posts have tags; never shown. */
  readonly tag?: string;
}

/** Where an answer comes from: shown below it. */
export interface Source {
  readonly title: string;
  readonly url?: string;
  /** ISO date of the last review. */
  readonly reviewed?: string;
}

/** One fact of a card. */
export interface Field {
  readonly label: string;
  readonly value: string;
  /** The same as one word that stays, in whatever language: `claimed`, `high`, `network`. For desks that have tags. */
  readonly tag?: string;
}

/** One line of an earlier conversation. */
export interface Quote {
  readonly who: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly text: string;
}

/** A message that another one answers. */
export interface Answered {
  /** Who wrote it, where that was a person. */
  readonly who?: string;
  /** How it begins: one line, plain. It stands above the words where the platform has no replies. */
  readonly text: string;
  /** Where it stands on the side of the reader, if it stands there. */
  readonly message?: { readonly place: PlaceKey; readonly id: string };
}

/** What stands above an answer where the platform has no replies: `Ana: the words`. */
export function answeredWords({ who, text }: Answered): string {
  return who === undefined ? text : `${who}: ${text}`;
}

/** A button. It carries the version of what it acts on, so that an old click is recognised. */
export interface Button {
  readonly action: string;
  readonly label: string;
  /** What it acts on: a key or a number, never state. */
  readonly value: string;
  readonly version: number;
  readonly style?: 'primary' | 'danger';
}

/** A file of a message. */
export interface FileRef {
  readonly name: string;
  /** Media type, as the sender named it. */
  readonly type: string;
  /** Bytes, as the sender said. */
  readonly size: number;
  /** Lower-case hex SHA-256 of its bytes, once it is in the spool. */
  readonly digest?: string;
  /** Where it came from, so that it can be fetched, again if need be. */
  readonly from?: RemoteFile;
  /** Why it was not passed on, where it was not. */
  readonly refused?: FileRefusal;
}

/**
 * Why a file does not cross. `platform`: one of the two platforms does not take or give it; `full`: there is no room
 * for it here; `unavailable`: it could not be fetched in time.
 */
export type FileRefusal =
  | 'too-large'
  | 'type'
  | 'too-many'
  | 'empty'
  | 'gone'
  | 'platform'
  | 'full'
  | 'unavailable';

/** A file whose bytes are in the spool. */
export interface SpooledFile extends FileRef {
  readonly digest: string;
}

/** A file as its platform knows it; never a link, since links expire. */
export interface RemoteFile {
  readonly place: PlaceKey;
  /** The platform's id of the message that it hangs on. */
  readonly message: string;
  /** The platform's id of the file. */
  readonly id: string;
}

/** The words of a message that is nothing but files: their names. */
export function wordsOfFiles(files: readonly Pick<FileRef, 'name'>[]): string {
  return files.map(({ name }) => `📎 ${name}`).join('\n');
}

/** Content of the bot's own words. */
export function markdown(text: string, rest: Omit<Content, 'text' | 'format'> = {}): Content {
  return { text, format: 'markdown', ...rest };
}

/** Content that a person typed: shown letter by letter. */
export function plain(text: string, rest: Omit<Content, 'text' | 'format'> = {}): Content {
  return { text, format: 'plain', ...rest };
}

/** More marks than this are no formatting of anybody's: reading them takes time that grows with their square. */
const MOST_MARKS = 800;

function isOvermarked(markdown: string): boolean {
  return (markdown.match(/[*_~`[\]|]/g)?.length ?? 0) > MOST_MARKS;
}

/** What a person wrote, as it crosses: with its formatting where there is some, else letter by letter. */
export function written(event: {
  readonly text: string;
  readonly markdown?: string;
  readonly files?: readonly FileRef[];
}): Content {
  const rest = event.files?.length ? { files: event.files } : {};
  if (event.markdown === undefined || isOvermarked(event.markdown)) return plain(event.text, rest);
  return markdown(event.markdown, rest);
}

/** Whether a change of a message says nothing new. */
export function isUnchanged(
  before: Content,
  event: { readonly text: string; readonly markdown?: string },
): boolean {
  const { text, format } = written(event);
  return text === before.text && format === before.format;
}

/** The same message after its writer changed what it says. */
export function rewritten(
  before: Content,
  event: { readonly text: string; readonly markdown?: string },
): Content {
  const { text, format } = written(event);
  return { ...before, text, format };
}

/** What a reader of the bare text sees: CommonMark without its marks, links by their words. For quotes and lists. */
export function bareText(content: Content): string {
  return content.format === 'plain' ? content.text : unmarked(content.text);
}
