import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { expect } from 'chai';
import type { Clock } from '../../src/core/ports/ambient.js';
import type { FileLimits, Files } from '../../src/core/ports/files.js';
import { stoppedClock } from './store-values.js';

/** Somewhere a spool can be opened again and again. */
export interface FilesPlace {
  open(clock: Clock, limits: FileLimits): Promise<Files>;
  dispose(): Promise<void>;
}

const LIMITS: FileLimits = { fileBytes: 1000, totalBytes: 2500, writing: 2 };
const META = { name: '截图.png', type: 'image/png' };

/** Everything that the spool promises. `options.skip` names promises that are not kept, with the reason. */
export function filesContract(
  name: string,
  open: () => Promise<FilesPlace>,
  options: { readonly skip?: Readonly<Record<string, string>> } = {},
): void {
  interface UnderTest {
    files: Files;
    readonly clock: ReturnType<typeof stoppedClock>;
    reopen(): Promise<void>;
  }
  const promises = (title: string, test: (under: UnderTest) => Promise<void>): void => {
    const reason = options.skip?.[title];
    if (reason !== undefined) {
      it.skip(`${title} (skipped: ${reason})`);
      return;
    }
    it(title, async () => {
      const place = await open();
      const clock = stoppedClock();
      const under: UnderTest = {
        files: await place.open(clock, LIMITS),
        clock,
        async reopen() {
          under.files = await place.open(clock, LIMITS);
        },
      };
      try {
        await test(under);
      } finally {
        await place.dispose();
      }
    });
  };
  const of = (...parts: (string | Buffer)[]): Readable =>
    Readable.from(parts.map((part) => Buffer.from(part)));
  const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex');
  const refusal = (promise: Promise<unknown>): Promise<string> =>
    promise.then(
      () => 'taken',
      (error: { code?: string }) => error.code ?? 'no code',
    );
  const textOf = async (stream: Readable): Promise<string> => {
    const parts: Buffer[] = [];
    for await (const part of stream) parts.push(part);
    return Buffer.concat(parts).toString('utf8');
  };

  describe(`${name} keeps the promises of a spool`, () => {
    promises('a file comes back as it was put, also after a restart', async (under) => {
      const ref = await under.files.put(of('he', 'llo'), META);
      expect(ref).to.deep.equal({ digest: digestOf('hello'), size: 5, ...META });
      for (const _ of [1, 2]) {
        expect(await under.files.has(ref.digest)).to.equal(true);
        expect(await textOf(await under.files.get(ref.digest))).to.equal('hello');
        await under.reopen();
      }
    });

    promises('an empty file is a file', async ({ files }) => {
      const ref = await files.put(of(), META);
      expect(ref.size).to.equal(0);
      expect(await textOf(await files.get(ref.digest))).to.equal('');
    });

    promises('what is not there is told as missing', async ({ files }) => {
      for (const digest of [digestOf('nobody'), '', '../../etc/passwd', 'A'.repeat(64)]) {
        expect(await files.has(digest)).to.equal(false);
        expect(await refusal(files.get(digest))).to.equal('files.missing');
      }
    });

    promises('a file that is too large is refused, and leaves nothing', async ({ files }) => {
      const large = 'x'.repeat(1001);
      expect(await refusal(files.put(of(large), META))).to.equal('files.refused');
      expect(await files.has(digestOf(large))).to.equal(false);
      expect(await files.put(of('x'.repeat(1000)), META)).to.include({ size: 1000 });
    });

    promises('a stream that never ends is cut off at the limit', async ({ files }) => {
      let read = 0;
      const endless = Readable.from(
        (async function* () {
          for (;;) {
            read += 100;
            yield Buffer.alloc(100);
          }
        })(),
      );
      expect(await refusal(files.put(endless, META))).to.equal('files.refused');
      expect(endless.destroyed).to.equal(true);
      expect(read).to.be.below(100_000);
    });

    promises(
      'a full spool refuses, and takes again what fits after a sweep, also after a restart',
      async (under) => {
        const put = (letter: string) => under.files.put(of(letter.repeat(1000)), META);
        await put('a');
        await put('b');
        expect(await refusal(put('c'))).to.equal('files.refused');
        await under.reopen();
        expect(await refusal(put('c'))).to.equal('files.refused');
        under.clock.at += 1000;
        expect(await under.files.sweep({ before: under.clock.at, keep: new Set() })).to.equal(2);
        await put('c');
        await put('d');
      },
    );

    promises('the same bytes are kept once, and count once', async ({ files }) => {
      const refs = await Promise.all([1, 2, 3, 4, 5].map(() => files.put(of('a'.repeat(700)), META)));
      expect(new Set(refs.map(({ digest }) => digest)).size).to.equal(1);
      await files.put(of('b'.repeat(900)), META);
      await files.put(of('c'.repeat(900)), META);
    });

    promises('a stream that fails is refused, and leaves nothing', async (under) => {
      const failing = Readable.from(
        (async function* () {
          yield Buffer.from('half');
          throw new Error('the sender hung up');
        })(),
      );
      expect(await refusal(under.files.put(failing, META))).to.equal('files.refused');
      expect(await under.files.has(digestOf('half'))).to.equal(false);
      // Nothing of it counts either.
      await under.files.put(of('x'.repeat(1000)), META);
      await under.files.put(of('y'.repeat(1000)), META);
      await under.files.put(of('z'.repeat(500)), META);
    });

    promises(
      'no more are written at once than allowed, and those that wait get their turn',
      async ({ files }) => {
        let reading = 0;
        let most = 0;
        const slow = (n: number): Readable =>
          Readable.from(
            (async function* () {
              reading += 1;
              most = Math.max(most, reading);
              await new Promise((resolve) => setTimeout(resolve, 5));
              yield Buffer.from(`file ${n}`);
              reading -= 1;
            })(),
          );
        const refs = await Promise.all(Array.from({ length: 10 }, (_, n) => files.put(slow(n), META)));
        expect(new Set(refs.map(({ digest }) => digest)).size).to.equal(10);
        expect(most).to.be.at.most(LIMITS.writing);
      },
    );

    promises('too many at once are refused', async ({ files }) => {
      const all = await Promise.all(
        Array.from({ length: 100 }, (_, n) => refusal(files.put(of(`file ${n}`), META))),
      );
      expect(new Set(all)).to.deep.equal(new Set(['taken', 'files.busy']));
      expect(await refusal(files.put(of('later'), META))).to.equal('taken');
    });

    promises('a sweep keeps what is named and what is young', async (under) => {
      const { files, clock } = under;
      const old = await files.put(of('old'), META);
      const kept = await files.put(of('kept'), META);
      const again = await files.put(of('again'), META);
      clock.at += 60_000;
      const young = await files.put(of('young'), META);
      await files.put(of('again'), META);
      const removed = await files.sweep({ before: clock.at - 1000, keep: new Set([kept.digest]) });
      expect(removed).to.equal(1);
      const there = await Promise.all([old, kept, again, young].map(({ digest }) => files.has(digest)));
      expect(there).to.deep.equal([false, true, true, true]);
    });
  });
}
