import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { crossValidate } from '../../../knowledge/confidence/cross-validate.js';
import { readCorpus } from '../../../knowledge/finding/corpus.js';
import { startThread } from '../../../knowledge/modules.js';
import { trainModel } from '../../../knowledge/serving/model.js';
import { encodeModel } from '../../../knowledge/serving/model-file.js';
import { buildKnowledge, serve } from '../../../knowledge/serving/search.js';
import { createTrainer, type Trainer, type TrainerOptions } from '../../../knowledge/serving/trainer.js';
import { atOnce } from '../../../knowledge/slices.js';
import type { Article } from '../../../src/core/article.js';
import { type Log, silentLog } from '../../../src/core/ports/ambient.js';
import { knowledgeContract } from '../../contracts/knowledge.js';
import { SAMPLES, sample } from '../samples.js';

const QUESTIONS = ['reset it', '怎么连', 'printer password', 'paper jam', 'who won the match'];
/** Every set of articles on the thread. */
const THREAD = { threadFrom: 0 };
const BOTH = { ...THREAD, secondFrom: 0 };

knowledgeContract('trained by a thread', async (articles) => {
  const trainer = createTrainer(THREAD);
  const knowledge = serve(await trainer.make(articles).whole);
  return { knowledge, close: () => trainer.close() };
});

describe('a trainer', () => {
  let folder: string;
  const warned: string[] = [];
  const made: Trainer[] = [];
  beforeEach(async () => {
    warned.splice(0);
    folder = await mkdtemp(join(tmpdir(), 'firstline-trainer-'));
  });
  afterEach(async () => {
    for (const trainer of made.splice(0)) await trainer.close();
    await rm(folder, { recursive: true });
  });

  const log: Log = { ...silentLog, warn: (_, message) => warned.push(message) };
  const trainer = (options: TrainerOptions = {}): Trainer => {
    const one = createTrainer({ log, ...options });
    made.push(one);
    return one;
  };
  const cache = (): string => join(folder, 'models');
  const expectSame = (one: ReturnType<typeof serve>, other: ReturnType<typeof serve>): void => {
    expect(one.version).to.equal(other.version);
    expect(one.confidence).to.deep.equal(other.confidence);
    for (const text of QUESTIONS) {
      const question = { text, audiences: ['everyone'], starters: true };
      expect(one.search(question), text).to.deep.equal(other.search(question));
      expect(one.search(question).reasons, text).to.deep.equal(other.search(question).reasons);
    }
  };

  for (const [where, options] of [
    ['on this thread', { threadFrom: Number.POSITIVE_INFINITY }],
    ['on a thread of its own', THREAD],
    ['on a thread with the help of a second one', BOTH],
  ] as const) {
    it(`makes the same model as training in one go, ${where}, and keeps it`, async () => {
      const first = trainer({ ...options, cache: cache() });
      expectSame(serve(await first.make(SAMPLES).whole), buildKnowledge(SAMPLES));
      await first.close();
      expect(first.trained).to.equal(1);
      const second = trainer({ ...options, cache: cache() });
      expectSame(serve(await second.make(SAMPLES).whole), buildKnowledge(SAMPLES));
      expect(second.trained).to.equal(0);
      expect(warned).to.deep.equal([]);
    });

    it(`can answer early, ${where}`, async () => {
      const { early, whole } = trainer(options).make(SAMPLES);
      const first = serve(await early);
      expect(first.confidence.trials).to.equal(0);
      const asked = { text: 'paper jam', audiences: ['everyone'], starters: true };
      const [best] = serve(await whole).search(asked).candidates;
      expect(best).to.not.equal(undefined);
      expect(first.search(asked).candidates[0]?.article).to.equal(best?.article);
    });
  }

  for (const [where, options] of [
    ['on this thread', { threadFrom: Number.POSITIVE_INFINITY }],
    ['on a thread of its own', THREAD],
    ['on a thread with the help of a second one', BOTH],
  ] as const) {
    it(`makes a model of each selection, those that can answer first, ${where}, and keeps all of them`, async () => {
      const selections = [SAMPLES, SAMPLES.slice(1), SAMPLES.slice(0, 2), []];
      const first = trainer({ ...options, cache: cache() });
      const makings = first.makeEach(selections);
      const order: string[] = [];
      for (const [i, { early, whole }] of makings.entries()) {
        void early.then(({ confidence }) => order.push(`early ${i} ${confidence.trials}`));
        void whole.then(() => order.push(`whole ${i}`));
      }
      for (const [i, { whole }] of makings.entries()) {
        expectSame(serve(await whole), buildKnowledge(selections[i] ?? []));
      }
      const numbers = selections.map((_, i) => i);
      expect(order).to.deep.equal([
        ...numbers.map((i) => `early ${i} 0`),
        ...numbers.map((i) => `whole ${i}`),
      ]);
      await first.close();
      expect([first.trained, (await readdir(cache())).length]).to.deep.equal([4, 4]);
      const second = trainer({ ...options, cache: cache() });
      // One that is new beside those that are kept.
      const again = [...selections, SAMPLES.slice(2)];
      for (const [i, { whole }] of second.makeEach(again).entries()) {
        expectSame(serve(await whole), buildKnowledge(again[i] ?? []));
      }
      expect(second.trained).to.equal(1);
      expect(warned).to.deep.equal([]);
    });
  }

  it('keeps the models of all selections, however many versions there were before', async () => {
    const versions = (n: number): Article[][] =>
      Array.from({ length: 10 }, (_, i) => [
        sample('only', { en: [`Title ${n} ${i}`, ['when are you open'], ''] }),
      ]);
    for (let n = 0; n < 3; n++) {
      const one = trainer({ cache: cache() });
      await Promise.all(one.makeEach(versions(n)).map(({ whole }) => whole));
      await one.close();
    }
    expect(await readdir(cache())).to.have.length(17);
    const last = trainer({ cache: cache() });
    await Promise.all(last.makeEach(versions(2)).map(({ whole }) => whole));
    expect(last.trained).to.equal(0);
  });

  it('trains anew for other terms, and keeps them and the spellings with the model', async () => {
    const terms = [['vpn', 'pangolin portal', '安全通道']];
    const knowing = buildKnowledge(SAMPLES, { terms });
    const asked = { text: 'pangolin portal', audiences: ['everyone'], starters: true };
    expect(knowing.search(asked).candidates[0]?.article).to.equal('vpn');
    expect(buildKnowledge(SAMPLES).search(asked).candidates[0]?.article).to.not.equal('vpn');
    for (const [round, options] of [THREAD, {}, THREAD].entries()) {
      const one = trainer({ ...options, cache: cache(), terms });
      const served = serve(await one.make(SAMPLES).whole, { terms });
      for (const text of ['pangolin portal', '安全通道怎么用', 'forgot my pasword', 'printr jam']) {
        expect(served.search({ ...asked, text }), text).to.deep.equal(knowing.search({ ...asked, text }));
      }
      await one.close();
      expect(one.trained).to.equal(round === 0 ? 1 : 0);
    }
    const other = trainer({ cache: cache() });
    await other.make(SAMPLES).whole;
    expect(other.trained).to.equal(1);
  });

  it('trains anew for other articles and for another dial', async () => {
    const count = async (articles: readonly Article[], options: TrainerOptions): Promise<number> => {
      const one = trainer({ ...options, cache: cache() });
      await one.make(articles).whole;
      await one.close();
      return one.trained;
    };
    expect(await count(SAMPLES, {})).to.equal(1);
    expect(await count(SAMPLES, {})).to.equal(0);
    expect(await count(SAMPLES.slice(1), {})).to.equal(1);
    expect(await count(SAMPLES, { wrong: 0.1 })).to.equal(1);
    expect(await count(SAMPLES, { wrong: 0.1 })).to.equal(0);
  });

  it('keeps a few models only, and takes away what a killed process began, not what another is writing', async () => {
    await mkdir(cache());
    const killed = ['one.model.1-0.part', `two.model.${process.pid}-0.part`].map((name) =>
      join(cache(), name),
    );
    for (const file of killed) await writeFile(file, 'begun, by another process or one with the same id');
    for (const file of killed) await utimes(file, 0, 0);
    const written = 'three.model.1-0.part';
    await writeFile(join(cache(), written), 'being written by another process that shares the folder');
    const one = trainer({ cache: cache() });
    for (let n = 0; n < 12; n++) {
      await one.make([sample('only', { en: [`Title ${n}`, ['when are you open'], ''] })]).whole;
    }
    await one.close();
    const names = await readdir(cache());
    expect(names.filter((name) => name.endsWith('.model'))).to.have.length(8);
    expect(names.filter((name) => !name.endsWith('.model'))).to.deep.equal([written]);
  });

  for (const [where, options] of [
    ['this thread', {}],
    ['a thread of its own', THREAD],
  ] as const) {
    it(`works without keeping anything where the folder cannot be written, and says so once, on ${where}`, async () => {
      await writeFile(cache(), 'a file stands where the folder should be');
      const one = trainer({ ...options, cache: cache() });
      await one.make(SAMPLES).whole;
      await one.make(SAMPLES.slice(1)).whole;
      await one.close();
      expect(one.trained).to.equal(2);
      expect(warned.filter((line) => line.includes('cannot be kept'))).to.have.length(1);
    });
  }

  it('reads what it may not write', async function () {
    if (process.getuid?.() === 0) this.skip(); // root may write anywhere
    const first = trainer({ cache: cache() });
    await first.make(SAMPLES).whole;
    await first.close();
    await chmod(cache(), 0o500);
    const second = trainer({ cache: cache() });
    await second.make(SAMPLES).whole;
    expect(second.trained).to.equal(0);
    await chmod(cache(), 0o700);
  });

  it('trains beside the work of this thread where the other one runs out of memory, and says so', async () => {
    const many = Array.from({ length: 200 }, (_, i) =>
      sample(`a${i}`, { en: [`Title ${i}`, [`first ${i * 7} words of it`, `second ${i * 13} thing`], ''] }),
    );
    const one = trainer({ ...THREAD, threadHeap: 1 });
    const model = await one.make(many).whole;
    expect(warned).to.deep.equal(['the training thread failed; training beside the work of the main one']);
    expect(model.confidence).to.deep.equal(buildKnowledge(many).confidence);
  });

  it('makes the same model where the thread that helps runs out of memory, and says so', async () => {
    const one = trainer({ ...BOTH, secondHeap: 1 });
    const model = await one.make(SAMPLES).whole;
    expect(warned).to.deep.equal(['the second training thread failed; the first goes on alone']);
    expect(encodeModel(model)).to.deep.equal(encodeModel(trainModel(SAMPLES)));
  });

  it('makes the same model byte for byte, with however many threads and whichever does which part', async function () {
    this.timeout(60_000);
    const many = Array.from({ length: 60 }, (_, i) =>
      sample(`a${i}`, {
        en: [`Title ${i}`, [1, 2, 3].map((n) => `where is thing ${i * n} of ${i % 7}`), 'It is there.'],
      }),
    );
    const expected = encodeModel(trainModel(many));
    for (const options of [THREAD, BOTH]) {
      const [one, other] = trainer(options).makeEach([many, SAMPLES]);
      expect(encodeModel((await one?.whole) ?? trainModel([]))).to.deep.equal(expected);
      expect(encodeModel((await other?.whole) ?? trainModel([]))).to.deep.equal(
        encodeModel(trainModel(SAMPLES)),
      );
    }
    const corpus = atOnce(readCorpus(many));
    const whole = atOnce(crossValidate(corpus, 0.8));
    const odd = atOnce(crossValidate(corpus, 0.8, (round) => round % 2 === 1));
    const even = atOnce(crossValidate(corpus, 0.8, (round) => round % 2 === 0));
    expect(odd.map((round) => round !== undefined)).to.deep.equal(whole.map((_, round) => round % 2 === 1));
    expect(whole).to.deep.equal(even.map((round, i) => round ?? odd[i]));
    expect(warned).to.deep.equal([]);
  });

  it('trains here what cannot be handed over', async () => {
    const [first, ...rest] = SAMPLES;
    const odd = [{ ...first, toJSON: () => first } as unknown as Article, ...rest]; // a function cannot be cloned
    const model = await trainer(THREAD).make(odd).whole;
    expect(warned).to.have.length(1);
    expect(model.confidence).to.deep.equal(buildKnowledge(SAMPLES).confidence);
  });

  for (const [when, wait, options] of [
    ['before its thread has begun', 0, THREAD],
    ['while its thread trains', 400, THREAD],
    ['before two threads have begun', 0, BOTH],
    ['while two threads train', 800, BOTH],
  ] as const) {
    it(`ends its work when it is closed ${when}`, async () => {
      const many = Array.from({ length: 3000 }, (_, i) =>
        sample(`a${i}`, { en: [`Title ${i}`, [`first ${i * 7} words of it`, `second ${i * 13} thing`], ''] }),
      );
      const threads = countThreads();
      const one = trainer(options);
      const end = Promise.allSettled([one.make(many).whole]);
      await new Promise((resolve) => setTimeout(resolve, wait));
      const started = performance.now();
      await one.close();
      expect((await end)[0]?.status).to.equal('rejected');
      expect(performance.now() - started).to.be.below(2000);
      expect(process.getActiveResourcesInfo()).to.not.include('Worker');
      expect(countThreads()).to.be.at.most(threads);
      expect(warned).to.deep.equal([]);
    });
  }

  it('ends its work when it is closed while this thread trains', async () => {
    const one = trainer();
    const end = Promise.allSettled([one.make(SAMPLES).whole]);
    await one.close();
    expect((await end)[0]?.status).to.equal('rejected');
  });

  it('knows at once that a thread has no file of its own, as in a host that bundles everything', () => {
    expect(() => startThread('training-worker-that-was-bundled', {})).to.throw(/ENOENT/);
  });

  it('leaves a whole model or none when it is killed at any moment', async function () {
    this.timeout(60_000);
    const child = fileURLToPath(new URL('keeps-models.ts', import.meta.url));
    for (let round = 0; round < 6; round++) {
      const writer = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), child, cache()], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      await once(writer.stdout, 'data'); // from now on it writes all the time
      await new Promise((resolve) => setTimeout(resolve, 11 + round * 17));
      writer.kill('SIGKILL');
      await once(writer, 'exit');
      const reader = trainer({ cache: cache() });
      await reader.make(SAMPLES).whole;
      await reader.close();
      expect(warned, `round ${round}`).to.deep.equal([]);
      const names = await readdir(cache());
      expect(names.filter((name) => name.endsWith('.model')).length).to.be.at.most(8);
    }
  });
});

/** Of this process, those that were started by others included; 0 where the system does not tell. */
function countThreads(): number {
  return existsSync('/proc/self/task') ? readdirSync('/proc/self/task').length : 0;
}
