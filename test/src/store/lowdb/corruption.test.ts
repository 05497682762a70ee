import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import type { StoreLimits } from '../../../../src/store/lowdb/limits.js';
import { contentsOf, freshFolder } from '../../../support/folders.js';
import { everything, fill, openFolder, untilCalm } from '../../../support/store-folder.js';

const COMMITS = 60;

// Even over the whole range, unlike a random double.
const share = fc.nat({ max: 9999 }).map((part) => part / 10_000);

const harm = fc.record({
  file: share,
  at: share,
  how: fc.oneof(
    fc.constant({ kind: 'cut' as const }),
    fc.constant({ kind: 'remove' as const }),
    fc.record({
      kind: fc.constant('overwrite' as const),
      bytes: fc.uint8Array({ minLength: 1, maxLength: 40 }),
    }),
    fc.record({
      kind: fc.constant('insert' as const),
      bytes: fc.uint8Array({ minLength: 1, maxLength: 40 }),
    }),
    fc.record({ kind: fc.constant('leave out' as const), length: fc.integer({ min: 1, max: 2000 }) }),
    fc.record({ kind: fc.constant('zero' as const), length: fc.integer({ min: 1, max: 2000 }) }),
  ),
});

describe('A data folder with one damaged file', function () {
  this.timeout(60_000);
  const shapes: Readonly<Record<string, Partial<StoreLimits>>> = {
    'a journal alone': { journalCommits: 1e9 },
    'a snapshot and a journal': { journalCommits: 25 },
    'a snapshot, a journal and spilled records': { journalCommits: 25, idle: -1, hot: 0 },
  };
  for (const [shape, limits] of Object.entries(shapes)) {
    it(`starts with everything acknowledged, or is refused unchanged: ${shape}`, async () => {
      const folder = await freshFolder();
      const store = await openFolder(folder.data, { limits });
      await fill(store, 0, COMMITS);
      const expected = await everything(store);
      const left = join(folder.root, 'left');
      await untilCalm(folder.data);
      await cp(folder.data, left, { recursive: true });
      await store.close();
      const outcomes = { whole: 0, refused: 0, told: 0 };
      let run = 0;
      try {
        await fc.assert(
          fc.asyncProperty(harm, async (chosen) => {
            const copy = join(folder.root, `copy-${run++}`);
            await cp(left, copy, { recursive: true });
            await inflict(copy, chosen);
            const before = await contentsOf(copy);
            const opened = await openFolder(copy, { limits }).catch((error: { code?: string }) => error.code);
            if (opened === undefined || typeof opened === 'string') {
              expect(opened).to.equal('store.damaged');
              expect(await contentsOf(copy)).to.deep.equal(before);
              outcomes.refused += 1;
            } else {
              // What is spilled is looked at when it is read: then it says so.
              const found = await everything(opened).catch((error: { code?: string }) => error.code);
              await opened.close();
              if (found === 'store.damaged') outcomes.told += 1;
              else expect(found).to.deep.equal(expected);
              if (found !== 'store.damaged') outcomes.whole += 1;
            }
            await rm(copy, { recursive: true });
          }),
          { numRuns: 150, endOnFailure: false },
        );
      } finally {
        await folder.dispose();
      }
      expect(outcomes.refused).to.be.above(40);
      expect(outcomes.whole).to.be.above(10);
    });
  }

  it('is never started with half of a commit, wherever its unacknowledged tail was torn', async () => {
    const folder = await freshFolder();
    try {
      const store = await openFolder(folder.data);
      await fill(store, 0, 4);
      await store.close();
      const [journal = ''] = (await readdir(folder.data)).filter((name) => name.startsWith('journal-'));
      const more = await openFolder(folder.data);
      await fill(more, 4, 6);
      const grown = await readFile(join(folder.data, journal));
      const left = join(folder.root, 'left');
      await untilCalm(folder.data);
      await cp(folder.data, left, { recursive: true });
      await more.close();
      // As after a power cut that came before the fsync: nothing proves that anybody was told.
      await rm(join(left, 'acknowledged'));
      for (let length = grown.length; length > 0; length -= 37) {
        const copy = join(folder.root, 'copy');
        await cp(left, copy, { recursive: true });
        await writeFile(join(copy, journal), grown.subarray(0, length));
        const again = await openFolder(copy);
        const { seq, facts } = await again.status();
        const lines = await again.lines({ stream: 'place/a', limit: 99 });
        expect([facts, lines.length]).to.deep.equal([seq, seq]);
        expect(seq).to.be.within(4, 6);
        await again.close();
        await rm(copy, { recursive: true });
      }
    } finally {
      await folder.dispose();
    }
  });
});

async function inflict(
  folder: string,
  { file, at, how }: typeof harm extends fc.Arbitrary<infer T> ? T : never,
): Promise<void> {
  const names = await readdir(folder);
  const path = join(folder, names[Math.floor(file * names.length)] ?? '');
  const bytes = await readFile(path);
  const offset = Math.floor(at * bytes.length);
  const [before, after] = [bytes.subarray(0, offset), bytes.subarray(offset)];
  switch (how.kind) {
    case 'cut':
      return writeFile(path, before);
    case 'remove':
      return rm(path);
    case 'overwrite':
      return writeFile(path, Buffer.concat([before, how.bytes, after.subarray(how.bytes.length)]));
    case 'insert':
      return writeFile(path, Buffer.concat([before, how.bytes, after]));
    case 'leave out':
      return writeFile(path, Buffer.concat([before, after.subarray(how.length)]));
    case 'zero': {
      const length = Math.min(how.length, after.length);
      return writeFile(path, Buffer.concat([before, Buffer.alloc(length), after.subarray(length)]));
    }
    default:
      return how satisfies never;
  }
}
