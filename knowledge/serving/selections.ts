import type { Article } from '../../src/core/article.js';
import { LANGUAGES, type Language } from '../../src/core/language.js';
import { mayRead, readersOf } from '../../src/core/limits.js';
import type { Candidate, Finding, Knowledge, Question } from '../../src/core/ports/knowledge.js';
import type { Settings } from '../../src/core/settings.js';
import type { Confidence } from '../confidence/confidence.js';
import type { Steps } from '../slices.js';
import { detectLanguage } from '../text/language.js';

/** Knowledge with the whole order beside the port, for measuring. */
export interface RankedKnowledge extends Knowledge {
  /** Articles in order, more than a finding holds. Confidence is 0 beyond the first few. */
  ranked(question: Question, limit: number): readonly Candidate[];
  /** How confidences were found, for `eval` and the log. */
  readonly confidence: Confidence;
}

/** What answers from one model: which articles there are, it does not tell. */
export type Answering = Pick<RankedKnowledge, 'confidence' | 'ranked' | 'search'>;

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

/** A selection of articles and what was trained on exactly these. */
export interface Selected {
  readonly articles: readonly Article[];
  readonly knowledge: Answering;
}

/** Trains on a selection that an asker of some kind reads, the first of them given. With a promise it goes on in the background. */
export type TrainSelection = (selection: readonly Article[], asker: Asker) => Answering | Promise<Answering>;

/** A training in the background that failed. */
export interface FailedTraining {
  readonly error: unknown;
  /** How many articles the selection has. */
  readonly articles: number;
  /** From 1: which try of this selection it was. */
  readonly attempt: number;
  /** Milliseconds in which it is not tried again. */
  readonly pause: number;
}

/** Milliseconds after the first failure; each further one doubles them. */
const FIRST_PAUSE = 10_000;
const LONGEST_PAUSE = 15 * 60_000;

/**
 * Knowledge of all articles, as one for each selection of them that somebody may read. What an asker may not read has no
 * part in what was trained for them, so it shows neither in candidates and reasons nor in how sure they are. There are as
 * many selections as combinations of audiences, platforms, languages and starters that askers have: a few. `trained`:
 * those that there are, at least one; `train` makes another when the first asker of that kind comes. While it is made in
 * the background, they are answered from what was trained on a part of what they may read, the largest that there is. Where
 * it fails, `failed` is told, and the first of their questions after a pause tries again; the pause doubles each time.
 */
export function* servingSelections(
  articles: readonly Article[],
  version: string,
  trained: readonly [Selected, ...Selected[]],
  train: TrainSelection,
  failed: (failure: FailedTraining) => void = () => undefined,
): Steps<RankedKnowledge> {
  const byId = new Map(articles.map((article) => [article.id, article]));
  yield;
  const kinds = kindsOf(articles);
  yield;
  const byName = new Map(trained.map((one) => [nameOf(one.articles), one]));
  /** Trained now, or failed so shortly before that it is not tried yet. */
  const underWay = new Set<string>();
  const failures = new Map<string, number>();
  let byKey = new Map<string, Answering>();

  /** What was trained on the spot; undefined: it is under way. */
  const make = (name: string, selection: readonly Article[], asker: Asker): Answering | undefined => {
    if (underWay.has(name)) return undefined;
    const made = train(selection, asker);
    if (!(made instanceof Promise)) {
      byName.set(name, { articles: selection, knowledge: made });
      return made;
    }
    underWay.add(name);
    const end = (): void => {
      underWay.delete(name);
      byKey = new Map(); // whoever was answered from less is looked up again
    };
    const fail = (error: unknown): void => {
      const attempt = (failures.get(name) ?? 0) + 1;
      failures.set(name, attempt);
      const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (attempt - 1));
      setTimeout(end, pause).unref();
      failed({ error, articles: selection.length, attempt, pause });
    };
    made.then((knowledge) => {
      byName.set(name, { articles: selection, knowledge });
      end();
    }, fail);
    return undefined;
  };
  const byLanguage = kinds.some(({ askedIn }) => askedIn);
  const knowledgeFor = ({ text, ...asker }: Question): Answering => {
    const asked = byLanguage ? ourLanguageOf(text) : undefined;
    const key = keyOf(kinds, asker, asked);
    const known = byKey.get(key);
    if (known) return known;
    const selection = articles.filter((article) => isFor(article, asker, asked));
    const name = nameOf(selection);
    const found =
      byName.get(name)?.knowledge ?? make(name, selection, asker) ?? within(byName.values(), asker, asked);
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

/** Of what there is, that with the most articles of which the asker may read every one. */
function within(trained: Iterable<Selected>, asker: Asker, asked: Language | undefined): Answering {
  let best: Selected | undefined;
  for (const one of trained) {
    if (best && one.articles.length <= best.articles.length) continue;
    if (one.articles.every((article) => isFor(article, asker, asked))) best = one;
  }
  if (!best) throw new Error('Nothing was trained that everybody may read, not even on no article.');
  return best.knowledge;
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
function ourLanguageOf(text: string): Language | undefined {
  const found = detectLanguage(text);
  return LANGUAGES.find((language) => language === found);
}

function nameOf(selection: readonly Article[]): string {
  return selection.map(({ id }) => id).join('\n');
}
