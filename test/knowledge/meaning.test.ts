import { appendFile, cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { build } from 'esbuild';
import { stem } from '../../knowledge/analyse.js';
import { addMeaning, DIMENSIONS, encodeMeanings, meaningOf } from '../../knowledge/meaning.js';
import { codeMark } from '../../knowledge/modules.js';

const TABLE = new URL('../../knowledge/meaning/en.bin', import.meta.url);
/** Magic, count, dimensions. */
const HEAD = 16;
/** Bytes of a stem: its mark and its vector. */
const ENTRY = 8 + DIMENSIONS;

function vectorOf(word: string): Float32Array {
  const meaning = meaningOf(stem(word));
  expect(meaning, word).to.be.at.least(0);
  const vector = new Float32Array(DIMENSIONS);
  addMeaning(meaning, 1, vector, 0);
  return vector;
}

function cosine(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0) / (Math.hypot(...a) * Math.hypot(...b));
}

const closeness = (a: string, b: string): number => cosine(vectorOf(a), vectorOf(b));

describe('what words mean', () => {
  let file: Buffer;
  let count: number;

  before(async () => {
    file = await readFile(TABLE);
    count = file.readUInt32LE(8);
  });

  it('is a table of some ten thousand stems, each once, in less than 2.3 MB', () => {
    expect(file.byteLength)
      .to.equal(HEAD + count * ENTRY)
      .and.to.be.below(2_300_000);
    expect(count).to.be.within(20_000, 30_000);
    const marks = Array.from({ length: count }, (_, i) => file.readBigUInt64LE(HEAD + i * 8));
    expect(new Set(marks).size).to.equal(count);
  });

  it('has a direction for each stem', () => {
    const vectors = file.subarray(HEAD + count * 8);
    for (let i = 0; i < count; i++) {
      const vector = vectors.subarray(i * DIMENSIONS, (i + 1) * DIMENSIONS);
      expect(
        vector.some((value) => value !== 0),
        `vector ${i}`,
      ).to.equal(true);
    }
  });

  it('puts words of one meaning close to each other, and others not', () => {
    const pairs: readonly (readonly [string, string])[] = [
      ['holiday', 'vacation'],
      ['stop', 'halt'],
      ['buy', 'purchase'],
      ['laptop', 'computer'],
      ['salary', 'wage'],
      ['car', 'vehicle'],
      ['phone', 'mobile'],
      ['refund', 'reimbursement'],
      ['broken', 'faulty'],
      ['doctor', 'physician'],
      ['angry', 'upset'],
      ['parcel', 'package'],
      ['begin', 'start'],
      ['password', 'login'],
    ];
    for (const [word, other] of pairs) {
      const strangers = pairs.flatMap(([one, two]) => (one === word ? [] : [one, two]));
      const far = strangers.reduce((sum, one) => sum + closeness(word, one), 0) / strangers.length;
      expect(closeness(word, other), `${word} ${other}`).to.be.above(far + 0.2);
      const ahead = strangers.filter((one) => closeness(word, one) > closeness(word, other));
      expect(ahead.length, `${word}: ${ahead}`).to.be.at.most(3);
    }
  });

  it('knows nothing of names and of numbers', () => {
    for (const word of ['zuckerberg', '2024', 'qwzx']) expect(meaningOf(stem(word)), word).to.equal(-1);
  });

  it('is not there in a host that bundles everything into one file, and no meaning is known', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'firstline-meaning-'));
    try {
      const outfile = join(folder, 'host.mjs');
      const entry = fileURLToPath(new URL('../../knowledge/meaning.ts', import.meta.url));
      await build({ entryPoints: [entry], outfile, bundle: true, platform: 'node', format: 'esm' });
      const bundled: { meaningOf: typeof meaningOf } = await import(pathToFileURL(outfile).href);
      expect(bundled.meaningOf('holidai')).to.equal(-1);
      expect(meaningOf('holidai')).to.be.at.least(0);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('is part of what a kept model depends on', async () => {
    const root = await mkdtemp(join(tmpdir(), 'firstline-meaning-'));
    const folder = join(root, 'knowledge');
    try {
      await cp(new URL('../../knowledge', import.meta.url), folder, { recursive: true });
      await cp(new URL('../../src/core', import.meta.url), join(root, 'src', 'core'), { recursive: true });
      const before = await codeMark(folder);
      expect(before)
        .to.match(/^[0-9a-f]{16}$/)
        .and.to.equal(await codeMark());
      await appendFile(join(folder, 'meaning', 'en.bin'), 'x');
      expect(await codeMark(folder)).to.not.equal(before);
    } finally {
      await rm(root, { recursive: true });
    }
  });

  it('is written as it is read', () => {
    const vectors = new Float32Array(2 * DIMENSIONS).fill(0.5, 0, DIMENSIONS).fill(-1, DIMENSIONS);
    const written = Buffer.from(encodeMeanings(['one', 'two'], vectors));
    expect(written.subarray(0, 8).toString()).to.equal(file.subarray(0, 8).toString());
    expect([written.readUInt32LE(8), written.readUInt32LE(12)]).to.deep.equal([2, DIMENSIONS]);
    expect(written.byteLength).to.equal(HEAD + 2 * ENTRY);
    expect(written.readInt8(HEAD + 16)).to.equal(64);
    expect(written.readInt8(HEAD + 16 + DIMENSIONS)).to.equal(-127);
  });
});
