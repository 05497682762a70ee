import { ACTIONS } from '../core/actions.js';
import type { Case, CaseAsker, HandoffReason } from '../core/case.js';
import { type Button, bareText, type Content, type Field, markdown, type Quote } from '../core/content.js';
import type { LookedUp } from '../core/conversation.js';
import { flat, shortened } from '../core/cut.js';
import type { Language } from '../core/language.js';
import type { NumberedLine } from '../core/line.js';
import { courseOf } from '../core/moods.js';
import { type PhraseKey, phrase } from '../core/phrases/phrase.js';
import type { Candidate } from '../core/ports/knowledge.js';
import { personName } from '../core/roster.js';
import type { DeskSettings } from '../core/settings.js';
import type { Trace } from '../core/trace.js';
import type { Triage } from '../core/triage.js';
import { clockTime } from '../core/when.js';

/** Lines of the conversation that the opening message shows. */
export const QUOTED_LINES = 12;
/** Where the best candidate is less likely than this, nothing was near; where it is not, the others count from here. */
export const NEAR = 0.2;
const ALSO_NEAR = 0.1;
/** From here on the best article names the thread; below, the question does. */
const TELLING = 0.5;
/** Characters of one quoted line; the whole line is in the asker's place. */
const QUOTE_LENGTH = 500;

export const REASONS: Readonly<Record<HandoffReason, PhraseKey>> = {
  'asked-for-a-person': 'reasonAskedForAPerson',
  'no-article': 'reasonNoArticle',
  'none-of-these': 'reasonNoneOfThese',
  'not-helped': 'reasonNotHelped',
  urgent: 'reasonUrgent',
  angry: 'reasonAngry',
  upset: 'reasonUpset',
  rule: 'reasonRule',
  policy: 'reasonPolicy',
  language: 'reasonLanguage',
  paused: 'reasonPaused',
  'failed-dialog': 'reasonFailedDialog',
  'lookup-failed': 'reasonLookupFailed',
};
const outcomes: Readonly<Record<LookedUp['outcome'], PhraseKey>> = {
  answered: 'lookupAnswered',
  timeout: 'lookupTimeout',
  unreachable: 'lookupUnreachable',
  status: 'lookupStatus',
  unusable: 'lookupUnusable',
  refused: 'lookupRefused',
  withdrawn: 'lookupWithdrawn',
};
const urgencies: Readonly<Record<Triage['urgency'], PhraseKey>> = {
  low: 'urgencyLow',
  normal: 'urgencyNormal',
  high: 'urgencyHigh',
  critical: 'urgencyCritical',
};
const moods: Readonly<Record<Triage['mood'], PhraseKey>> = {
  calm: 'moodCalm',
  upset: 'moodUpset',
  angry: 'moodAngry',
};
const languages: Readonly<Record<Triage['language'], PhraseKey>> = {
  en: 'languageEn',
  zh: 'languageZh',
  mixed: 'languageMixed',
  other: 'languageOther',
};

/** The readable, safe name of a thread: `#1042 vpn · Ana`. Control characters and line breaks are gone. */
export function threadTitle(found: Case, language: Language): string {
  const clean = (text: string, length: number): string => shortened(flat(text), length);
  return phrase(language, 'deskTitle', {
    number: found.number,
    topic: clean(topicOf(found), 40) || '?',
    asker: clean(found.asker.name, 30) || '?',
  });
}

/** What the opening message says of the state: who was asked, who has it, who is done with it. */
export function stateField(found: Case, desk: Pick<DeskSettings, 'language' | 'roster'>): Field {
  const { language, roster } = desk;
  const last = found.state === 'pinged' ? found.pinged.at(-1) : found.holder;
  const person = last === undefined ? undefined : personName(roster.people, last);
  const words: Readonly<Record<Case['state'], PhraseKey>> = {
    queued: 'openingQueued',
    pinged: 'openingPinged',
    claimed: 'openingClaimed',
    resolved: person === undefined ? 'stateResolved' : 'openingResolved',
  };
  return {
    label: phrase(language, 'fieldState'),
    value: phrase(language, words[found.state], { person: person ?? '?' }),
    tag: found.state,
  };
}

/** What it is written in, by its name where it is another than ours. */
function spokenLanguage({ language: spoken, foreign }: Triage, language: Language): string {
  const name = foreign && new Intl.DisplayNames([language], { type: 'language' }).of(foreign);
  return name ?? phrase(language, languages[spoken]);
}

/** The mood of the question, and how it came to that: calm → upset → angry. */
function moodCourse({ moods: earlier = [] }: Case, { mood }: Triage, language: Language): string {
  // "A person, please" may have followed the question, and a press has no mood.
  const course = courseOf(earlier.includes(mood) ? earlier : [...earlier, mood]);
  return course.map((one) => phrase(language, moods[one])).join(' → ');
}

function topicOf({ tried, question }: Case): string {
  const best = tried[0];
  return best && best.confidence >= TELLING ? best.title : question;
}

/** The buttons of a case in its present state. They carry its revision. */
export function caseButtons(found: Case, language: Language): readonly Button[] {
  const button = (action: string, label: PhraseKey, style?: Button['style']): Button => ({
    action,
    label: phrase(language, label),
    value: String(found.number),
    version: found.revision,
    ...(style && { style }),
  });
  switch (found.state) {
    case 'queued':
    case 'pinged':
      return [
        button(ACTIONS.claim, 'buttonClaim', 'primary'),
        ...suggestions(found, language),
        button(ACTIONS.notMine, 'buttonNotMine'),
        button(ACTIONS.resolve, 'buttonResolve'),
      ];
    case 'claimed':
      return [
        button(ACTIONS.resolve, 'buttonResolve', 'primary'),
        ...suggestions(found, language),
        button(ACTIONS.notMine, 'buttonNotMine'),
      ];
    case 'resolved':
      return [button(ACTIONS.reopen, 'buttonReopen')];
    default:
      return found.state satisfies never;
  }
}

/** Articles that a press sends to the asker: the near ones that they have not got yet from here. */
function suggestions({ tried, sent = [], revision }: Case, language: Language): readonly Button[] {
  return nearOf(tried)
    .filter(({ article, lookup }) => !lookup && !sent.includes(article))
    .map(({ article, title }) => ({
      action: ACTIONS.suggest,
      label: phrase(language, 'buttonSuggest', { title }),
      value: article,
      version: revision,
    }));
}

/**
 * The first message of a handoff thread: enough to act on. The question and the quotes were typed by an asker, so
 * the whole of it is plain text.
 */
export function openingContent(
  found: Case,
  lines: readonly NumberedLine[],
  context: { readonly desk: DeskSettings; readonly now: number; readonly name: string },
): Content {
  const { desk, now, name } = context;
  const { language } = desk;
  const field = (label: PhraseKey, value: string): Field => ({ label: phrase(language, label), value });
  const triage = found.triage;
  const fields: Field[] = [
    stateField(found, desk),
    field('fieldAsker', found.asker.name),
    field(
      'fieldPlatform',
      found.asker.platform.replace(/^./, (letter) => letter.toUpperCase()),
    ),
    field(
      'fieldLocalTime',
      found.asker.zone ? clockTime(now, found.asker.zone, language) : phrase(language, 'unknown'),
    ),
    field('fieldEarlier', found.asker.earlier ? String(found.asker.earlier) : phrase(language, 'none')),
    field('fieldReason', phrase(language, REASONS[found.reason], { rule: found.rule ?? '?' })),
    field('fieldTried', tried(found.tried, language)),
    ...(found.answeredFrom ? [field('fieldAnsweredFrom', traceWords(found.answeredFrom, language))] : []),
    ...lookedUp(found, language).map((value) => field('fieldLookedUp', value)),
  ];
  if (triage) {
    if (triage.category) fields.push({ ...field('fieldCategory', triage.category), tag: triage.category });
    fields.push(
      { ...field('fieldUrgency', phrase(language, urgencies[triage.urgency])), tag: triage.urgency },
      field('fieldMood', moodCourse(found, triage, language)),
      field('fieldLanguage', spokenLanguage(triage, language)),
    );
  } else {
    fields.push(
      field('fieldLanguage', phrase(language, found.asker.language === 'zh' ? 'languageZh' : 'languageEn')),
    );
  }
  return {
    format: 'plain',
    title: threadTitle(found, language),
    text: found.question,
    fields,
    quotes: quotes(lines, found.asker, name, language),
    buttons: caseButtons(found, language),
  };
}

/** What the bot was near to, surest first. */
function nearOf(candidates: readonly Candidate[]): readonly Candidate[] {
  if ((candidates[0]?.confidence ?? 0) < NEAR) return [];
  return candidates.filter(({ confidence }) => confidence >= ALSO_NEAR);
}

/** The articles that a case was about as far as the bot could tell, and those that its asker was sent. */
export function articlesOf({ tried: found, sent = [] }: Case): readonly string[] {
  return [...nearOf(found).map(({ article }) => article), ...sent];
}

function tried(candidates: readonly Candidate[], language: Language): string {
  const near = nearOf(candidates);
  if (!near.length) return phrase(language, 'triedNothing');
  return near
    .slice(0, 3)
    .map((candidate) => `${candidate.title} (${Math.round(candidate.confidence * 100)}%)`)
    .join(', ');
}

/** The file that an answer came from, its version, and who read it when. */
function traceWords({ file, version, reviewed, reviewer }: Trace, language: Language): string {
  const review =
    reviewed === undefined
      ? []
      : reviewer === undefined
        ? [phrase(language, 'sourceReviewed', { date: reviewed })]
        : [phrase(language, 'sourceReviewedBy', { date: reviewed, person: reviewer })];
  return [file, ...(version === undefined ? [] : [version]), ...review].join(' · ');
}

function lookedUp({ lookedUp: found }: Case, language: Language): readonly string[] {
  if (!found) return [];
  const outcome = phrase(language, outcomes[found.outcome]);
  return [`${found.title} (${outcome})`];
}

/** Lines of a conversation as the desk reads them. */
export function quotes(
  lines: readonly NumberedLine[],
  asker: CaseAsker,
  bot: string,
  language: Language,
): readonly Quote[] {
  // One name for each person, the latest: a platform that could not say who wrote gave an id instead of a name.
  const names = new Map<string, string>();
  for (const author of [...lines.map((line) => line.author), asker])
    if (author && author.name !== author.id) names.set(author.id, author.name);
  const nameOf = ({ author }: NumberedLine): string | undefined =>
    author && (names.get(author.id) ?? author.name);
  return lines
    .filter((line) => line.state !== 'withdrawn' && !line.deleted && line.voice !== 'note')
    .slice(-QUOTED_LINES)
    .map((line) => ({
      who:
        line.voice === 'asker'
          ? (nameOf(line) ?? asker.name)
          : line.voice === 'bot'
            ? bot
            : (nameOf(line) ?? bot),
      at: line.at,
      text: line.personal
        ? phrase(language, 'quotedPersonal', { title: line.content.title ?? '' })
        : shortened(
            [line.content.title, bareText(line.content), offers(line.content)].filter(Boolean).join('\n'),
            QUOTE_LENGTH,
          ),
    }));
}

/** What an asker and the bot have said since a case was closed, for when it is opened again. */
export function saidSince({ resolvedAt = 0 }: Case, lines: readonly NumberedLine[]): readonly NumberedLine[] {
  return lines.filter(({ at, voice }) => at > resolvedAt && (voice === 'asker' || voice === 'bot'));
}

/** What a clarification offered, or what was chosen of it. */
function offers({ chosen, buttons = [] }: Content): string {
  if (chosen !== undefined) return `→ ${chosen}`;
  const offered = buttons.filter(({ action }) => action === ACTIONS.choose);
  return offered.map(({ label }) => `[${label}]`).join(' ');
}

/** One short line of the desk's own, with buttons if it has any. */
export function deskWords(
  language: Language,
  key: PhraseKey,
  values: Readonly<Record<string, string | number>> = {},
  buttons: readonly Button[] = [],
): Content {
  return markdown(phrase(language, key, values), buttons.length ? { buttons } : {});
}
