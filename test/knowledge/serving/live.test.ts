import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect } from 'chai';
import { loadArticles } from '../../../knowledge/files/load.js';
import type { Problem } from '../../../knowledge/files/problem.js';
import { keepModel } from '../../../knowledge/serving/kept-model.js';
import { type LiveKnowledge, type OpenKnowledge, openKnowledge } from '../../../knowledge/serving/live.js';
import type { Asker } from '../../../knowledge/serving/selections.js';
import { silentLog } from '../../../src/core/ports/ambient.js';
import { knowledgeContract } from '../../contracts/knowledge.js';

function file(id: string, title: string, phrasings: readonly string[], rest = '', language = 'en'): string {
  const list = phrasings.map((phrasing) => `  - ${JSON.stringify(phrasing)}\n`).join('');
  return `---\nid: ${id}\nlanguage: ${language}\ntitle: ${JSON.stringify(title)}\ncategory: IT\nphrasings:\n${list}${rest}---\nThe answer of ${id}.\n`;
}

const ASKERS: readonly Asker[] = [true, false].map((starters) => ({ audiences: ['everyone'], starters }));

describe('knowledge that follows its files', () => {
  let root: string;
  let own: string;
  let starters: string;
  const open: LiveKnowledge[] = [];

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'firstline-live-'));
    own = join(root, 'own');
    starters = join(root, 'starters');
    await mkdir(own);
    await mkdir(starters);
    await writeFile(
      join(own, 'vpn.en.md'),
      file('vpn', 'Connect to the VPN', ['How do I connect to the VPN?', 'vpn is down']),
    );
    await writeFile(
      join(own, 'badge.en.md'),
      file('badge', 'Replace a badge', ['I lost my badge', 'new badge']),
    );
  });
  afterEach(async () => {
    for (const live of open.splice(0)) await live.close();
    await rm(root, { recursive: true, force: true });
  });

  const start = async (rest: Partial<OpenKnowledge> = {}): Promise<LiveKnowledge> => {
    const live = await openKnowledge({ folders: [{ path: own, starter: false }], askers: ASKERS, ...rest });
    open.push(live);
    return live;
  };
  const best = (live: LiveKnowledge, text: string, starter = false): string | undefined => {
    const { candidates } = live.current().search({ text, audiences: ['everyone'], starters: starter });
    return candidates[0]?.title;
  };
  const until = async (holds: () => boolean): Promise<void> => {
    const end = Date.now() + 8000;
    while (!holds()) {
      if (Date.now() > end) throw new Error('it did not happen within 8 seconds');
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };

  it('answers with an edited article without a restart, swapped whole', async () => {
    const live = await start();
    const before = live.current();
    expect(best(live, 'vpn is down')).to.equal('Connect to the VPN');
    await writeFile(
      join(own, 'vpn.en.md'),
      file('vpn', 'The new VPN', ['How do I connect to the VPN?', 'vpn is down']),
    );
    await until(() => best(live, 'vpn is down') === 'The new VPN');
    await until(() => live.current().version !== before.version);
    expect(best(live, 'vpn is down')).to.equal('The new VPN');
    expect(before.article('vpn')?.translations.en?.title).to.equal('Connect to the VPN');
  });

  it('follows a file also after another one has taken its place', async () => {
    const live = await start();
    const write = (name: string, title: string): Promise<void> =>
      writeFile(join(own, name), file('vpn', title, ['How do I connect to the VPN?', 'vpn is down']));
    await write('.vpn.tmp', 'The second VPN');
    await rename(join(own, '.vpn.tmp'), join(own, 'vpn.en.md'));
    await until(() => best(live, 'vpn is down') === 'The second VPN');
    await write('vpn.en.md', 'The third VPN');
    await until(() => best(live, 'vpn is down') === 'The third VPN');
  }).timeout(20_000);

  it('finds a new file in a new subfolder, and forgets a deleted one', async () => {
    const live = await start();
    await mkdir(join(own, 'hr'));
    await writeFile(
      join(own, 'hr', 'leave.en.md'),
      file('leave', 'Annual leave', ['how do I take a day off']),
    );
    await until(() => best(live, 'how do I take a day off') === 'Annual leave');
    expect(live.current().article('leave')).to.not.equal(undefined);
    await rm(join(own, 'badge.en.md'));
    await until(() => live.current().article('badge') === undefined);
    expect(best(live, 'I lost my badge')).to.not.equal('Replace a badge');
  });

  it('keeps the old version of a broken article, says once what is wrong, and takes the repaired one', async () => {
    const told: Problem[] = [];
    const live = await start({ onError: (problem) => told.push(problem) });
    const version = live.current().version;
    await writeFile(join(own, 'vpn.en.md'), file('vpn', 'Broken', ['q'], 'colour: red\n'));
    await live.reload();
    await live.reload();
    expect(told).to.have.lengthOf(1);
    expect(told[0]).to.include({ level: 'error', file: 'vpn.en.md', line: 8 });
    expect(live.errors()).to.deep.equal(told);
    expect(live.current().version).to.equal(version);
    expect(best(live, 'vpn is down')).to.equal('Connect to the VPN');
    await writeFile(join(own, 'vpn.en.md'), file('vpn', 'Repaired', ['vpn is down']));
    await live.reload();
    expect(best(live, 'vpn is down')).to.equal('Repaired');
    expect(live.errors()).to.deep.equal([]);
  });

  it('keeps an article as it was when an edited translation contradicts it', async () => {
    await writeFile(join(own, 'vpn.zh.md'), file('vpn', '连接 VPN', ['VPN 连不上'], '', 'zh'));
    const live = await start();
    await writeFile(
      join(own, 'vpn.zh.md'),
      file('vpn', '新的', ['VPN 连不上'], '', 'zh').replace('category: IT', 'category: HR'),
    );
    await live.reload();
    expect(live.errors().map((problem) => problem.file)).to.deep.equal(['vpn.zh.md']);
    expect(live.current().article('vpn')?.translations.zh?.title).to.equal('连接 VPN');
  });

  it('serves an article to nobody while one of its files is restricted and the other is not', async () => {
    await writeFile(join(own, 'vpn.zh.md'), file('vpn', '连接 VPN', ['VPN 连不上'], '', 'zh'));
    const live = await start();
    expect(live.current().article('vpn')).to.not.equal(undefined);
    for (const restricted of ['audience: staff\n', 'platforms: slack\n', 'handoff: always\n']) {
      await writeFile(join(own, 'vpn.zh.md'), file('vpn', '连接 VPN', ['VPN 连不上'], restricted, 'zh'));
      await live.reload();
      expect(live.current().article('vpn'), restricted).to.equal(undefined);
      expect(live.errors().map(({ hint }) => hint)[0]).to.include('until then it answers nobody');
    }
    await writeFile(join(own, 'vpn.zh.md'), file('vpn', '连接 VPN', ['VPN 连不上'], '', 'zh'));
    await live.reload();
    expect(live.current().article('vpn')?.translations.zh?.title).to.equal('连接 VPN');
  });

  const restricted = file('vpn', 'Secret', ['vpn is down'], 'audience: staff\n');
  const broken: Readonly<Record<string, readonly [name: string, text: string][]>> = {
    'has a key that is not known': [['vpn.en.md', restricted.replace('---\nThe', 'colour: red\n---\nThe')]],
    'is no YAML': [['vpn.en.md', restricted.replace('title: "Secret"', 'title: VPN: how to')]],
    'has no end of its head': [['vpn.en.md', restricted.replace('---\nThe', 'The')]],
    'is a draft with a date that is none': [
      ['vpn.en.md', file('vpn', 'Secret', ['vpn is down'], 'draft: true\nreviewed: soon\n')],
    ],
    'has a list of platforms that is none': [
      ['vpn.en.md', file('vpn', 'Secret', ['vpn is down'], 'platforms:\n  - fax\n')],
    ],
    'has a lookup that does not work': [
      ['vpn.en.md', restricted.replace('---\nThe', 'lookup:\n  url: https://a.example.com\n---\nThe')],
    ],
    'stands there twice': [
      ['vpn.en.md', restricted],
      ['vpn-copy.md', restricted],
    ],
    'stands there twice, once for others': [['vpn-copy.md', restricted]],
    'has another category in the other language': [
      ['vpn.en.md', restricted],
      [
        'vpn.zh.md',
        restricted.replace('language: en', 'language: zh').replace('category: IT', 'category: HR'),
      ],
    ],
  };
  for (const [mistake, files] of Object.entries(broken)) {
    it(`does not fall back on what an article said to more people where it ${mistake}`, async () => {
      const live = await start();
      for (const [name, text] of files) await writeFile(join(own, name), text);
      await live.reload();
      expect(live.errors()).to.have.lengthOf(1);
      expect(best(live, 'vpn is down')).to.not.equal('Connect to the VPN');
      expect(live.current().article('vpn')?.audience ?? 'staff').to.equal('staff');
      expect(best(live, 'I lost my badge')).to.equal('Replace a badge');
    });
  }

  const meant: Readonly<Record<string, (text: string) => string | Buffer>> = {
    'begins with a capital': (text) => text.replace('audience', 'Audience'),
    'is misspelt': (text) => text.replace('audience', 'audiance'),
    'has a colon of full width': (text) => text.replace('audience:', 'audience：'),
    'has an equals sign': (text) => text.replace('audience:', 'audience ='),
    'is indented': (text) => text.replace('audience', ' audience'),
    'stands in a head without its first line': (text) => text.replace('---\n', ''),
    'stands in a file in UTF-16': (text) => Buffer.from(`\uFEFF${text}`, 'utf16le'),
    'stands in a file in UTF-16 without a mark': (text) => Buffer.from(text, 'utf16le'),
    'stands in a file in GBK': (text) => Buffer.concat([Buffer.from(text), Buffer.from([0xc4, 0xe3])]),
  };
  for (const [how, write] of Object.entries(meant)) {
    it(`keeps an article from everybody where who may read it ${how}, until that is mended`, async () => {
      const live = await start();
      await writeFile(join(own, 'vpn.en.md'), write(restricted));
      await live.reload();
      expect(live.errors()).to.have.length.greaterThan(0);
      expect(best(live, 'vpn is down')).to.not.equal('Connect to the VPN');
      expect(live.current().article('vpn')).to.equal(undefined);
    });
  }

  it('goes on with an article that is saved in another encoding', async () => {
    const live = await start();
    const text = file('vpn', 'Connect to the VPN', ['vpn is down']);
    await writeFile(join(own, 'vpn.en.md'), Buffer.from(`\uFEFF${text}`, 'utf16le'));
    await live.reload();
    expect(live.errors()).to.have.lengthOf(1);
    expect(best(live, 'vpn is down')).to.equal('Connect to the VPN');
  });

  it('says nothing any more in a language whose file is gone, where another file of the article is a mistake', async () => {
    const chinese = file('vpn', '连接 VPN', ['VPN 连不上'], '', 'zh');
    await writeFile(join(own, 'vpn.zh.md'), chinese);
    const live = await start();
    await rm(join(own, 'vpn.en.md'));
    await writeFile(join(own, 'vpn2.zh.md'), chinese);
    await live.reload();
    expect(live.errors()).to.have.lengthOf(1);
    expect(Object.keys(live.current().article('vpn')?.translations ?? {})).to.deep.equal(['zh']);
  });

  it('reports a new broken file and goes on with the others', async () => {
    const live = await start();
    await writeFile(join(own, 'new.en.md'), 'no head');
    await live.reload();
    expect(live.errors()).to.have.lengthOf(1);
    expect(best(live, 'vpn is down')).to.equal('Connect to the VPN');
  });

  it('keeps what it has read when the folder is away for a moment', async () => {
    const told: Problem[] = [];
    const live = await start({ onError: (problem) => told.push(problem) });
    await rename(own, `${own}-away`);
    await live.reload();
    expect(best(live, 'vpn is down')).to.equal('Connect to the VPN');
    expect(told.length).to.be.at.least(1);
    await rename(`${own}-away`, own);
    await live.reload();
    expect(live.errors()).to.deep.equal([]);
  });

  it('lets an owner adopt a starter article by its id', async () => {
    await writeFile(join(starters, 'vpn.en.md'), file('vpn', 'Example VPN', ['vpn is down']));
    await writeFile(join(starters, 'printer.en.md'), file('printer', 'Example printer', ['paper jam']));
    const live = await start({
      folders: [
        { path: starters, starter: true },
        { path: own, starter: false },
      ],
    });
    expect(live.errors()).to.deep.equal([]);
    expect(best(live, 'vpn is down')).to.equal('Connect to the VPN');
    expect(best(live, 'paper jam', true)).to.equal('Example printer');
    expect(best(live, 'paper jam', false)).to.not.equal('Example printer');
    await writeFile(join(own, 'printer.en.md'), file('printer', 'Our printer', ['paper jam']));
    await live.reload();
    expect(best(live, 'paper jam', false)).to.equal('Our printer');
  });

  it('says so when two folders of the owner hold the same article', async () => {
    const second = join(root, 'second');
    await mkdir(second);
    await writeFile(join(second, 'vpn.en.md'), file('vpn', 'Second', ['vpn is down']));
    const live = await start({
      folders: [
        { path: own, starter: false },
        { path: second, starter: false },
      ],
    });
    expect(
      live
        .errors()
        .map((problem) => problem.message)
        .join(),
    )
      .to.contain('"vpn"')
      .and.to.contain(own);
    expect(best(live, 'vpn is down')).to.equal('Connect to the VPN');
  });

  it('tells of each new version, and of none when nothing that counts has changed', async () => {
    const versions: string[] = [];
    const live = await start({ onChange: (knowledge) => versions.push(knowledge.version) });
    await writeFile(
      join(own, 'badge.en.md'),
      file('badge', 'Replace a badge', ['I lost my badge', 'new badge']),
    );
    await live.reload();
    expect(versions).to.deep.equal([]);
    await writeFile(
      join(own, 'badge.en.md'),
      file('badge', 'Replace a badge', ['I lost my badge', 'badge broken']),
    );
    await live.reload();
    expect(versions).to.deep.equal([live.current().version]);
  });

  it('serves at once when told to be quick, and fits its confidences a moment later', async () => {
    const many = Array.from({ length: 200 }, (_, i) => `word${i} about the topic`);
    await writeFile(join(own, 'many.en.md'), file('many', 'Many', many));
    const live = await start({ quick: true });
    expect(best(live, 'vpn is down')).to.equal('Connect to the VPN');
    expect(live.current().confidence.trials).to.equal(0);
    await until(() => live.current().confidence.trials > 0);
    expect(best(live, 'vpn is down')).to.equal('Connect to the VPN');
  });

  it('takes a kept model of the same articles at once and as it is, and trains when they change', async () => {
    const models = join(root, 'models');
    await keepModel(models, (await loadArticles(own)).articles);
    const live = await start({ quick: true, models });
    const kept = live.current();
    expect(kept.confidence.trials).to.be.above(0);
    await live.reload();
    expect(live.current()).to.equal(kept);
    await writeFile(
      join(own, 'badge.en.md'),
      file('badge', 'Replace a badge', ['where do badges come from']),
    );
    await live.reload();
    expect(best(live, 'where do badges come from')).to.equal('Replace a badge');
    expect(live.current().version).to.not.equal(kept.version);
  });

  it('trains nothing when it starts again with the same articles, and serves them with their own confidences', async () => {
    const cache = join(root, 'data', 'models');
    const first = await start({ quick: true, cache });
    await first.reload();
    expect(first.trained()).to.equal(1);
    await first.close();
    const second = await start({ quick: true, cache });
    expect(best(second, 'vpn is down')).to.equal('Connect to the VPN');
    expect(second.current().confidence).to.deep.equal(first.current().confidence);
    await second.reload();
    expect(second.trained()).to.equal(0);
    await writeFile(
      join(own, 'badge.en.md'),
      file('badge', 'Replace a badge', ['where do badges come from']),
    );
    await second.reload();
    expect(second.trained()).to.equal(1);
    // As it was before: that model is still there.
    await writeFile(
      join(own, 'badge.en.md'),
      file('badge', 'Replace a badge', ['I lost my badge', 'new badge']),
    );
    await second.reload();
    expect([second.trained(), best(second, 'I lost my badge')]).to.deep.equal([1, 'Replace a badge']);
  });

  it('holds nothing of what it started with once something else is in use', async () => {
    setFlagsFromString('--expose-gc');
    const collect: () => void = runInNewContext('gc');
    const live = await start({ quick: true });
    await live.reload();
    // In a function of its own, or the test itself would hold it.
    const before = (() => {
      const article = live.current().article('vpn');
      if (!article) throw new Error('it stands in the folder');
      return new WeakRef(article);
    })();
    await writeFile(join(own, 'vpn.en.md'), file('vpn', 'The new VPN', ['vpn is down']));
    await live.reload();
    await until(() => {
      collect();
      return before.deref() === undefined;
    });
    expect(best(live, 'vpn is down')).to.equal('The new VPN');
  });

  it('lets a thread train, and serves the old version until the new one is ready', async () => {
    const live = await start({ threadFrom: 0 });
    const before = live.current();
    await writeFile(join(own, 'vpn.en.md'), file('vpn', 'The new VPN', ['vpn is down']));
    const reloaded = live.reload();
    while (live.current() === before) {
      expect(best(live, 'vpn is down')).to.equal('Connect to the VPN');
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(best(live, 'vpn is down')).to.equal('The new VPN');
    await reloaded;
  });

  it('gives what articles say now while it learns them, and what was withdrawn from someone to nobody of them', async () => {
    const many = Array.from({ length: 100 }, (_, i) => `how do I do the ${i.toString(3)} thing number ${i}`);
    for (let n = 0; n < 6; n++) {
      const phrasings = many.map((text) => `${text} with machine m${n}`);
      await writeFile(join(own, `m${n}.en.md`), file(`m${n}`, `Machine ${n}`, phrasings));
    }
    await writeFile(
      join(own, 'pay.en.md'),
      file('pay', 'When pay comes', ['when do I get paid', 'when does my salary come', 'pay day']),
    );
    const live = await start({ threadFrom: 1 });
    const { version } = live.current();
    const outcomeOf = (text: string): string => {
      const found = live.current().search({ text, audiences: ['everyone'], starters: false });
      expect(found.reasons).to.not.equal(undefined);
      return `${found.outcome} ${found.candidates.map(({ title }) => title).join(', ')}`;
    };
    expect(outcomeOf('vpn is down')).to.match(/^answer Connect to the VPN/);
    expect(outcomeOf('I lost my badge')).to.match(/^answer Replace a badge/);
    expect(outcomeOf('pay day')).to.match(/^answer When pay comes/);

    await rm(join(own, 'badge.en.md'));
    await writeFile(
      join(own, 'pay.en.md'),
      file('pay', 'When pay comes', ['when do I get paid', 'pay day'], 'audience: employees\n'),
    );
    await writeFile(
      join(own, 'vpn.en.md'),
      file('vpn', 'How to use the VPN', ['vpn is down']).replace('The answer', 'Another answer'),
    );
    const done = live.reload();
    await until(() => live.current().article('badge') === undefined);
    // A further change while the first one is learnt is there at once as well.
    await writeFile(join(own, 'm3.en.md'), file('m3', 'Machine three', many.slice(0, 40), 'draft: true\n'));
    const doneToo = live.reload();
    await until(() => live.current().article('m3') === undefined);
    expect(live.current().version, 'learnt too soon to see anything').to.equal(version);
    expect(live.current().article('vpn')?.translations.en?.body).to.match(/^Another answer/);
    expect(outcomeOf('vpn is down')).to.match(/^answer How to use the VPN/);
    for (const text of ['I lost my badge', 'pay day', 'how do I do the 10 thing number 3 with machine m3']) {
      expect(outcomeOf(text))
        .to.match(/^none/)
        .and.not.match(/badge|pay comes|Machine 3|Machine three/i);
    }
    expect(
      JSON.stringify(live.current().search({ text: 'pay day', audiences: ['everyone'], starters: false })),
    ).to.not.contain('pay comes');
    const employee = { text: 'pay day', audiences: ['everyone', 'employees'], starters: false };
    expect(live.current().search(employee).outcome).to.equal('answer');
    await done;
    await doneToo;
    expect(live.current().version).to.not.equal(version);
    expect(outcomeOf('vpn is down')).to.match(/^answer How to use the VPN/);
    expect(live.current().article('m3')).to.equal(undefined);
    expect(live.current().article('badge')).to.equal(undefined);
  }).timeout(60_000);

  it('takes back what it shows for the time being where the files are as before again', async () => {
    const live = await start();
    const before = live.current();
    const path = join(own, 'vpn.en.md');
    const text = file('vpn', 'Connect to the VPN', ['How do I connect to the VPN?', 'vpn is down']);
    await writeFile(path, text.replace('The answer', 'Another answer'));
    const done = live.reload();
    await writeFile(path, text);
    await Promise.all([done, live.reload()]);
    expect(live.current().version).to.equal(before.version);
    expect(live.current().article('vpn')?.translations.en?.body).to.match(/^The answer/);
  });

  it('has a model for each kind of asker who is expected, and keeps each', async () => {
    const cache = join(root, 'data', 'models');
    const pay = file('pay', 'Pay of managers', ['vpn of the managers'], 'audience: managers\n');
    await writeFile(join(own, 'pay.en.md'), pay);
    const managers = { audiences: ['everyone', 'managers'], starters: false };
    const askers = [...ASKERS, managers];
    const first = await start({ quick: true, cache, askers, threadFrom: 0 });
    await first.reload();
    await first.close();
    const second = await start({ quick: true, cache, askers });
    expect([first.trained(), second.trained()]).to.deep.equal([2, 0]);
    const asked = { text: 'vpn of the managers', ...managers };
    for (const live of [first, second]) {
      expect(live.current().search(asked).candidates[0]?.article).to.equal('pay');
      expect(best(live, asked.text)).to.equal('Connect to the VPN');
    }
    // Only theirs has changed.
    await writeFile(join(own, 'pay.en.md'), pay.replace('Pay of', 'Salaries of'));
    await second.reload();
    expect(second.trained()).to.equal(1);
    expect(second.current().search(asked).candidates[0]?.title).to.equal('Salaries of managers');
  });

  it('trains in the background for who was not expected, and expects them from then on', async () => {
    const pay = file('pay', 'Pay of managers', ['vpn of the managers'], 'audience: managers\n');
    await writeFile(join(own, 'pay.en.md'), pay);
    const live = await start({ threadFrom: 0 });
    const asked = { text: 'vpn of the managers', audiences: ['everyone', 'managers'], starters: false };
    const first = (): string | undefined => live.current().search(asked).candidates[0]?.title;
    expect(first()).to.equal('Connect to the VPN');
    await until(() => first() === 'Pay of managers');
    expect(best(live, asked.text)).to.equal('Connect to the VPN');
    await writeFile(join(own, 'pay.en.md'), pay.replace('Pay of', 'Salaries of'));
    await live.reload();
    expect(first()).to.equal('Salaries of managers');
  });

  it('logs once that a model for who was not expected fails, and when it is tried again', async () => {
    await writeFile(
      join(own, 'pay.en.md'),
      file('pay', 'Pay', ['vpn of the managers'], 'audience: managers\n'),
    );
    const errors: [fields: object, message: string][] = [];
    let full = false;
    const live = await start({
      log: {
        ...silentLog,
        // Each training says here that it is done.
        debug: () => {
          if (full) throw new Error('no space left');
        },
        error: (fields, message) => errors.push([fields, message]),
      },
    });
    full = true;
    const asked = { text: 'vpn of the managers', audiences: ['everyone', 'managers'], starters: false };
    for (let question = 0; question < 3; question++) {
      expect(live.current().search(asked).candidates[0]?.title).to.equal('Connect to the VPN');
      await until(() => errors.length > 0);
    }
    expect(errors).to.have.lengthOf(1);
    const [[fields, message] = [{}, '']] = errors;
    expect(fields).to.deep.include({ articles: 3, attempt: 1 });
    expect(message).to.equal(
      'no model could be trained for askers who read 3 of the articles; they are answered from fewer, and it is tried again after 10 seconds at the earliest',
    );
  });

  it('has a model ready for everybody who will ask, also after a change', async () => {
    await writeFile(
      join(own, 'salary.en.md'),
      file('salary', 'Salaries', ['what do people earn', 'salary of my badge'], 'audience: hr\n'),
    );
    const everyone = { audiences: ['everyone'], platform: 'web', starters: false };
    const hr = { ...everyone, audiences: ['everyone', 'hr'] };
    const live = await start({ askers: [everyone, hr] });
    const said = (who: typeof hr, text: string): string =>
      JSON.stringify(live.current().search({ ...who, text }));
    const before = said(everyone, 'my badge');
    expect(said(hr, 'what do people earn')).to.contain('Salaries');
    expect(before).to.not.equal(said(hr, 'my badge'));
    await writeFile(join(own, 'salary.en.md'), file('salary', 'Salaries', ['my badge'], 'audience: hr\n'));
    await live.reload();
    expect(said(everyone, 'my badge')).to.equal(before);
    expect(said(hr, 'my badge')).to.contain('Salaries');
    await rm(join(own, 'salary.en.md'));
    await live.reload();
    expect(said(everyone, 'my badge')).to.equal(before);
    expect(said(hr, 'my badge')).to.equal(before);
  });

  it('refuses to start without its folder', async () => {
    let caught: unknown;
    await openKnowledge({ folders: [{ path: join(root, 'none'), starter: false }] }).catch(
      (error: unknown) => {
        caught = error;
      },
    );
    expect(caught).to.include({ code: 'config.missing' });
  });

  it('works with no folder at all', async () => {
    const live = await start({ folders: [] });
    expect(best(live, 'anything')).to.equal(undefined);
  });
});

const CONTRACT_ASKERS: readonly Asker[] = [true, false].flatMap((starters) => [
  { audiences: [], starters },
  { audiences: ['everyone'], starters },
  { audiences: ['everyone', 'managers'], starters },
  { audiences: ['everyone'], starters, platform: 'slack' },
  { audiences: ['everyone'], starters, platform: '*' },
]);

knowledgeContract('read from files', async (articles) => {
  const folder = await mkdtemp(join(tmpdir(), 'firstline-contract-'));
  const starters = await mkdtemp(join(tmpdir(), 'firstline-contract-'));
  for (const article of articles) {
    for (const language of ['en', 'zh'] as const) {
      const translation = article.translations[language];
      if (!translation) continue;
      const platforms = article.platforms ? `platforms: ${article.platforms.join(', ')}\n` : '';
      const rest = `audience: ${article.audience}\n${platforms}`;
      const text = file(article.id, translation.title, translation.phrasings, rest, language)
        .replace('category: IT', `category: ${article.category}`)
        .replace(/The answer of .*\n/, `${translation.body}\n`);
      await writeFile(join(article.starter ? starters : folder, `${article.id}.${language}.md`), text);
    }
  }
  const live = await openKnowledge({
    folders: [
      { path: folder, starter: false },
      { path: starters, starter: true },
    ],
    askers: CONTRACT_ASKERS,
  });
  return {
    knowledge: live.current(),
    async close() {
      await live.close();
      await rm(folder, { recursive: true });
      await rm(starters, { recursive: true });
    },
  };
});
