import { readFile, writeFile } from 'node:fs/promises';

/**
 * Writes `adapters/slack/emoji-names.ts` from the `emoji.json` of the package emoji-datasource, whose short names are
 * Slack's. Run by hand when there are new emoji: `npm pack emoji-datasource`, unpack it, then
 * `tsx tools/emoji-names.ts package/emoji.json`.
 */
interface Entry {
  readonly unified: string;
  readonly short_names: readonly string[];
}

const WIDTH = 116;
const [from = ''] = process.argv.slice(2);
const entries: readonly Entry[] = JSON.parse(await readFile(from, 'utf8')); // the file of the package
const items = entries.map(({ unified, short_names }) => {
  const emoji = String.fromCodePoint(...unified.split('-').map((code) => Number.parseInt(code, 16)));
  return [emoji, ...short_names].join(' ');
});
const lines: string[] = [];
for (const item of items) {
  const last = lines.at(-1);
  if (last !== undefined && last.length + item.length < WIDTH) lines[lines.length - 1] = `${last}|${item}`;
  else lines.push(item);
}
await writeFile(
  new URL('../adapters/slack/emoji-names.ts', import.meta.url),
  `/**
 * Slack's names of the standard emoji: the character, then its names; \`|\` and line ends between them. Made by
 * tools/emoji-names.ts from emoji-datasource (MIT, © Cal Henderson).
 */
export const EMOJI_NAMES = \`
${lines.join('\n')}
\`;
`,
);
