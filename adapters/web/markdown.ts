/** Turns Markdown into HTML that is safe to put into a page. */
export type ToHtml = (markdown: string) => string;

/** Texts whose HTML is kept: every page that is open asks for the same few. */
const KEPT = 500;

let loading: Promise<ToHtml> | undefined;

/**
 * The renderer, loaded when the first line is drawn, since nothing else needs it. micromark shows raw HTML as text;
 * nothing leads anywhere but to the web and to mail.
 */
export function loadMarkdown(): Promise<ToHtml> {
  loading ??= load();
  return loading;
}

async function load(): Promise<ToHtml> {
  const [{ micromark }, { gfm, gfmHtml }] = await Promise.all([
    import('micromark'),
    import('micromark-extension-gfm'),
  ]);
  const options = { extensions: [gfm()], htmlExtensions: [gfmHtml()] };
  const kept = new Map<string, string>();
  return (markdown) => {
    const known = kept.get(markdown);
    if (known !== undefined) return known;
    const html = withoutImages(withSafeLinks(micromark(markdown, options)));
    kept.set(markdown, html);
    if (kept.size > KEPT) {
      for (const oldest of kept.keys()) {
        kept.delete(oldest);
        break;
      }
    }
    return html;
  };
}

/**
 * A `<` of the text is `&lt;` in micromark's output, so these tags are its own. Addresses without a scheme lead into our
 * own pages, where a stranger's link has no business: their words are no link.
 */
function withSafeLinks(html: string): string {
  return html.replace(/<a href="([^"]*)"/g, (_tag, address: string) =>
    /^(?:https?|mailto):/i.test(address)
      ? `<a target="_blank" rel="noopener noreferrer" href="${address}"`
      : '<a',
  );
}

/** Images of other servers would tell them who reads what, and the content policy blocks them: a link instead. */
function withoutImages(html: string): string {
  return html.replace(/<img src="([^"]*)" alt="([^"]*)"[^>]*>/g, (_tag, source: string, words: string) =>
    /^https?:/i.test(source)
      ? `<a target="_blank" rel="noopener noreferrer" href="${source}">${words || source}</a>`
      : words || source,
  );
}

/** The address, if a browser may open it; article heads are typed by people. */
export function webUrl(address: string | undefined): string | undefined {
  if (address === undefined || !URL.canParse(address)) return undefined;
  return ['http:', 'https:', 'mailto:'].includes(new URL(address).protocol) ? address : undefined;
}
