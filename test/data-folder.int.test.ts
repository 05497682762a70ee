import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { pino } from 'pino';
import { loadConfig, sections, startFirstline } from '../main.js';
import { freshFolder } from './support/folders.js';

describe('the data folder', function () {
  this.timeout(30_000);

  it('is for its owner alone, every file of it, and holds no secret of the environment', async () => {
    const fresh = await freshFolder();
    const dataDir = join(fresh.root, 'data of the bot');
    const config = await loadConfig({ env: { PORT: '0', DATA_DIR: dataDir }, sections });
    const firstline = await startFirstline({ config, log: pino({ level: 'silent' }) });
    try {
      expect((await stat(dataDir)).mode & 0o777).to.equal(0o700);
      const found = await readdir(dataDir, { recursive: true, withFileTypes: true });
      const open: string[] = [];
      for (const entry of found) {
        const path = join(entry.parentPath, entry.name);
        if (((await stat(path)).mode & 0o077) !== 0) open.push(entry.name);
      }
      expect(open).to.deep.equal([]);
      expect(found.map(({ name }) => name)).to.include('web.key');
      const token = firstline.signInLink('you').split('#')[1] ?? 'no link';
      for (const entry of found.filter((one) => one.isFile()))
        expect(await readFile(join(entry.parentPath, entry.name), 'utf8')).to.not.include(token);
    } finally {
      await firstline.stop();
      await fresh.dispose();
    }
  });
});
