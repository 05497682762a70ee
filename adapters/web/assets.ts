import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

/** Where the files of the pages lie: folders, ending in a slash. */
export interface AssetFolders {
  /** HTML, CSS and icons, as they are in the source. */
  readonly pages: URL;
  /** The compiled scripts. */
  readonly scripts: URL;
}

/** A file, ready to be sent. */
export interface Asset {
  readonly type: string;
  readonly tag: string;
  readonly text: string;
}

const TYPES: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  js: 'text/javascript; charset=utf-8',
  html: 'text/html; charset=utf-8',
};

/** The files of the pages. */
export interface Assets {
  /** Undefined where the name is not plainly a file of ours. */
  file(name: string): Promise<Asset | undefined>;
  /** A page, with the title filled in. */
  page(name: 'chat' | 'desk' | 'sign-in'): Promise<Asset>;
}

/** Reads each file once, and fills the `{names}` of pages with these values. */
export function createAssets(
  folders: AssetFolders,
  values: Readonly<Record<'title' | 'trial', string>>,
): Assets {
  const kept = new Map<string, Asset>();

  const load = async (name: string, change: (text: string) => string): Promise<Asset> => {
    const known = kept.get(name);
    if (known) return known;
    const type = name.slice(name.lastIndexOf('.') + 1);
    const text = change(
      await readFile(new URL(name, type === 'js' ? folders.scripts : folders.pages), 'utf8'),
    );
    const tag = `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`;
    const asset = { type: TYPES[type] ?? 'application/octet-stream', tag, text };
    kept.set(name, asset);
    return asset;
  };

  return {
    async file(name) {
      if (!/^[a-z0-9-]+\.(css|svg|js)$/.test(name)) return undefined;
      return load(name, (text) => text).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return undefined;
        throw error;
      });
    },
    page: (name) =>
      load(`${name}.html`, (text) =>
        text.replaceAll('{title}', escapeHtml(values.title)).replaceAll('{trial}', escapeHtml(values.trial)),
      ),
  };
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
