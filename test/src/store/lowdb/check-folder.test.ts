import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { checkFolder } from '../../../../src/store/lowdb/check-folder.js';
import { freshFolder } from '../../../support/folders.js';

describe('the check of the data folder', () => {
  let fresh: Awaited<ReturnType<typeof freshFolder>>;
  before(async () => {
    fresh = await freshFolder();
  });
  after(() => fresh.dispose());

  it('finds that a folder can be written, and leaves it as it was', async () => {
    await mkdir(fresh.data);
    expect(await checkFolder(fresh.data)).to.include({ level: 'ok', text: `${fresh.data} can be written.` });
    expect(await readdir(fresh.data)).to.deep.equal([]);
  });

  it('finds that a folder can be made, and does not make it', async () => {
    const folder = join(fresh.root, 'a/b');
    expect(await checkFolder(folder)).to.include({
      level: 'ok',
      text: `${folder} will be made by the first start.`,
    });
    expect(await readdir(fresh.root)).not.to.include('a');
  });

  it('says why it cannot be written, and what helps', async () => {
    const file = join(fresh.root, 'file');
    await writeFile(file, '');
    for (const folder of [file, join(file, 'data')]) {
      const { level, text, fix } = await checkFolder(folder);
      expect(level).to.equal('failed');
      expect(text).to.include(`The data folder ${folder} cannot be written: a file stands`);
      expect(fix).to.include('DATA_DIR');
    }
  });
});
