import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { en } from '../../../src/core/phrases/en.js';
import { phrase } from '../../../src/core/phrases/phrase.js';
import { zh } from '../../../src/core/phrases/zh.js';

const names = (text: string): string[] =>
  [...text.matchAll(/\{(\w+)\}/g)].map((found) => found[1] ?? '').sort();

describe("the bot's own words", () => {
  it('exist in both languages under the same keys, with the same names to fill in', () => {
    expect(Object.keys(zh).sort()).to.deep.equal(Object.keys(en).sort());
    for (const [key, text] of Object.entries(en)) {
      expect(names(zh[key as keyof typeof zh]), key).to.deep.equal(names(text));
    }
  });

  it('shout at nobody', () => {
    for (const [key, text] of [...Object.entries(en), ...Object.entries(zh)]) {
      expect(text, key).not.to.match(/[!！]/);
    }
  });

  it('are in the language that they claim', () => {
    for (const [key, text] of Object.entries(en)) expect(text, key).not.to.match(/\p{Script=Han}/u);
    const wordless = new Set(['deskTitle', 'at']);
    for (const [key, text] of Object.entries(zh)) {
      if (!wordless.has(key)) expect(text, key).to.match(/\p{Script=Han}/u);
    }
  });

  it('are all said somewhere', async () => {
    const root = new URL('../../../', import.meta.url).pathname;
    const sources: string[] = [];
    for (const folder of ['src', 'dialogs', 'adapters']) {
      for (const file of await readdir(join(root, folder), { recursive: true })) {
        if (file.endsWith('.ts') && !file.includes('phrases'))
          sources.push(await readFile(join(root, folder, file), 'utf8'));
      }
    }
    const all = sources.join('\n');
    expect(Object.keys(en).filter((key) => !all.includes(`'${key}'`))).to.deep.equal([]);
  });

  it('show a name that has no value, rather than hide it', () => {
    expect(phrase('en', 'cancelledCase')).to.include('#{number}');
    expect(phrase('zh', 'cancelledCase', { number: 7 })).to.include('#7');
  });
});
