import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { unpack } from './meaning/unpack.js';

/**
 * Writes `knowledge/finding/sounds-alike.ts`: the 6,763 characters of GB 2312 in groups that a pinyin keyboard types alike, by
 * their most frequent readings in pinyin-pro (MIT), which is fetched from npm. Tones do not count, nor what accents do
 * not tell apart: z and zh, c and ch, s and sh, n and ng at the end, n and l at the beginning. Run by hand:
 * `npx tsx tools/learn-readings.ts`. The same version makes the same file.
 */
export const READINGS = { name: 'pinyin-pro', version: '3.29.4', licence: 'MIT' } as const;

const Package = z.object({
  pinyin: z.custom<(text: string, options: { toneType: 'none'; v: true }) => string>(
    (value) => typeof value === 'function',
  ),
});

/** GB 2312 has the 3,755 most used characters first. */
function characters(): string[] {
  const decoder = new TextDecoder('gb18030');
  const out: string[] = [];
  for (let row = 0xb0; row <= 0xf7; row++) {
    for (let cell = 0xa1; cell <= 0xfe; cell++) {
      const character = decoder.decode(Uint8Array.of(row, cell));
      if (/^\p{Script=Han}$/u.test(character)) out.push(character);
    }
  }
  return out;
}

function folded(syllable: string): string {
  return syllable
    .replace(/^([zcs])h/, '$1')
    .replace(/ng$/, 'n')
    .replace(/^l/, 'n');
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const cache = join(tmpdir(), 'firstline-readings');
  await mkdir(cache, { recursive: true });
  const folder = await unpack(READINGS.name, READINGS.version, cache);
  const { pinyin } = Package.parse(createRequire(import.meta.url)(folder));
  const groups = new Map<string, string>();
  for (const character of characters()) {
    const syllable = folded(pinyin(character, { toneType: 'none', v: true }));
    groups.set(syllable, (groups.get(syllable) ?? '') + character);
  }
  const lines = [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
  await writeFile(
    new URL('../knowledge/finding/sounds-alike.ts', import.meta.url),
    `/**
 * Chinese characters that a pinyin keyboard types alike, a group in each line, the most used ones first. Made by
 * tools/learn-readings.ts from ${READINGS.name} (${READINGS.licence}, © zh-lx).
 */
export const SOUNDS_ALIKE = \`
${lines.filter(({ length }) => length > 1).join('\n')}
\`;
`,
  );
}
