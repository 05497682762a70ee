/** A limit in time that can be lifted. */
export interface TimeLimit {
  readonly signal: AbortSignal;
  lift(): void;
}

/**
 * Aborts after so many milliseconds, but never before what has arrived by then was read: a process that had to wait for
 * its processor is late itself, and a call that was answered in time must not count as one whose fate is unknown. It
 * keeps no process alive.
 */
export function timeLimit(ms: number, reason = 'It took too long.'): TimeLimit {
  // AbortSignal.timeout would leave a timer behind for its whole time, thousands of them under load.
  const controller = new AbortController();
  const abort = (): void => controller.abort(new DOMException(reason, 'TimeoutError'));
  // Timers come first after a pause, then what has arrived, then what is immediate; once more for an answer in two parts.
  let immediate: NodeJS.Immediate | undefined;
  const timer = setTimeout(() => {
    immediate = setImmediate(() => {
      immediate = setImmediate(abort).unref();
    }).unref();
  }, ms).unref();
  return {
    signal: controller.signal,
    lift() {
      clearTimeout(timer);
      clearImmediate(immediate);
    },
  };
}
