import { buffer } from 'node:stream/consumers';
import * as z from 'zod';
import type { FileRef } from '../../src/core/content.js';
import type { OutgoingFile } from '../../src/core/ports/channel.js';
import type { CardJson } from './card-elements.js';
import { isPersonal } from './places.js';
import type { Rendered } from './render.js';

/** Pictures that Teams shows inside a message, and how many bytes one may have. */
const PICTURES = new Set(['image/png', 'image/jpeg', 'image/gif']);
const PICTURE_BYTES = 1024 * 1024;

/** What is done with the files of a message. */
export interface Packed {
  /** Pictures that hang on the message itself. */
  readonly pictures: readonly CardJson[];
  /** A message for each file that its reader takes over with a click. */
  readonly offers: readonly Rendered[];
  /** What became of each, in order, for the receipt. */
  readonly files: readonly FileRef[];
}

/**
 * Files as Teams takes them: small pictures inside the message; everything else as an offer, which a person accepts
 * into their own OneDrive, in personal chats only. In channels and group chats bots cannot hand over a file.
 */
export async function packFiles(files: readonly OutgoingFile[], conversation: string): Promise<Packed> {
  const pictures: CardJson[] = [];
  const offers: Rendered[] = [];
  const told: FileRef[] = [];
  for (const { read, ...file } of files) {
    if (PICTURES.has(file.type) && file.size <= PICTURE_BYTES) {
      const data = (await buffer(await read())).toString('base64');
      pictures.push({
        contentType: file.type,
        contentUrl: `data:${file.type};base64,${data}`,
        name: file.name,
      });
      told.push(file);
    } else if (isPersonal(conversation)) {
      offers.push(offerOf(file));
      told.push(file);
    } else told.push({ ...file, refused: 'platform' });
  }
  return { pictures, offers, files: told };
}

const offered = z.object({
  firstline: z.object({ digest: z.string().regex(/^[\da-f]{64}$/), size: z.number(), name: z.string() }),
});

/** What an offer carries, once it was accepted; nothing where it is none of ours. */
export function readOffer(
  context: unknown,
): { readonly digest: string; readonly size: number; readonly name: string } | undefined {
  const found = offered.safeParse(context);
  return found.success ? found.data.firstline : undefined;
}

function offerOf({ name, size, digest }: Omit<OutgoingFile, 'read'>): Rendered {
  const context = { firstline: { digest, size, name } };
  return {
    type: 'message',
    summary: `📎 ${name}`,
    attachments: [
      {
        contentType: 'application/vnd.microsoft.teams.card.file.consent',
        name,
        content: {
          description: `📎 ${name}`,
          sizeInBytes: size,
          acceptContext: context,
          declineContext: context,
        },
      },
    ],
  };
}
