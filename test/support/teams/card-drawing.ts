import { isList, isObject, type JsonObject, listOf, objectOf, textOf } from '../slack/json.js';

/** A card as lines of text, its buttons aside. */
export function drawn(value: unknown): readonly string[] {
  if (isList(value)) return value.flatMap(drawn);
  if (!isObject(value) || value.isVisible === false) return [];
  switch (value.type) {
    case 'TextBlock':
      return [markdownShown(textOf(value.text) ?? '').trim()];
    case 'RichTextBlock':
      return [
        listOf(value.inlines)
          .map((run) => (typeof run === 'string' ? run : (textOf(objectOf(run).text) ?? '')))
          .join(''),
      ];
    case 'Image':
      return [`(image${textOf(value.altText) ? `: ${textOf(value.altText)}` : ''})`];
    case 'FactSet':
      return listOf(value.facts)
        .map(objectOf)
        .map(
          ({ title, value }) =>
            `${markdownShown(textOf(title) ?? '')}: ${markdownShown(textOf(value) ?? '')}`,
        );
    case 'Input.ChoiceSet':
      return [
        `${label(value)}(${listOf(value.choices)
          .map((choice) => textOf(objectOf(choice).title) ?? '')
          .join(' | ')})`,
      ];
    case 'Input.Toggle':
      return [`( ) ${textOf(value.title) ?? ''}`];
    case 'Input.Text':
    case 'Input.Number':
    case 'Input.Date':
    case 'Input.Time':
      return [`${label(value)}(${textOf(value.value) ?? textOf(value.placeholder) ?? ''})`];
    default:
      return ['body', 'items', 'columns', 'rows', 'cells', 'images'].flatMap((key) => drawn(value[key]));
  }
}

function label(input: JsonObject): string {
  const text = textOf(input.label);
  return text ? `${text}: ` : '';
}

/**
 * What Markdown shows: bold, italic, links and lists; tags are text to it. A single line break is a space, but before an
 * item of a list.
 */
export function markdownShown(text: string): string {
  return text
    .replace(/\r\n?|\n(?=\s*(?:[-*+]|\d+[.)])\s)|\n{2,}/g, '\u0000')
    .replaceAll('\n', ' ')
    .replaceAll('\u0000', '\n')
    .replace(/<at>(.*?)<\/at>/g, '$1')
    .replace(/(?<!\\)\[([^\]]*)\]\(([^)\s]*)\)/g, '$1')
    .replace(/(?<!\\)\*\*([^*]+)(?<!\\)\*\*/g, '$1')
    .replace(/(?<![\\\w])_([^_\n]+)(?<!\\)_(?!\w)/g, '$1')
    .replace(/\\([\\`*_{}[\]()#+\-.!<>&|~])/g, '$1');
}
