import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { z } from 'zod';
import { knowledgeSection, startersAnswer } from '../../knowledge/serving/config.js';
import { loadConfig, type Section } from '../../src/config.js';
import { FirstlineError } from '../../src/core/error.js';
import { DEFAULT_FILE_RULES } from '../../src/core/file-rules.js';
import { deskSection, TRIAL_PERSON } from '../../src/desk/config.js';
import { engineSections } from '../../src/engine/config.js';

const sections = [...engineSections, deskSection, knowledgeSection] as const;

describe('configuration', () => {
  let folder: string;
  let count = 0;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'firstline-config-'));
  });

  after(async () => {
    await rm(folder, { recursive: true });
  });

  async function load(yaml: string, env: Record<string, string> = {}) {
    count += 1;
    const file = join(folder, `${count}.yaml`);
    await writeFile(file, yaml);
    return loadConfig({ file, env, sections });
  }

  it('refuses a port that does not exist', async () => {
    for (const PORT of ['65536', '-1', '1e3', '80.5', '123456']) {
      const error = await load('', { PORT }).catch((caught: unknown) => caught);
      expect(error, PORT).to.have.property('message').that.includes(`PORT: found "${PORT}"`);
    }
    expect((await load('', { PORT: '65535' })).environment.port).to.equal(65535);
  });

  it('stops at a file in another encoding, naming its line', async () => {
    const file = join(folder, 'gbk.yaml');
    await writeFile(file, Buffer.from([...Buffer.from('# one\n# '), 0xb9, 0xa4, 0x0a]));
    const error = await loadConfig({ file, env: {}, sections }).catch((caught: unknown) => caught);
    expect(error).to.include({ code: 'config.invalid', message: `${file}:2 is no UTF-8.` });
  });

  it('stops with config.missing where a named file does not exist', async () => {
    const missing = join(folder, 'nowhere.yaml');
    for (const from of [{ file: missing, env: {} }, { env: { FIRSTLINE_CONFIG: missing } }]) {
      const error = await loadConfig({ ...from, sections }).catch((caught: unknown) => caught);
      expect(error).to.be.instanceOf(FirstlineError).with.property('code', 'config.missing');
      expect(error).to.have.property('message').that.includes(missing);
    }
  });

  it('says so where the file is a folder', async () => {
    const error = await loadConfig({ file: folder, env: {}, sections }).catch((caught: unknown) => caught);
    expect(error).to.be.instanceOf(FirstlineError).with.property('code', 'config.invalid');
    expect(error).to.have.property('message').that.includes('EISDIR');
  });

  it('reads the file that FIRSTLINE_CONFIG names', async () => {
    const file = join(folder, 'named.yaml');
    await writeFile(file, 'name: Helper\n');
    const config = await loadConfig({ env: { FIRSTLINE_CONFIG: file }, sections });
    expect(config.sections.name).to.equal('Helper');
    expect(config.file).to.equal(file);
  });

  it('is all defaults where nothing is configured', async () => {
    for (const yaml of ['', '# nothing\n', 'desk:\nlimits:\n  open-cases:\n', '---\n']) {
      const { sections: found, environment } = await load(yaml);
      expect(found.name).to.equal('Firstline');
      expect(found.language).to.equal('en');
      expect(found.limits).to.deep.equal({ messagesPerMinute: 20, openCases: 3, messageLength: 4000 });
      expect(found.outbox.giveUpAfter).to.equal(86_400_000);
      expect(found.files).to.deep.equal(DEFAULT_FILE_RULES);
      expect(found.knowledge).to.deep.equal({
        folders: [],
        starters: 'auto',
        readers: {},
        terms: [],
        wrong: 0.05,
        unknown: 0.2,
      });
      expect(found.desk.alarm).to.deep.equal({});
      expect(found.desk.settings).to.include({
        place: 'web:desk/cases',
        language: 'en',
        claimWithin: 300_000,
        replyWithin: 1_800_000,
        reopenWithin: 259_200_000,
      });
      expect(found.desk.settings.roster.people).to.deep.equal([TRIAL_PERSON]);
      expect(environment).to.deep.equal({
        lookups: {},
        port: 3978,
        host: '127.0.0.1',
        dataDir: './data',
        logLevel: 'info',
        platforms: [],
        variables: {},
      });
    }
  });

  it('reads which files are passed on', async () => {
    const { sections: found } = await load(
      'files: { max-size: 0.5, per-message: 3, allowed: [.PDF, image/*], blocked: [], total-size: 100, timeout: 5s }\n',
    );
    expect(found.files).to.deep.equal({
      ...DEFAULT_FILE_RULES,
      maxBytes: 524_288,
      perMessage: 3,
      allowed: ['.pdf', 'image/*'],
      blocked: [],
      totalBytes: 104_857_600,
      timeout: 5_000,
    });
  });

  it('reads a whole desk', async () => {
    const { sections: found } = await load(`
desk:
  place: slack:T1/C2
  language: zh
  people:
    - { id: ana, name: Ana Weber, language: en, handles: { slack: U1, discord: "123456789012345678" } }
    - { id: bo, name: 博 }
  roster:
    zone: Europe/Berlin
    shifts:
      - people: [ana, bo]
        hours:
          Mon-Fri: ["9:00-12:00", 13:00-17:00]
          sat, sun: ["10:00 – 14:00"]
      - people: [bo]
        hours: always
      - people: [bo]
        hours:
          fri-mon: ["22:00-06:00"]
  claim-within: 90s
  reply-within: 1.5h
  alarm: { webhook: https://example.org/hook }
`);
    expect(found.desk.alarm).to.deep.equal({ webhook: 'https://example.org/hook' });
    const { roster, ...rest } = found.desk.settings;
    expect(rest).to.deep.equal({
      place: 'slack:T1/C2',
      language: 'zh',
      claimWithin: 90_000,
      replyWithin: 5_400_000,
      reopenWithin: 259_200_000,
    });
    expect(roster.people).to.deep.equal([
      {
        id: 'ana',
        name: 'Ana Weber',
        language: 'en',
        handles: { slack: 'U1', discord: '123456789012345678' },
      },
      { id: 'bo', name: '博', handles: {} },
    ]);
    const weekday = [
      { from: '09:00', to: '12:00' },
      { from: '13:00', to: '17:00' },
    ];
    const weekend = [{ from: '10:00', to: '14:00' }];
    const [office, always, nights] = roster.shifts;
    expect(office).to.deep.equal({
      people: ['ana', 'bo'],
      hours: {
        mon: weekday,
        tue: weekday,
        wed: weekday,
        thu: weekday,
        fri: weekday,
        sat: weekend,
        sun: weekend,
      },
    });
    expect(Object.keys(always?.hours ?? {})).to.have.length(7);
    expect(always?.hours.wed).to.deep.equal([{ from: '00:00', to: '24:00' }]);
    expect(Object.keys(nights?.hours ?? {})).to.have.members(['fri', 'sat', 'sun', 'mon']);
  });

  it('has everybody on duty round the clock where people are named and no shifts', async () => {
    const { sections: found } = await load(
      'desk: { people: [{ id: ana, name: Ana }, { id: bo, name: Bo }] }\n',
    );
    const { shifts } = found.desk.settings.roster;
    expect(shifts.map(({ people }) => people)).to.deep.equal([['ana', 'bo']]);
    expect(shifts[0]?.hours.sun).to.deep.equal([{ from: '00:00', to: '24:00' }]);
  });

  it('knows the trial person by identity, written out or not, and nobody else', async () => {
    const trial = async (yaml: string): Promise<boolean> => {
      return (await load(yaml)).sections.desk.settings.roster.people.includes(TRIAL_PERSON);
    };
    expect(await trial('')).to.equal(true);
    expect(await trial('desk: { people: [{ id: sam, name: Sam }] }')).to.equal(true);
    expect(await trial('desk: { people: [{ id: sam, name: Ana }] }')).to.equal(false);
    expect(await trial('desk: { people: [{ id: sam, name: Sam, handles: { slack: U1 } }] }')).to.equal(false);
    expect(await trial('desk: { people: [{ id: sam, name: Sam, language: en }] }')).to.equal(false);
  });

  it('is frozen to the last leaf', async () => {
    const config = await load('desk: { people: [{ id: ana, name: Ana, handles: { slack: U1 } }] }\n', {
      PORT: '1',
    });
    const loose: unknown[] = [config];
    for (const value of loose) {
      if (typeof value !== 'object' || value === null) continue;
      expect(Object.isFrozen(value), JSON.stringify(value)).to.equal(true);
      loose.push(...Object.values(value));
    }
    expect(loose.length).to.be.greaterThan(50);
  });

  it('keeps the variables of the platforms and counts an empty one as absent', async () => {
    const { environment } = await load('', {
      SLACK_BOT_TOKEN: ' xoxb-1 ',
      DISCORD_TOKEN: '',
      MicrosoftAppId: 'id',
      PORT: '',
      HOST: '0.0.0.0',
      DATA_DIR: '/srv/firstline',
      LOG_LEVEL: 'debug',
      UNRELATED: 'x',
      LOOKUP_HR_TOKEN: ' s3cret ',
      LOOKUP_EMPTY: '',
      lookup_small: 'x',
    });
    expect(environment).to.deep.equal({
      lookups: { LOOKUP_HR_TOKEN: 's3cret' },
      port: 3978,
      host: '0.0.0.0',
      dataDir: '/srv/firstline',
      logLevel: 'debug',
      platforms: ['slack', 'teams'],
      variables: {
        SLACK_BOT_TOKEN: 'xoxb-1',
        MicrosoftAppId: 'id',
        HOST: '0.0.0.0',
        DATA_DIR: '/srv/firstline',
        LOG_LEVEL: 'debug',
      },
    });
  });

  it('lets any part declare a section of its own', async () => {
    const web = {
      key: 'web',
      schema: z
        .strictObject({ origins: z.array(z.url()).default([]), title: z.string().optional() })
        .prefault({}),
    } as const satisfies Section;
    const config = await loadConfig({ env: {}, sections: [web] });
    const origins: readonly string[] = config.sections.web.origins;
    expect(origins).to.deep.equal([]);

    const file = join(folder, 'web.yaml');
    await writeFile(file, 'web: { origins: [example], titel: x }\n');
    const error = await loadConfig({ file, env: {}, sections: [web] }).catch((caught: unknown) => caught);
    expect(error)
      .to.have.property('message')
      .that.includes('expected an address such as https://example.org');
    expect(error).to.have.property('message').that.includes('web.titel: unknown key, did you mean title?');
  });

  it('lets starter articles answer in the web trial only, unless told otherwise', async () => {
    const auto = (await load('')).sections.knowledge;
    expect([startersAnswer(auto, false), startersAnswer(auto, true)]).to.deep.equal([true, false]);
    const on = (await load('knowledge: { starters: true }')).sections.knowledge;
    expect([startersAnswer(on, false), startersAnswer(on, true)]).to.deep.equal([true, true]);
    const off = (await load('knowledge: { starters: false }')).sections.knowledge;
    expect([startersAnswer(off, false), startersAnswer(off, true)]).to.deep.equal([false, false]);
  });
});
