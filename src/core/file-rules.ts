import type { FileRefusal } from './content.js';

/** Which files cross. */
export interface FileRules {
  /** Bytes of one file. */
  readonly maxBytes: number;
  /** Files of one message; the rest are refused. */
  readonly perMessage: number;
  /** Only these: extensions (`.pdf`) and media types (`image/*`, `application/pdf`). Absent: all that are not blocked. */
  readonly allowed?: readonly string[];
  /** Never these, written the same way. */
  readonly blocked: readonly string[];
  /** Bytes of the whole spool. */
  readonly totalBytes: number;
  /** Files being fetched at once. */
  readonly concurrency: number;
  /** Fetching one file may take so many milliseconds; then its message goes without it. */
  readonly timeout: number;
}

const MB = 1024 * 1024;

/** What runs when it is opened, on the machines of askers and staff. */
const EXECUTABLE: readonly string[] = [
  ...'.apk .app .bat .chm .cmd .com .cpl .deb .desktop .dll .dmg .exe .gadget .hta .inf .ins .iso .jar .js .jse'.split(
    ' ',
  ),
  ...'.lnk .mde .msc .msi .msp .msix .pif .pkg .ps1 .psm1 .reg .rpm .scf .scr .sct .sh .sys .url .vb .vbe .vbs'.split(
    ' ',
  ),
  ...'.vhd .vhdx .wsc .wsf .wsh .xll'.split(' '),
  'application/x-msdownload',
  'application/x-executable',
  'application/x-mach-binary',
  'text/x-shellscript',
];

/** What an owner who sets nothing gets. */
export const DEFAULT_FILE_RULES: FileRules = {
  maxBytes: 10 * MB,
  perMessage: 10,
  blocked: EXECUTABLE,
  totalBytes: 2048 * MB,
  concurrency: 4,
  timeout: 30_000,
};

/** Bytes at the beginning of a file that say what it is. */
export const HEAD = 512;

const NAME = 120;
const UNKNOWN = 'application/octet-stream';

/** Types that a browser draws and that cannot hold a script. */
export const PICTURES: ReadonlySet<string> = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);

const MAGIC: readonly (readonly [type: string, bytes: string, at?: number])[] = [
  ['image/png', '89504e470d0a1a0a'],
  ['image/jpeg', 'ffd8ff'],
  ['image/gif', '47494638'],
  ['image/webp', '57454250', 8],
  ['application/pdf', '255044462d'],
  ['application/x-msdownload', '4d5a'],
  ['application/x-executable', '7f454c46'],
  ['application/x-mach-binary', 'cafebabe'],
  ['application/x-mach-binary', 'feedface'],
  ['application/x-mach-binary', 'feedfacf'],
  ['application/x-mach-binary', 'cefaedfe'],
  ['application/x-mach-binary', 'cffaedfe'],
  ['text/x-shellscript', '2321'],
];

/**
 * What a file is by its first bytes, else what its sender says; nothing counts as a picture that does not begin like
 * one.
 */
export function typeOf(head: Buffer, said: string): string {
  for (const [type, bytes, at = 0] of MAGIC) {
    if (head.subarray(at, at + bytes.length / 2).toString('hex') === bytes) return type;
  }
  const type = said.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (!/^[a-z0-9.+-]{1,60}\/[a-z0-9.+-]{1,80}$/.test(type) || PICTURES.has(type)) return UNKNOWN;
  return type;
}

/** Why a file of this name and type does not cross, if it does not. */
export function refusedType(
  name: string,
  type: string,
  rules: Pick<FileRules, 'allowed' | 'blocked'>,
): 'type' | undefined {
  const { allowed, blocked } = rules;
  const named = (list: readonly string[]): boolean => list.some((pattern) => matches(pattern, name, type));
  return named(blocked) || (allowed !== undefined && !named(allowed)) ? 'type' : undefined;
}

/** Why the file with this number among those of its message does not cross, as far as can be said without its bytes. */
export function refusedUnseen(
  file: { readonly name: string; readonly type: string; readonly size: number },
  index: number,
  rules: FileRules,
): FileRefusal | undefined {
  if (index >= rules.perMessage) return 'too-many';
  if (file.size > rules.maxBytes) return 'too-large';
  // What media type a file has only its bytes can tell; its name is enough where a list names extensions alone.
  const { allowed, blocked } = rules;
  const byName = allowed?.every((pattern) => pattern.startsWith('.'));
  return refusedType(file.name, file.type, { blocked, ...(byName && { allowed }) });
}

function matches(pattern: string, name: string, type: string): boolean {
  if (pattern.startsWith('.')) return name.toLowerCase().endsWith(pattern);
  return pattern.endsWith('/*') ? type.startsWith(pattern.slice(0, -1)) : type === pattern;
}

/**
 * A name that is safe to show and to save under: no folders, no invisible or turning characters, at most 120
 * characters, its extension kept.
 *
 * @example cleanName('../../etc/\u202Egpj.exe') // 'gpj.exe'
 */
export function cleanName(name: string): string {
  const last = name.split(/[\\/]/).at(-1) ?? '';
  const clean = last
    .replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '')
    .replace(/[<>:"|?*]/g, '_')
    .replace(/\p{Z}+/gu, ' ')
    .replace(/^[. ]+|[. ]+$/g, '');
  const letters = [...clean];
  if (letters.length === 0) return 'file';
  if (letters.length <= NAME) return clean;
  const extension = /\.[A-Za-z0-9]{1,10}$/.exec(clean)?.[0] ?? '';
  return `${letters.slice(0, NAME - 1 - extension.length).join('')}…${extension}`;
}

/** Bytes as people read them: `10 MB`, `0.5 MB`, `340 KB`. */
export function sizeInWords(bytes: number): string {
  if (bytes >= MB / 10) return `${Math.round((bytes / MB) * 10) / 10} MB`;
  return bytes >= 1024 ? `${Math.round(bytes / 1024)} KB` : `${bytes} B`;
}
