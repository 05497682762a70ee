import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parse as parseYaml } from 'yaml';
import { unpack } from './unpack.js';

/** One text in both languages. */
export interface Pair {
  readonly english: string;
  readonly chinese: string;
}

/** The texts of a program by their keys, nested or not. */
type Texts = unknown;

interface Source {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  /** Files of English and of Chinese texts … */
  readonly files: readonly [string, string];
  /** … and under which names modules export them. */
  readonly exports?: readonly [string, string];
}

/** Programs that are there in both languages. */
export const SOURCES: readonly Source[] = [
  {
    name: 'matrix-react-sdk',
    version: '3.80.0',
    licence: 'Apache-2.0', // that of later versions is another
    files: ['src/i18n/strings/en_EN.json', 'src/i18n/strings/zh_Hans.json'],
  },
  {
    name: '@rancher/shell',
    version: '3.0.13',
    licence: 'Apache-2.0',
    files: ['assets/translations/en-us.yaml', 'assets/translations/zh-hans.yaml'],
  },
  {
    name: '@nocobase/client',
    version: '2.2.16',
    licence: 'Apache-2.0',
    files: ['lib/locale/en-US.json', 'lib/locale/zh-CN.json'],
  },
  {
    name: 'uptime-kuma',
    version: '2.0.0-dev.0',
    licence: 'MIT',
    files: ['src/lang/en.json', 'src/lang/zh-CN.json'],
  },
  {
    name: '@clerk/localizations',
    version: '4.18.0',
    licence: 'MIT',
    files: ['dist/en-US.mjs', 'dist/zh-CN.mjs'],
    exports: ['enUS', 'zhCN'],
  },
  {
    name: '@payloadcms/translations',
    version: '3.90.2',
    licence: 'MIT',
    files: ['dist/languages/en.js', 'dist/languages/zh.js'],
    exports: ['enTranslations', 'zhTranslations'],
  },
];

/** What is filled in, and marks: no words. */
const SLOTS = /\{\{?[^}]*\}?\}|%\([^)]*\)s|<[^>]+>|&\w+;/g;

/** The texts of programs in both languages, some ten thousand. Packages are kept in a folder. */
export async function readPairs(folder: string): Promise<Pair[]> {
  const pairs: Pair[] = [];
  for (const { name, version, files, exports } of SOURCES) {
    const root = await unpack(name, version, folder);
    const english = await readTexts(join(root, files[0]), exports?.[0]);
    const chinese = new Map(flat(await readTexts(join(root, files[1]), exports?.[1])));
    for (const [key, text] of flat(english)) {
      const other = chinese.get(key);
      if (other === undefined || other === text) continue;
      pairs.push({ english: text.replace(SLOTS, ' '), chinese: other.replace(SLOTS, ' ') });
    }
  }
  return pairs;
}

async function readTexts(file: string, name?: string): Promise<Texts> {
  if (name !== undefined) return (await import(pathToFileURL(file).href))[name];
  const text = await readFile(file, 'utf8');
  return file.endsWith('.json') ? JSON.parse(text) : parseYaml(text);
}

function* flat(texts: Texts, path = ''): Generator<readonly [string, string]> {
  if (typeof texts === 'string') yield [path, texts];
  else if (typeof texts === 'object' && texts !== null) {
    for (const [key, value] of Object.entries(texts)) yield* flat(value, `${path}/${key}`);
  }
}
