import { z } from 'zod';
import type { FileRef } from '../../src/core/content.js';
import { cleanName } from '../../src/core/file-rules.js';
import type { PlaceKey } from '../../src/core/place.js';

const text = z.string();

/** The files of a message; in a channel that is shared with others Slack tells no more than their ids. */
export const filesShape = z
  .array(
    z.object({
      id: text,
      name: text.nullish(),
      title: text.nullish(),
      mimetype: text.nullish(),
      size: z.number().nullish(),
    }),
  )
  .transform((files): readonly SlackFile[] =>
    files.map(({ id, name, title, mimetype, size }) => ({
      id,
      name: cleanName(name ?? title ?? 'file'),
      type: mimetype ?? 'application/octet-stream',
      size: size ?? 0,
    })),
  );

/** A file as a message names it. */
export interface SlackFile {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly size: number;
}

/** The files of a message as the engine knows them: by where they hang, never by an address. */
export function fileRefs(files: readonly SlackFile[], place: PlaceKey, message: string): readonly FileRef[] {
  return files.map(({ id, ...rest }) => ({ ...rest, from: { place, message, id } }));
}
