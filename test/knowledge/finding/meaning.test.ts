import { appendFile, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { build } from 'esbuild';
import {
  addMeaning,
  commonSense,
  DIMENSIONS,
  encodeMeanings,
  meaningOf,
} from '../../../knowledge/finding/meaning.js';
import { codeMark } from '../../../knowledge/modules.js';
import { analyse, isHan, KIND, stem } from '../../../knowledge/text/analyse.js';

const TABLE = new URL('../../../knowledge/meaning/en.bin', import.meta.url);
/** Magic, count, dimensions. */
const HEAD = 16;
/** Bytes of a stem: its mark and its vector. */
const ENTRY = 8 + DIMENSIONS;

/** The sum of the vectors of a word's stem, or of its characters and their pairs. */
function vectorOf(word: string): Float32Array {
  const vector = new Float32Array(DIMENSIONS);
  const { names, kinds } = analyse(word);
  const known = names
    .filter((name, i) => kinds[i] === KIND.word || isHan(name))
    .map(meaningOf)
    .filter((meaning) => meaning >= 0);
  expect(known, word).to.not.deep.equal([]);
  for (const meaning of known) addMeaning(meaning, 1, vector, 0);
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

  it('is a table of some ten thousand Chinese characters and pairs of them as well, in less than 2.1 MB', async () => {
    const chinese = await readFile(new URL('zh.bin', TABLE));
    const many = chinese.readUInt32LE(8);
    expect(many).to.be.within(20_000, 28_000);
    // Behind it what questions have in common, in both languages.
    expect(chinese.byteLength)
      .to.equal(HEAD + many * ENTRY + 2 * DIMENSIONS * 4)
      .and.to.be.below(2_100_000);
    for (const language of ['en', 'zh'] as const) {
      const common = commonSense(language);
      expect(common.length).to.equal(DIMENSIONS);
      expect(Math.hypot(...common), language).to.be.within(0.1, 0.9);
    }
  });

  it('puts words of both languages close to each other that mean the same, and others not', () => {
    const pairs: readonly (readonly [string, string])[] = [
      ['假期', 'holiday'],
      ['购买', 'buy'],
      ['电脑', 'computer'],
      ['工资', 'salary'],
      ['汽车', 'car'],
      ['手机', 'phone'],
      ['退款', 'refund'],
      ['坏了', 'broken'],
      ['医生', 'doctor'],
      ['生气', 'angry'],
      ['包裹', 'parcel'],
      ['开始', 'begin'],
      ['密码', 'password'],
      ['河流', 'river'],
      ['蔬菜', 'vegetable'],
      ['音乐', 'music'],
      ['历史', 'history'],
    ];
    for (const [word, other] of pairs) {
      const strangers = pairs.flatMap(([one, two]) => (one === word ? [] : [two]));
      const far = strangers.reduce((sum, one) => sum + closeness(word, one), 0) / strangers.length;
      expect(closeness(word, other), `${word} ${other}`).to.be.above(far + 0.3);
      const ahead = strangers.filter((one) => closeness(word, one) > closeness(word, other));
      expect(ahead, word).to.deep.equal([]);
    }
  });

  it('says which table is damaged', async () => {
    const root = await mkdtemp(join(tmpdir(), 'firstline-meaning-'));
    try {
      const outfile = join(root, 'host.mjs');
      const entry = fileURLToPath(new URL('../../../knowledge/finding/meaning.ts', import.meta.url));
      await build({ entryPoints: [entry], outfile, bundle: true, platform: 'node', format: 'esm' });
      await mkdir(join(root, 'knowledge', 'meaning'), { recursive: true });
      const whole = await readFile(new URL('zh.bin', TABLE));
      for (const [i, bytes] of [
        whole.subarray(0, 5),
        whole.subarray(0, 999_999),
        Buffer.alloc(99),
      ].entries()) {
        await writeFile(join(root, 'knowledge', 'meaning', 'zh.bin'), bytes);
        // Read anew each time.
        const bundled: { meaningOf: typeof meaningOf } = await import(`${pathToFileURL(outfile)}?${i}`);
        expect(() => bundled.meaningOf('密码')).to.throw(
          'meaning/zh.bin is no table of meanings, or a damaged one',
        );
        expect(bundled.meaningOf('password')).to.equal(-1);
      }
    } finally {
      await rm(root, { recursive: true });
    }
  });

  it('knows nothing of names and of numbers', () => {
    for (const word of ['zuckerberg', '2024', 'qwzx']) expect(meaningOf(stem(word)), word).to.equal(-1);
  });

  it('is not there in a host that bundles everything into one file, and no meaning is known', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'firstline-meaning-'));
    try {
      const outfile = join(folder, 'host.mjs');
      const entry = fileURLToPath(new URL('../../../knowledge/finding/meaning.ts', import.meta.url));
      await build({ entryPoints: [entry], outfile, bundle: true, platform: 'node', format: 'esm' });
      const bundled: { meaningOf: typeof meaningOf } = await import(pathToFileURL(outfile).href);
      expect(bundled.meaningOf('holidai')).to.equal(-1);
      expect(bundled.meaningOf('密码')).to.equal(-1);
      expect(meaningOf('holidai')).to.be.at.least(0);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('is part of what a kept model depends on', async () => {
    const root = await mkdtemp(join(tmpdir(), 'firstline-meaning-'));
    const folder = join(root, 'knowledge');
    try {
      await cp(new URL('../../../knowledge', import.meta.url), folder, { recursive: true });
      await cp(new URL('../../../src/core', import.meta.url), join(root, 'src', 'core'), { recursive: true });
      const before = await codeMark(folder);
      expect(before)
        .to.match(/^[0-9a-f]{16}$/)
        .and.to.equal(await codeMark());
      for (const name of ['en.bin', 'zh.bin']) {
        const unchanged = await codeMark(folder);
        await appendFile(join(folder, 'meaning', name), 'x');
        expect(await codeMark(folder), name).to.not.equal(unchanged);
      }
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
