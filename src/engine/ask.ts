import { articleMessage } from '../core/article-message.js';
import type { Dialog } from '../core/dialog.js';
import type { Fact } from '../core/fact.js';
import { type HandoffFacts, type HandoffRule, ruleFor } from '../core/handoff-rules.js';
import { replyLanguage } from '../core/language.js';
import { ANYWHERE, type Reader } from '../core/limits.js';
import type { Lookup } from '../core/lookup.js';
import { phrase } from '../core/phrases/phrase.js';
import { placeKey } from '../core/place.js';
import type { Candidate, Knowledge } from '../core/ports/knowledge.js';
import type { Duty } from '../core/roster.js';
import type { Settings } from '../core/settings.js';
import { type Trace, traceOf } from '../core/trace.js';
import type { Triage } from '../core/triage.js';
import type { Turn } from '../core/turn.js';
import { REASONS } from '../desk/opening.js';
import { createDecide } from './decide.js';

/** What one turn would do with a text, and why: the JSON of `firstline ask`, but for `why`. */
export interface Asked {
  readonly action: 'answer' | 'clarify' | 'handoff' | 'smalltalk' | 'silent';
  /** Id of the article that answers, or null. */
  readonly article: string | null;
  /** Calibrated probability of the best article, from 0 to 1; null where none is near. */
  readonly confidence: number | null;
  readonly candidates: readonly Candidate[];
  readonly language: Triage['language'];
  readonly category: string | null;
  readonly urgency: Triage['urgency'];
  readonly mood: Triage['mood'];
  /** Name of the rule that decided whether a person is asked; null where none did. */
  readonly rule: string | null;
  /** Why it goes to a person, in words; null where it does not. */
  readonly why: string | null;
  /** Everything that the asker would read, as CommonMark. */
  readonly text: string;
  /** Where the answer came from; null where none was given. */
  readonly trace: Trace | null;
  readonly reasons: readonly string[];
}

/** One turn without a platform and without a store: gather from what is given, decide, and tell. */
export function askOnce(options: {
  readonly text: string;
  readonly knowledge: Knowledge;
  readonly dialogs: readonly Dialog[];
  readonly settings: Settings;
  readonly duty: Duty;
  readonly reader: Reader;
  readonly now: number;
}): Asked {
  const { text, knowledge, dialogs, settings, duty, reader, now } = options;
  const platform = reader.platform ?? ANYWHERE;
  const place = placeKey({ platform, workspace: 'cli', channel: 'asker' });
  const finding = knowledge.search({ text, ...reader, starters: true });
  const turn: Turn = {
    event: {
      kind: 'message',
      id: 'ask',
      at: now,
      place,
      author: { id: 'asker', name: 'asker' },
      message: 'ask',
      text,
      addressed: true,
      private: true,
    },
    now,
    key: (n) => `ask.${n}`,
    record: () => undefined,
    number: 1,
    finding,
    duty,
    staff: false,
    lines: [],
    article: (id) => knowledge.article(id),
  };
  // Whoever asks here reads what these audiences may.
  const readers = { ...settings.readers, [platform]: reader.audiences };
  const decision = createDecide({ dialogs, settings: { ...settings, readers } })(turn);
  const said = decision.effects.flatMap((effect) =>
    effect.kind === 'say' && 'place' in effect.target && effect.target.place === place
      ? [effect.content]
      : [],
  );
  const fact = decision.facts.find((found) => found.kind in actions);
  const action = (fact && actions[fact.kind]) ?? 'silent';
  const facts = { text, triage: finding.triage, audiences: reader.audiences, moods: [], failures: 0 };
  const rule = ruleOf(action, facts, settings, fact?.why);
  const tooGrave = action === 'handoff' ? tooGraveFor(settings.handoff, facts, rule) : undefined;
  const best = finding.candidates[0];
  const work = decision.effects.find((effect) => effect.kind === 'work');
  const looked = fact?.kind === 'looked-up' || fact?.kind === 'clarified' ? fact.article : undefined;
  const article = looked === undefined ? undefined : knowledge.article(looked);
  const language = replyLanguage(finding.triage.language, settings.language);
  const pending = fact?.kind === 'looked-up' ? article : undefined;
  const trace = fact?.trace ?? (pending && traceOf(pending, language));
  const template = work && article && articleMessage(article, language);
  return {
    action,
    article: fact?.kind === 'answered' || fact?.kind === 'looked-up' ? (fact.article ?? null) : null,
    confidence: best?.confidence ?? null,
    candidates: finding.candidates,
    language: finding.triage.language,
    category: finding.triage.category ?? null,
    urgency: finding.triage.urgency,
    mood: finding.triage.mood,
    rule: rule?.name ?? null,
    why: action === 'handoff' ? whyOf(fact?.why, rule) : null,
    text: [...said, ...(template ? [template] : [])]
      .map(({ title, text, buttons }) =>
        [title && `**${title}**`, text, buttons?.map((button) => `[${button.label}]`).join(' ')]
          .filter(Boolean)
          .join('\n\n'),
      )
      .join('\n\n'),
    trace: trace ?? null,
    reasons: [
      ...finding.reasons,
      ...finding.triage.reasons,
      ...(article?.lookup ? lookupReasons(article.lookup) : []),
      ...(fact?.why ? [`${fact.kind}: ${fact.why}`] : []),
      ...(rule ? [`rule "${rule.name}": ${effectOf(rule, action)}`] : []),
      ...(tooGrave
        ? [
            `rule "${tooGrave.name}": it leaves this to the rules below, since the message is critical and its urgency does not name that`,
          ]
        : []),
    ],
  };
}

/** The rule that decided. What asks for a person in so many words, and small talk, needs none. */
function ruleOf(
  action: Asked['action'],
  facts: HandoffFacts,
  { handoff }: Settings,
  why: string | undefined,
): HandoffRule | undefined {
  const rule = ruleFor(handoff, facts);
  if (action === 'smalltalk' || action === 'silent') return undefined;
  return rule && (rule.to === 'bot' || (action === 'handoff' && why === rule.reason)) ? rule : undefined;
}

function effectOf({ to }: HandoffRule, action: string): string {
  if (to === 'person') return 'a person is asked';
  return action === 'handoff'
    ? 'the bot may answer itself, but has nothing to answer with'
    : 'the bot answers itself';
}

/** The first rule above the one that decided which would keep a critical message with the bot, were it not critical. */
function tooGraveFor(
  rules: readonly HandoffRule[],
  facts: HandoffFacts,
  decided: HandoffRule | undefined,
): HandoffRule | undefined {
  if (facts.triage.urgency !== 'critical') return undefined;
  const above = decided ? rules.slice(0, rules.indexOf(decided)) : rules;
  return above.find(({ urgency: _, ...rule }) => rule.to === 'bot' && ruleFor([rule], facts) !== undefined);
}

function whyOf(why: string | undefined, rule: HandoffRule | undefined): string | null {
  const key = Object.entries(REASONS).find(([reason]) => reason === why)?.[1];
  return key === undefined ? null : phrase('en', key, { rule: rule?.name ?? '?' });
}

/** How an answer comes about that is looked up. Templates as they stand in the article; secrets are no part of them. */
function lookupReasons({ method, url, slots, values, personal }: Lookup): readonly string[] {
  const asked = slots.map(({ name }) => name).join(', ');
  return [
    `Its answer is looked up when somebody asks: ${method} ${url} for ${Object.keys(values).join(', ')}.`,
    ...(asked ? [`Asked for first, where the question does not say it: ${asked}.`] : []),
    ...(personal ? ['It is about the asker, so only they can read it.'] : []),
  ];
}

const actions: Readonly<Partial<Record<Fact['kind'], Asked['action']>>> = {
  answered: 'answer',
  'looked-up': 'answer',
  clarified: 'clarify',
  'handed-off': 'handoff',
  'small-talk': 'smalltalk',
};
