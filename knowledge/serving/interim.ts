import { type Article, inLanguage } from '../../src/core/article.js';
import { LANGUAGES, replyLanguage } from '../../src/core/language.js';
import type { Candidate, Finding, Question } from '../../src/core/ports/knowledge.js';
import { detectLanguage } from '../text/language.js';
import { isFor, type RankedKnowledge } from './selections.js';

/** What stands in place of reasons, which name what was near. */
const TAKEN_AWAY = ['An article that was near has just been taken away; what is there now is being learnt.'];

/**
 * What the articles say now, found by what was learnt of them before, until the new state is learnt: training may take a
 * while, and an answer that was corrected or withdrawn is not given meanwhile. An article that is no more, or not for the
 * asker any more, leaves no trace: what would be answered with it, or only offered, goes to a person. What is new is found
 * once it is learnt. The version is the one that was learnt.
 */
export function untilLearnt(learnt: RankedKnowledge, articles: readonly Article[]): RankedKnowledge {
  const byId = new Map(articles.map((article) => [article.id, article]));

  /** As it is called now; undefined: it is not there for this asker. */
  const now = (candidate: Candidate, { text, ...asker }: Question): Candidate | undefined => {
    const article = byId.get(candidate.article);
    const spoken = detectLanguage(text);
    const asked = LANGUAGES.find((language) => language === spoken);
    if (!article || !isFor(article, asker, asked)) return undefined;
    const shown = inLanguage(article, replyLanguage(spoken, 'en'));
    return shown && { ...candidate, title: shown.translation.title };
  };
  const allNow = (candidates: readonly Candidate[], question: Question): Candidate[] =>
    candidates.map((candidate) => now(candidate, question)).filter((one) => one !== undefined);

  return {
    version: learnt.version,
    confidence: learnt.confidence,
    article: (id) => byId.get(id),
    ranked: (question, limit) => allNow(learnt.ranked(question, limit), question),
    search(question): Finding {
      const found = learnt.search(question);
      const candidates = allNow(found.candidates, question);
      const also = allNow(found.also ?? [], question);
      const isSame = candidates[0]?.article === found.candidates[0]?.article;
      const isWhole =
        candidates.length === found.candidates.length && also.length === (found.also?.length ?? 0);
      const { category: _, ...triage } = found.triage;
      return {
        outcome: isSame ? found.outcome : 'none',
        candidates,
        ...(isSame && also.length > 0 && { also }),
        ...(isSame && found.unanswered && { unanswered: found.unanswered }),
        triage: isSame ? found.triage : triage,
        get reasons() {
          return isWhole ? found.reasons : TAKEN_AWAY;
        },
      };
    },
  };
}
