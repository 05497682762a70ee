/** How deep causes are followed. */
const CAUSES = 5;

/**
 * An error as the log has it: its name, words, code, stack and causes. Libraries hang more on theirs (the request with
 * its headers, the address with a token in it), and none of that is for a log.
 */
export function loggedError(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return error;
  const { name, message, stack, cause } = error;
  const code = 'code' in error && ['string', 'number'].includes(typeof error.code) ? error.code : undefined;
  return {
    type: name,
    message,
    ...(code !== undefined && { code }),
    stack,
    ...(cause !== undefined && depth < CAUSES && { cause: causeOf(cause, depth) }),
  };
}

/** A cause that is no error may be anything, a whole answer too. */
function causeOf(cause: unknown, depth: number): unknown {
  return cause instanceof Error ? loggedError(cause, depth + 1) : typeof cause;
}

/** What every logger of ours has in common. */
export const logOptions = { base: null, serializers: { err: (error: unknown) => loggedError(error) } };
