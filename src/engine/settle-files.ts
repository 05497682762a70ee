import { type FileRef, type FileRefusal, plain } from '../core/content.js';
import type { Draft } from '../core/draft.js';
import type { LineRef } from '../core/effect.js';
import type { Event, ReceiptEvent } from '../core/event.js';
import { sizeInWords } from '../core/file-rules.js';
import type { Language } from '../core/language.js';
import { type PhraseKey, phrase } from '../core/phrases/phrase.js';
import type { RecordKey } from '../core/records.js';
import type { Settings } from '../core/settings.js';

const WHY: Readonly<Record<FileRefusal, PhraseKey>> = {
  'too-large': 'fileTooLarge',
  type: 'fileType',
  'too-many': 'fileTooMany',
  empty: 'fileEmpty',
  gone: 'fileGone',
  platform: 'filePlatform',
  full: 'fileFull',
  unavailable: 'fileUnavailable',
};

/** The records of the files that an event may bring into lines. */
export function fileKeys(event: Event): readonly RecordKey<'file'>[] {
  return keysOf(event.kind === 'message' ? event.files : event.kind === 'receipt' ? event.receipt.files : []);
}

/** The records of these files. */
export function keysOf(files: readonly FileRef[] = []): readonly RecordKey<'file'>[] {
  const digests = files.flatMap(({ digest }) => (digest === undefined ? [] : [digest]));
  return [...new Set(digests)].map((digest) => `file/${digest}` as const);
}

/** The files that a message brought with it are kept for as long as the lines that name them. */
export function keepFiles(draft: Draft, event: Event): void {
  const keys = new Set<string>(fileKeys(event));
  if (!keys.size) return;
  for (const change of draft.done().lines) {
    if (change.kind !== 'add') continue;
    for (const { digest } of change.line.content.files ?? [])
      if (digest !== undefined && keys.has(`file/${digest}`))
        keep(draft, digest, { stream: change.stream, n: change.n });
  }
}

/** What became of the files of a message is written to both lines, and what did not cross is said on both sides. */
export function settleFiles(draft: Draft, { effect, receipt }: ReceiptEvent, settings: Settings): void {
  const { files } = receipt;
  if (!files?.length) return;
  for (const line of [effect.line, effect.copyOf]) {
    if (!line) continue;
    draft.changeLine(line, { files });
    // What its writer has deleted meanwhile is not kept for that line.
    const { counterpart } = draft.turn;
    if (line === effect.copyOf && counterpart?.deleted) continue;
    for (const { digest } of files) if (digest !== undefined) keep(draft, digest, line);
  }
  const refused = files.filter((file) => file.refused !== undefined);
  const found = effect.case === undefined ? undefined : draft.case(effect.case);
  if (!refused.length || !found) return;
  const { asker, number } = found;
  const fromStaff = effect.voice === 'staff';
  draft.tell(asker.place, {
    voice: 'system',
    case: number,
    content: plain(words(fromStaff ? 'filesMissing' : 'filesNotPassedOn', refused, asker.language, settings)),
    ...(effect.kind === 'whisper' && { to: effect.to }),
  });
  draft.tellDesk(number, {
    voice: 'system',
    content: plain(
      words(fromStaff ? 'filesNotPassedOn' : 'filesMissing', refused, settings.desk.language, settings),
    ),
  });
  draft.fact({ kind: 'undelivered', case: number, why: 'file' });
}

/** The line is deleted: its files are kept for other lines only. */
export function dropFiles(draft: Draft, ref: LineRef, files: readonly FileRef[] = []): void {
  for (const key of keysOf(files)) {
    const found = draft.get(key);
    if (!found) continue;
    const lines = found.lines.filter((line) => !isSame(line, ref));
    if (lines.length < found.lines.length) draft.put(key, lines.length ? { lines } : undefined);
  }
}

function keep(draft: Draft, digest: string, { stream, n }: LineRef): void {
  const key = `file/${digest}` as const;
  const lines = draft.get(key)?.lines ?? [];
  if (!lines.some((line) => isSame(line, { stream, n })))
    draft.put(key, { lines: [...lines, { stream, n }] });
}

function isSame(one: LineRef, other: LineRef): boolean {
  return one.stream === other.stream && one.n === other.n;
}

function words(
  key: PhraseKey,
  refused: readonly FileRef[],
  language: Language,
  { files: rules }: Settings,
): string {
  const one = ({ name, refused: why = 'unavailable' }: FileRef): string =>
    phrase(language, 'fileRefused', {
      name,
      why: phrase(language, WHY[why], {
        limit: why === 'too-many' ? rules.perMessage : sizeInWords(rules.maxBytes),
      }),
    });
  return phrase(language, key, { files: refused.map(one).join(language === 'zh' ? '、' : ', ') });
}
