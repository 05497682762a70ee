import type { Counts } from './conversation.js';
import type { TrialReport } from './trial.js';

type Cell = string | number;

const PAIR_ROWS: readonly (readonly [string, (counts: Counts) => Cell])[] = [
  ['conversations', (c) => c.conversations],
  ['messages of people', (c) => c.said],
  ['lines that both sides read', (c) => c.spoken],
  ['presses', (c) => c.presses],
  ['  refused, pressed again', (c) => c.refused],
  ['  answered early, pressed again', (c) => c.early],
  ['files that crossed', (c) => c.files],
  ['  named instead', (c) => c.named],
  ['not told, and cannot be:', () => ''],
  ['  first direct message', (c) => c.losses['first direct message'] ?? 0],
  ['  deletion', (c) => c.losses.deletion ?? 0],
  ['  reaction', (c) => c.losses.reaction ?? 0],
  ['  message, written again', (c) => c.losses.message ?? 0],
  ['  edit, made again', (c) => c.losses.edit ?? 0],
];

const RUN_ROWS: readonly (readonly [string, (report: TrialReport) => Cell])[] = [
  ['kill -9', (r) => r.kills],
  ['  at placed moments', (r) => r.placed],
  ['  while starting', (r) => r.duringStart],
  ['histories read to their end', (r) => r.sweeps],
  ['events taken from history', (r) => r.caughtUp],
  ['looked up and found', (r) => r.lookedUp],
  ['lost', (r) => r.problems.length - r.twice],
  ['doubled', (r) => r.twice],
  ['stop, ms', (r) => Math.round(r.stopMs)],
  ['seconds', (r) => Math.round(r.seconds)],
];

const PLATFORM_ROWS = [
  'events',
  'deliveries',
  'redeliveries',
  'given up',
  'connections lost',
  'calls limited',
  'calls failed',
] as const;

/** The counts as tables: by pair, by bot, by platform of each bot. */
export function tables(reports: readonly TrialReport[]): readonly string[] {
  const pairs = reports.flatMap(({ desk, pairs: all }) =>
    [...all].map(([asker, counts]) => ({ title: `${asker}-${desk}`, counts })),
  );
  const platforms = reports.flatMap(({ desk, platforms: all }) =>
    [...all].map(([name, counts]) => ({ title: `${name} (${desk})`, counts })),
  );
  const kinds = [...new Set(platforms.flatMap(({ counts }) => Object.keys(counts)))].filter(
    (kind) => !(PLATFORM_ROWS as readonly string[]).includes(kind),
  );
  return [
    '',
    row(
      'by pair, asker-desk',
      pairs.map(({ title }) => title),
    ),
    ...PAIR_ROWS.map(([title, cell]) =>
      row(
        title,
        pairs.map(({ counts }) => cell(counts)),
      ),
    ),
    '',
    row(
      'by bot, with its desk on',
      reports.map(({ desk }) => desk),
    ),
    ...RUN_ROWS.map(([title, cell]) => row(title, reports.map(cell))),
    '',
    row(
      'by platform (desk)',
      platforms.map(({ title }) => title),
    ),
    ...[...PLATFORM_ROWS, ...kinds.sort()].map((kind) =>
      row(
        kind,
        platforms.map(({ counts }) => counts[kind] ?? 0),
      ),
    ),
  ];
}

function row(title: string, cells: readonly Cell[]): string {
  return `${title.padEnd(32)}${cells.map((cell) => String(cell).padStart(22)).join('')}`;
}

/** Of so many events one is told again, unless nothing goes wrong. */
const MANY = 50;

/** What did not go wrong although it was to: a run in peace proves nothing. */
export function checkRage({ desk, kills, placed, platforms }: TrialReport): readonly string[] {
  const problems: string[] = [];
  const want = (what: string, count: number): void => {
    if (count === 0) problems.push(`with the desk on ${desk} there were no ${what}`);
  };
  want('kills', kills - 1); // the last one is no part of the storm
  want('kills at placed moments', placed);
  for (const [name, counts] of platforms) {
    want(`failed calls of ${name}`, counts['calls failed'] ?? 0);
    // With few events there need be none.
    if ((counts.events ?? 0) >= MANY) want(`redeliveries of ${name}`, counts.redeliveries ?? 0);
    // Over HTTP there are none.
    if ('connections lost' in counts) want(`lost connections of ${name}`, counts['connections lost']);
  }
  return problems;
}
