/** An answer that has not begun by then does not come, in milliseconds; as long as one call may take. */
const PATIENCE = 10_000;

/**
 * As `fetch`, but rejects where no answer begins in time: a connection that hangs must not cost a file all of its time,
 * in which it could be asked for again. `signal` ends it also halfway.
 */
export async function fetchAnswered(
  address: string,
  options: {
    readonly headers?: Readonly<Record<string, string>>;
    readonly redirect?: 'manual';
    readonly signal: AbortSignal;
    /** Milliseconds until the answer begins. */
    readonly patience?: number | undefined;
  },
): Promise<Response> {
  const { signal, patience = PATIENCE, ...rest } = options;
  const ended = new AbortController();
  const timer = setTimeout(
    () => ended.abort(new Error(`there was no answer within ${patience} ms`)),
    patience,
  );
  const stop = (): void => ended.abort(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    return await fetch(address, { ...rest, signal: ended.signal });
  } catch (error) {
    signal.removeEventListener('abort', stop);
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
