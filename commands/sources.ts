import { readFile, stat } from 'node:fs/promises';
import {
  type Article,
  type FirstlineConfig,
  FirstlineError,
  type Loaded,
  loadArticles,
  mergeArticles,
  readArticlesCsv,
  settingsOf,
  starterFolder,
} from '../main.js';
import { decodeUtf8 } from '../src/core/utf8.js';

/**
 * The articles of a path; without one, those that the bot would use.
 *
 * @throws FirstlineError `articles.invalid` where the path is neither a folder nor a CSV file
 */
export async function knowledgeAt(
  path: string | undefined,
  config: FirstlineConfig,
): Promise<Pick<Loaded, 'articles' | 'errors' | 'files' | 'drafts'>> {
  if (path === undefined) {
    const own = await Promise.all(config.sections.knowledge.folders.map((folder) => loadArticles(folder)));
    if (!settingsOf(config).starters) return mergeArticles(own);
    // An owner's article replaces the starter of the same id.
    return mergeArticles([...own, await loadArticles(starterFolder, { starter: true })]);
  }
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory()) return loadArticles(path);
  if (!/\.csv$/i.test(path) && found) {
    throw new FirstlineError('articles.invalid', `${path} is neither a folder nor a CSV file.`, {
      hint: 'Give a folder of Markdown articles, or a file article,question[,answer] whose name ends in .csv.',
    });
  }
  return { ...readArticlesCsv(await readText(path, 'articles.invalid'), path), files: [], drafts: [] };
}

/** A file as text, or an error that names it. */
export async function readText(
  path: string,
  code: 'articles.invalid' | 'questions.invalid',
): Promise<string> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (cause) {
    const why = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    throw new FirstlineError(code, `${path} cannot be read (${why}).`, { hint: 'Check the path.', cause });
  }
  const decoded = decodeUtf8(bytes);
  if ('text' in decoded) return decoded.text;
  throw new FirstlineError(code, `${path}:${decoded.line} is no UTF-8.`, {
    hint: 'Save it as UTF-8; Excel calls that “CSV UTF-8”.',
  });
}

/** Everybody's, and every group that an article is restricted to: on the command line the owner reads everything. */
export function groupsOf(articles: readonly Article[]): readonly string[] {
  return [...new Set(['everyone', ...articles.map((article) => article.audience)])];
}
