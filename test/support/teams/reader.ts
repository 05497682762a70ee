import { isObject, type JsonObject, listOf, objectOf, textOf } from '../slack/json.js';
import { drawn, markdownShown } from './card-drawing.js';
import { escaped, shown } from './html.js';

/** What Teams shows of a message without knowing anybody, and whom the message would notify. */
export function readTeams(message: {
  readonly text?: string;
  readonly textFormat?: string;
  readonly attachments?: readonly unknown[];
  readonly entities?: readonly unknown[];
}): { readonly text: string; readonly cards: string; readonly pings: readonly string[] } {
  const cards = cardsOf(message.attachments);
  return {
    text: textShown(
      message.text ?? '',
      message.textFormat ?? 'markdown',
      (message.entities ?? []).filter(isObject),
    ),
    cards: cards.flatMap(drawn).join('\n'),
    pings: pingsOf(message),
  };
}

/** Whom a message mentions, in its text and in its cards. */
export function pingsOf(message: {
  readonly attachments?: readonly unknown[];
  readonly entities?: readonly unknown[];
}): readonly string[] {
  const cards = cardsOf(message.attachments);
  return [...(message.entities ?? []), ...cards.flatMap((card) => listOf(objectOf(card.msteams).entities))]
    .map(objectOf)
    .filter(({ type }) => type === 'mention')
    .map(({ mentioned }) => textOf(objectOf(mentioned).id) ?? '');
}

function cardsOf(attachments: readonly unknown[] = []): readonly JsonObject[] {
  return attachments
    .map((one) => objectOf(objectOf(one).content))
    .filter(({ type }) => type === 'AdaptiveCard');
}

/** A text in its format. Mentions stand as names; Markdown knows HTML, and `xml` is HTML. */
function textShown(text: string, format: string, entities: readonly JsonObject[]): string {
  const named = entities.reduce<string>((words, entity) => {
    const mark = textOf(entity.text);
    const name = textOf(objectOf(entity.mentioned).name) ?? '';
    return mark ? words.replaceAll(mark, format === 'plain' ? name : escaped(name)) : words;
  }, text);
  if (format === 'plain') return named;
  return format === 'xml'
    ? shown(named)
    : shown(
        markdownShown(named.replace(/\\([<>&])/g, (_, one: string) => escaped(one))).replaceAll('\n', '<br>'),
      );
}
