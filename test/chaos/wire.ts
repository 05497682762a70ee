/** What a process under test is told when it is spawned. */
export interface Task {
  /** Where the built bot is, as a URL. */
  readonly built: string;
  readonly dataDir: string;
  readonly configFile: string;
  /** The environment, as the platforms give it. */
  readonly env: Readonly<Record<string, string>>;
  /** Those that it is connected with; the rest is not loaded. */
  readonly platforms: readonly string[];
  /** Platforms whose history is read after a start. */
  readonly sweeping: readonly string[];
  /** Errors of the log are told in full, and every line goes to standard error. */
  readonly loud: boolean;
  /** A kill is a power cut: the store lies on a disk that drops un-synced bytes. An empty folder beside it. */
  readonly power?: { readonly shadow: string; readonly seed: number };
}

/** What the parent says to the process. */
export type Order = { readonly kind: 'go' } | { readonly kind: 'stop' };

/** What the process says to the parent. */
export type Report =
  | { readonly kind: 'warm' }
  | { readonly kind: 'ready'; readonly port: number }
  /** The history of a platform was read to its end; so many events were new. */
  | { readonly kind: 'swept'; readonly platform: string; readonly found: number }
  /** A look-up found what an earlier attempt had left there. */
  | { readonly kind: 'found' }
  /** What happened could not be taken in, and will be tried again. */
  | { readonly kind: 'trouble' }
  | { readonly kind: 'error'; readonly text: string };
