import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { parse } from 'yaml';
import type { Check } from '../src/core/check.js';
import { type Ran, runCommand } from './support/command.js';
import { startFakeDiscord } from './support/discord/fake-discord.js';
import { freshFolder } from './support/folders.js';
import { startFakeSlack } from './support/slack/fake-slack.js';

describe('the command line', () => {
  let fresh: Awaited<ReturnType<typeof freshFolder>>;
  before(async () => {
    fresh = await freshFolder();
    const folder = join(fresh.root, 'articles');
    await mkdir(folder);
    await writeFile(
      join(folder, 'vpn.en.md'),
      '---\nid: vpn\nlanguage: en\ntitle: Connect to the VPN\ncategory: network\nphrasings:\n  - how do I connect to the VPN\n  - vpn does not work\n---\nOpen the VPN client.\n',
    );
    await writeFile(join(folder, 'broken.en.md'), '---\nid: broken\nlanguage: en\ncolour: red\n---\nx\n');
    await writeFile(
      join(fresh.root, 'known.csv'),
      'article,question,answer\nvpn,how do I connect to the VPN,Open it.\nvpn,vpn broken,\nwifi,wifi password,On the wall.\nwifi,how do I get on the wifi,\n',
    );
    await writeFile(
      join(fresh.root, 'questions.csv'),
      'question,article\nmy vpn is broken,vpn\nwhat is the wifi password,wifi\nwho won the match,\n',
    );
    await writeFile(join(fresh.root, 'bad.yaml'), 'name: Helpy\nlimit:\n  open-cases: 3\n');
  });
  after(() => fresh.dispose());

  const run = (args: readonly string[], env: Record<string, string> = {}): Promise<Ran> =>
    runCommand(args, fresh.root, env);

  it('ask says what the bot would do, in both languages, and prints nothing else', async () => {
    const en = await run(['ask', 'I forgot my password']);
    expect(en).to.include({ code: 0, stderr: '' });
    expect(en.stdout).to.match(/^Answers with reset-password, \d+% sure/);
    const zh = await run(['ask', '密码忘了怎么办']);
    // What is not for everybody: whoever has the command has the files.
    const staff = await run(['ask', '年假还剩几天']);
    expect(staff.stdout)
      .to.match(/^Answers with leave-balance/)
      .and.to.include('查询剩余假期');
    expect(zh.stdout).to.match(/^Answers with reset-password/);
    expect(zh.stdout).to.include('[找人工]');
  });

  it('ends quietly where nobody reads on, as with "| head"', async () => {
    const cli = fileURLToPath(new URL('../dist/cli.js', import.meta.url));
    const triage = fileURLToPath(new URL('./fixtures/triage/en.csv', import.meta.url));
    const child = spawn(process.execPath, [cli, 'eval', '--questions', triage, '--rows'], {
      cwd: fresh.root,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.destroy();
    const said: Buffer[] = [];
    child.stderr.on('data', (chunk: Buffer) => said.push(chunk));
    const [code] = (await once(child, 'close')) as [number];
    expect({ code, stderr: Buffer.concat(said).toString() }).to.deep.equal({ code: 0, stderr: '' });
  });

  it('ask --json prints one document with the keys that others rely on', async () => {
    const { code, stdout, stderr } = await run(['ask', 'human', '--json']);
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: '' });
    const asked = JSON.parse(stdout) as Record<string, unknown>; // one JSON object, by the design
    expect(asked).to.have.all.keys(
      'action',
      'article',
      'confidence',
      'candidates',
      'language',
      'category',
      'urgency',
      'mood',
      'rule',
      'text',
      'trace',
      'reasons',
    );
    expect(asked).to.include({ action: 'handoff', article: null, language: 'en' });
    const actions = await Promise.all(
      ['hello', 'I forgot my password', 'what is the capital of France'].map(async (text) => {
        return (JSON.parse((await run(['ask', text, '--json'])).stdout) as { action: string }).action; // likewise
      }),
    );
    expect(actions).to.deep.equal(['smalltalk', 'answer', 'handoff']);
  });

  it('ask follows the rules of the configuration, and check tells those that can never hold', async () => {
    const file = join(fresh.root, 'rules.yaml');
    await writeFile(
      file,
      'handoff:\n  rules:\n    - { name: money, says: refund, say: { en: Finance answers this., zh: 由财务答复。 } }\n    - { name: lost, category: netwrok }\n',
    );
    const env = { FIRSTLINE_CONFIG: file };
    const { stdout } = await run(['ask', 'I forgot my password and want a refund', '--json'], env);
    const asked = JSON.parse(stdout) as { action: string; rule: string; text: string }; // by the design
    expect(asked).to.include({ action: 'handoff', rule: 'money' });
    expect(asked.text).to.match(/^Finance answers this\./);
    const checked = await run(['check'], env);
    expect(checked.code).to.equal(0);
    expect(checked.stdout).to.match(/warning: .*rules\.yaml: The rule "lost" names the category "netwrok"/);
  });

  it('ask --explain says which rule would keep a message with the bot that is too grave for it', async () => {
    const file = join(fresh.root, 'grave.yaml');
    await writeFile(file, 'handoff:\n  rules:\n    - { name: doors, says: [door, 门, plugh], to: bot }\n');
    const env = { FIRSTLINE_CONFIG: file };
    for (const text of ['a fire at the door, people are inside', '门口着火了，里面还有人']) {
      const { stdout } = await run(['ask', text, '--explain'], env);
      expect(stdout)
        .to.include('rule "urgent": a person is asked')
        .and.to.include('rule "doors": it leaves this to the rules below, since the message is critical');
    }
    const { stdout } = await run(['ask', 'qwertz zyzzy plugh', '--explain'], env);
    expect(stdout)
      .to.include('rule "doors": the bot may answer itself, but has nothing to answer with')
      .and.to.not.include('leaves this to');
  });

  it('ask --explain says why, for a reader', async () => {
    const { stdout } = await run(['ask', 'I forgot my password', '--explain']);
    expect(stdout).to.include('Nearest articles:').and.to.include('Why:');
    expect(stdout).to.match(
      /^From it\/reset-password\.en\.md, version [0-9a-f]{12}, reviewed [\d-]+, owner it\.$/m,
    );
    expect(stdout).to.match(
      /^ {2}Points of 100, .*\n {2}“Reset your password”: \d+, \d+, \d+, \d+; \d+% sure\.$/m,
    );
    const { trace } = JSON.parse((await run(['ask', 'I forgot my password', '--json'])).stdout);
    const file = await readFile(new URL(`../knowledge/articles/${trace.file}`, import.meta.url));
    expect(createHash('sha256').update(file).digest('hex')).to.match(new RegExp(`^${trace.version}`));
    const urgent = await run(['ask', 'production is down, nobody can work', '--explain']);
    expect(urgent.stdout)
      .to.include('decided by the rule "urgent"')
      .and.to.include('rule "urgent": a person is asked');
  });

  it('check names every error with its file and line, and exits 1', async () => {
    const { code, stdout } = await run(['check', '--knowledge', 'articles']);
    expect(code).to.equal(1);
    expect(stdout).to.match(/error: broken\.en\.md:4: .*colour/);
    const fine = await run(['check']);
    expect(fine.code).to.equal(0);
    expect(fine.stdout).to.match(/^40 articles; configuration at its defaults/m);
  });

  it('check and start refuse a wrong configuration with the key, the line and what was expected', async () => {
    for (const command of ['check', 'start']) {
      const { code, stdout, stderr } = await run([command], { FIRSTLINE_CONFIG: 'bad.yaml' });
      expect({ code, stdout }).to.deep.equal({ code: 1, stdout: '' });
      expect(stderr)
        .to.match(/bad\.yaml:2:1/)
        .and.to.match(/limits/);
    }
  });

  it('eval measures CSV files, with the keys that others rely on', async () => {
    const { code, stdout, stderr } = await run([
      'eval',
      '--knowledge',
      'known.csv',
      '--questions',
      'questions.csv',
      '--json',
      '--rows',
    ]);
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: '' });
    const found = JSON.parse(stdout) as {
      questions: number;
      inScope: number;
      deployed: object;
      rows: object[];
    }; // by the design
    expect(found).to.include.keys(
      'questions',
      'inScope',
      'outOfScope',
      'accuracy',
      'p1',
      'r3',
      'mrr',
      'deployed',
      'oosRecallAt95',
      'oosRecallAt90',
      'auroc',
      'ece',
      'trainMs',
      'p50Us',
      'p95Us',
    );
    expect(found.deployed).to.have.all.keys(
      'answered',
      'clarified',
      'clarifiedRight',
      'handedOff',
      'wrongInScope',
      'wrongAnswers',
      'outOfScopeAnswered',
      'outOfScopeClarified',
    );
    expect(found.rows).to.have.length(3);
    const text = await run(['eval', '--knowledge', 'known.csv', '--questions', 'questions.csv', '--rows']);
    expect(text.stdout).to.include('3 questions, 2 that an article answers, 1 that belong to a person.');
  });

  it('eval measures moods where the file holds them, without any articles', async () => {
    await writeFile(
      join(fresh.root, 'moods.csv'),
      'text,mood\nthis is unacceptable and I am furious,negative\nwhere is the printer,neutral\n谢谢，很快,positive\n又坏了，太差劲了,positive\n',
    );
    const { code, stdout, stderr } = await run(['eval', '--questions', 'moods.csv', '--json', '--rows']);
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: '' });
    const { p50Us: _p50, p95Us: _p95, rows, ...found } = JSON.parse(stdout);
    expect(found).to.deep.equal({
      texts: 4,
      accuracy: 0.75,
      macroF1: (4 / 5 + 2 / 3) / 2,
      classes: {
        calm: { texts: 3, precision: 1, recall: 2 / 3, f1: 4 / 5 },
        upset: { texts: 1, precision: 0.5, recall: 1, f1: 2 / 3 },
      },
      confusion: { calm: { calm: 2, upset: 1 }, upset: { calm: 0, upset: 1 } },
    });
    expect(rows[3]).to.deep.equal({ text: '又坏了，太差劲了', expected: 'calm', mood: 'upset' });
    const text = await run(['eval', '--questions', 'moods.csv']);
    expect(text.stdout).to.include('macro-F1').and.include('Angry counts as upset here');

    await writeFile(join(fresh.root, 'wrong.csv'), 'text,mood\nfine,calm\noh,furios\n');
    const wrong = await run(['eval', '--questions', 'wrong.csv']);
    expect(wrong.code).to.equal(1);
    expect(wrong.stderr)
      .to.match(/wrong\.csv:3.*"furios" is no mood/)
      .and.to.include('calm, upset, angry');

    await writeFile(
      join(fresh.root, 'both.csv'),
      'text,urgency,mood\n"production is down, nobody can work",critical,calm\nno rush,low,calm\n',
    );
    const both = await run(['eval', '--questions', 'both.csv', '--json']);
    expect(JSON.parse(both.stdout)).to.have.all.keys('urgency', 'mood');
    const urgency = await run(['eval', '--questions', 'both.csv']);
    expect(urgency.stdout).to.include('Telling the urgency').and.include('Telling the mood');

    const without = await run(['eval', '--questions', 'questions.csv']);
    expect(without.code).to.equal(2);
    expect(without.stderr).to.include('--knowledge');
  });

  it('duty tells who is pinged, at a given time', async () => {
    const { stdout } = await run(['duty', '--at', '2026-11-28T03:00:00Z', '--json']);
    expect(JSON.parse(stdout)).to.deep.include({ open: true, order: [{ id: 'sam', name: 'Sam' }] });
  });

  it('sign-in prints a link for a person of the desk, and for nobody else', async () => {
    const { code, stdout } = await run(['sign-in', 'sam']);
    expect(code).to.equal(0);
    expect(stdout).to.match(/^http:\/\/localhost:3978\/desk\/sign-in#\S+\n$/);
    const elsewhere = await run(['sign-in', 'sam'], { PORT: '0' });
    expect(elsewhere).to.deep.include({ code: 1, stdout: '' });
    expect(elsewhere.stderr).to.include('PORT=0').and.to.include('Set PORT');
    await writeFile(
      join(fresh.root, 'in-slack.yaml'),
      'desk:\n  place: slack:T1/C1\n  people:\n    - { id: sam, name: Sam, handles: { slack: U1 } }\n',
    );
    const inSlack = await run(['sign-in', 'sam'], { FIRSTLINE_CONFIG: 'in-slack.yaml' });
    expect(inSlack).to.deep.include({ code: 1, stdout: '' });
    expect(inSlack.stderr).to.include('The desk is not on the web but at slack:T1/C1.');
    const nobody = await run(['sign-in', 'mallory']);
    expect(nobody.code).to.equal(1);
    expect(nobody.stderr).to.include('The people of desk.people are: sam.');
  });

  it('manifest slack prints what an app is created from, in the name of the configuration', async () => {
    await writeFile(join(fresh.root, 'helpy.yaml'), 'name: Helpy\n');
    const env = { FIRSTLINE_CONFIG: 'helpy.yaml' };
    const { code, stdout, stderr } = await run(['manifest', 'slack'], env);
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: '' });
    const shown: unknown = parse(stdout);
    expect(shown).to.have.nested.property('display_information.name', 'Helpy');
    expect(shown).to.have.nested.property('settings.socket_mode_enabled', true);
    const json = await run(['manifest', 'slack', '--socket', '--json'], env);
    expect(JSON.parse(json.stdout)).to.deep.equal(shown);
    const http = await run(['manifest', 'slack', '--url', 'https://help.example.com'], env);
    expect(parse(http.stdout)).to.have.nested.property('settings.socket_mode_enabled', false);
    expect(http.stdout).to.include('request_url: https://help.example.com/slack/events');
  });

  it('manifest discord prints the link that invites the bot of the token', async () => {
    const discord = await startFakeDiscord();
    try {
      const { code, stdout, stderr } = await run(['manifest', 'discord'], { ...discord.env });
      expect({ code, stderr }).to.deep.equal({ code: 0, stderr: '' });
      const link = `https://discord.com/oauth2/authorize?client_id=${discord.applicationId}&scope=bot+applications.commands&permissions=`;
      expect(stdout.split('\n', 1)[0])
        .to.match(/&permissions=\d+$/)
        .and.include(link);
      expect(stdout).to.match(/^ {2}Manage Webhooks +to relay under the name/m);
      expect(stdout).not.to.include(discord.token);
      const json = await run(['manifest', 'discord', '--json'], { ...discord.env });
      expect(JSON.parse(json.stdout)).to.include({ url: stdout.split('\n', 1)[0] });
    } finally {
      await discord.stop();
    }
    const without = await run(['manifest', 'discord']);
    expect(without).to.deep.include({ code: 1, stdout: '' });
    expect(without.stderr).to.include('DISCORD_TOKEN is not set').and.include('.env');
  });

  it('manifest teams writes the app package, and says what to do with it', async () => {
    const env = { MicrosoftAppId: '11111111-2222-4333-8444-555555555555' };
    const { code, stdout, stderr } = await run(['manifest', 'teams', '--out', 'app.zip'], env);
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: '' });
    expect(stdout).to.match(/^Upload app\.zip to Teams/);
    const zip = await readFile(join(fresh.root, 'app.zip'));
    expect(zip.subarray(0, 4).toString('latin1')).to.equal('PK\u0003\u0004');
    const json = await run(['manifest', 'teams', '--json', '--url', 'https://help.example.com'], env);
    expect(JSON.parse(json.stdout)).to.have.nested.property(
      'developer.websiteUrl',
      'https://help.example.com',
    );
    const without = await run(['manifest', 'teams']);
    expect(without).to.deep.include({ code: 1, stdout: '' });
    expect(without.stderr).to.include('MicrosoftAppId is missing');
  });

  it('doctor says in one line each what is well and what is not, and exits 1 for the latter', async () => {
    const fine = await run(['doctor']);
    expect(fine).to.include({ code: 0, stderr: '' });
    expect(fine.stdout).to.match(/^ok {7}configuration: .*\nok {7}data folder: /);
    expect(fine.stdout).to.match(/\nEverything is well\.\n$/);

    const wrong = await run(['doctor'], { FIRSTLINE_CONFIG: 'bad.yaml' });
    expect(wrong).to.include({ code: 1, stderr: '' });
    expect(wrong.stdout).to.match(/^failed {3}configuration: .*bad\.yaml:2:1/);

    await writeFile(
      join(fresh.root, 'lost.yaml'),
      'knowledge: { folders: [nowhere] }\ndesk: { place: slack:T1/C1 }\n',
    );
    const lost = await run(['doctor', '--json'], {
      FIRSTLINE_CONFIG: 'lost.yaml',
      DATA_DIR: join(fresh.root, 'bad.yaml'),
    });
    expect(lost).to.include({ code: 1, stderr: '' });
    const { ok, checks } = JSON.parse(lost.stdout) as { ok: boolean; checks: Check[] }; // by the design
    expect(ok).to.equal(false);
    const failed = checks.filter(({ level }) => level === 'failed').map(({ about }) => about);
    expect(failed).to.deep.equal(['data folder', 'articles', 'desk']);
  });

  it('doctor leaves nothing behind where it looked', async () => {
    await run(['doctor'], { DATA_DIR: join(fresh.root, 'not/yet') });
    expect((await readdir(fresh.root)).filter((name) => /^not|doctor/.test(name))).to.deep.equal([]);
  });

  it('doctor asks Slack where that is configured', async () => {
    const slack = await startFakeSlack({ scopes: ['chat:write'] });
    try {
      const { code, stdout } = await run(['doctor'], { ...slack.env });
      expect(code).to.equal(1);
      expect(stdout).to.include('ok       Slack bot token: valid for @firstline');
      expect(stdout).to.match(/^failed {3}Slack scopes: .*users:read are not granted/m);
      expect(stdout).not.to.include(slack.botToken);
    } finally {
      await slack.stop();
    }
  });

  it('doctor asks Discord where that is configured', async () => {
    const discord = await startFakeDiscord();
    try {
      discord.world.setIntents({ messageContent: false });
      const { code, stdout } = await run(['doctor'], { ...discord.env });
      expect(code).to.equal(1);
      expect(stdout).to.include('ok       Discord bot token: valid for firstline');
      expect(stdout).to.match(/^failed {3}Discord intents: .*Message Content Intent/m);
      expect(stdout).not.to.include(discord.token);
    } finally {
      await discord.stop();
    }
  });

  it('exits 2 on wrong use, 1 where a file is missing, 0 for help, and says what to do', async () => {
    for (const args of [
      ['fly'],
      ['ask'],
      ['eval'],
      ['duty', '--at', 'soon'],
      ['manifest'],
      ['manifest', 'irc'],
      ['manifest', 'slack', '--url', 'http://help.example.com'],
      ['manifest', 'slack', '--socket', '--url', 'https://help.example.com'],
      ['manifest', 'discord', '--url', 'https://help.example.com'],
      ['manifest', 'discord', '--socket'],
      ['manifest', 'teams', '--socket'],
      ['manifest', 'slack', '--out', 'app.zip'],
      ['eval', '--knowledge', 'a', '--questions', 'b', '--wrong', '7'],
    ]) {
      const { code, stderr } = await run(args);
      expect(code, args.join(' ')).to.equal(2);
      expect(stderr).to.match(/^error: /);
    }
    const missing = await run(['eval', '--knowledge', 'nowhere.csv', '--questions', 'questions.csv']);
    expect(missing.code).to.equal(1);
    expect(missing.stderr).to.include('nowhere.csv cannot be read (ENOENT)');
    for (const command of ['start', 'ask', 'check', 'eval', 'duty', 'doctor', 'manifest', 'sign-in']) {
      expect((await run([command, '--help'])).code, command).to.equal(0);
    }
  });

  it('refuses to open the web to other machines with nothing configured', async () => {
    const { code, stderr } = await run(['start'], { HOST: '0.0.0.0', PORT: '0' });
    expect(code).to.equal(1);
    expect(stderr).to.include('web.origins');
  });
});
