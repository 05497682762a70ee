import { EMOJI_NAMES } from './emoji-names.js';

/** Characters by name, and the first name by character without its variation selectors; made when first needed. */
let tables: { readonly characters: Map<string, string>; readonly names: Map<string, string> } | undefined;

function emoji(): NonNullable<typeof tables> {
  if (tables) return tables;
  tables = { characters: new Map(), names: new Map() };
  for (const entry of EMOJI_NAMES.trim().split(/[|\n]/)) {
    const [character = '', ...names] = entry.split(' ');
    for (const name of names) tables.characters.set(name, character);
    tables.names.set(bare(character), names[0] ?? '');
  }
  return tables;
}

/** A reaction's character; `:name:` where there is none (a workspace's own). Skin tones are dropped. */
export function emojiOf(name: string): string {
  const [plain = name] = name.split('::');
  return emoji().characters.get(plain) ?? `:${plain}:`;
}

/** Slack's name of a reaction; undefined where it has none. */
export function emojiName(character: string): string | undefined {
  return /^:([^:\s]+):$/.exec(character)?.[1] ?? emoji().names.get(bare(character));
}

/** Without variation selectors and skin tones, which platforms write or leave out as they like. */
function bare(character: string): string {
  return character.replace(/\ufe0f|[\u{1f3fb}-\u{1f3ff}]/gu, '') || character;
}
