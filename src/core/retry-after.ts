/** No platform means more than a day: what says so is not believed. */
const MOST = 86_400_000;

/** The wait that an answer asks for, in milliseconds: `Retry-After` in seconds, as the platforms write it. */
export function retryAfterIn(headers: { get(name: string): string | null }): {
  readonly retryAfter?: number;
} {
  const seconds = Number(headers.get('retry-after') ?? Number.NaN);
  return seconds > 0 ? { retryAfter: Math.min(seconds * 1000, MOST) } : {};
}
