import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { readMessagesCsv } from '../knowledge/files/csv.js';
import { keepTone } from '../knowledge/triage/kept-tone.js';
import { learnTone } from '../knowledge/triage/tone-model.js';

/**
 * Learns urgency and mood anew from the labelled messages and writes `knowledge/triage/learnt-tone.ts`. To be run whenever the
 * messages, the signs or the word lists change: `npx tsx tools/learn-triage.ts`. A test says when it was forgotten.
 */
const folder = new URL('../knowledge/', import.meta.url);
const messages = [];
for (const language of ['en', 'zh']) {
  const path = fileURLToPath(new URL(`triage/${language}.csv`, folder));
  const read = readMessagesCsv(await readFile(path, 'utf8'), path);
  if (read.errors.length) throw new Error(JSON.stringify(read.errors, undefined, 2));
  messages.push(...read.messages);
}
const started = performance.now();
const model = learnTone(messages);
const ms = Math.round(performance.now() - started);
const { names, weights, thresholds } = keepTone(model);
const levels = Object.entries(thresholds).map(([name, value]) => `${name}: ${value}`);
const text = `import type { KeptTone } from './kept-tone.js';

/** What was learnt from the messages beside it. Written by \`tools/learn-triage.ts\`; not to be edited. */
export const LEARNT: KeptTone = {
  names: ${JSON.stringify(names).replaceAll("'", "\\'").replace(/^"|"$/g, "'").replaceAll('\\"', '"')},
  weights: '${weights}',
  thresholds: { ${levels.join(', ')} },
};
`;
await writeFile(new URL('triage/learnt-tone.ts', folder), text);
process.stdout.write(
  `${messages.length} messages, ${model.names.length} features, ${ms} ms: ${levels.join(', ')}\n`,
);
