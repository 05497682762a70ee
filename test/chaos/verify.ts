import { placeStream } from '../../src/core/line.js';
import type { PlaceKey } from '../../src/core/place.js';
import { silentLog, systemClock } from '../../src/core/ports/ambient.js';
import { openStore } from '../../src/store/lowdb/store.js';
import type { Hasty } from './hasty.js';

/** Looks into the folder, with the process gone: the outbox is empty, nothing that was said is missing or doubled. */
export async function lookInside(folder: string, hurried: readonly Hasty[]): Promise<readonly string[]> {
  const problems: string[] = [];
  const store = await openStore({ folder, clock: systemClock, log: silentLog });
  try {
    const { effects } = await store.status();
    if (effects > 0) problems.push(`${effects} effects are still in the outbox`);
    for (const { name, asker, texts } of hurried) {
      // A seat names its place as the store does.
      const stream = placeStream(asker.place as PlaceKey);
      const lines = await store.lines({ stream, limit: 10_000 });
      const heard = lines.filter(({ voice }) => voice === 'asker').map(({ content }) => content.text);
      if (sorted(heard) !== sorted(texts))
        problems.push(`${name} said ${JSON.stringify(texts)}, kept is ${JSON.stringify(heard)}`);
      for (const { state, content } of lines)
        if (state === 'pending' || state === 'failed')
          problems.push(`${name}: ${state}: ${content.text.slice(0, 80)}`);
      const order = asker.stands?.();
      if (!order) continue;
      const said = lines.flatMap(({ voice, state, message }) =>
        voice !== 'asker' && state === 'delivered' && message !== undefined ? [message] : [],
      );
      const stands = order.filter((id) => said.includes(id));
      if (said.join() !== stands.join())
        problems.push(`${name}: said in the order ${said}, stands as ${stands}`);
    }
  } finally {
    await store.close();
  }
  return problems;
}

function sorted(texts: readonly string[]): string {
  return texts.toSorted().join('\n');
}
