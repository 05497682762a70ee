import { mkdtemp, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { keepModel, keptModel } from '../../../knowledge/serving/kept-model.js';
import { openKnowledge } from '../../../knowledge/serving/live.js';
import { buildKnowledge, serve } from '../../../knowledge/serving/search.js';
import type { Article } from '../../../src/core/article.js';
import { type Log, silentLog } from '../../../src/core/ports/ambient.js';
import { knowledgeContract } from '../../contracts/knowledge.js';
import { SAMPLES } from '../samples.js';

const packageFolder = new URL('../../../', import.meta.url);

async function throughAFile(articles: readonly Article[]): ReturnType<typeof keptModel> {
  const folder = await mkdtemp(join(tmpdir(), 'firstline-models-'));
  try {
    await keepModel(folder, articles);
    return await keptModel({ folder }, articles);
  } finally {
    await rm(folder, { recursive: true });
  }
}

knowledgeContract('kept in a file', async (articles) => {
  const model = await throughAFile(articles);
  if (!model) throw new Error('it was not kept');
  return { knowledge: serve(model) };
});

describe('a kept model', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'firstline-models-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('answers as if it had just been trained, to the last digit', async () => {
    const model = await throughAFile(SAMPLES);
    const kept = model && serve(model);
    const trained = buildKnowledge(SAMPLES);
    expect(kept?.confidence).to.deep.equal(trained.confidence);
    expect(kept?.version).to.equal(trained.version);
    for (const text of ['reset it', '怎么连', 'printer password', 'paper jam', 'who won the match']) {
      const question = { text, audiences: ['everyone'], starters: true };
      expect(kept?.search(question), text).to.deep.equal(trained.search(question));
      expect(kept?.search(question).reasons, text).to.deep.equal(trained.search(question).reasons);
    }
  });

  it('counts for the same articles and the same dial only', async () => {
    await keepModel(folder, SAMPLES, { wrong: 0.1 });
    expect(await keptModel({ folder }, SAMPLES, { wrong: 0.1 })).to.not.equal(undefined);
    expect(await keptModel({ folder }, SAMPLES)).to.equal(undefined);
    expect(await keptModel({ folder }, SAMPLES, { wrong: 0.1, unknown: 0.3 })).to.equal(undefined);
    expect(await keptModel({ folder }, SAMPLES.slice(1), { wrong: 0.1 })).to.equal(undefined);
    expect(await keptModel({ folder: join(folder, 'none') }, SAMPLES)).to.equal(undefined);
  });

  it('stays where others have times that are still to come, left by a clock that was ahead', async () => {
    const ahead = new Date(Date.now() + 90 * 86_400_000);
    for (let n = 0; n < 12; n++) {
      await writeFile(join(folder, `old-${n}.model`), 'old');
      await utimes(join(folder, `old-${n}.model`), ahead, ahead);
    }
    await keepModel(folder, SAMPLES);
    expect(await keptModel({ folder }, SAMPLES)).to.not.equal(undefined);
    expect(await readdir(folder)).to.have.length(8);
  });

  it('is left aside with a warning where it is damaged', async () => {
    await keepModel(folder, SAMPLES);
    const [name = ''] = await readdir(folder);
    const whole = await readFile(join(folder, name));
    const warned: string[] = [];
    const log: Log = { ...silentLog, warn: (_, message) => warned.push(message) };
    const turned = [0, 9, 100, whole.length >> 1, whole.length - 40, whole.length - 1].map((at) => {
      const bytes = Buffer.from(whole);
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      return bytes;
    });
    const cut = [whole.length >> 1, whole.length - 1, 33, 5, 0].map((length) => whole.subarray(0, length));
    for (const bytes of [...turned, ...cut, Buffer.concat([whole, whole]), Buffer.from('not a model')]) {
      await writeFile(join(folder, name), bytes);
      expect(await keptModel({ folder }, SAMPLES, { log })).to.equal(undefined);
    }
    expect(warned).to.have.length(13);
    await writeFile(join(folder, name), whole);
    expect(await keptModel({ folder }, SAMPLES, { log })).to.not.equal(undefined);
  });

  it('is left aside where it was made of other articles, whatever its file is called', async () => {
    await keepModel(folder, SAMPLES);
    const [name = ''] = await readdir(folder);
    await keepModel(folder, SAMPLES.slice(1));
    const other = (await readdir(folder)).find((one) => one !== name) ?? '';
    await rename(join(folder, other), join(folder, name));
    expect(await keptModel({ folder }, SAMPLES)).to.equal(undefined);
  });

  it('of the starter articles comes with the build, so that a start with nothing else trains nothing', async () => {
    const live = await openKnowledge({
      folders: [{ path: fileURLToPath(new URL('knowledge/articles/', packageFolder)), starter: true }],
      models: fileURLToPath(new URL('dist/models/', packageFolder)),
      quick: true,
    });
    await live.close();
    expect(live.current().confidence.trials).to.be.above(0);
  });

  it('of the starter articles may be read by whoever starts what somebody else has built', async () => {
    const models = fileURLToPath(new URL('dist/models/', packageFolder));
    const names = await readdir(models);
    expect(names).to.not.have.length(0);
    for (const name of ['', ...names])
      expect((await stat(join(models, name))).mode & 0o044, name).to.equal(0o044);
  });
});
