/** Every code that an error of ours can carry, with whose move it is. A test holds the list against the code. */
export const ERROR_CODES = {
  'config.invalid': 'the owner: a key or value of firstline.yaml or the environment is wrong',
  'config.missing': 'the owner: a file that was named does not exist',
  'articles.invalid': 'the owner: an article or knowledge file cannot be read',
  'questions.invalid': 'the owner: a file of labelled questions cannot be read',
  'store.locked': 'the owner: another process works on the same data folder',
  'store.damaged': 'the owner: a file of the data folder is damaged, nothing was changed',
  'store.format': 'the owner: the data folder was written by a newer Firstline',
  'store.unwritable': 'the owner: the data folder cannot be written (rights, full disk)',
  'store.failed': 'the machine: a write or fsync failed, the process stops',
  'store.closed': 'us: the store was used after it was closed',
  'turn.conflict': 'us: a turn lost its race again and again',
  'turn.decision': 'us: a decision changed a record that it had not read',
  'engine.stopped': 'nobody: the process is stopping, the event is to be sent again',
  'web.unsafe': 'the owner: the web desk would be open to others',
  'files.refused': 'the sender: a file is too large or of a type that is not passed on',
  'files.busy': 'nobody: too many files arrive at once, the file is to be sent again',
  'files.missing': 'us: a file of the spool is gone',
} as const;

/** One of {@link ERROR_CODES}. */
export type ErrorCode = keyof typeof ERROR_CODES;

/** The one error of this project: what went wrong, its code, and what to do about it. */
export class FirstlineError extends Error {
  readonly code: ErrorCode;
  /** What the reader can do about it, one sentence. */
  readonly hint: string | undefined;

  constructor(code: ErrorCode, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'FirstlineError';
    this.code = code;
    this.hint = options.hint;
  }
}
