import { type Answer, call, explain } from './api.js';
import { isNote, withoutMark } from './desk-lines.js';
import { NOTE_MARK } from './desk-words.js';
import { newId } from './ids.js';
import { t } from './language.js';
import { confirm, toast } from './toast.js';
import type { WireDone, WireLine } from './wire.js';

/** Changes a reply or a note of one's own; a note stays a note. The copy at the asker follows. Says whether it was taken. */
export async function changeMessage(path: string, line: WireLine, text: string): Promise<boolean> {
  const wanted = line.voice === 'note' ? `${NOTE_MARK} ${isNote(text) ? withoutMark(text) : text}` : text;
  if (wanted === line.text) return true;
  const answer = await call<WireDone>('PUT', addressOf(path, line), { revision: newId(), text: wanted });
  tell(answer);
  return answer.ok;
}

/** Deletes a reply or a note of one's own, after asking. */
export async function deleteMessage(path: string, line: WireLine): Promise<void> {
  const sure = await confirm({
    title: t('deleteTitle'),
    text: t(line.voice === 'note' ? 'deleteNoteText' : 'deleteReplyText'),
    yes: t('delete'),
    no: t('cancel'),
  });
  if (sure) tell(await call<WireDone>('DELETE', addressOf(path, line)));
}

function addressOf(path: string, line: WireLine): string {
  return `${path}/${encodeURIComponent(line.message ?? '')}`;
}

function tell(answer: Answer<WireDone>): void {
  if (!answer.ok) toast(explain(answer));
  else if (answer.value.reply?.kind === 'notice') toast(answer.value.reply.text);
}
