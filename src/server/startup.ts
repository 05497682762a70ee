import { printable } from './printable.js';

/** What a start has come to. */
export interface Started {
  readonly chatUrl: string;
  /** Where cases are worked: `web:desk/cases`, `slack:TEAM/CHANNEL`. */
  readonly desk: string;
  /** Platforms that are answered besides the web chat: `slack`. */
  readonly platforms: readonly string[];
  /** In a trial: who is signed in by the link, and the link. */
  readonly trial?: { readonly id: string; readonly name: string; readonly link: string };
}

/** What the terminal shows once everything runs. */
export function readyText({ chatUrl, desk, platforms, trial }: Started): string {
  const [platform = '', where = ''] = desk.split(':', 2);
  const deskLines = trial
    ? [
        trial.link,
        `(signs you in as ${trial.name}, once; for another link: npm run -s firstline -- sign-in ${trial.id})`,
      ]
    : platform === 'web'
      ? [`${chatUrl}/desk`, '(a link for each person: firstline sign-in PERSON)']
      : [`the channel ${decodeURIComponent(where.split('/').at(-1) ?? '')} of ${titled(platform)}`];
  const rows: readonly (readonly [string, readonly string[]])[] = [
    ['Chat', [`${chatUrl}/`, ...(platforms.length ? [`and ${platforms.map(titled).join(', ')}`] : [])]],
    ['Desk', deskLines],
  ];
  return [
    '',
    '  Firstline is ready.',
    '',
    ...rows.flatMap(([label, lines]) => lines.map((line, n) => `  ${(n ? '' : label).padEnd(7)}${line}`)),
    '',
    '  Stop with Ctrl+C. Nothing is lost: everything is kept in the data folder.',
    '',
  ].join('\n');
}

function titled(platform: string): string {
  return platform.replace(/^./, (letter) => letter.toUpperCase());
}

/** Fields of a log line that a person at a terminal is shown. */
const TOLD = ['kind', 'facts', 'ms', 'err', 'reason', 'alarm'];

/** A JSON line of the log as a line for a person, with its line break. */
export function readableLogLine(json: string): string {
  const { level, time, msg, ...fields } = JSON.parse(json) as Record<string, unknown>; // a line of pino's is an object
  const rest = Object.entries(fields)
    .filter(([key]) => TOLD.includes(key))
    .map(([key, value]) => `${key}=${typeof value === 'object' ? JSON.stringify(value) : String(value)}`);
  const name = Number(level) >= 50 ? 'ERROR ' : Number(level) >= 40 ? 'warn ' : '';
  const line = `${new Date(Number(time)).toISOString().slice(11, 19)} ${name}${String(msg)} ${rest.join(' ')}`;
  // A name or an answer of a platform may stand in it: it stays one line.
  return `${printable(line.replace(/\s*\n\s*/g, ' '))}\n`;
}
