import * as z from 'zod';

const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** How a duration is written, for messages. */
export const DURATION_FORM = 'a duration such as 90s, 5m, 2h or 3d';

/**
 * Reads a duration such as `90s`, `5m`, `2h`, `1.5h` or `3d` as milliseconds; undefined where the text is none.
 * Exactly one unit, no sign. The inverse of {@link formatDuration}.
 */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)$/.exec(text.trim());
  if (!match) return undefined;
  // The pattern admits the keys of UNITS and nothing else.
  const unit = UNITS[match[2] as keyof typeof UNITS];
  const milliseconds = Math.round(Number(match[1]) * unit);
  return Number.isSafeInteger(milliseconds) ? milliseconds : undefined;
}

/** Writes milliseconds (a whole number, not negative) in the largest unit that fits exactly: `5m`, `90s`, `1500ms`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds === 0) return '0s';
  const order = ['d', 'h', 'm', 's'] as const;
  const unit = order.find((candidate) => milliseconds % UNITS[candidate] === 0) ?? 'ms';
  return `${milliseconds / UNITS[unit]}${unit}`;
}

/** A duration of the configuration, text in and milliseconds out, within these bounds (written the same way). */
export function duration(bounds: { readonly min: string; readonly max: string }) {
  const min = parseDuration(bounds.min) ?? 0;
  const max = parseDuration(bounds.max) ?? Number.MAX_SAFE_INTEGER;
  const expected = `${DURATION_FORM}, from ${bounds.min} to ${bounds.max}`;
  return z.string({ error: expected }).transform((text, context) => {
    const milliseconds = parseDuration(text);
    if (milliseconds !== undefined && milliseconds >= min && milliseconds <= max) return milliseconds;
    context.addIssue({ code: 'custom', message: expected });
    return z.NEVER;
  });
}
