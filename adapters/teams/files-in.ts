import type { FileRef } from '../../src/core/content.js';
import { type Activity, type Attachment, kindOf } from './activity.js';
import { textIn } from './json.js';

/**
 * A file that hangs on a message. Its id is its address: Teams has nothing else by which a bot could ask for it again.
 * Of what was sent in a channel or a group chat the bot gets no address, and the id says so.
 */
export interface SeenFile extends Omit<FileRef, 'from' | 'digest' | 'refused'> {
  readonly id: string;
}

/** The id of a file that Teams does not hand to bots. */
export const NOT_FOR_BOTS = 'not-for-bots';

/** The files of a message. */
export function filesIn(activity: Activity): readonly SeenFile[] {
  const attachments = activity.attachments ?? [];
  const handed = attachments.flatMap(fileOf);
  if (kindOf(activity) === 'personal') return handed;
  return [...handed, ...attachments.flatMap(kept)];
}

function fileOf({ contentType, contentUrl, content, name }: Attachment, n: number): SeenFile[] {
  if (contentType === 'application/vnd.microsoft.teams.file.download.info') {
    const id = textIn(content, 'downloadUrl');
    const extension = textIn(content, 'fileType') ?? '';
    if (id === undefined) return [];
    const called = name ?? `file.${extension}`;
    return [{ id: withName(id, called), name: called, type: 'application/octet-stream', size: 0 }];
  }
  if (/^image\//.test(contentType) && contentUrl != null) {
    const type = contentType === 'image/*' ? 'image/png' : contentType;
    const called = name ?? `picture-${n + 1}.${type.slice(6)}`;
    return [{ id: withName(contentUrl, called), name: called, type, size: 0 }];
  }
  return [];
}

/** The address does not say what the file is called; its fragment goes nowhere. */
function withName(address: string, name: string): string {
  return `${address.replace(/#.*/, '')}#${encodeURIComponent(name)}`;
}

/** In channels and group chats a message only says that something hangs below it. */
function kept({ contentType, content }: Attachment): SeenFile[] {
  if (contentType !== 'text/html' || typeof content !== 'string') return [];
  return [...content.matchAll(/<attachment\b/gi)].slice(0, 1).map(() => ({
    id: NOT_FOR_BOTS,
    name: 'file',
    type: 'application/octet-stream',
    size: 0,
  }));
}
