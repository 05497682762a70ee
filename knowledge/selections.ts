import type { Article } from '../src/core/article.js';
import { LANGUAGES, type Language } from '../src/core/language.js';
import { mayRead, readersOf } from '../src/core/limits.js';
import type { Candidate, Finding, Knowledge, Question } from '../src/core/ports/knowledge.js';
import type { Settings } from '../src/core/settings.js';
import type { Confidence } from './confidence.js';
import { detectLanguage } from './language.js';

/** Knowledge with the whole order beside the port, for measuring. */
export interface RankedKnowledge extends Knowledge {
  /** Articles in order, more than a finding holds. Confidence is 0 beyond the first few. */
  ranked(question: Question, limit: number): readonly Candidate[];
  /** How confidences were found, for `eval` and the log. */
  readonly confidence: Confidence;
}

/** Who may ask, without the question. */
export type Asker = Omit<Question, 'text'>;

/** Whoever can ask on these platforms, by what they may read: everybody, and guests. */
export function askersOf(
  settings: Pick<Settings, 'readers' | 'starters'>,
  platforms: readonly string[],
): readonly Asker[] {
  const { starters } = settings;
  return platforms.flatMap((platform) => {
    const everybody = { ...readersOf(platform, false, settings), starters };
    // The web knows no guests.
    return platform === 'web'
      ? [everybody]
      : [everybody, { ...readersOf(platform, true, settings), starters }];
  });
}

/** Whether an article exists for this asker, and for a question in this language where that is known. */
export function isFor(article: Article, asker: Asker, asked?: Language): boolean {
  if (asked !== undefined && article.askedIn !== undefined && article.askedIn !== asked) return false;
  return (asker.starters || !article.starter) && mayRead(article, asker);
}

/** The different selections of articles that these askers read, each once, articles in their order. */
export function selectionsOf(
  articles: readonly Article[],
  askers: readonly Asker[],
): readonly (readonly Article[])[] {
  const kinds = kindsOf(articles);
  const languages = kinds.some(({ askedIn }) => askedIn) ? [undefined, ...LANGUAGES] : [undefined];
  const first = new Map(
    askers.flatMap((asker) =>
      languages.map((asked) => [keyOf(kinds, asker, asked), { asker, asked }] as const),
    ),
  );
  return [...first.values()].map(({ asker, asked }) =>
    articles.filter((article) => isFor(article, asker, asked)),
  );
}

/**
 * Knowledge of all articles, as one for each selection of them that somebody may read. What an asker may not read has no
 * part in what was trained for them, so it shows neither in candidates and reasons nor in how sure they are. There are as
 * many selections as combinations of audiences, platforms, languages and starters that askers have: a few. `trained`: those that
 * there are, at least one; `train` makes another when the first asker of that kind comes.
 */
export function serveSelections(
  articles: readonly Article[],
  version: string,
  trained: readonly [Selected, ...Selected[]],
  train: (articles: readonly Article[]) => RankedKnowledge,
): RankedKnowledge {
  const byId = new Map(articles.map((article) => [article.id, article]));
  const kinds = kindsOf(articles);
  const byName = new Map(trained.map((one) => [nameOf(one.articles), one.knowledge]));
  const byKey = new Map<string, RankedKnowledge>();
  const byLanguage = kinds.some(({ askedIn }) => askedIn);
  const knowledgeFor = (asker: Question): RankedKnowledge => {
    const asked = byLanguage ? spokenIn(asker.text) : undefined;
    const key = keyOf(kinds, asker, asked);
    const known = byKey.get(key);
    if (known) return known;
    const selection = articles.filter((article) => isFor(article, asker, asked));
    const name = nameOf(selection);
    const found = byName.get(name) ?? train(selection);
    byName.set(name, found);
    byKey.set(key, found);
    return found;
  };
  return {
    version,
    confidence: trained[0].knowledge.confidence,
    article: (id) => byId.get(id),
    search: (question): Finding => knowledgeFor(question).search(question),
    ranked: (question, limit): readonly Candidate[] => knowledgeFor(question).ranked(question, limit),
  };
}

/** A selection of articles and what was trained on exactly these. */
interface Selected {
  readonly articles: readonly Article[];
  readonly knowledge: RankedKnowledge;
}

/** One article of each combination of limits that occurs. */
function kindsOf(articles: readonly Article[]): readonly Article[] {
  const kinds = new Map<string, Article>();
  for (const article of articles) {
    const { audience, platforms, askedIn, starter } = article;
    kinds.set(JSON.stringify([audience, platforms, askedIn, starter]), article);
  }
  return [...kinds.values()];
}

/** Which combinations of limits this asker passes: the same for all who read the same articles. */
function keyOf(kinds: readonly Article[], asker: Asker, asked: Language | undefined): string {
  let key = '';
  for (const article of kinds) key += isFor(article, asker, asked) ? '1' : '0';
  return key;
}

/** The language of a question, where it is one of ours. */
function spokenIn(text: string): Language | undefined {
  const found = detectLanguage(text);
  return LANGUAGES.find((language) => language === found);
}

function nameOf(selection: readonly Article[]): string {
  return selection.map(({ id }) => id).join(' ');
}
