import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { buildKnowledge } from '../../../knowledge/serving/search.js';
import { openMoods, ownTriage } from '../../../knowledge/triage/own-moods.js';
import { triage } from '../../../knowledge/triage/triage.js';
import { loadConfig, sections, startFirstline } from '../../../main.js';
import { type Log, silentLog } from '../../../src/core/ports/ambient.js';
import { article } from '../../support/office.js';

describe('moods that are learnt from the owner’s messages', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'firstline-moods-'));
  });
  after(() => rm(folder, { recursive: true }));

  async function file(text: string): Promise<string> {
    const path = join(folder, `${Math.random()}.csv`);
    await writeFile(path, text);
    return path;
  }

  const things = ['order', 'parcel', 'bill', 'course', 'badge', 'desk', 'chair', 'ticket'];
  const rows = things.flatMap((thing) => [
    `so my ${thing} went walkabout,negative`,
    `the ${thing} has not come walkabout as usual,negative`,
    `where do I find my ${thing},neutral`,
    `how do I change the ${thing},neutral`,
    `the ${thing} is lovely,positive`,
  ]);

  it('are told as the file tells them; anger is told as before, and so is urgency', async () => {
    const own = await ownTriage(await file(`text,mood\n${rows.join('\n')}\n`));
    expect(triage('my phone went walkabout').mood).to.equal('calm');
    expect(own('my phone went walkabout')).to.include({ mood: 'upset', urgency: 'normal' });
    expect(own('my phone went walkabout').reasons.at(-1)).to.match(/^mood upset: learnt from .*\.csv$/);
    expect(own('my phone went walkabout, you useless idiots').mood).to.equal('angry');
    expect(own('how do I change the phone').mood).to.equal('calm');
    expect(own('the whole office is on fire').urgency).to.equal('critical');
    const knowledge = buildKnowledge([article('vpn', { en: ['vpn'] })], { triage: own });
    const question = { text: 'my vpn went walkabout', audiences: ['everyone'], starters: false };
    expect(knowledge.search(question).triage.mood).to.equal('upset');
  });

  it('are refused with the line where a label is none, and where there is nothing to tell apart', async () => {
    const failure = async (path: string): Promise<string> =>
      ownTriage(path).then(
        () => '',
        (error: Error) => error.message,
      );
    expect(await failure(await file('text,mood\na,calm\nb,grumpy\n'))).to.match(
      /csv:3: "grumpy" is no mood\. Write one of calm, upset, angry/,
    );
    expect(await failure(await file('text,mood\na,calm\nb,calm\n'))).to.match(/has 1 labels/);
    expect(await failure(join(folder, 'nowhere.csv'))).to.match(/nowhere\.csv cannot be read/);
    const many = Array.from({ length: 3001 }, (_, i) => `text ${i},${i % 2 ? 'calm' : 'upset'}`);
    expect(await failure(await file(`text,mood\n${many.join('\n')}\n`))).to.match(
      /3001 texts, expected at most 3000/,
    );
  });

  it('are what is there by itself where no file is named', async () => {
    expect(await ownTriage(undefined)).to.equal(triage);
    const moods = await openMoods({ cache: folder });
    expect([moods.triage, moods.learns]).to.deep.equal([triage, false]);
    await moods.close();
  });

  describe('beside the work of a bot', function () {
    this.timeout(60_000);
    const SAID = [
      ['my phone went walkabout', 'upset'],
      ['我的手机跑丢啦', 'upset'],
      ['how do I change the phone', 'calm'],
    ] as const;
    const own = [...rows, ...['订单', '快递', '账单', '工牌'].map((thing) => `我的${thing}跑丢啦,negative`)];
    const text = `text,mood\n${own.join('\n')}\n`;
    let cache: string;
    let told: [level: string, message: string][];
    const log: Log = {
      ...silentLog,
      info: (_, message) => told.push(['info', message]),
      warn: (_, message) => told.push(['warn', message]),
      error: (_, message) => told.push(['error', message]),
    };
    const troubles = (): string[] => told.filter(([level]) => level !== 'info').map(([, words]) => words);
    beforeEach(() => {
      cache = join(folder, String(Math.random()), 'models');
      told = [];
    });

    it('are told as without the file until they are learnt, and then as the file tells them', async () => {
      const path = await file(text);
      const moods = await openMoods({ file: path, cache, log });
      for (const [said] of SAID) expect(moods.triage(said)).to.deep.equal(triage(said));
      await moods.ready;
      const direct = await ownTriage(path);
      for (const [said, mood] of SAID) {
        expect(moods.triage(said).mood, said).to.equal(mood);
        expect(moods.triage(said)).to.deep.equal(direct(said));
      }
      expect(told).to.deep.equal([
        ['info', 'learning moods; until then they are told as without the file'],
        ['info', 'moods learnt'],
      ]);
      await moods.close();
    });

    it('are kept: the next start tells them at once, and so does a single question', async () => {
      const path = await file(text);
      const first = await openMoods({ file: path, cache });
      await first.ready;
      await first.close();
      const second = await openMoods({ file: path, cache, log });
      expect([second.learns, told]).to.deep.equal([false, []]);
      const single = await ownTriage(path, { cache });
      for (const [said] of SAID) {
        expect(second.triage(said)).to.deep.equal(first.triage(said));
        expect(single(said)).to.deep.equal(first.triage(said));
      }
    });

    it('are learnt anew where the file has changed, and what was kept of the old one goes', async () => {
      const path = await file(text);
      const names: string[][] = [];
      for (const more of ['', 'the lamp is gone walkabout,negative\n']) {
        await writeFile(path, text + more);
        const moods = await openMoods({ file: path, cache });
        expect(moods.learns).to.equal(true);
        await moods.ready;
        names.push(await readdir(cache));
      }
      expect(names.map(({ length }) => length)).to.deep.equal([1, 1]);
      expect(names[0]).to.not.deep.equal(names[1]);
    });

    it('are learnt anew where what was kept is damaged, and where it cannot be kept, and say so', async () => {
      const path = await file(text);
      await (await openMoods({ file: path, cache })).ready;
      const [name = ''] = await readdir(cache);
      const bytes = await readFile(join(cache, name));
      bytes[100] = (bytes[100] ?? 0) ^ 1;
      await writeFile(join(cache, name), bytes);
      const anew = await openMoods({ file: path, cache, log });
      await anew.ready;
      expect([anew.learns, anew.triage(SAID[0][0]).mood]).to.deep.equal([true, 'upset']);
      const unkept = await openMoods({ file: path, cache: path, log });
      await unkept.ready;
      expect(unkept.triage(SAID[0][0]).mood).to.equal('upset');
      expect(troubles()).to.deep.equal([
        'the kept moods cannot be read; learning anew',
        'the kept moods cannot be read; learning anew',
        'what moods were learnt cannot be kept; each start learns anew',
      ]);
      expect((await openMoods({ file: path, cache })).learns).to.equal(false);
    });

    it('are learnt beside the work of the main thread where the other one runs out of memory', async () => {
      const moods = await openMoods({ file: await file(text), cache, threadHeap: 1, log });
      await moods.ready;
      expect(moods.triage(SAID[0][0]).mood).to.equal('upset');
      expect(troubles()).to.deep.equal([
        'no thread could learn moods; they are learnt beside the work of the main one',
      ]);
    });

    it('leave nothing behind where the bot stops before they are learnt', async () => {
      for (const threadHeap of [64, 1]) {
        const moods = await openMoods({ file: await file(text), cache, threadHeap, log });
        await moods.close();
        await moods.ready;
        expect(moods.triage(SAID[0][0])).to.deep.equal(triage(SAID[0][0]));
      }
      expect(troubles()).to.deep.equal([]);
      expect(await readdir(cache).catch(() => [])).to.deep.equal([]);
    });

    it('do not hold up a start', async () => {
      const start = async (): Promise<{ readonly lines: readonly string[] }> => {
        const yaml = join(folder, 'firstline.yaml');
        await writeFile(yaml, `knowledge: { moods: ${JSON.stringify(path)} }\n`);
        const config = await loadConfig({ file: yaml, env: { PORT: '0', DATA_DIR: data }, sections });
        const from = told.length;
        const running = await startFirstline({ config, log });
        const lines = told.slice(from).map(([, words]) => words);
        const kept = async (): Promise<boolean> =>
          (await readdir(join(data, 'models')).catch(() => [])).some((name) => name.endsWith('.moods'));
        try {
          for (let i = 0; i < 1500 && !(await kept()); i++)
            await new Promise((resolve) => setTimeout(resolve, 20));
          expect(await kept()).to.equal(true);
        } finally {
          await running.stop();
        }
        return { lines };
      };
      const data = join(folder, 'data');
      const many = Array.from({ length: 1200 }, (_, i) => `${rows[i % rows.length]?.replace(',', ` ${i},`)}`);
      const path = await file(`text,mood\n${many.join('\n')}\n`);
      const first = await start();
      expect(first.lines).to.include('learning moods; until then they are told as without the file');
      expect(first.lines).to.not.include('moods learnt');
      const second = await start();
      expect(second.lines.filter((line) => line.includes('moods'))).to.deep.equal([]);
      expect(troubles()).to.deep.equal([]);
    });
  });
});
