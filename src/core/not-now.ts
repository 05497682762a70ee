/** Whoever is asked does not say now. `retryAfter` in milliseconds, where they said when to ask again. */
export class NotNow extends Error {
  override readonly name = 'NotNow';
  readonly retryAfter?: number;

  constructor({ reason, retryAfter }: { readonly reason: string; readonly retryAfter?: number }) {
    super(reason);
    if (retryAfter !== undefined) this.retryAfter = retryAfter;
  }
}
