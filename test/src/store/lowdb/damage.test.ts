import { copyFile, cp, mkdir, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { expect } from 'chai';
import { type Disk, realDisk } from '../../../../src/store/disk.js';
import { seal } from '../../../../src/store/lowdb/seal.js';
import { contentsOf, freshFolder } from '../../../support/folders.js';
import { everything, failureOf, fill, openFolder } from '../../../support/store-folder.js';

const JOURNAL_1 = 'journal-000000000001.log';

describe('A data folder that is not as it was left', () => {
  let folder: Awaited<ReturnType<typeof freshFolder>>;
  let data: string;

  beforeEach(async () => {
    folder = await freshFolder();
    data = folder.data;
  });
  afterEach(() => folder.dispose());

  /** A folder as a kill leaves it: a journal of 20 commits and, after a snapshot, one of 10 more. */
  async function killed(options: { snapshot: boolean }): Promise<string> {
    const store = await openFolder(data, options.snapshot ? {} : { limits: { journalCommits: 1e9 } });
    await fill(store, 0, 20);
    let left = data;
    if (options.snapshot) {
      await store.close();
      const again = await openFolder(data);
      await fill(again, 20, 30);
      left = join(folder.root, 'left');
      await cp(data, left, { recursive: true });
      await again.close();
    } else {
      left = join(folder.root, 'left');
      await cp(data, left, { recursive: true });
      await store.close();
    }
    return left;
  }

  /** Opening has to be refused, in words that name the file, and must leave every byte as it was. */
  async function refused(left: string, code: string, ...words: RegExp[]): Promise<void> {
    const before = await contentsOf(left);
    const failure = await failureOf(openFolder(left));
    expect(failure.code).to.equal(code);
    for (const word of words) expect(failure.message).to.match(word);
    expect(failure.hint).to.match(/Restore|newer/);
    expect(await contentsOf(left)).to.deep.equal(before);
    expect((await failureOf(openFolder(left))).code).to.equal(code);
  }

  const journalOf = async (left: string): Promise<string> =>
    join(left, (await readdir(left)).filter((name) => name.startsWith('journal-')).at(-1) ?? '');

  it('starts where a kill left it', async () => {
    const store = await openFolder(await killed({ snapshot: true }));
    expect(await store.status()).to.include({ seq: 30, facts: 30 });
    await store.close();
  });

  it('drops a torn last line that nobody was promised, and goes on from there', async () => {
    const left = await killed({ snapshot: true });
    const journal = await journalOf(left);
    await writeFile(journal, seal('{"n":31,"d":30,"f":[30,{"at":1}]}').slice(0, -7), { flag: 'a' });
    const store = await openFolder(left);
    expect(await store.status()).to.include({ seq: 30, facts: 30 });
    await fill(store, 30, 35);
    await store.close();
    const again = await openFolder(left);
    expect(await again.status()).to.include({ seq: 35, facts: 35 });
    await again.close();
  });

  it('drops what stands behind a torn line too, where nobody was promised either', async () => {
    const left = await killed({ snapshot: true });
    const torn = `${seal('{"n":31,"d":30}').slice(0, -4)}####\n${seal('{"n":32,"d":30}')}`;
    await writeFile(await journalOf(left), torn, { flag: 'a' });
    const store = await openFolder(left);
    expect(await store.status()).to.include({ seq: 30 });
    await store.close();
  });

  it('refuses a journal with garbage in the middle', async () => {
    const left = await killed({ snapshot: false });
    const journal = await journalOf(left);
    const bytes = await readFile(journal);
    bytes.fill(0x7e, Math.floor(bytes.length / 2), Math.floor(bytes.length / 2) + 60);
    await writeFile(journal, bytes);
    await refused(
      left,
      'store.damaged',
      /journal-0+1\.log is damaged at line \d+ \(byte \d+\)/,
      /acknowledged/,
    );
  });

  it('refuses a journal with garbage in the middle even where only later lines prove that it matters', async () => {
    const left = await killed({ snapshot: false });
    await rm(join(left, 'acknowledged'));
    const journal = await journalOf(left);
    const bytes = await readFile(journal);
    bytes.fill(0x0a, Math.floor(bytes.length / 3), Math.floor(bytes.length / 3) + 9);
    await writeFile(journal, bytes);
    await refused(left, 'store.damaged', /line \d+/);
  });

  it('refuses a journal that lost acknowledged lines at its end', async () => {
    const left = await killed({ snapshot: true });
    const journal = await journalOf(left);
    await truncate(journal, (await readFile(journal)).length - 200);
    await refused(left, 'store.damaged', /commit 29|commit 30/, /acknowledged/);
  });

  it('refuses a journal with a commit missing', async () => {
    const left = await killed({ snapshot: false });
    await rm(join(left, 'acknowledged'));
    const journal = await journalOf(left);
    const lines = (await readFile(journal, 'utf8')).split('\n');
    lines.splice(7, 1);
    await writeFile(journal, lines.join('\n'));
    await refused(left, 'store.damaged', /has commit 8 at line 8 \(byte \d+\), where commit 7 belongs/);
  });

  it('refuses a snapshot that was cut in half', async () => {
    const left = await killed({ snapshot: true });
    const snapshot = join(left, 'snapshot.ndjson');
    await truncate(snapshot, Math.floor((await readFile(snapshot)).length / 2));
    await refused(left, 'store.damaged', /snapshot\.ndjson ends too early/);
  });

  it('refuses a snapshot with one changed letter', async () => {
    const left = await killed({ snapshot: true });
    const snapshot = join(left, 'snapshot.ndjson');
    const text = await readFile(snapshot, 'utf8');
    await writeFile(snapshot, text.replace('line 7', 'line 8'));
    await refused(left, 'store.damaged', /snapshot\.ndjson does not match its checksum/);
  });

  it('refuses a journal without its snapshot', async () => {
    const left = await killed({ snapshot: true });
    await rm(join(left, 'snapshot.ndjson'));
    await refused(left, 'store.damaged', /begins with commit 21, yet there is no snapshot/);
  });

  it('refuses a snapshot without its journal', async () => {
    const left = await killed({ snapshot: true });
    await rm(await journalOf(left));
    await refused(left, 'store.damaged', /journal-0+21\.log is missing/);
  });

  it('refuses a snapshot without the file that its facts are in', async () => {
    const left = await killed({ snapshot: true });
    await truncate(join(left, 'facts-0.log'), 100);
    await refused(left, 'store.damaged', /facts-0\.log has 100 bytes/);
    await rm(join(left, 'facts-0.log'));
    await refused(left, 'store.damaged', /facts-0\.log is missing/);
  });

  it('refuses a folder in which only the proof of its commits is left', async () => {
    const left = await killed({ snapshot: false });
    await rm(join(left, JOURNAL_1));
    await refused(left, 'store.damaged', /held 20 commits, yet neither a snapshot nor a journal/);
  });

  it('refuses what a newer Firstline wrote', async () => {
    await mkdir(data);
    await writeFile(join(data, JOURNAL_1), seal('{"firstline":"journal","format":99,"from":0}'));
    await refused(data, 'store.format', /format 99/);
  });

  it('reads what format 0 wrote, and writes it back in the format of today', async () => {
    await mkdir(data);
    const fixtures = new URL('../../../fixtures/store-format-0/', import.meta.url);
    for (const name of await readdir(fixtures)) await copyFile(new URL(name, fixtures), join(data, name));
    const look = async () => {
      const store = await openFolder(data);
      const found = {
        due: await store.due({ now: 99, limit: 9 }),
        facts: (await store.facts({ from: 0, limit: 9 })).map(({ event }) => event),
        lines: (await store.lines({ stream: 'place/a', limit: 9 })).map(({ content }) => content.text),
        cases: (await store.cases({ limit: 9 })).map(({ number, state }) => `${number} ${state}`),
      };
      await store.close();
      return found;
    };
    const place = 'web:w/c';
    const expected = {
      due: [
        { key: 't1', at: 10, place, purpose: { kind: 'case', case: 1 } },
        { key: 't2', at: 20, place, purpose: { kind: 'case', case: 2 } },
      ],
      facts: ['e0', 'e1', 'e2'],
      lines: ['你好', 'hello'],
      cases: ['2 queued', '1 resolved'],
    };
    expect(await look()).to.deep.equal(expected);
    for (const [name, bytes] of await contentsOf(data)) {
      if (name === 'acknowledged') continue;
      expect(Buffer.from(bytes, 'base64').toString('utf8').split('\n')[0], name).to.include('"format":1');
    }
    expect(await look()).to.deep.equal(expected);
  });

  it('removes what an interrupted snapshot left, and nothing else', async () => {
    const left = await killed({ snapshot: true });
    const full = await openFolder(left);
    const expected = await everything(full);
    await full.close();
    await writeFile(join(left, 'snapshot.ndjson.tmp'), 'half');
    await writeFile(join(left, 'cold-7.log'), 'half');
    await writeFile(join(left, 'facts-3.log'), 'half');
    await writeFile(join(left, JOURNAL_1), 'already in the snapshot');
    await writeFile(join(left, 'facts-0.log'), 'behind the snapshot', { flag: 'a' });
    await writeFile(join(left, "the owner's note.txt"), 'mine');
    const store = await openFolder(left);
    expect(await everything(store)).to.deep.equal(expected);
    const names = await readdir(left);
    expect(names).to.include("the owner's note.txt");
    expect(names).to.not.include.members(['snapshot.ndjson.tmp']);
    expect(names.filter((name) => /cold-7|facts-3|0001\.log/.test(name))).to.deep.equal([]);
    await store.close();
    const again = await openFolder(left);
    expect(await everything(again)).to.deep.equal(expected);
    await again.close();
  });

  it('makes durable what a killed process left before anybody relies on it', async () => {
    const left = await killed({ snapshot: true });
    await writeFile(join(left, JOURNAL_1), 'already in the snapshot');
    const steps: string[] = [];
    const disk: Disk = {
      ...realDisk,
      async open(path, mode) {
        const file = await realDisk.open(path, mode);
        const datasync = async (): Promise<void> => {
          steps.push(`datasync ${basename(path)}`);
          await file.datasync();
        };
        return { ...file, datasync };
      },
      async syncFolder(path) {
        steps.push('sync folder');
        await realDisk.syncFolder(path);
      },
      async remove(path) {
        steps.push(`remove ${basename(path)}`);
        await realDisk.remove(path);
      },
    };
    const store = await openFolder(left, { disk });
    const opened = [...steps];
    await store.close();
    expect(opened).to.deep.equal(['sync folder', `remove ${JOURNAL_1}`, `datasync journal-000000000021.log`]);
  });

  it('starts again where it was killed before its first journal was complete', async () => {
    await mkdir(data);
    await writeFile(join(data, JOURNAL_1), 'da4b9237');
    const store = await openFolder(data);
    await fill(store, 0, 3);
    await store.close();
    const again = await openFolder(data);
    expect(await again.status()).to.include({ seq: 3 });
    await again.close();
  });
});
