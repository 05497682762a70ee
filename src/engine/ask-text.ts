import type { Trace } from '../core/trace.js';
import type { Asked } from './ask.js';

const does: Readonly<Record<Asked['action'], string>> = {
  answer: 'Answers',
  clarify: 'Asks which article is meant',
  handoff: 'Hands over to a person',
  smalltalk: 'Makes small talk',
  silent: 'Stays silent',
};

/** What `firstline ask` prints for a reader; several lines, without an end of line after the last. */
export function askedText(asked: Asked, explain: boolean): string {
  const sure =
    asked.confidence === null ? '' : `, ${Math.round(asked.confidence * 100)}% sure of the best article`;
  const which = asked.article === null ? '' : ` with ${asked.article}`;
  const why = asked.why === null ? '' : ` (${asked.why})`;
  const slot = asked.reasons.map((reason) => /^clarified: slot (.+)$/.exec(reason)?.[1]).find(Boolean);
  const doing = slot === undefined ? does[asked.action] : `Asks for the slot "${slot}" of its lookup`;
  const lines = [`${doing}${which}${why}${sure}.`, ''];
  lines.push(...asked.text.split('\n').map((line) => `  ${line}`.trimEnd()));
  if (!explain) return lines.join('\n').trimEnd();
  const { language, urgency, mood, category, rule } = asked;
  lines.push(
    '',
    ...(asked.trace ? [fromWords(asked.trace)] : []),
    `Language ${language}, urgency ${urgency}, mood ${mood}, category ${category ?? 'unknown'}${rule === null ? '' : `; decided by the rule "${rule}"`}.`,
    ...(asked.candidates.length ? ['Nearest articles:'] : ['No article is near.']),
    ...asked.candidates.map(
      ({ article, title, confidence }) => `  ${percent(confidence)}  ${title} (${article})`,
    ),
    ...(asked.reasons.length ? ['Why:'] : []),
    ...asked.reasons.map((reason) => `  ${reason}`),
  );
  return lines.join('\n').trimEnd();
}

function fromWords({ file, version, reviewed, reviewer, owner }: Trace): string {
  const parts = [
    `From ${file}`,
    ...(version === undefined ? [] : [`version ${version}`]),
    ...(reviewed === undefined ? ['never reviewed'] : [`reviewed ${reviewed}`]),
    ...(reviewer === undefined ? [] : [`by ${reviewer}`]),
    ...(owner === undefined ? [] : [`owner ${owner}`]),
  ];
  return `${parts.join(', ')}.`;
}

function percent(share: number): string {
  return `${Math.round(share * 100)}%`.padStart(4);
}
