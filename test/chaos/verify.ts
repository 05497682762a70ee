import { placeStream } from '../../src/core/line.js';
import { placeKey } from '../../src/core/place.js';
import { silentLog, systemClock } from '../../src/core/ports/ambient.js';
import { openStore } from '../../src/store/lowdb/store.js';
import { isObject } from '../support/slack/json.js';
import type { World } from './world.js';

/** Posted messages of the bot that stand in Slack twice. */
export function twiceIn({ slack }: World): readonly string[] {
  const seen = new Set<string>();
  const twice: string[] = [];
  for (const { metadata, text } of slack.look.posted()) {
    const payload = metadata?.event_payload;
    const key = isObject(payload) ? `${payload.key}/${payload.part}` : `without a key: ${text}`;
    if (seen.has(key)) twice.push(`${key}: ${text.slice(0, 80)}`);
    seen.add(key);
  }
  return twice;
}

/** Somebody who wrote all at once, and what. */
export interface Hurried {
  readonly name: string;
  readonly channel: string;
  readonly texts: readonly string[];
}

/** Looks into the folder, with the process gone: the outbox is empty, nothing that was said is missing or doubled. */
export async function lookInside(world: World, hurried: readonly Hurried[]): Promise<readonly string[]> {
  const problems: string[] = [];
  const { slack } = world;
  const store = await openStore({ folder: world.task.dataDir, clock: systemClock, log: silentLog });
  try {
    const { effects } = await store.status();
    if (effects > 0) problems.push(`${effects} effects are still in the outbox`);
    for (const { name, channel, texts } of hurried) {
      const place = placeKey({ platform: 'slack', workspace: slack.teamId, channel });
      const lines = await store.lines({ stream: placeStream(place), limit: 10_000 });
      const heard = lines.filter(({ voice }) => voice === 'asker').map(({ content }) => content.text);
      if ([...heard].sort().join('\n') !== [...texts].sort().join('\n'))
        problems.push(`${name} said ${JSON.stringify(texts)}, kept is ${JSON.stringify(heard)}`);
      const order = slack.look.posted(channel).map(({ ts }) => ts);
      const said = lines.flatMap(({ voice, state, message }) =>
        voice !== 'asker' && state === 'delivered' && message !== undefined ? [message] : [],
      );
      const stands = order.filter((ts) => said.includes(ts));
      if (said.join() !== stands.join())
        problems.push(`${name}: said in the order ${said}, stands as ${stands}`);
      for (const { state, content } of lines)
        if (state === 'pending' || state === 'failed')
          problems.push(`${name}: ${state}: ${content.text.slice(0, 80)}`);
    }
  } finally {
    await store.close();
  }
  return problems;
}
