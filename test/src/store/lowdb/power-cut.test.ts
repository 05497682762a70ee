import { cp, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Store } from '../../../../src/core/ports/store.js';
import {
  addLine,
  commitOf,
  fact,
  put,
  recordOf,
  versionOf,
  watermark,
} from '../../../contracts/store-values.js';
import { DroppingDisk } from '../../../support/disks.js';
import { freshFolder } from '../../../support/folders.js';
import { seeded } from '../../../support/random.js';
import { openFolder } from '../../../support/store-folder.js';

const WORKERS = 3;
const EACH = 30;
const SEED = Number(process.env.FIRSTLINE_CRASH_SEED ?? Date.now() % 1_000_000);

/** What a power cut would have left at one moment, and what had been acknowledged by then. */
interface Moment {
  readonly folder: string;
  readonly acknowledged: readonly number[];
}

describe('A power cut at any step of the disk', function () {
  this.timeout(120_000);

  it(`leaves a folder that starts with everything acknowledged (seed ${SEED})`, async () => {
    let moments = 0;
    for (let seed = SEED; seed < SEED + 2; seed++) moments += await cutEverywhere(seed);
    expect(moments).to.be.above(100);
  });
});

/** Lets a store work, keeps what a cut would leave after every step, and starts from each of these. */
async function cutEverywhere(seed: number): Promise<number> {
  const folder = await freshFolder();
  const moments: Moment[] = [];
  const acknowledged = Array.from({ length: WORKERS }, () => 0);
  try {
    const shadow = join(folder.root, 'shadow');
    await mkdir(shadow);
    const step = async (): Promise<void> => {
      const moment = {
        folder: join(folder.root, `moment-${moments.length}`),
        acknowledged: [...acknowledged],
      };
      moments.push(moment);
      await cp(folder.data, moment.folder, { recursive: true });
    };
    const disk = new DroppingDisk({ shadow, random: seeded(seed), leak: 0.3, step });
    const limits = { journalCommits: 15, idle: -1, hot: 0, coldBytes: 1500 };
    const store = await openFolder(folder.data, { disk, limits });
    await Promise.all(acknowledged.map((_, worker) => work(store, worker, acknowledged)));
    await store.close();
    for (const moment of moments) {
      await startFrom(moment);
      await rm(moment.folder, { recursive: true });
    }
    return moments.length;
  } finally {
    await folder.dispose();
  }
}

async function work(store: Store, worker: number, acknowledged: number[]): Promise<void> {
  const key = `watermark/${worker}` as const;
  for (let n = 0; n < EACH; n++) {
    const done = await store.commit(
      commitOf({
        records: [
          put(key, await versionOf(store, key), watermark(`${n}`)),
          put(`receipt/${worker}/${n}`, 0, watermark('x'.repeat(100))),
        ],
        lines: [addLine(`place/${worker}`, n, `${n}`)],
        facts: [fact(`${worker}/${n}`)],
      }),
    );
    expect(done.ok).to.equal(true);
    acknowledged[worker] = n + 1;
  }
}

async function startFrom({ folder, acknowledged }: Moment): Promise<void> {
  const store = await openFolder(folder);
  const facts = (await store.facts({ from: 0, limit: 9999 })).map(({ event }) => event);
  for (const [worker, least] of acknowledged.entries()) {
    const lines = (await store.lines({ stream: `place/${worker}`, limit: 9999 })).map(
      ({ content }) => content.text,
    );
    expect(lines.length).to.be.at.least(least);
    expect(lines).to.deep.equal(lines.map((_, n) => `${n}`));
    const own = facts.filter((event) => event.startsWith(`${worker}/`));
    expect(own).to.deep.equal(lines.map((text) => `${worker}/${text}`));
    const last = lines.at(-1);
    expect(await recordOf(store, `watermark/${worker}`)).to.deep.equal(
      last === undefined ? undefined : watermark(last),
    );
    for (const text of lines) expect(await versionOf(store, `receipt/${worker}/${text}`)).to.be.above(0);
  }
  await store.close();
}
