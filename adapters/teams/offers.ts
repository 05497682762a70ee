import { buffer } from 'node:stream/consumers';
import * as z from 'zod';
import type { Log } from '../../src/core/ports/ambient.js';
import type { Files } from '../../src/core/ports/files.js';
import type { Activity } from './activity.js';
import type { Answered, Connector } from './connector.js';
import { isFileAddress } from './download.js';
import { readOffer } from './files-out.js';
import { seeingOf } from './parse.js';

const consent = z.looseObject({
  action: z.enum(['accept', 'decline']),
  context: z.unknown().optional(),
  uploadInfo: z
    .looseObject({
      uploadUrl: z.url(),
      contentUrl: z.string(),
      name: z.string(),
      uniqueId: z.string(),
      fileType: z.string().nullish(),
    })
    .nullish(),
});

/** An upload may take so long; Teams waits for the answer meanwhile. */
const UPLOAD_WITHIN = 12_000;

/**
 * Builds what happens when somebody accepts a file: its bytes go from the spool into their OneDrive, and the offer
 * becomes the file. Rejects where that did not work: then Teams says so, and they press again. Nothing where an invoke
 * is another one.
 */
export function createOffers(options: {
  readonly connector: Connector;
  readonly files: Pick<Files, 'get'>;
  /** Another server that plays OneDrive, too. */
  readonly trusted: (address: string) => boolean;
  readonly log: Log;
}): (activity: Activity) => Promise<Answered | undefined> {
  const { connector, files, trusted, log } = options;
  return async (activity) => {
    if (activity.name !== 'fileConsent/invoke') return undefined;
    const found = consent.safeParse(activity.value);
    const seeing = seeingOf(activity);
    const offer = found.success ? readOffer(found.data.context) : undefined;
    if (!found.success || !seeing || !offer) return undefined;
    const { service, conversation } = seeing;
    const offered = activity.replyToId ?? undefined;
    const { action, uploadInfo } = found.data;
    if (action === 'accept') {
      if (!uploadInfo || !isFileAddress(uploadInfo.uploadUrl, trusted))
        throw new Error('Teams did not say where the file goes.');
      const bytes = await buffer(await files.get(offer.digest));
      const response = await fetch(uploadInfo.uploadUrl, {
        method: 'PUT',
        redirect: 'error',
        headers: {
          'content-type': 'application/octet-stream',
          'content-range': `bytes 0-${bytes.length - 1}/${bytes.length}`,
        },
        body: new Uint8Array(bytes),
        signal: AbortSignal.timeout(UPLOAD_WITHIN),
      });
      await response.body?.cancel().catch(() => {});
      if (!response.ok) throw new Error(`OneDrive answered ${response.status}.`);
      const { contentUrl, name, uniqueId, fileType } = uploadInfo;
      const sent = await connector.send(service, conversation, {
        type: 'message',
        attachments: [
          {
            contentType: 'application/vnd.microsoft.teams.card.file.info',
            contentUrl,
            name,
            content: { uniqueId, fileType: fileType ?? '' },
          },
        ],
      });
      if (!sent.ok)
        log.warn({ reason: sent.outcome.reason }, 'an accepted file was not shown; it is in OneDrive');
    }
    if (offered !== undefined) await connector.remove(service, conversation, offered);
    return { status: 200 };
  };
}
