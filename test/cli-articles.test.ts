import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { type Ran, runCommand } from './support/command.js';
import { freshFolder } from './support/folders.js';

describe('the commands about articles', () => {
  let fresh: Awaited<ReturnType<typeof freshFolder>>;
  before(async () => {
    fresh = await freshFolder();
  });
  after(() => fresh.dispose());
  const run = (args: readonly string[]): Promise<Ran> => runCommand(args, fresh.root);

  it('ask answers as somebody there would be told', async () => {
    await mkdir(join(fresh.root, 'own'));
    const article = (id: string, rest: string, phrasing: string): Promise<void> =>
      writeFile(
        join(fresh.root, 'own', `${id}.md`),
        `---\nid: ${id}\nlanguage: en\ntitle: ${id}\ncategory: c\nphrasings:\n  - ${phrasing}\n${rest}---\nThe ${id}.\n`,
      );
    await article('salary', 'audience: hr\nplatforms: slack\n', 'what do people earn');
    await article('lunch', '', 'when is lunch');
    const asked = async (...flags: string[]): Promise<string | null> => {
      const { stdout } = await run(['ask', 'what do people earn', '--knowledge', 'own', '--json', ...flags]);
      return JSON.parse(stdout).article;
    };
    expect(await asked()).to.equal('salary');
    expect(await asked('--audience', 'hr', '--platform', 'slack')).to.equal('salary');
    expect(await asked('--audience', 'hr', '--platform', 'web')).to.equal(null);
    expect(await asked('--audience', 'employees')).to.equal(null);
    expect(await asked('--audience', 'guests')).to.equal(null);
    expect((await run(['ask', 'x', '--platform', 'fax'])).code).to.equal(2);
  });

  it('eval names the line of a table that is no UTF-8', async () => {
    await writeFile(
      join(fresh.root, 'gbk.csv'),
      Buffer.from([...Buffer.from('article,question\na,'), 0xb9, 0xa4]),
    );
    const { code, stderr } = await run(['eval', '--knowledge', 'gbk.csv', '--questions', 'gbk.csv']);
    expect(code).to.not.equal(0);
    expect(stderr).to.contain('gbk.csv:2 is no UTF-8.\nSave it as UTF-8; Excel calls that “CSV UTF-8”.');
  });

  it('ask names the groups that there are, where one is asked for that there is not', async () => {
    const ask = (audience: string): Promise<Ran> =>
      run(['ask', 'what do people earn', '--knowledge', 'own', '--audience', audience, '--json']);
    const { code, stdout, stderr } = await ask('employees, nonsense');
    expect([code, stdout]).to.deep.equal([2, '']);
    expect(stderr.split('\n')[0]).to.equal(
      `error: option '--audience <groups>': "nonsense" is no group that an asker can belong to. There are community, employees, everyone, guests, hr. Correct it, or name the group under knowledge.readers or as the audience of an article.`,
    );
    const several = await ask('HR,');
    expect([several.code, several.stderr]).to.satisfy(
      ([exit, said]: [number, string]) => exit === 2 && said.includes('"HR", "" are no groups'),
    );
    const configured = join(fresh.root, 'firstline.yaml');
    await writeFile(configured, 'knowledge: { readers: { web: [everyone, nonsense] } }\n');
    try {
      expect((await ask('nonsense')).code).to.equal(0);
    } finally {
      await rm(configured);
    }
  });

  it('check groups what it finds, and --json has all of it', async () => {
    const known = [
      'vpn,connect to the vpn',
      'vpn,vpn is slow',
      'wifi,join the wifi',
      'wifi,Connect to the VPN?',
    ];
    await writeFile(join(fresh.root, 'known.csv'), `article,question\n${known.join('\n')}\n`);
    const { code, stdout } = await run(['check', '--knowledge', 'known.csv']);
    expect(code).to.equal(0);
    expect(stdout.split('\n').slice(0, 2)).to.deep.equal([
      'warning: Phrasings that stand in two articles (1). Keep it in one of the two, or the bot has to ask back each time.',
      '  known.csv: The phrasing “Connect to the VPN?” of "wifi" is one of "vpn" too (known.csv).',
    ]);
    const json = JSON.parse((await run(['check', '--knowledge', 'known.csv', '--json'])).stdout);
    expect(Object.keys(json)).to.deep.equal(['ok', 'articles', 'configuration', 'problems']);
    expect(json.problems[0]).to.include({ level: 'warning', kind: 'shared', file: 'known.csv' });
  });

  it('check and doctor tell a file of moods without which the bot does not start, and groups of nobody', async () => {
    const folder = join(fresh.root, 'groups');
    await mkdir(folder);
    await writeFile(
      join(folder, 'pay.md'),
      '---\nid: pay\nlanguage: en\ntitle: Pay\ncategory: c\nphrasings:\n  - pay\naudience: employes\n---\nMonthly.\n',
    );
    await writeFile(
      join(fresh.root, 'firstline.yaml'),
      'knowledge:\n  folders: [groups]\n  starters: false\n  moods: none.csv\n  readers: { slack: [employees] }\n',
    );
    const checked = await run(['check', '--json']);
    expect(checked.code).to.equal(1);
    const { problems } = JSON.parse(checked.stdout) as { problems: { level: string; message: string }[] };
    expect(problems.filter(({ level }) => level !== 'info').map(({ message }) => message)).to.deep.equal([
      'Nobody may read "pay": no readers belong to "employes".',
      'none.csv cannot be read.',
    ]);
    const doctor = await run(['doctor']);
    expect(doctor.code).to.equal(1);
    expect(doctor.stdout).to.include('none.csv cannot be read.');
    await rm(join(fresh.root, 'firstline.yaml'));
  });

  it('check tells phrasings that the bot takes for itself', async () => {
    await mkdir(join(fresh.root, 'talk'));
    await writeFile(
      join(fresh.root, 'talk', 'crew.md'),
      '---\nid: crew\nlanguage: en\ntitle: Crew\ncategory: c\nphrasings:\n  - human\n  - who works here\n  - 帮助\n---\nWe.\n',
    );
    const { stdout } = await run(['check', '--knowledge', 'talk', '--json']);
    const { problems } = JSON.parse(stdout) as { problems: { line: number; message: string }[] };
    const told = problems.filter(({ message }) => message.includes('small talk'));
    expect(told.map(({ line, message }) => `${line}: ${message}`)).to.deep.equal([
      '7: The phrasing “human” never finds "crew": the bot takes it as a command or small talk.',
      '9: The phrasing “帮助” never finds "crew": the bot takes it as a command or small talk.',
    ]);
  });

  it('eval names articles of the questions that there are not', async () => {
    await writeFile(
      join(fresh.root, 'few.csv'),
      'article,question\nvpn,connect to the vpn\nwifi,join the wifi\n',
    );
    await writeFile(
      join(fresh.root, 'asked.csv'),
      'question,article\nvpn please,vpn\nthe wlan,wlan\nthe moon,\n',
    );
    const args = ['eval', '--knowledge', 'few.csv', '--questions', 'asked.csv'];
    expect((await run(args)).stdout).to.match(
      /name articles that there are not, .*: wlan \(line 3\)\. Correct them in asked\.csv, then look at the figures\.\n$/,
    );
    expect(JSON.parse((await run([...args, '--json'])).stdout).unknownArticles).to.deep.equal(['wlan']);
  });

  it('import turns a table into drafts, says what became what, and overwrites nothing', async () => {
    await writeFile(
      join(fresh.root, 'faq.csv'),
      'question,answer\nHow do I pay?,By card.\n怎么付款,刷卡。\nbad,row,here\n',
    );
    const first = await run(['import', 'faq.csv', '--out', 'drafts', '--category', 'money']);
    expect(first.code).to.equal(1);
    expect(first.stdout).to.match(/^2 drafts written to drafts\.\n\nCould not be read:\n {2}faq\.csv:4: /);
    expect(await readFile(join(fresh.root, 'drafts', 'how-do-i-pay.en.md'), 'utf8')).to.equal(
      '---\nid: how-do-i-pay\nlanguage: en\ntitle: How do I pay?\ncategory: money\nphrasings:\n  - How do I pay?\ndraft: true\n---\nBy card.\n',
    );
    const again = await run(['import', 'faq.csv', '--out', 'drafts', '--json']);
    const report = JSON.parse(again.stdout);
    expect(Object.keys(report)).to.deep.equal([
      'ok',
      'folder',
      'drafts',
      'needPhrasings',
      'leftOut',
      'problems',
    ]);
    expect(report.drafts.map(({ outcome }: { outcome: string }) => outcome)).to.deep.equal(['kept', 'kept']);
    const checked = await run(['check', '--knowledge', 'drafts']);
    expect(checked.code).to.equal(0);
    expect(checked.stdout).to.contain('The article is a draft and answers nothing.');
    expect((await run(['import', 'faq.csv'])).code).to.equal(2);
    expect((await run(['import', 'nothing.csv', '--out', 'drafts'])).stdout).to.contain('nothing.csv: ');
    const page = await run(['import', 'http://127.0.0.1:9/', '--out', 'drafts']);
    expect(page.code).to.equal(1);
    expect(page.stdout).to.contain('--allow-private');
  });

  it('eval --train measures what is learnt from the texts of the owner, with their own labels', async () => {
    const texts = (from: number, to: number): string =>
      Array.from(
        { length: to - from },
        (_, i) => `order ${from + i} is late again,grumpy\nthanks for order ${from + i},glad`,
      ).join('\n');
    await writeFile(join(fresh.root, 'train.csv'), `text,mood\n${texts(0, 20)}\n`);
    await writeFile(join(fresh.root, 'test.csv'), `text,mood\n${texts(20, 25)}\n`);
    const { code, stdout, stderr } = await run([
      'eval',
      '--train',
      'train.csv',
      '--questions',
      'test.csv',
      '--json',
    ]);
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: '' });
    const { macroF1, classes } = JSON.parse(stdout);
    expect(macroF1).to.equal(1);
    expect(classes).to.have.all.keys('grumpy', 'glad');

    await writeFile(join(fresh.root, 'other.csv'), 'text,mood\nhello,sleepy\n');
    const strange = await run(['eval', '--train', 'train.csv', '--questions', 'other.csv']);
    expect(strange.code).to.equal(1);
    expect(strange.stderr)
      .to.match(/other\.csv:2.*"sleepy" is no mood/)
      .and.to.include('grumpy, glad');
    const alone = await run(['eval', '--train', 'other.csv', '--questions', 'test.csv']);
    expect(alone.stderr).to.match(/other\.csv.*There are 1 labels/);
  });
});
