/** One number, with what it is. */
export interface Row {
  /** Stable, for machines and for the aims: `turns.answered`. */
  readonly key: string;
  readonly label: string;
  readonly value: number;
  readonly unit: 'ms' | 's' | '/s' | 'bytes' | 'MB' | 'count' | '%';
  /** The lowest and the highest of several rounds, where {@link value} is their median. */
  readonly range?: readonly [low: number, high: number];
  readonly note?: string;
}

/** Rows that were measured together, and what exactly was counted. */
export interface Figure {
  readonly title: string;
  readonly counted: readonly string[];
  readonly rows: readonly Row[];
}

/** How much is measured. */
export interface Scale {
  readonly articles: number;
  readonly places: number;
  /** Messages under way at once. */
  readonly atOnce: number;
  /** Messages of one round, and before the first one. */
  readonly messages: number;
  readonly warmUp: number;
  readonly rounds: number;
  /** Events of one round over HTTP, which take longer, and before the first one. */
  readonly events: number;
  /** Seconds of the open loop. */
  readonly seconds: number;
  readonly conversations: number;
  readonly cases: number;
  readonly starts: number;
  /** Milliseconds of rest before resident memory is read. */
  readonly rest: number;
  readonly syncs: number;
  /** Seconds that anything may take to train, and to be asked. */
  readonly training: number;
  readonly asking: number;
  /** Phrasings to which knowledge grows. */
  readonly phrasings: readonly number[];
}

/** What the figures of the issue ask for. */
export const FULL: Scale = {
  articles: 1000,
  places: 1000,
  atOnce: 100,
  messages: 10_000,
  warmUp: 5_000,
  rounds: 5,
  events: 1_000,
  seconds: 20,
  conversations: 5_000,
  cases: 1_000,
  starts: 9,
  rest: 10_000,
  syncs: 2_000,
  training: 60,
  asking: 30,
  phrasings: [100, 1_000, 10_000, 100_000],
};

/** Only whether it runs: the numbers mean nothing. */
export const QUICK: Scale = {
  articles: 60,
  places: 40,
  atOnce: 10,
  messages: 200,
  warmUp: 50,
  rounds: 1,
  events: 100,
  seconds: 1,
  conversations: 50,
  cases: 10,
  starts: 1,
  rest: 200,
  syncs: 50,
  training: 5,
  asking: 1,
  phrasings: [100, 1_000],
};

/** What every figure is given. */
export interface Bench {
  readonly scale: Scale;
  /** An empty folder of its own, on a real disk. */
  readonly folder: string;
  /** The package whose `dist/` is measured. */
  readonly build: string;
  /** A folder with `knowledge.csv` and `questions.csv`, as `firstline eval` reads them. */
  readonly data: string | undefined;
  /** Rows measured before, by key. */
  readonly before: ReadonlyMap<string, number>;
}

/** Measures one figure, or some that belong together. */
export type Measure = (bench: Bench) => Promise<Figure | readonly Figure[]>;
