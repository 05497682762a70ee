import { type Article, inLanguage } from '../src/core/article.js';
import { type Language, replyLanguage } from '../src/core/language.js';
import type { Candidate, Finding } from '../src/core/ports/knowledge.js';
import { CHOICES, judge } from './choice.js';
import type { Confidence } from './confidence.js';
import { ask } from './corpus.js';
import { explain } from './explain.js';
import { detectLanguage } from './language.js';
import { type KnowledgeOptions, type Model, trainModel, versionOf } from './model.js';
import { rank, type Scored } from './rank.js';
import {
  type Asker,
  type FailedTraining,
  type RankedKnowledge,
  type Selected,
  serveSelections,
} from './selections.js';
import { triage } from './triage.js';

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
  return serve(trainModel(articles, options), options);
}

/** Answers questions from a model of all articles; who may read only some is answered from a model of these. */
export function serve(model: Model, options: KnowledgeOptions = {}): RankedKnowledge {
  return serveEach(model.ranker.corpus.articles, [model], options);
}

/** How to serve several models. */
export interface ServeOptions extends KnowledgeOptions {
  /** Of all articles; by default it is computed. */
  readonly version?: string;
  /**
   * Trains in the background on what an asker may read for whom there is no model. By default it is trained at once,
   * which holds everybody up: for what answers one question, and for tests.
   */
  readonly train?: (selection: readonly Article[], asker: Asker) => Promise<Model>;
  /** Told of each training in the background that fails. */
  readonly failed?: (failure: FailedTraining) => void;
}

/**
 * Answers questions from models of selections of the articles: each asker from the one of exactly what they may read.
 * Where there is none it is trained when the first such asker comes; see `serveSelections` for who answers meanwhile.
 */
export function serveEach(
  articles: readonly Article[],
  models: readonly [Model, ...Model[]],
  options: ServeOptions = {},
): RankedKnowledge {
  const { train: inBackground, triage: judgeTone } = options;
  const { version: ofFirst, ranker } = models[0];
  // A selection that is as long leaves nothing out.
  const isWhole = ranker.corpus.articles.length === articles.length;
  const version = options.version ?? (isWhole ? ofFirst : versionOf(articles));
  const [first, ...others] = models.map((model) => selected(model, judgeTone)) as [Selected, ...Selected[]]; // as many
  if (!inBackground) {
    return serveSelections(articles, version, [first, ...others], (selection) =>
      serveModel(trainModel(selection, options), judgeTone),
    );
  }
  // Who may read nothing that is ready is answered from nothing.
  const nothing = trainModel([]);
  return serveSelections(
    articles,
    version,
    [first, ...others, selected(nothing, judgeTone)],
    async (selection, asker) => serveModel(await inBackground(selection, asker), judgeTone),
    options.failed,
  );
}

function selected(model: Model, judgeTone: KnowledgeOptions['triage']): Selected {
  return { articles: model.ranker.corpus.articles, knowledge: serveModel(model, judgeTone) };
}

/** Answers from one model, whoever asks: what they may not read is not in it. */
function serveModel({ version, ranker, confidence }: Model, judgeTone = triage): RankedKnowledge {
  const { articles } = ranker.corpus;
  const byId = new Map(articles.map((article) => [article.id, article]));

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
      const judgement = judgeTone(question.text);
      const language = replyLanguage(judgement.language, 'en');
      const asked = ask(ranker.corpus, question.text);
      const ranking = rank(ranker, asked, CHOICES);
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
        triage: category === undefined ? judgement : { ...judgement, category },
        // Worded when somebody asks: a turn hardly ever does.
        get reasons() {
          reasons ??= explain({
            ranker,
            scored: judged.map(({ scored }) => scored),
            known: ranking.known,
            vector: ranking.vector,
            question: question.text,
            ...(asked.read !== undefined && { read: asked.read }),
            candidates: shown,
            outcome,
            confidence,
          });
          return reasons;
        },
      };
    },
    ranked(question, limit) {
      const ranking = rank(ranker, ask(ranker.corpus, question.text), limit);
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
  return together >= thresholds.clarify ? 'clarify' : 'none';
}
