import { commandIn } from '../../src/core/desk-marks.js';
import type { Submitted } from '../../src/core/ports/channel.js';
import type { Api } from './api.js';
import type { Channels } from './channels.js';
import type { Ears } from './hear.js';
import { escapeDiscord } from './inline-out.js';
import { digest, type Seen } from './parse.js';
import { NOBODY } from './render.js';

/**
 * Builds the word to the writer of a message at the desk: that a command is none, that an edit came too late. Discord
 * shows nothing to one person alone here, so it is a reply, which the whole desk reads. If it is lost, nothing is: the
 * message itself stays without its mark.
 */
export function createRefusals(options: {
  readonly api: Api;
  readonly ears: Pick<Ears, 'isDesk'>;
  readonly channels: Channels;
}): (seen: Seen, submitted: Submitted | undefined) => Promise<void> {
  const { api, ears, channels } = options;
  return async (seen, submitted) => {
    if (submitted?.outcome !== 'done' || submitted.reply?.kind !== 'notice') return;
    if (seen.kind !== 'message' && seen.kind !== 'edit') return;
    const spot = await channels.spotOf(seen);
    const inThread = seen.channel !== spot?.channel;
    const command = seen.kind === 'message' && commandIn(seen.text) !== undefined;
    if (!spot || !ears.isDesk(spot) || !(inThread || command)) return;
    await api.call('POST', `/channels/${seen.channel}/messages`, {
      body: {
        content: escapeDiscord(submitted.reply.text),
        allowed_mentions: NOBODY,
        message_reference: { message_id: seen.id, fail_if_not_exists: false },
        nonce: digest(`${seen.id} ${submitted.reply.text}`),
        enforce_nonce: true,
      },
    });
  };
}
