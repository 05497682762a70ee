import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress } from 'node:zlib';
import { type Browser, chromium } from 'playwright-core';

/** What `launchBrowser` looks at to see where it runs; `process` fits. */
export type Machine = Pick<NodeJS.Process, 'platform' | 'arch' | 'env'>;

/** The environment variable that names an installed Chromium to use instead of the packaged one. */
export const BROWSER_VARIABLE = 'FIRSTLINE_TEST_CHROMIUM';

const require = createRequire(import.meta.url);

// Both packages export only their entry, which lies two folders or one below the package's own folder.
const chromiumPackage = join(dirname(require.resolve('@sparticuz/chromium')), '..', '..');
const chineseFonts = join(dirname(require.resolve('@embedpdf/fonts-sc')), '..', 'fonts');

// Playwright adds --headless, --no-first-run, --disable-sync, --disable-component-update,
// --disable-background-networking and --no-sandbox by itself.
const LAUNCH_ARGUMENTS = ['--disable-gpu', '--disable-quic', '--font-render-hinting=none'];

const LEFTOVER_AGE_MS = 60 * 60 * 1000;

const WAY_OUT =
  `Install a Chromium or Chrome and set ${BROWSER_VARIABLE} to the path of its executable, ` +
  `for example ${BROWSER_VARIABLE}=/usr/bin/chromium npm test.`;

/**
 * Starts a headless Chromium for a test. It comes from npm packages alone, shows English and Chinese, and sees
 * the same fonts on every machine. Each call starts a browser of its own (a tenth of a second), so the caller
 * closes it; only the first call after an install is slower, because it unpacks 200 MB.
 *
 * @throws Error that says what is missing and what to do, when no browser can run here.
 * @example
 * const browser = await launchBrowser();
 * const page = await browser.newPage();
 */
export async function launchBrowser(machine: Machine = process): Promise<Browser> {
  const installed = machine.env[BROWSER_VARIABLE];
  const { executablePath, env } = installed
    ? await useInstalled(installed, machine)
    : await usePackaged(machine);
  try {
    return await chromium.launch({ executablePath, env, args: LAUNCH_ARGUMENTS });
  } catch (error) {
    throw new Error(explain(error, executablePath, Boolean(installed)), { cause: error });
  }
}

interface Launch {
  readonly executablePath: string;
  readonly env: NodeJS.ProcessEnv;
}

async function useInstalled(executablePath: string, machine: Machine): Promise<Launch> {
  if (!existsSync(executablePath)) {
    throw new Error(
      `${BROWSER_VARIABLE} names ${executablePath}, but no file is there. ` +
        'Set it to the path of a Chromium executable, or unset it to use the packaged Chromium.',
    );
  }
  const folder = cacheFolder('firstline-chromium-installed');
  // The machine's own fonts stay: nothing else is known to be there for Latin.
  const config = await writeFontConfig(folder, [chineseFonts], '/etc/fonts/fonts.conf');
  return { executablePath, env: { ...machine.env, FONTCONFIG_FILE: config } };
}

async function usePackaged(machine: Machine): Promise<Launch> {
  if (machine.platform !== 'linux' || machine.arch !== 'x64') {
    throw new Error(
      `The packaged Chromium of the tests runs on linux x64 only, and this is ${machine.platform} ${machine.arch}. ${WAY_OUT}`,
    );
  }
  unpacking ??= unpackOnce();
  const folder = await unpacking;
  const config = await writeFontConfig(folder, [join(folder, 'fonts'), chineseFonts]);
  const libraries = [join(folder, 'lib'), machine.env.LD_LIBRARY_PATH].filter(Boolean).join(delimiter);
  return {
    executablePath: join(folder, 'chromium'),
    // A home of its own, because NSS writes a certificate database into it.
    env: { ...machine.env, HOME: folder, LD_LIBRARY_PATH: libraries, FONTCONFIG_FILE: config },
  };
}

let unpacking: Promise<string> | undefined;

/**
 * Unpacks the package beside itself, since its own unpacking takes the libraries only on Lambda and trusts any
 * file named `chromium` in the system's temporary folder. The folder appears under its name complete or not
 * at all: of two processes that unpack at once, the second to finish throws its copy away.
 */
async function unpackOnce(): Promise<string> {
  const { version } = JSON.parse(await readFile(join(chromiumPackage, 'package.json'), 'utf8')) as {
    version: string; // every installed package has one
  };
  const folder = cacheFolder(`firstline-chromium-${version}`);
  if (existsSync(folder)) return folder;

  const unfinished = `${folder}.unfinished-${randomUUID()}`;
  try {
    await mkdir(unfinished, { recursive: true });
    await removeLeftovers(dirname(folder));
    await Promise.all([
      unpack('chromium.br', createWriteStream(join(unfinished, 'chromium'), { mode: 0o755 })),
      unpack('al2023.tar.br', extractInto(unfinished)),
      unpack('fonts.tar.br', extractInto(unfinished)),
    ]);
    await rename(unfinished, folder);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    if (existsSync(folder)) return folder;
    throw new Error(
      `The packaged Chromium could not be unpacked into ${folder}: ${messageOf(error)}. ` +
        `It needs 200 MB of disk and a writable node_modules. ${WAY_OUT}`,
      { cause: error },
    );
  }
  return folder;
}

function unpack(name: string, into: NodeJS.WritableStream): Promise<void> {
  return pipeline(
    createReadStream(join(chromiumPackage, 'bin', name)),
    createBrotliDecompress({ chunkSize: 2 ** 20 }),
    into,
  );
}

function extractInto(folder: string): NodeJS.WritableStream {
  // tar-fs ships no types; this is the one function of it that is used.
  const tar = require('tar-fs') as {
    extract(folder: string, options: { chown: boolean }): NodeJS.WritableStream;
  };
  // Root would otherwise give the files to the packager's user, which a rootless container refuses.
  return tar.extract(folder, { chown: false });
}

/** A process that was killed while it unpacked leaves 200 MB; one that still unpacks is younger than this. */
async function removeLeftovers(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    if (!/^firstline-chromium-.+\.unfinished-/.test(name)) continue;
    const path = join(parent, name);
    const since = await stat(path).then(
      ({ mtimeMs }) => mtimeMs,
      () => Date.now(), // another process was quicker to remove it
    );
    if (Date.now() - since > LEFTOVER_AGE_MS) await rm(path, { recursive: true, force: true });
  }
}

/** Looked at on each start, because it holds absolute paths and a checkout may have moved since the unpacking. */
async function writeFontConfig(folder: string, fonts: readonly string[], include?: string): Promise<string> {
  const path = join(folder, 'firstline-fonts.conf');
  const text = [
    '<?xml version="1.0"?>',
    '<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">',
    '<fontconfig>',
    ...(include ? [`<include ignore_missing="yes">${include}</include>`] : []),
    ...fonts.map((font) => `<dir>${escapeXml(font)}</dir>`),
    `<cachedir>${escapeXml(join(folder, 'font-cache'))}</cachedir>`,
    '</fontconfig>',
    '',
  ].join('\n');
  const present = await readFile(path, 'utf8').catch(() => undefined);
  if (present === text) return path;

  const unfinished = `${path}.${randomUUID()}`;
  await mkdir(folder, { recursive: true });
  await writeFile(unfinished, text);
  await rename(unfinished, path);
  return path;
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** `node_modules/.cache`, where the package itself lies: `npm ci` clears it together with the package. */
function cacheFolder(name: string): string {
  return join(chromiumPackage, '..', '..', '.cache', name);
}

function explain(error: unknown, executablePath: string, installed: boolean): string {
  const message = messageOf(error);
  const start = `Chromium did not start from ${executablePath}: `;
  const library = /error while loading shared libraries: ([^\s:]+)/.exec(message)?.[1];
  if (library) {
    const remedy = installed ? 'Install the package of your system that holds it.' : WAY_OUT;
    return `${start}this machine lacks the library ${library}. ${remedy}`;
  }
  const glibc = /version [`']?(GLIBC_[\d.]+)'? not found/.exec(message)?.[1];
  if (glibc) return `${start}this machine's C library is older than ${glibc}. ${WAY_OUT}`;
  if (/spawn .+ ENOENT/.test(message) && existsSync(executablePath)) {
    // The kernel reports the absent loader of a file as if the file were absent.
    return `${start}this machine has no glibc loader (Alpine Linux has musl instead). ${WAY_OUT}`;
  }
  const remedy = installed
    ? `Check that ${BROWSER_VARIABLE} names a Chromium of this machine.`
    : `If it is damaged, delete ${dirname(executablePath)} and it is unpacked afresh. ${WAY_OUT}`;
  return `${start}${reasonIn(message)}. ${remedy}`;
}

/** Playwright's first line and what the browser itself printed; the rest is a page of flags, kept in `cause`. */
function reasonIn(message: string): string {
  const [reason = message, ...rest] = message.split('\n');
  const [logs = ''] = rest.join('\n').split('Call log:'); // which says it all a second time
  const printed = [...logs.matchAll(/\[err\] (.*)/g)].map((match) => match[1]);
  return [reason, ...printed].join('; ');
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
