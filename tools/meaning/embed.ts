import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { ENCODED } from './packages.js';

/** Texts that are embedded at once. */
const BATCH = 64;
const VECTOR_BYTES = ENCODED * Float32Array.BYTES_PER_ELEMENT;

/** Vectors by text. */
export type Embedded = (text: string) => Float32Array;

/** How texts are embedded. */
interface Embedding {
  /** Where vectors are kept. */
  readonly folder: string;
  readonly processes: number;
  /** Gets lines of progress. */
  readonly tell: (line: string) => void;
}

/**
 * Embeds texts in processes of their own, some minutes for each 50,000. What is done is kept in a folder, so a run that
 * was ended goes on where it was, and another with the same texts takes no time.
 */
export async function embedAll(
  texts: readonly string[],
  { folder, processes, tell }: Embedding,
): Promise<Embedded> {
  const cache = await openCache(folder);
  const missing = [...new Set(texts)].filter((text) => !cache.numbers.has(text));
  const batches: string[][] = [];
  for (let i = 0; i < missing.length; i += BATCH) batches.push(missing.slice(i, i + BATCH));
  const all = batches.length;
  let writing = Promise.resolve();
  await Promise.all(
    Array.from({ length: all === 0 ? 0 : processes }, async () => {
      const worker = await startProcess();
      for (let batch = batches.shift(); batch; batch = batches.shift()) {
        const done = batch;
        const vectors = await ask(worker, done);
        writing = writing.then(() => cache.add(done, vectors));
        if (batches.length % 50 === 0) tell(`${batches.length} of ${all} batches left to embed`);
      }
      worker.disconnect();
    }),
  );
  await writing;
  return read(cache);
}

interface Cache {
  readonly numbers: Map<string, number>;
  readonly vectors: string;
  add(texts: readonly string[], vectors: Float32Array): Promise<void>;
}

async function openCache(folder: string): Promise<Cache> {
  await mkdir(folder, { recursive: true });
  const names = join(folder, 'texts.txt');
  const vectors = join(folder, 'vectors.f32');
  const texts = (await readFile(names, 'utf8').catch(() => '')).split('\n').slice(0, -1);
  const numbers = new Map(texts.map((text, i) => [text, i]));
  // Vectors are written first: what has no text was cut off.
  if (texts.length === 0) await writeFile(vectors, '');
  else await truncate(vectors, texts.length * VECTOR_BYTES);
  const add = async (more: readonly string[], of: Float32Array): Promise<void> => {
    await appendFile(vectors, new Uint8Array(of.buffer, of.byteOffset, of.byteLength));
    await appendFile(names, more.map((text) => `${text}\n`).join(''));
    for (const text of more) numbers.set(text, numbers.size);
  };
  return { numbers, vectors, add };
}

async function read({ numbers, vectors }: Cache): Promise<Embedded> {
  const bytes = new Uint8Array(await readFile(vectors)); // of its own, from a multiple of four on
  const all = new Float32Array(bytes.buffer);
  return (text) => {
    const number = numbers.get(text);
    if (number === undefined) throw new Error(`Not embedded: ${text}`);
    return all.subarray(number * ENCODED, (number + 1) * ENCODED);
  };
}

async function startProcess(): Promise<ChildProcess> {
  const worker = fork(fileURLToPath(new URL('embed-process.ts', import.meta.url)), {
    serialization: 'advanced',
  });
  worker.once('exit', (code) => {
    if (code !== 0) throw new Error(`A process that embeds ended with ${code}.`);
  });
  await once(worker, 'message');
  return worker;
}

async function ask(worker: ChildProcess, texts: readonly string[]): Promise<Float32Array> {
  worker.send([...texts]);
  const [vectors] = await once(worker, 'message');
  return z.instanceof(Float32Array).parse(vectors);
}
