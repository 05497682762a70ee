import { DateTime } from 'luxon';
import type { Roster } from '../core/roster.js';
import { dutyAt } from './roster.js';

/** What the command `duty` prints with `--json`. Times are ISO 8601 with the offset of the roster's zone. */
export interface DutyPreview {
  readonly at: string;
  readonly zone: string;
  readonly open: boolean;
  /** Whom a case is offered to, one after the other; while closed, from the opening on. */
  readonly order: readonly { readonly id: string; readonly name: string }[];
  /** The next opening; null while open, and where the desk never opens. */
  readonly opensAt: string | null;
}

/** Answers "who is pinged, in what order, if a question comes at this instant?" (milliseconds since 1970). */
export function previewDuty(roster: Roster, at: number): DutyPreview {
  const duty = dutyAt(roster, at);
  return {
    at: iso(at, roster.zone),
    zone: roster.zone,
    open: duty.open,
    order: duty.order.map(({ id, name }) => ({ id, name })),
    opensAt: duty.opensAt === undefined ? null : iso(duty.opensAt, roster.zone),
  };
}

/** The same for a reader, in English; several lines, without an end of line after the last. */
export function dutyText(preview: DutyPreview): string {
  const at = DateTime.fromISO(preview.at, { setZone: true, locale: 'en-GB' });
  const lines = [
    `${at.toFormat('cccc d LLLL yyyy, HH:mm')} (${preview.zone}): the desk is ${preview.open ? 'open' : 'closed'}.`,
  ];
  if (preview.opensAt !== null) {
    const opening = DateTime.fromISO(preview.opensAt, { setZone: true, locale: 'en-GB' });
    lines.push(
      `It opens ${opening.toFormat('cccc d LLLL, HH:mm')} (in ${distance(opening.diff(at).toMillis())}).`,
    );
  } else if (!preview.open) {
    lines.push('It never opens: no shift has both hours and people.');
  }
  if (preview.order.length === 0) return [...lines, 'Nobody is there to be pinged.'].join('\n');
  if (preview.open) lines.push('Pinged, in this order:');
  else if (preview.opensAt !== null) lines.push('Pinged then, in this order:');
  else lines.push('Nobody is pinged. A case would wait for:');
  return [...lines, ...preview.order.map(({ id, name }, index) => `  ${index + 1}. ${name} (${id})`)].join(
    '\n',
  );
}

function iso(at: number, zone: string): string {
  // The zone is valid, or dutyAt would have refused the roster; only an instant beyond the calendar has no text.
  return DateTime.fromMillis(at, { zone }).toISO() ?? String(at);
}

function distance(milliseconds: number): string {
  const minutes = Math.ceil(milliseconds / 60_000);
  const parts = [
    [Math.floor(minutes / 1440), 'day'],
    [Math.floor(minutes / 60) % 24, 'hour'],
    [minutes % 60, 'minute'],
  ] as const;
  // The two largest say enough: nobody needs the minutes of an opening three days away.
  const shown = parts.filter(([count]) => count > 0).slice(0, 2);
  return shown.map(([count, unit]) => `${count} ${unit}${count === 1 ? '' : 's'}`).join(' ') || '0 minutes';
}
