import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { plain } from '../../src/core/content.js';
import type { Outgoing } from '../../src/core/ports/channel.js';
import { channelContract } from '../contracts/channel.js';
import { freshFolder } from './folders.js';
import { createRecordingChannel } from './recording-channel.js';

const place = 'recording:w/asker';
const desk = 'recording:w/desk';

const written = (text: string, id: string) =>
  ({
    kind: 'message',
    id: `recording/${id}`,
    at: 1,
    place,
    author: { id: 'u1', name: 'Vera' },
    message: id,
    text,
    addressed: true,
    private: true,
  }) as const;

channelContract('the recording channel', async () => {
  const channel = createRecordingChannel({
    isStaff: (user, where) => user === 'ana' && where.startsWith(desk),
  });
  return {
    channel,
    place,
    desk,
    staff: 'ana',
    write: (text, id) =>
      channel.receive(written(text, id)).then(
        () => 'acknowledged' as const,
        () => 'refused' as const,
      ),
    writeUnheard: async (text, id) => channel.missed(written(text, id), '1'),
    read: async (where) => channel.standing(where).map(({ text }) => text),
  };
});

describe('the recording channel', () => {
  const outgoing: Outgoing = {
    effect: {
      kind: 'say',
      key: 'k1',
      lane: place,
      voice: 'bot',
      origin: place,
      at: 1,
      target: { place },
      content: plain('hello'),
    },
    place,
    attempt: 1,
  };
  const { signal } = new AbortController();

  it('comes to what its script says', async () => {
    const channel = createRecordingChannel();
    channel.script = () => ({ kind: 'later', reason: 'busy', retryAfter: 50 });
    expect(await channel.deliver(outgoing, signal)).to.include({ kind: 'later', retryAfter: 50 });
    expect(channel.standing(place)).to.deep.equal([]);
    channel.script = () => 'accept-then-timeout';
    expect(await channel.deliver(outgoing, signal)).to.include({ kind: 'unknown' });
    expect(channel.standing(place)).to.have.lengthOf(1);
    expect(await channel.find(outgoing, signal)).to.include({ kind: 'found' });
  });

  it('shows a message twice that was sent twice', async () => {
    const channel = createRecordingChannel();
    await channel.deliver(outgoing, signal);
    await channel.deliver(outgoing, signal);
    expect(channel.standing(place)).to.have.lengthOf(2);
  });

  it('gives up when an attempt takes longer than it may', async () => {
    const channel = createRecordingChannel({ delay: 60_000 });
    expect(await channel.deliver(outgoing, AbortSignal.timeout(10))).to.include({ kind: 'unknown' });
  });

  it('outlives the process in its file, half a line included', async () => {
    const folder = await freshFolder();
    const file = join(folder.root, 'platform.jsonl');
    await createRecordingChannel({ file }).deliver(outgoing, signal);
    await writeFile(file, '{"key":"k2","ki', { flag: 'a' });
    const next = createRecordingChannel({ file });
    expect(await next.find(outgoing, signal)).to.include({ kind: 'found' });
    await next.deliver({ ...outgoing, effect: { ...outgoing.effect, key: 'k3' } }, signal);
    expect(createRecordingChannel({ file }).deliveries.map(({ key }) => key)).to.deep.equal(['k1', 'k3']);
    await folder.dispose();
  });
});
