import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { type ImportReport, importArticles } from '../../../knowledge/import/import.js';

describe('importing into a folder with a file that may not be read', () => {
  it('leaves that file alone, says so, and asks for no phrasings of it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'firstline-import-'));
    try {
      const source = join(folder, 'faq.csv');
      await writeFile(source, 'question,answer\nHow do I frobnicate?,Turn it.\nHow do I pay?,By card.\n');
      const out = join(folder, 'out');
      await importArticles([source], [], { folder: out });
      const path = join(out, 'how-do-i-frobnicate.en.md');
      await writeFile(path, 'mine');
      await chmod(folder, 0o755);
      await chmod(out, 0o777);
      await chmod(path, 0);
      const child = fileURLToPath(new URL('imports-as-ordinary-user.ts', import.meta.url));
      const { stdout } = await promisify(execFile)(process.execPath, [
        '--import',
        'tsx/esm',
        child,
        source,
        out,
      ]);
      const { drafts, needPhrasings } = JSON.parse(stdout) as ImportReport; // what it prints
      expect(drafts.map(({ outcome }) => outcome)).to.deep.equal(['kept', 'same']);
      expect(needPhrasings).to.deep.equal(['how-do-i-pay.en.md']);
      await chmod(path, 0o600);
      expect(await readFile(path, 'utf8')).to.equal('mine');
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
