import type { Content } from '../../src/core/content.js';

/** Text letter by letter: nothing in it formats, mentions or links. */
export function escapeDiscord(text: string): string {
  return text
    .replace(/[\\*_~`|<>[\]()]/g, '\\$&')
    .replace(/^(\s*)(#{1,3}|-#|-|\+)(?=\s)/gm, '$1\\$2')
    .replace(/^(\s*\d+)\.(?=\s)/gm, '$1\\.')
    .replace(/(https?):\/\//g, '$1:\u200b//');
}

/** The words of a content as Discord's markdown, cut into messages of at most so many characters. */
export function discordParts(content: Pick<Content, 'text' | 'format'>, limit = 2000): readonly string[] {
  const text = content.format === 'plain' ? escapeDiscord(content.text) : content.text.trim();
  const parts: string[] = [];
  let rest = text;
  while (rest.length > limit) {
    const window = rest.slice(0, limit);
    const at = Math.max(window.lastIndexOf('\n\n'), window.lastIndexOf('\n'), window.lastIndexOf(' '));
    const cut = at > limit / 2 ? at : limit;
    parts.push(rest.slice(0, cut));
    rest = rest.slice(cut).trimStart();
  }
  return rest === '' && parts.length ? parts : [...parts, rest];
}
