import { type Article, inLanguage } from '../src/core/article.js';
import { type Language, replyLanguage } from '../src/core/language.js';
import type { Candidate, Finding, Knowledge, Question } from '../src/core/ports/knowledge.js';
import { CHOICES, judge } from './choice.js';
import type { Confidence } from './confidence.js';
import { ask } from './corpus.js';
import { explain } from './explain.js';
import { detectLanguage } from './language.js';
import { type KnowledgeOptions, type Model, train, trainModel } from './model.js';
import { rank, type Scored } from './rank.js';
import { inSlices } from './slices.js';
import { triage } from './triage.js';

/** Knowledge with the whole order beside the port, for measuring. */
export interface RankedKnowledge extends Knowledge {
  /** Articles in order, more than a finding holds. Confidence is 0 beyond the first few. */
  ranked(question: Question, limit: number): readonly Candidate[];
  /** How confidences were found, for `eval` and the log. */
  readonly confidence: Confidence;
}

/** An article open to everybody. */
const EVERYONE = 'everyone';
/** Candidates of a finding, of which this many are offered when asking back. */
const MOST_CANDIDATES = 5;
const MOST_OFFERED = 3;
/** A category is named from this confidence on. */
const NEAR = 0.25;
/** Builds it in one go. Deterministic: the same articles and options give the same answers. */
export function buildKnowledge(
  articles: readonly Article[],
  options: KnowledgeOptions = {},
): RankedKnowledge {
  return serve(trainModel(articles, options));
}

/** Builds the same, letting everything else of the process run in between. */
export async function buildInBackground(
  articles: readonly Article[],
  options: KnowledgeOptions = {},
): Promise<RankedKnowledge> {
  return serve(await inSlices(train(articles, options)));
}

/** Answers questions from a model. */
export function serve({ version, ranker, confidence }: Model): RankedKnowledge {
  const { articles, rows } = ranker.corpus;
  const byId = new Map(articles.map((article) => [article.id, article]));

  const access = (question: Question): ((row: number) => boolean) => {
    const { starters, audiences } = question;
    return (row) => {
      const article = articles[rows[row]?.article ?? -1];
      if (!article || (article.starter && !starters)) return false;
      return article.audience === EVERYONE || audiences.includes(article.audience);
    };
  };
  const candidate = (scored: Scored, sure: number, language: Language): Candidate | undefined => {
    const article = articles[scored.article];
    const shown = article && inLanguage(article, language);
    return article && shown && { article: article.id, title: shown.translation.title, confidence: sure };
  };

  return {
    version,
    confidence,
    article: (id) => byId.get(id),
    search(question): Finding {
      const allowed = access(question);
      const mood = triage(question.text);
      const language = replyLanguage(mood.language, 'en');
      const ranking = rank(ranker, ask(ranker.corpus, question.text), allowed, CHOICES);
      const judged = judge(confidence.choice, ranking);
      const candidates = judged
        .slice(0, MOST_CANDIDATES)
        .map(({ scored, confidence: sure }) => candidate(scored, sure, language))
        .filter((found) => found !== undefined);
      const outcome = decide(candidates, confidence);
      const shown = outcome === 'clarify' ? candidates.slice(0, MOST_OFFERED) : candidates;
      const best = judged[0]?.scored;
      const category =
        (candidates[0]?.confidence ?? 0) >= NEAR ? articles[best?.article ?? -1]?.category : undefined;
      let reasons: readonly string[] | undefined;
      return {
        outcome,
        candidates: shown,
        triage: category === undefined ? mood : { ...mood, category },
        // Worded when somebody asks: a turn hardly ever does.
        get reasons() {
          reasons ??= explain({
            ranker,
            best,
            vector: ranking.vector,
            allowed,
            question: question.text,
            candidates: shown,
            outcome,
            confidence,
          });
          return reasons;
        },
      };
    },
    ranked(question, limit) {
      const ranking = rank(ranker, ask(ranker.corpus, question.text), access(question), limit);
      const language = replyLanguage(detectLanguage(question.text), 'en');
      const first = judge(confidence.choice, { ...ranking, best: ranking.best.slice(0, CHOICES) });
      const others = ranking.best.slice(CHOICES).map((scored) => ({ scored, confidence: 0 }));
      return [...first, ...others]
        .map(({ scored, confidence: sure }) => candidate(scored, sure, language))
        .filter((found) => found !== undefined);
    },
  };
}

function decide(candidates: readonly Candidate[], { thresholds }: Confidence): Finding['outcome'] {
  const first = candidates[0];
  if (!first) return 'none';
  if (first.confidence >= thresholds.answer) return 'answer';
  const together = candidates.slice(0, MOST_OFFERED).reduce((sum, { confidence }) => sum + confidence, 0);
  return candidates.length > 1 && together >= thresholds.clarify ? 'clarify' : 'none';
}
