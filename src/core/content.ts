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
  readonly buttons?: readonly Button[];
  /** What was chosen, once a button was pressed; shown in place of the buttons. */
  readonly chosen?: string;
  readonly files?: readonly FileRef[];
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
}

/** One line of an earlier conversation. */
export interface Quote {
  readonly who: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly text: string;
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

/** A file of the spool, by the SHA-256 of its bytes. */
export interface FileRef {
  /** Lower-case hex SHA-256. */
  readonly digest: string;
  readonly name: string;
  /** Media type, as the sender named it. */
  readonly type: string;
  /** Bytes. */
  readonly size: number;
}

/** Content of the bot's own words. */
export function markdown(text: string, rest: Omit<Content, 'text' | 'format'> = {}): Content {
  return { text, format: 'markdown', ...rest };
}

/** Content that a person typed: shown letter by letter. */
export function plain(text: string, rest: Omit<Content, 'text' | 'format'> = {}): Content {
  return { text, format: 'plain', ...rest };
}

/** What a reader of the bare text sees: CommonMark without its marks, links by their words. For quotes and lists. */
export function bareText(content: Content): string {
  if (content.format === 'plain') return content.text;
  return content.text
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/^#{1,6} +/gm, '')
    .replace(/(\*\*|__|`)/g, '')
    .replace(/\n{2,}/g, '\n');
}
