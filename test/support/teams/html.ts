const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
};

/** Text as HTML that shows it. */
export function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** What stands for characters, as characters. */
export function unescaped(html: string): string {
  return html.replace(
    /&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w{2,8}));/gi,
    (all, decimal, hex, name: string | undefined) => {
      const code = decimal ? Number(decimal) : hex ? Number.parseInt(hex, 16) : undefined;
      if (code !== undefined) return code <= 0x10ffff ? String.fromCodePoint(code) : all;
      return NAMED[(name ?? '').toLowerCase()] ?? all;
    },
  );
}

/** What a browser shows of simple HTML: blocks on lines of their own, tags gone, spaces as spaces. */
export function shown(html: string): string {
  const broken = html
    .replace(/<!--[\s\S]*?-->/g, '')
    .split(/(<pre\b[^>]*>[\s\S]*?<\/pre>)/i)
    .map((part) => (/^<pre\b/i.test(part) ? part : part.replace(/[ \t\r\n]+/g, ' ')))
    .join('')
    .replace(/<br\s*\/?>/gi, '\n')
    .replace(/<li\b[^>]*>/gi, '\n- ')
    .replace(/<\/(?:p|div|li|ul|ol|blockquote|pre|h[1-6])>/gi, '\n')
    .replace(/<\/?[a-z][^>]*>/gi, '');
  return unescaped(broken)
    .replaceAll('\u00a0', ' ')
    .replace(/ *\n+ */g, '\n')
    .trim();
}
