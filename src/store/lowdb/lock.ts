import { createHash, randomBytes } from 'node:crypto';
import { stat, unlink } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FirstlineError } from '../../core/error.js';
import { codeOf } from '../disk.js';

/** How long the holder has to say who it is. */
const ANSWER_MS = 300;

/** A folder that this process alone works on, until it lets go or ends, however it ends. */
export interface Lock {
  release(): Promise<void>;
}

/** How a lock is held. `abstract`: Linux; `pipe`: Windows; `file`: a socket file in the temporary folder, elsewhere. */
export type LockKind = 'abstract' | 'pipe' | 'file';

/**
 * Takes the lock of a folder, or rejects with `store.locked`. It is a listening socket, which the system takes away
 * with the process: nothing is left behind by a kill. Whoever connects is told the process id.
 */
export async function lockFolder(folder: string, kind: LockKind = kindOfSystem()): Promise<Lock> {
  const { dev, ino } = await stat(folder, { bigint: true });
  const digest = createHash('sha256').update(`${dev}/${ino}`).digest('hex').slice(0, 32);
  const path = pathOf(kind, digest);
  const nonce = randomBytes(8).toString('hex');
  for (let attempt = 1; ; attempt++) {
    try {
      const server = await listen(path, `${process.pid} ${nonce}`);
      // Two processes may have taken away the same stale socket file: only the one who is reached holds the lock.
      if (kind === 'file' && (await ask(path))?.split(' ')[1] !== nonce) {
        await close(server);
        throw locked(folder, undefined);
      }
      return { release: () => close(server) };
    } catch (error) {
      if (codeOf(error) !== 'EADDRINUSE') throw error;
      const answer = await ask(path);
      if (kind === 'file' && answer === undefined && attempt === 1) await unlink(path).catch(() => {});
      else throw locked(folder, answer === undefined ? undefined : Number(answer.split(' ')[0]));
    }
  }
}

function kindOfSystem(): LockKind {
  if (process.platform === 'linux') return 'abstract';
  return process.platform === 'win32' ? 'pipe' : 'file';
}

function pathOf(kind: LockKind, digest: string): string {
  if (kind === 'abstract') return `\0firstline-${digest}`;
  if (kind === 'pipe') return `\\\\.\\pipe\\firstline-${digest}`;
  return join(tmpdir(), `firstline-${digest}.sock`);
}

function listen(path: string, greeting: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => {
      socket.on('error', () => {});
      // Whoever asks and then does not go away must not hold up the release.
      socket.end(greeting, () => socket.destroySoon());
    });
    server.once('error', reject);
    server.listen({ path }, () => {
      server.off('error', reject);
      server.on('error', () => {});
      server.unref();
      resolve(server);
    });
  });
}

/** What the holder says; empty where it listens but is too busy to answer, undefined where nobody listens. */
function ask(path: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    let answer: string | undefined;
    const socket = connect({ path }, () => {
      answer ??= '';
    });
    const done = (): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    };
    const timer = setTimeout(done, ANSWER_MS);
    socket.setEncoding('utf8');
    socket.on('data', (text) => {
      answer = (answer ?? '') + String(text);
    });
    socket.once('error', done);
    socket.once('close', done);
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}

function locked(folder: string, pid: number | undefined): FirstlineError {
  const who = !pid ? 'Another process' : pid === process.pid ? 'This process itself' : `Process ${pid}`;
  return new FirstlineError('store.locked', `${who} works on the data folder ${folder} already.`, {
    hint: pid
      ? `Stop process ${pid} first, or point DATA_DIR at another folder.`
      : 'Stop the other Firstline first, or point DATA_DIR at another folder.',
  });
}
