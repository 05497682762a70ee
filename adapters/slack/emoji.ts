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

/** Names of emoji, one or several; not where they could be part of an address or a time (`fe80:ab:1`). */
const NAMES = /(?<![A-Za-z0-9:])(?::[a-z0-9_+'-]+:)+(?![A-Za-z0-9:])/g;

/**
 * A text with the characters of the standard emoji that it names. What the workspace alone has stays as it was typed.
 *
 * @example withEmoji('done :tada: :company-logo:') // 'done 🎉 :company-logo:'
 */
export function withEmoji(text: string): string {
  if (!text.includes(':')) return text;
  return text.replace(NAMES, (names) =>
    names.replace(/:([^:]+):/g, (whole, name: string) => emoji().characters.get(name) ?? whole),
  );
}

/** Slack's name of a reaction; undefined where it has none. */
export function emojiName(character: string): string | undefined {
  return /^:([^:\s]+):$/.exec(character)?.[1] ?? emoji().names.get(bare(character));
}

/** Without variation selectors and skin tones, which platforms write or leave out as they like. */
function bare(character: string): string {
  return character.replace(/\ufe0f|[\u{1f3fb}-\u{1f3ff}]/gu, '') || character;
}
