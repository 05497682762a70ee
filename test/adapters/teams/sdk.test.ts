import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { importsOf } from '../../support/imports.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** Every source of the product: not the tests, the tools or the examples. */
async function sources(folder = root): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const found = await Promise.all(
    entries.map(async (entry): Promise<readonly string[]> => {
      const path = join(folder, entry.name);
      if (entry.isDirectory())
        return /^(?:node_modules|dist|test|tools|examples|coverage|data|\..*)$/.test(entry.name)
          ? []
          : sources(path);
      return entry.name.endsWith('.ts') ? [path] : [];
    }),
  );
  return found.flat();
}

describe('the SDK of Teams, which is archived', () => {
  it('is imported by one file, types too, so that another can take its place', async () => {
    const users: string[] = [];
    const all = await sources();
    expect(all.length).to.be.greaterThan(100);
    for (const path of all) {
      const imports = importsOf(await readFile(path, 'utf8'));
      if (imports.some(({ specifier = '' }) => /^(?:botbuilder|botframework-|@microsoft\/)/.test(specifier)))
        users.push(path.slice(root.length));
    }
    expect(users).to.deep.equal(['adapters/teams/channel.ts']);
  });
});
