/** Time, from outside, so that tests can move it. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
}

/** The log: one line per turn; message text only at `debug`, secrets never. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** A log that keeps nothing. */
export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} };

/** The machine's clock. */
export const systemClock: Clock = { now: () => Date.now() };

/** A way to reach the owner that does not go through the desk. */
export interface Alarm {
  /** `key` names what is wrong, so that one trouble is told once; never throws. */
  raise(key: string, message: string): void;
  /** What was raised is over. */
  clear(key: string): void;
}
