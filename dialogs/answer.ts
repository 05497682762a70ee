import { ACTIONS } from '../src/core/actions.js';
import { type Article, inLanguage } from '../src/core/article.js';
import { articleMessage, saidOpenly } from '../src/core/article-message.js';
import { type Button, type Content, markdown } from '../src/core/content.js';
import type { Dialog, DialogContext, HandoffRequest, Step } from '../src/core/dialog.js';
import { ruleWords } from '../src/core/handoff-rules.js';
import { phrase } from '../src/core/phrases/phrase.js';
import type { Finding } from '../src/core/ports/knowledge.js';
import { traceOf } from '../src/core/trace.js';
import { clarify } from './clarifying.js';
import { intentOf } from './intents.js';
import { beginLookup } from './looking-up.js';

/** The default: answer, clarify, hand off, or stay silent. */
export const answer: Dialog = {
  name: 'answer',
  interrupts: false,
  opens: (context) => context.input.kind === 'text',
  step(context) {
    const { input } = context;
    if (input.kind !== 'text') return { say: [], next: null };
    return answerText(context, input.text, 0);
  },
};

/** Answers a question. `round` counts the clarifications that went before. */
export function answerText(context: DialogContext, question: string, round: number): Step {
  const { finding, language, rule } = context;
  if (!context.addressed) {
    const best = finding?.outcome === 'answer' ? finding.candidates[0] : undefined;
    const forPerson =
      context.paused ||
      rule?.to === 'person' ||
      (best !== undefined && context.article(best.article)?.handoff === 'always');
    if (finding?.outcome === 'answer' && !forPerson) return sureAnswer(context, finding, question);
    // Greetings and thanks among people ask for nothing.
    const asks = /\p{L}/u.test(question) && intentOf(question) === undefined;
    return {
      say: [],
      next: null,
      fact: { kind: 'silent', ...(rule?.to === 'person' && { rule: rule.name }) },
      ...(context.offer && finding && asks && { offer: offerOf(context, forPerson) }),
    };
  }
  const toPerson = (reason: HandoffRequest['reason'], words?: string, by?: string): Step => ({
    say: [],
    next: null,
    question,
    handoff: {
      reason,
      question,
      ...(words !== undefined && { words }),
      ...(by !== undefined && { rule: by }),
    },
  });
  if (context.paused) return toPerson('paused');
  if (finding && rule?.to === 'person') {
    return toPerson(rule.reason, ruleWords(rule, finding.triage, language), rule.name);
  }
  switch (finding?.outcome) {
    case 'answer':
      return withOthers(context, finding, question, sureAnswer(context, finding, question));
    case 'clarify':
      // "No" after an answer says nothing of what else is meant.
      if (round === 0 && ['yes', 'no'].includes(intentOf(question) ?? '')) return toPerson('no-article');
      return clarify(context, finding.candidates, question, { round }) ?? toPerson('no-article');
    default:
      return toPerson('no-article');
  }
}

/**
 * Help that is offered where nobody asked the bot: one press makes it a question of the bot's. `forPerson`: that leads to a
 * person in any case, so no more is promised.
 */
function offerOf({ language, message, version }: DialogContext, forPerson: boolean): Content {
  return markdown(phrase(language, forPerson ? 'offerPerson' : 'offer'), {
    buttons: [
      {
        action: ACTIONS.accept,
        label: phrase(language, forPerson ? 'buttonPerson' : 'buttonAccept'),
        value: message,
        version,
        style: 'primary',
      },
    ],
  });
}

function sureAnswer(context: DialogContext, finding: Finding, question: string): Step {
  const best = finding.candidates[0];
  const article = best && context.article(best.article);
  if (!best || !article)
    return { say: [], next: null, question, handoff: { reason: 'no-article', question } };
  return answerWith(context, article, question, best.confidence);
}

/**
 * Offers what else the message asked for below the answer, or says that nothing answers it, without repeating it: the
 * message may be changed or deleted. A person reads all of it, and a lookup has to be told first.
 */
function withOthers(
  context: DialogContext,
  { also = [], unanswered = [] }: Finding,
  question: string,
  step: Step,
): Step {
  if (step.handoff || step.work || step.next) return step;
  const more = clarify(context, also, question, { round: 0, also: true });
  if (more) return { ...step, say: [...step.say, ...more.say], next: more.next };
  if (!unanswered.some((part) => intentOf(part) === undefined)) return step;
  const { language } = context;
  const rest = phrase(language, 'restUnanswered', { person: phrase(language, 'buttonPerson') });
  return { ...step, say: [...step.say, markdown(rest)] };
}

/** Answers with an article, or hands off where the article says that people answer this. */
export function answerWith(
  context: DialogContext,
  article: Article,
  question: string,
  confidence?: number,
): Step {
  const found = inLanguage(article, context.language);
  const because = { article: article.id, ...(confidence !== undefined && { confidence }) };
  if (!found || article.handoff === 'always') {
    const words = phrase(context.language, 'policyWords');
    const body = found
      ? `${words}\n\n${saidOpenly(found.language, context.language, found.translation.body)}`
      : words;
    return {
      say: [],
      next: null,
      question,
      handoff: { reason: 'policy', question, words: body, article: article.id },
    };
  }
  if (article.lookup) return beginLookup(context, article, article.lookup, question, confidence);
  return {
    say: [articleContent(context, article)],
    next: null,
    question,
    ...answeredFrom(context, article, because),
  };
}

/** What is kept of an answer: the article, and for the fact also where it came from and how sure the bot was. */
export function answeredFrom(
  { language }: DialogContext,
  article: Article,
  because: Pick<NonNullable<Step['fact']>, 'confidence' | 'why'>,
): Pick<Step, 'answered' | 'fact'> {
  const trace = traceOf(article, language);
  const from = { article: article.id, ...(trace && { trace }) };
  return { answered: from, fact: { kind: 'answered', ...from, ...because } };
}

/** An article as a message, with the two buttons. `body` is what was looked up, in place of its template. */
export function articleContent(context: DialogContext, article: Article, body?: string): Content {
  const { language } = context;
  const button = (
    action: string,
    label: 'buttonHelped' | 'buttonPerson',
    style?: Button['style'],
  ): Button => ({
    action,
    label: phrase(language, label),
    value: context.key,
    version: context.version,
    ...(style && { style }),
  });
  return {
    ...(articleMessage(article, language, body) ?? markdown('')),
    buttons: [button(ACTIONS.helped, 'buttonHelped', 'primary'), button(ACTIONS.person, 'buttonPerson')],
  };
}
