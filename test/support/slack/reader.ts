import { isList, isObject, type JsonObject, listOf, objectOf, textOf } from './json.js';
import { pieces } from './text.js';

/** What a client of Slack shows of a message without knowing anybody, and whom the message would notify. */
export function readSlack(message: { readonly text: string; readonly blocks: readonly unknown[] }): {
  readonly text: string;
  readonly pings: readonly string[];
  /** Blocks, parts and stretches that are more than bare letters, as `rich_text_quote` or `bold:word`. */
  readonly looks: readonly string[];
} {
  const pings: string[] = [];
  const looks: string[] = [];
  const markup = (text: string): void => {
    for (const { kind, value } of pieces(text))
      if (kind !== 'text' && kind !== 'link') pings.push(`${kind} ${value}`);
  };
  markup(message.text);
  const text = message.blocks
    .filter(isObject)
    .flatMap((block) => {
      if (block.type !== 'rich_text') looks.push(String(block.type));
      return block.type === 'rich_text' ? listOf(block.elements).map(objectOf) : [];
    })
    .map((part) => {
      looks.push(...looksOf(part));
      return richPart(part, pings);
    })
    .join('\n');
  for (const block of message.blocks) {
    for (const words of mrkdwnIn(block)) {
      markup(words);
      for (const [, mark = '', word = ''] of words.matchAll(STYLED))
        looks.push(`${STYLES[mark] ?? mark}:${word}`);
    }
  }
  return { text, pings, looks };
}

/** What mrkdwn makes bold, italic, struck out or code: it knows no escape for these marks. */
const STYLED = /(?<![\w*_~`])([*_~`])(?=\S)([^\n]*?)(?<=\S)\1(?![\w*_~`])|:[\w+-]+:/g;
const STYLES: Readonly<Record<string, string>> = { '*': 'bold', _: 'italic', '~': 'strike', '`': 'code' };

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

function looksOf(part: JsonObject): readonly string[] {
  const styled = listOf(part.elements)
    .map(objectOf)
    .flatMap(({ style, type, text, url }) => [
      ...Object.keys(isObject(style) ? style : {}).map((look) => `${look}:${textOf(text) ?? ''}`),
      ...(type === 'link' && text !== undefined && text !== url ? [`link:${textOf(text) ?? ''}`] : []),
    ]);
  return [...(part.type === 'rich_text_section' ? [] : [String(part.type)]), ...styled];
}
