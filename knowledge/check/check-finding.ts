import type { Article } from '../../src/core/article.js';
import { type LeftOutPhrasing, leaveOut } from '../confidence/left-out.js';
import type { ArticleFile } from '../files/head.js';
import type { Problem } from '../files/problem.js';
import { type Corpus, readCorpus, textOf } from '../finding/corpus.js';
import { atOnce } from '../slices.js';
import { readTerms } from '../text/terms.js';

/** So sure of another article is a phrasing that stands in the wrong one, or is alone in its own: a warning … */
const MISLEADS = 0.95;
/** … and here the bot would still have answered, and have been wrong: worth knowing. */
const MAY_MISLEAD = 0.8;
/** Phrasings are as good as the same from this cosine on: the same words, perhaps in another order. */
const AS_GOOD_AS_SAME = 0.93;
/** Of fewer phrasings it says nothing if none finds its article. */
const ENOUGH = 3;

/**
 * What only asking shows: phrasings that find another article when they are left out, phrasings of two articles that
 * are as good as the same, and articles that none of their phrasings finds. `shared`: phrasings that two articles have
 * word for word, which are reported elsewhere. 10,000 phrasings take some ten seconds.
 */
export function checkFinding(
  articles: readonly Article[],
  files: readonly ArticleFile[],
  shared: ReadonlySet<string> = new Set(),
  terms: readonly (readonly string[])[] = [],
): readonly Problem[] {
  const corpus = atOnce(readCorpus(articles, readTerms(terms)));
  const leftOut = atOnce(leaveOut(corpus));
  const places = linesOf(files);
  const isLost = lostArticles(corpus, leftOut);
  const problems: Problem[] = [];
  for (const [index, finds] of isLost) problems.push(lost(corpus, index, finds, places));
  const told = new Set<string>();
  for (const { sample, judged } of leftOut) {
    const own = corpus.rows[sample.row]?.article ?? -1;
    const text = textOf(corpus, sample.row, sample.phrasing);
    if (isLost.has(own) || shared.has(text)) continue;
    const others = judged.filter(
      ({ scored }) =>
        scored.article !== own && mayMeet(corpus.articles[own], corpus.articles[scored.article]),
    );
    const ownId = corpus.articles[own]?.id;
    const place = placeOf(corpus, sample.row, text, places);
    const twin = others.find(
      ({ scored }) => scored.nearest >= AS_GOOD_AS_SAME && !shared.has(scored.phrasing),
    );
    const [best] = judged;
    if (twin) {
      const { phrasing, article } = twin.scored;
      const pair = [text, phrasing].sort().join('\n');
      if (told.has(pair)) continue;
      told.add(pair);
      problems.push({
        level: 'warning',
        kind: 'alike',
        weight: twin.scored.nearest,
        ...place,
        message: `The phrasing “${text}” of "${ownId}" is as good as “${phrasing}” of "${corpus.articles[article]?.id}".`,
        hint: 'Say in each what the other is not about, or join the articles.',
      });
    } else if (best && best === others[0] && best.confidence >= MAY_MISLEAD) {
      const sure = Math.floor(best.confidence * 100);
      const id = corpus.articles[best.scored.article]?.id;
      problems.push({
        level: best.confidence >= MISLEADS ? 'warning' : 'info',
        kind: 'finds-another',
        weight: best.confidence,
        ...place,
        message: `The phrasing “${text}” of "${ownId}", left out, finds "${id}" (${sure}% sure).`,
        hint: 'Move it there, or add phrasings like it here.',
      });
    }
  }
  return problems;
}

/** Articles with enough phrasings of which none, left out, finds it; and what they find instead, most often first. */
function lostArticles(corpus: Corpus, leftOut: readonly LeftOutPhrasing[]): Map<number, readonly number[]> {
  const asked = new Map<number, number[]>();
  const found = new Set<number>();
  for (const { sample, judged } of leftOut) {
    const own = corpus.rows[sample.row]?.article ?? -1;
    const best = judged[0]?.scored.article ?? -1;
    if (best === own) found.add(own);
    asked.set(own, [...(asked.get(own) ?? []), best]);
  }
  const lostOnes = [...asked].filter(([own, finds]) => !found.has(own) && finds.length >= ENOUGH);
  return new Map(lostOnes.map(([own, finds]) => [own, mostOften(finds)]));
}

function mostOften(list: readonly number[]): readonly number[] {
  const times = new Map<number, number>();
  for (const one of list) if (one >= 0) times.set(one, (times.get(one) ?? 0) + 1);
  return [...times].sort((a, b) => b[1] - a[1]).map(([one]) => one);
}

function lost(corpus: Corpus, index: number, finds: readonly number[], places: Places): Problem {
  const article = corpus.articles[index];
  const translation = article?.translations.en ?? article?.translations.zh;
  const others = finds.slice(0, 2).map((one) => `"${corpus.articles[one]?.id ?? ''}"`);
  const instead = others.length > 0 ? `they find ${others.join(' and ')}` : 'they find nothing';
  const file = translation?.file ?? '';
  const line = places.get(file)?.title;
  return {
    level: 'warning',
    kind: 'never-found',
    file,
    ...(line !== undefined && { line }),
    message: `No phrasing of the article "${article?.id}", left out, finds it: ${instead}.`,
    hint: 'Give it phrasings of its own, or join the articles.',
  };
}

/** Whether two articles can both exist for one asker. */
export function mayMeet(one: Article | undefined, other: Article | undefined): boolean {
  const platforms = other?.platforms;
  if (one?.askedIn && other?.askedIn && one.askedIn !== other.askedIn) return false;
  if (!one?.platforms || !platforms) return true;
  return one.platforms.some((name) => platforms.includes(name));
}

/** Lines by file: of its title, and of each phrasing. */
type Places = ReadonlyMap<
  string,
  { readonly title: number | undefined; readonly phrasings: ReadonlyMap<string, number> }
>;

/** Where titles and phrasings stand in each file. */
export function linesOf(files: readonly ArticleFile[]): Places {
  return new Map(
    files.map(({ file, phrasings, lines }) => [
      file,
      {
        title: lines.keys.title,
        phrasings: new Map(phrasings.map((phrasing, i) => [phrasing, lines.phrasings[i] ?? 1])),
      },
    ]),
  );
}

function placeOf(corpus: Corpus, row: number, text: string, places: Places): Pick<Problem, 'file' | 'line'> {
  const { article = -1, language = 'en' } = corpus.rows[row] ?? {};
  const file = corpus.articles[article]?.translations[language]?.file ?? '';
  const line = places.get(file)?.phrasings.get(text);
  return { file, ...(line !== undefined && { line }) };
}
