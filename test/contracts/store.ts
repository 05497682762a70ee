import { describeModel } from './store-model.js';
import { describeQueue } from './store-queue.js';
import { describeReader } from './store-reader.js';
import { describeRecords } from './store-records.js';
import { type Promises, type StorePlace, type StoreUnderTest, stoppedClock } from './store-values.js';

/**
 * Everything that the store port promises. `open` gives an empty place; `options.skip` names promises, by their
 * title, that an implementation does not keep, with the reason.
 */
export function storeContract(
  name: string,
  open: () => Promise<StorePlace>,
  options: { readonly skip?: Readonly<Record<string, string>>; readonly runs?: number } = {},
): void {
  const promises: Promises = (title, test) => {
    const reason = options.skip?.[title];
    if (reason !== undefined) {
      it.skip(`${title} (skipped: ${reason})`);
      return;
    }
    it(title, async () => {
      const place = await open();
      const clock = stoppedClock();
      const under: StoreUnderTest = {
        store: await place.open(clock),
        clock,
        async reopen() {
          await under.store.close();
          under.store = await place.open(clock);
        },
      };
      try {
        await test(under);
      } finally {
        await under.store.close();
        await place.dispose();
      }
    });
  };
  describe(`${name} keeps the promises of a store`, () => {
    describe('records and commits', () => describeRecords(promises));
    describe('the outbox and the timers', () => describeQueue(promises));
    describe('lines, cases, facts and news', () => describeReader(promises));
    describe('as a whole', () => describeModel(open, options.runs ?? 40));
  });
}
