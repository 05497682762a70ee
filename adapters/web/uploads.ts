import { createHmac, timingSafeEqual } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Context } from 'hono';
import type { FileRef, FileRefusal } from '../../src/core/content.js';
import { cleanName, PICTURES, typeOf } from '../../src/core/file-rules.js';
import { admit } from '../../src/core/intake.js';
import { json } from './answers.js';
import { refuse, type WebEnv } from './guard.js';
import type { WireErrorCode, WireFileRules, WireUpload } from './page/wire.js';
import type { Parts } from './parts.js';

/** An upload that no message has named for so long is forgotten; less than the spool keeps what no line names. */
const LIFETIME = 12 * 60 * 60 * 1000;
/** An upload may take so long, in milliseconds: longer than a file of ours, since it comes over anybody's line. */
const PATIENCE = 5 * 60 * 1000;

const ERRORS: Readonly<Record<FileRefusal, WireErrorCode>> = {
  'too-large': 'file-too-large',
  type: 'file-type',
  'too-many': 'too-many',
  empty: 'file-empty',
  gone: 'file-gone',
  platform: 'forbidden',
  full: 'file-full',
  unavailable: 'unavailable',
};

/** What pages are told of the rules. */
export function wireRules({ spool }: Parts): { readonly files?: WireFileRules } {
  if (!spool || spool.rules.perMessage === 0) return {};
  const { maxBytes, perMessage } = spool.rules;
  return { files: { maxBytes, perMessage } };
}

/** All visitors share one bucket of bytes. */
const VISITORS = 'visitors';

/** Takes a visitor's file into the spool, as long as visitors have not filled their share of it. */
export async function takeVisitorsUpload(c: Context<WebEnv>, parts: Parts, owner: string): Promise<Response> {
  const { spool, limiters, log, uploading } = parts;
  if (!spool) return takeUpload(c, parts, owner);
  // Who sends a file byte by byte holds a place among those that are written: some are left for everybody else.
  if (uploading.size >= Math.max(1, Math.floor(spool.rules.concurrency / 2)))
    return refuse(c, 'unavailable', 'Many files are arriving; send it again in a moment.', 2_000);
  const said = Number(c.req.header('content-length') ?? Number.NaN);
  // Who does not say how much comes takes as much as may come.
  const cost = said >= 0 ? Math.min(said, spool.rules.maxBytes) : spool.rules.maxBytes;
  const wait = limiters.uploads.take(VISITORS, cost);
  if (wait > 0) {
    log.warn({ wait }, 'visitors have filled their share of the spool for now: an upload was refused');
    return refuse(c, 'file-full', 'There is no room for files of visitors right now.', wait);
  }
  let kept = 0;
  uploading.add(c.req.raw);
  try {
    return await takeUpload(c, parts, owner, (size) => {
      kept = size;
    });
  } finally {
    uploading.delete(c.req.raw);
    limiters.uploads.giveBack(VISITORS, cost - kept);
  }
}

/**
 * Takes a file into the spool. What it answers is good for a message of the same person, for some hours. `taken` hears
 * how large it was.
 */
export async function takeUpload(
  c: Context<WebEnv>,
  parts: Parts,
  owner: string,
  taken: (size: number) => void = () => {},
): Promise<Response> {
  const { spool, key, clock, log } = parts;
  if (!spool) return refuse(c, 'not-found', 'Files are not taken here.');
  const { files, rules } = spool;
  if (Number(c.req.header('content-length') ?? 0) > rules.maxBytes)
    return refuse(c, 'file-too-large', `The file is larger than ${rules.maxBytes} bytes.`);
  const name = cleanName(decoded(c.req.header('x-firstline-name')));
  const type = decoded(c.req.header('x-firstline-type'));
  // A request's stream is that of the web; Node's own type of it is a copy.
  const body = c.req.raw.body as Parameters<typeof Readable.fromWeb>[0] | null;
  if (!body) return refuse(c, 'file-empty', 'The file is empty.');
  const bytes = Readable.fromWeb(body);
  const timer = setTimeout(() => bytes.destroy(new Error('the upload took too long')), PATIENCE);
  timer.unref();
  const admitted = await admit(files, rules, { bytes, name, type }).finally(() => clearTimeout(timer));
  switch (admitted.kind) {
    case 'spooled': {
      const { digest, size, type: found } = admitted.file;
      taken(size);
      const upload = { name, size, ...(PICTURES.has(found) && { picture: true as const }) };
      const said = { digest, name, type: found, size };
      const answer: WireUpload = { ...upload, token: mintUpload(key, owner, said, clock.now()) };
      return json(c, answer);
    }
    case 'broken':
      return refuse(c, 'unavailable', 'The file did not arrive whole.', 1_000);
    case 'refused':
      if (admitted.cause) log.warn({ err: admitted.cause }, 'an upload was not taken into the spool');
      return refuse(c, ERRORS[admitted.why], 'The file is not taken.');
    default:
      return admitted satisfies never;
  }
}

/** The files that a message names, if all of them are its writer's uploads and still there. */
export async function readUploads(
  parts: Parts,
  owner: string,
  tokens: readonly string[] = [],
): Promise<readonly FileRef[] | WireErrorCode> {
  const { spool, key, clock } = parts;
  if (tokens.length === 0) return [];
  if (!spool) return 'invalid';
  if (tokens.length > spool.rules.perMessage) return 'invalid';
  const found: FileRef[] = [];
  for (const token of tokens) {
    const file = readUpload(key, owner, token, clock.now());
    if (file === 'invalid') return 'invalid';
    if (file === 'expired') return 'file-gone';
    if (!(await spool.files.has(file.digest))) return 'file-gone';
    found.push(file);
  }
  return found;
}

/** Why a message is not taken because of the files that it names. */
export function refuseFiles(c: Context, code: WireErrorCode): Response {
  const words =
    code === 'file-gone'
      ? 'A file is not there any more: it was attached too long ago. Attach it again.'
      : 'These are no files of yours.';
  return refuse(c, code, words);
}

/** Sends a file of the spool to somebody who may read one of the streams whose lines name it. */
export async function serveFile(
  c: Context<WebEnv>,
  parts: Parts,
  mayRead: (stream: string) => boolean,
): Promise<Response> {
  const digest = c.req.param('digest') ?? '';
  const key = `file/${digest}` as const;
  const kept = (await parts.records.read([key])).get(key)?.value;
  const lines = kept && 'lines' in kept && typeof kept.lines === 'object' ? kept.lines : []; // what the key's kind holds
  const missing = (): Response => refuse(c, 'not-found', 'There is no such file here.');
  if (!parts.spool || !lines.some(({ stream }) => mayRead(stream))) return missing();
  // Asked for again each time: a message may be taken back, and its file with it.
  c.header('Cache-Control', 'private, no-cache');
  c.header('ETag', `"${digest}"`);
  if (c.req.header('if-none-match') === `"${digest}"`) return c.body(null, 304);
  const stream = await parts.spool.files.get(digest).catch(() => undefined);
  if (!stream) return missing();
  const chunks: AsyncIterator<Buffer> = stream[Symbol.asyncIterator]();
  const first = await chunks.next().catch(() => undefined);
  if (!first) return missing();
  const head = first.done ? Buffer.alloc(0) : first.value;
  // By its bytes, whatever anybody said: only what cannot hold a script is shown in the page.
  const type = typeOf(head, '');
  const picture = PICTURES.has(type);
  const name = cleanName(c.req.query('name') ?? 'file');
  async function* all(): AsyncGenerator<Buffer> {
    try {
      yield head;
      for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value;
    } finally {
      stream?.destroy();
    }
  }
  c.header(
    'Content-Disposition',
    `${picture ? 'inline' : 'attachment'}; filename="${name.replace(/[^ -~]|["\\%]/g, '_')}"; filename*=UTF-8''${percent(name)}`,
  );
  c.header('Content-Type', picture ? type : 'application/octet-stream');
  if (c.req.method === 'HEAD') {
    stream.destroy(); // nobody reads the rest, so nothing else would close the file
    return c.body(null);
  }
  const rest = Readable.from(all(), { objectMode: false });
  rest.once('close', () => stream.destroy()); // also where the reader left before the first byte
  return c.body(Readable.toWeb(rest) as ReadableStream<Uint8Array>); // the same class
}

type Said = Required<Pick<FileRef, 'name' | 'type' | 'size' | 'digest'>>;

/** A token that says who uploaded what; nobody else can use it, and nobody can make one up. */
export function mintUpload(key: Uint8Array, owner: string, file: Said, now: number): string {
  const body = Buffer.from(JSON.stringify({ ...file, owner, until: now + LIFETIME })).toString('base64url');
  return `${body}.${signature(key, body).toString('base64url')}`;
}

/** What a token says, if it is this person's and still good. */
export function readUpload(
  key: Uint8Array,
  owner: string,
  token: string,
  now: number,
): Said | 'invalid' | 'expired' {
  const [body = '', signed = '', ...rest] = token.split('.');
  const given = Buffer.from(signed, 'base64url');
  const expected = signature(key, body);
  if (rest.length > 0 || given.length !== expected.length || !timingSafeEqual(given, expected))
    return 'invalid';
  // Signed by us.
  const said = JSON.parse(Buffer.from(body, 'base64url').toString()) as Said & {
    owner: string;
    until: number;
  };
  const { owner: by, until, ...file } = said;
  if (by !== owner) return 'invalid';
  return until > now ? file : 'expired';
}

function signature(key: Uint8Array, body: string): Buffer {
  return createHmac('sha256', key).update(`firstline upload\n${body}`).digest();
}

function decoded(text: string | undefined): string {
  try {
    return decodeURIComponent(text ?? '');
  } catch {
    return '';
  }
}

function percent(name: string): string {
  return encodeURIComponent(name).replace(/['()*!]/g, (letter) => `%${letter.charCodeAt(0).toString(16)}`);
}
