import { isList, isObject, type JsonObject, listOf, objectOf, textOf } from './json.js';
import { pieces } from './text.js';

/** What a client of Slack shows of a message without knowing anybody, and whom the message would notify. */
export function readSlack(message: { readonly text: string; readonly blocks: readonly unknown[] }): {
  readonly text: string;
  readonly pings: readonly string[];
} {
  const pings: string[] = [];
  const markup = (text: string): void => {
    for (const { kind, value } of pieces(text))
      if (kind !== 'text' && kind !== 'link') pings.push(`${kind} ${value}`);
  };
  markup(message.text);
  const text = message.blocks
    .filter(isObject)
    .flatMap((block) => (block.type === 'rich_text' ? listOf(block.elements).map(objectOf) : []))
    .map((part) => richPart(part, pings))
    .join('\n');
  for (const block of message.blocks) for (const words of mrkdwnIn(block)) markup(words);
  return { text, pings };
}

function richPart(part: JsonObject, pings: string[]): string {
  const elements = listOf(part.elements);
  if (part.type !== 'rich_text_list') return richLine(elements, pings);
  const first = typeof part.offset === 'number' ? part.offset + 1 : 1;
  return elements
    .map((item, index) => {
      const mark = part.style === 'ordered' ? `${first + index}. ` : '- ';
      return mark + richLine(listOf(objectOf(item).elements), pings);
    })
    .join('\n');
}

function richLine(elements: readonly unknown[], pings: string[]): string {
  return elements
    .map(objectOf)
    .map((element) => {
      if (element.type === 'text') return textOf(element.text) ?? '';
      if (element.type === 'link') return textOf(element.text) ?? textOf(element.url) ?? '';
      pings.push(String(element.type));
      return '';
    })
    .join('');
}

function mrkdwnIn(value: unknown): readonly string[] {
  if (isList(value)) return value.flatMap(mrkdwnIn);
  if (!isObject(value)) return [];
  if (value.type === 'mrkdwn') return [textOf(value.text) ?? ''];
  return Object.values(value).flatMap(mrkdwnIn);
}
