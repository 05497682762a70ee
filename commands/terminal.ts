import type { FirstlineConfig } from '../main.js';

/** What a command is given: the configuration, and where its words go. */
export interface Terminal {
  /** @throws FirstlineError `config.invalid`, `config.missing` */
  configured(): Promise<FirstlineConfig>;
  /** One text on standard output, ended by a new line; control characters are shown, not obeyed. */
  print(text: string): void;
}
