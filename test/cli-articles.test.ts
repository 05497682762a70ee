import { readFile, writeFile } from 'node:fs/promises';
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
});
