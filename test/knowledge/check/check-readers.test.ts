import { expect } from 'chai';
import { checkReaders } from '../../../knowledge/check/check-readers.js';
import { type ArticleFile, readArticleFile } from '../../../knowledge/files/head.js';

async function written(id: string, head: string): Promise<ArticleFile> {
  const text = `---\nid: ${id}\nlanguage: en\ntitle: T\ncategory: c\nphrasings:\n  - p\n${head}---\nBody.\n`;
  const { article } = await readArticleFile(`${id}.en.md`, text);
  if (!article) throw new Error('The article of the test has a mistake.');
  return article;
}

describe('articles that nobody may read', () => {
  const readers = { slack: ['everyone', 'employees'], discord: ['everyone', 'community'] };

  it('are told, once for each group, with the groups that there are', async () => {
    const files = [
      await written('pay', 'audience: employes\n'),
      await written('leave', 'audience: employes\n'),
      await written('role', 'audience: community\nplatforms: [slack, teams]\n'),
    ];
    const hint =
      'Name the group under knowledge.readers, where there are community, employees, everyone, or correct it.';
    expect(checkReaders({ readers }, files)).to.deep.equal([
      {
        level: 'warning',
        file: 'pay.en.md',
        line: 8,
        message: 'Nobody may read "pay", nor 1 other for that group: no readers belong to "employes".',
        hint,
      },
      {
        level: 'warning',
        file: 'role.en.md',
        line: 8,
        message: 'Nobody may read "role": no readers on slack, teams belong to "community".',
        hint,
      },
    ]);
  });

  it('are none where a platform has their group, or where they are for everyone', async () => {
    const files = [
      await written('pay', 'audience: employees\n'),
      await written('role', 'audience: community\nplatforms: [discord]\n'),
      await written('open', 'audience: everyone\n'),
      await written('shop', 'platforms: [web]\n'),
    ];
    expect(checkReaders({ readers }, files)).to.deep.equal([]);
  });

  it('are told where a platform is spelt as none is', async () => {
    const told = checkReaders({ readers: { Slack: ['employees'] } }, [
      await written('pay', 'audience: employees\n'),
    ]);
    expect(told.map(({ file, message }) => [file, message])).to.deep.equal([
      ['firstline.yaml', 'knowledge.readers names the platform "Slack", which there is not.'],
      ['pay.en.md', 'Nobody may read "pay": no readers belong to "employees".'],
    ]);
  });
});
