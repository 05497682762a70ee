import type { JsonObject } from '../slack/json.js';
import type { Place } from './model.js';
import type { Timing } from './options.js';
import type { FileInput } from './surface.js';
import type { World } from './world.js';

interface Upload {
  readonly secret: string;
  readonly owner: string;
  readonly name: string;
  readonly size: number;
  expires: number;
  readonly parts: Buffer[];
}

/** Files: what people attach and paste, and the addresses under which the bot gets and puts the bytes. */
export class Files {
  readonly #world: World;
  readonly #timing: Timing;
  /** Pre-authenticated addresses, by their secret. */
  readonly #downloads = new Map<string, { readonly file: string; expires: number }>();
  readonly #uploads = new Map<string, Upload>();

  constructor(world: World, timing: Timing) {
    this.#world = world;
    this.#timing = timing;
  }

  /**
   * Stores what somebody puts into a message. A bot gets the bytes of pictures everywhere, and those of files in
   * personal chats only: elsewhere the HTML says that there is one.
   */
  attach(
    owner: string,
    place: Place,
    input: FileInput,
  ): { readonly attachments: readonly JsonObject[]; readonly html: string } {
    const { name } = input;
    const type = name.split('.').at(-1) ?? '';
    const id = this.#world.ids.uuid();
    this.#world.files.set(id, { id, name, type, owner, data: Buffer.from(input.data) });
    if (input.as === 'image') {
      const contentUrl = `${this.#world.serviceUrl}v3/attachments/${id}/views/original`;
      return {
        attachments: [{ contentType: 'image/*', contentUrl }],
        html: `<p><img alt="image" src="${contentUrl}" itemtype="http://schema.skype.com/AMSImage"></p>`,
      };
    }
    const html = `<attachment id="${id}"></attachment>`;
    if (place.kind !== 'personal') return { attachments: [], html };
    const info: JsonObject = {
      contentType: 'application/vnd.microsoft.teams.file.download.info',
      contentUrl: `${this.#world.origin}/personal/${owner.slice(3, 12)}/Documents/${encodeURIComponent(name)}`,
      name,
      content: { downloadUrl: this.downloadUrl(id), uniqueId: id, fileType: type },
    };
    return { attachments: [info], html };
  }

  downloadUrl(file: string): string {
    const secret = this.#world.ids.secret(40);
    this.#downloads.set(secret, { file, expires: Date.now() + this.#timing.downloadMs });
    return `${this.#world.origin}/download/${file}?tempauth=${secret}`;
  }

  /** The addresses that were given so far have expired. */
  expire(): void {
    for (const one of [...this.#downloads.values(), ...this.#uploads.values()]) one.expires = 0;
  }

  /** An address where the bot may put a file that somebody consented to. */
  openUpload(owner: string, name: string, size: number): JsonObject {
    const id = this.#world.ids.uuid();
    const secret = this.#world.ids.secret(40);
    const expires = Date.now() + this.#timing.uploadMs;
    this.#uploads.set(id, { secret, owner, name, size, expires, parts: [] });
    return {
      contentUrl: `${this.#world.origin}/personal/${owner.slice(3, 12)}/Documents/Applications/${encodeURIComponent(name)}`,
      name,
      uploadUrl: `${this.#world.origin}/upload/${id}?tempauth=${secret}`,
      uniqueId: id,
      fileType: name.split('.').at(-1) ?? '',
    };
  }

  /** Takes a part of an upload, as OneDrive does: in order, with `Content-Range`. */
  upload(id: string, secret: string | null, range: string | undefined, body: Buffer) {
    const refused = (status: number, code: string) => ({ status, body: { error: { code } } });
    const open = this.#uploads.get(id);
    if (!open || open.secret !== secret || open.expires < Date.now()) return refused(401, 'unauthenticated');
    const [, first, last, total] = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(range ?? '') ?? [];
    if (first === undefined) return refused(400, 'invalidRequest');
    const had = open.parts.reduce((sum, part) => sum + part.length, 0);
    if (Number(total) !== open.size || Number(last) - Number(first) + 1 !== body.length) {
      return refused(400, 'invalidRange');
    }
    if (Number(first) !== had) return refused(416, 'invalidRange');
    open.parts.push(body);
    if (had + body.length < open.size) {
      return { status: 202, body: { nextExpectedRanges: [`${had + body.length}-`] } };
    }
    this.#uploads.delete(id);
    const { name, owner } = open;
    const type = name.split('.').at(-1) ?? '';
    this.#world.files.set(id, { id, name, type, owner, data: Buffer.concat(open.parts) });
    return { status: 201, body: { id, name, size: open.size } };
  }

  /** The bytes behind a pre-authenticated address; nothing once it has expired. */
  download(file: string, secret: string | null): Buffer | undefined {
    const known = this.#downloads.get(secret ?? '');
    if (known?.file !== file || known.expires < Date.now()) return undefined;
    return this.#world.files.get(file)?.data;
  }
}
