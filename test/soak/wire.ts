/** What the process under test is told when it is spawned. */
export interface Task {
  /** Where the built bot is, as a URL. */
  readonly built: string;
  readonly configFile: string;
  readonly env: Readonly<Record<string, string>>;
}

/** What the parent says to it. */
export type Order =
  | { readonly kind: 'probe' }
  | { readonly kind: 'snapshot'; readonly file: string }
  | { readonly kind: 'stop' };

/** What it says to the parent. */
export type Report =
  | { readonly kind: 'ready'; readonly port: number }
  | { readonly kind: 'probe'; readonly probe: Probe }
  | { readonly kind: 'snapshot' }
  /** An error of the log, or a warning of Node. */
  | { readonly kind: 'error'; readonly text: string };

/** The inside of the process at one moment, right after garbage was collected. Sizes in bytes. */
export interface Probe {
  readonly heap: number;
  readonly rss: number;
  /** Outside the heap: buffers. */
  readonly external: number;
  /** Timer objects that are alive, those that do not hold the process included. */
  readonly timers: number;
  /** What holds the process, by type, timers aside. */
  readonly handles: Readonly<Record<string, number>>;
  /** Event listeners of all emitters and event targets that are alive, and the most of one kind on one of them. */
  readonly listeners: number;
  readonly mostListeners: number;
  /** 99th percentile since the last probe, in milliseconds. */
  readonly delay: number;
}
