import { readFile, writeFile } from 'node:fs/promises';
import { PLATFORMS } from './platforms.js';

/** What a pair of platforms does otherwise than the rest, in the words of the README. */
export const NOTES = {
  webReactions: 'People on the web have no reactions of their own. They see those of the other side.',
  webWaits:
    'Nothing is undeliverable on the web: what was said waits in the chat until its reader comes back.',
  names: 'The bot cannot speak under another name there, so the name stands above the words.',
  told: 'Bots cannot react in Teams: receipts and the reactions of the other side are lines with the first words of the message.',
  ownReactions:
    'Teams tells the bot of reactions to its own messages only: one to relayed words crosses, one to words of one’s own does not.',
  noAnswers:
    'On the web, in Slack and in a Teams channel nobody can answer one message in particular; which one the other side answers is shown there.',
  pictures:
    'A Teams channel gives the bot pictures only, and takes only pictures from it. Other files are named on both sides, with the reason.',
} as const;

/** A note by its name. */
export type Note = keyof typeof NOTES;

interface Pair {
  readonly notes: Set<Note>;
  passed: number;
  readonly failed: string[];
}

/** What a run of the suite saw, pair by pair. */
export class Pairs {
  readonly #pairs = new Map<string, Pair>();

  /** A pair, which begins without rows. */
  of(asking: string, working: string): Pair {
    const key = `${asking} ${working}`;
    const found = this.#pairs.get(key) ?? { notes: new Set(), passed: 0, failed: [] };
    this.#pairs.set(key, found);
    return found;
  }

  /** Whether every pair ran all of its rows; a part of the suite says nothing about the table. */
  complete(rows: number): boolean {
    const all = Object.keys(PLATFORMS).flatMap((asking) =>
      Object.keys(PLATFORMS).map((working) => this.of(asking, working)),
    );
    return all.every(({ passed, failed }) => passed + failed.length === rows);
  }

  /** The table with its notes, as Markdown. */
  table(rows: number): string {
    const names = Object.keys(PLATFORMS);
    // Numbered as they come, from the upper left.
    const pairs = names.flatMap((asking) => names.map((working) => this.of(asking, working)));
    const order = (Object.keys(NOTES) as Note[]) // its own keys
      .filter((note) => pairs.some(({ notes }) => notes.has(note)));
    const cell = (asking: string, working: string): string => {
      const { notes, failed, passed } = this.of(asking, working);
      if (failed.length > 0) return `fails: ${failed.join('; ')}`;
      const numbers = order.flatMap((note, index) => (notes.has(note) ? [index + 1] : []));
      return passed === rows
        ? ['all', numbers.length > 0 ? `<sup>${numbers.join(' ')}</sup>` : ''].join('')
        : '?';
    };
    const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
    return [
      line(['asker ↓ desk →', ...names.map(title)]),
      line(['---', ...names.map(() => '---')]),
      ...names.map((asking) =>
        line([`**${title(asking)}**`, ...names.map((working) => cell(asking, working))]),
      ),
      '',
      ...order.map((note, index) => `${index + 1}. ${NOTES[note]}`),
    ].join('\n');
  }
}

function title(name: string): string {
  return name[0]?.toUpperCase() + name.slice(1);
}

const README = new URL('../../README.md', import.meta.url);
const BETWEEN = /(<!-- pairs: [^\n]*-->\n\n)[\s\S]*?(\n\n<!-- \/pairs -->)/;

/** The table that stands in the README. */
export async function tableInReadme(): Promise<string | undefined> {
  const text = await readFile(README, 'utf8');
  const [all, before = '', after = ''] = BETWEEN.exec(text) ?? [];
  return all?.slice(before.length, all.length - after.length);
}

/** Puts the table where the old one stands. */
export async function writeTable(table: string): Promise<void> {
  const text = await readFile(README, 'utf8');
  await writeFile(
    README,
    text.replace(BETWEEN, (_all, before: string, after: string) => before + table + after),
  );
}
