import type { ArticleFile } from './head.js';

/** What an article file says; the rest of {@link ArticleFile} is where it stands. */
export type ArticleText = Omit<ArticleFile, 'file' | 'version' | 'lines' | 'lookup' | 'draft'> & {
  readonly draft?: boolean;
};

/**
 * An article as its file. `readArticleFile` reads the same from it, given texts that {@link oneLine} and
 * {@link manyLines} have been through.
 */
export function writeArticle(article: ArticleText): string {
  const { id, language, title, category, phrasings, audience, platforms, handoff, body } = article;
  const head = [
    `id: ${scalar(id)}`,
    `language: ${language}`,
    `title: ${scalar(title)}`,
    `category: ${scalar(category)}`,
    'phrasings:',
    ...phrasings.map((phrasing) => `  - ${scalar(phrasing)}`),
    ...(audience === 'everyone' ? [] : [`audience: ${scalar(audience)}`]),
    ...(platforms ? [`platforms: ${platforms.join(', ')}`] : []),
    ...optional('asked-in', article.askedIn),
    ...(handoff === 'always' ? ['handoff: always'] : []),
    ...(article.draft ? ['draft: true'] : []),
    ...optional('owner', article.owner),
    ...optional('reviewed', article.reviewed),
    ...optional('reviewed-by', article.reviewer),
    ...optional('review-by', article.reviewBy),
    ...optional('source', article.source),
  ];
  return `---\n${head.join('\n')}\n---\n${body}\n`;
}

function optional(key: string, value: string | undefined): readonly string[] {
  return value === undefined ? [] : [`${key}: ${scalar(value)}`];
}

/** Begins with a letter and holds nothing that YAML could take for something else. */
const PLAIN = /^[\p{L}][\p{L}\p{N} ,.'’?？！，。、()（）/+-]*$/u;
/** What YAML takes for no text where it stands alone. */
const WORDS = /^(?:true|false|null|yes|no|on|off|y|n)$/i;

/** A text as YAML: as it stands where that is safe, else in quotation marks, which follow JSON. */
function scalar(text: string): string {
  if (PLAIN.test(text) && !WORDS.test(text) && !/\s$/.test(text)) return text;
  // JSON leaves these as they are, YAML has its own mind about them.
  return JSON.stringify(text).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is to go
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufeff\ufffe\uffff]/g;

/** Halves of a character, which no file can hold. */
const LONE = /\p{Surrogate}/gu;

/** A text of one line: whitespace of any kind is one space, control characters are gone. */
export function oneLine(text: string): string {
  return text.replace(LONE, '\ufffd').replace(CONTROL, '').replace(/\s+/g, ' ').trim();
}

/** A text of several lines: lines end with `\n`, control characters are gone, nothing empty around it. */
export function manyLines(text: string): string {
  return text.replace(LONE, '\ufffd').replace(/\r\n?/g, '\n').replace(CONTROL, '').trim();
}
