import { dirname, join } from 'node:path';
import { type Disk, type DiskFile, type OpenMode, realDisk } from '../../src/store/disk.js';

/** What a file is between two fsyncs: what reached the disk, and what only the process knows. */
interface Node {
  /** Where its bytes really are. */
  real: string;
  /** Bytes that a crash leaves. */
  synced: number;
  /** Bytes that a crash takes, but for the first {@link leaked} of them. */
  tail: Buffer;
  leaked: number;
  linked: boolean;
}

/**
 * A disk that drops whatever was not fsynced when its process dies: SIGKILL then has the effect of a power cut.
 * Bytes reach the real file at `datasync`, names at `syncFolder`. As real disks do, it also lets some of it through
 * early: a random prefix of the bytes (a torn tail), a rename or a removal without what came before it.
 */
export class DroppingDisk implements Disk {
  readonly #nodes = new Map<string, Node | undefined>();
  readonly #operations = new Map<string, (() => Promise<void>)[]>();
  readonly #base: Disk;
  #count = 0;
  #last: Promise<void> = Promise.resolve();

  constructor(
    private readonly options: {
      /** An empty folder on the same file system, outside of the data folder. */
      readonly shadow: string;
      readonly random: () => number;
      /** Probability that something is let through early. */
      readonly leak?: number;
      /** Datasync does nothing: as if the store had forgotten it. */
      readonly forgetful?: boolean;
      /** Called whenever what a crash would leave may have changed. */
      readonly step?: () => Promise<void>;
      readonly base?: Disk;
    },
  ) {
    this.#base = options.base ?? realDisk;
  }

  async open(path: string, mode: OpenMode): Promise<DiskFile> {
    let node = await this.#find(path);
    if (node === undefined) {
      if (mode === 'read') return this.#base.open(path, mode); // rejects as the real one does
      const real = join(this.options.shadow, `${process.pid}-${this.#count++}`);
      const created: Node = { real, synced: 0, tail: Buffer.alloc(0), leaked: 0, linked: true };
      await (await this.#base.open(real, 'create')).close();
      this.#nodes.set(path, created);
      this.#later(path, async () => {
        if (created.real === real) await this.#move(created, path);
      });
      node = created;
    } else if (mode === 'create') {
      throw Object.assign(new Error(`EEXIST: ${path}`), { code: 'EEXIST' });
    }
    const append = mode === 'append' || mode === 'create';
    const base = await this.#base.open(node.real, append ? 'append' : mode);
    return this.#file(node, base);
  }

  async list(folder: string): Promise<readonly string[]> {
    const names = new Set(await this.#base.list(folder));
    for (const [path, node] of this.#nodes) {
      if (dirname(path) !== folder) continue;
      const name = path.slice(folder.length + 1);
      if (node === undefined) names.delete(name);
      else names.add(name);
    }
    return [...names].sort();
  }

  async stat(path: string): Promise<{ readonly size: number; readonly modifiedAt: number } | undefined> {
    const node = await this.#find(path);
    if (node === undefined) return this.#nodes.has(path) ? undefined : this.#base.stat(path);
    const found = await this.#base.stat(node.real);
    return { size: node.synced + node.tail.length, modifiedAt: found?.modifiedAt ?? 0 };
  }

  async touch(path: string, at: number): Promise<void> {
    await this.#base.touch((await this.#find(path))?.real ?? path, at);
  }

  async makeFolder(path: string): Promise<void> {
    await this.#base.makeFolder(path);
  }

  async rename(from: string, to: string): Promise<void> {
    const node = await this.#find(from);
    if (node === undefined) return this.#base.rename(from, to);
    const replaced = await this.#find(to);
    if (replaced !== undefined) replaced.linked = false;
    this.#nodes.set(to, node);
    this.#nodes.set(from, undefined);
    const apply = async (): Promise<void> => {
      if (node.real !== to) await this.#move(node, to);
    };
    this.#later(to, apply);
    if (this.#leaks()) await this.#step(apply);
  }

  async remove(path: string): Promise<void> {
    const node = await this.#find(path);
    if (node === undefined) return;
    node.linked = false;
    this.#nodes.set(path, undefined);
    let done = false;
    const apply = async (): Promise<void> => {
      if (!done) await this.#base.remove(node.real);
      done = true;
    };
    this.#later(path, apply);
    if (this.#leaks()) await this.#step(apply);
  }

  async syncFolder(path: string): Promise<void> {
    const operations = this.#operations.get(path) ?? [];
    this.#operations.delete(path);
    for (const operation of operations) {
      await this.#step(operation);
    }
  }

  #file(node: Node, base: DiskFile): DiskFile {
    return {
      write: async (bytes, position) => {
        if (position !== undefined) {
          if (this.#leaks() || this.options.leak === undefined) {
            await this.#step(async () => {
              await base.write(bytes, position);
            });
          }
          return bytes.length;
        }
        node.tail = Buffer.concat([node.tail, bytes]);
        if (this.#leaks()) {
          const upTo = Math.floor(this.options.random() * node.tail.length);
          await this.#step(() => this.#leak(node, base, upTo));
        }
        return bytes.length;
      },
      read: async (position, length) => {
        const end = position + length;
        const before =
          position < node.synced
            ? await base.read(position, Math.min(end, node.synced) - position)
            : undefined;
        const start = Math.max(0, position - node.synced);
        const after = node.tail.subarray(start, Math.max(start, end - node.synced));
        return Buffer.concat([before ?? Buffer.alloc(0), after]);
      },
      datasync: async () => {
        if (this.options.forgetful) return;
        await this.#step(() => this.#leak(node, base, node.tail.length));
        node.synced += node.tail.length;
        node.tail = Buffer.alloc(0);
        node.leaked = 0;
      },
      truncate: async (size) => {
        if (size < node.synced + node.leaked) await base.truncate(size);
        node.leaked = Math.max(0, Math.min(node.leaked, size - node.synced));
        node.tail = node.tail.subarray(0, Math.max(0, size - node.synced));
        node.synced = Math.min(node.synced, size);
      },
      stat: async () => ({ size: node.synced + node.tail.length, links: node.linked ? 1 : 0 }),
      close: () => base.close(),
    };
  }

  /** Changes what a crash would leave: one change at a time where somebody looks after each. */
  #step(change: () => Promise<void>): Promise<void> {
    const { step } = this.options;
    if (step === undefined) return change();
    const done = this.#last.then(change).then(step);
    this.#last = done.catch(() => {});
    return done;
  }

  async #leak(node: Node, base: DiskFile, upTo: number): Promise<void> {
    if (upTo <= node.leaked) return;
    await base.write(node.tail.subarray(node.leaked, upTo));
    node.leaked = upTo;
  }

  async #find(path: string): Promise<Node | undefined> {
    if (this.#nodes.has(path)) return this.#nodes.get(path);
    const found = await this.#base.stat(path);
    if (found === undefined) return undefined;
    const node: Node = { real: path, synced: found.size, tail: Buffer.alloc(0), leaked: 0, linked: true };
    if (!this.#nodes.has(path)) this.#nodes.set(path, node);
    return this.#nodes.get(path);
  }

  async #move(node: Node, to: string): Promise<void> {
    await this.#base.rename(node.real, to);
    node.real = to;
  }

  #later(path: string, operation: () => Promise<void>): void {
    const folder = dirname(path);
    const operations = this.#operations.get(folder);
    if (operations === undefined) this.#operations.set(folder, [operation]);
    else operations.push(operation);
  }

  #leaks(): boolean {
    return this.options.random() < (this.options.leak ?? 0);
  }
}

/** What may go wrong on a {@link FailingDisk}. Change it at any time. */
export interface Trouble {
  /** Bytes until the disk is full; the write that meets the end is a short one. */
  room?: number;
  /** Calls of datasync until they fail with EIO. */
  syncs?: number;
  /** Nothing can be made or written. */
  readOnly?: boolean;
  /** Every write takes at most so many bytes. */
  atOnce?: number;
  /** Only files with such a name are in trouble. */
  only?: RegExp;
}

/** A disk that fails as told: full, broken, read-only, or slow to take bytes. */
export class FailingDisk implements Disk {
  readonly #base: Disk;

  constructor(
    readonly trouble: Trouble,
    base: Disk = realDisk,
  ) {
    this.#base = base;
  }

  async open(path: string, mode: OpenMode): Promise<DiskFile> {
    if (mode !== 'read') this.#refuseReadOnly();
    const file = await this.#base.open(path, mode);
    if (this.trouble.only?.test(path) === false) return file;
    return {
      ...file,
      write: (bytes, position) => this.#write(file, bytes, position),
      datasync: async () => {
        const { trouble } = this;
        if (trouble.syncs !== undefined && trouble.syncs-- <= 0) throw systemError('EIO', 'i/o error');
        await file.datasync();
      },
    };
  }

  list(folder: string): Promise<readonly string[]> {
    return this.#base.list(folder);
  }

  stat(path: string): Promise<{ readonly size: number; readonly modifiedAt: number } | undefined> {
    return this.#base.stat(path);
  }

  async touch(path: string, at: number): Promise<void> {
    this.#refuseReadOnly();
    await this.#base.touch(path, at);
  }

  async makeFolder(path: string): Promise<void> {
    this.#refuseReadOnly();
    await this.#base.makeFolder(path);
  }

  async rename(from: string, to: string): Promise<void> {
    this.#refuseReadOnly();
    await this.#base.rename(from, to);
  }

  async remove(path: string): Promise<void> {
    this.#refuseReadOnly();
    await this.#base.remove(path);
  }

  async syncFolder(path: string): Promise<void> {
    await this.#base.syncFolder(path);
  }

  async #write(file: DiskFile, bytes: Uint8Array, position: number | undefined): Promise<number> {
    this.#refuseReadOnly();
    const { trouble } = this;
    const wanted = Math.min(bytes.length, trouble.atOnce ?? bytes.length);
    const length = Math.min(wanted, trouble.room ?? wanted);
    if (length === 0 && bytes.length > 0) throw systemError('ENOSPC', 'no space left on device');
    if (trouble.room !== undefined) trouble.room -= length; // before the write: another may be under way
    return file.write(bytes.subarray(0, length), position);
  }

  #refuseReadOnly(): void {
    if (this.trouble.readOnly) throw systemError('EROFS', 'read-only file system');
  }
}

function systemError(code: string, what: string): Error {
  return Object.assign(new Error(`${code}: ${what}`), { code });
}
