import { type DefaultTreeAdapterTypes, parseFragment } from 'parse5';
import { isList, isObject, type JsonObject, listOf, objectOf, textOf } from '../slack/json.js';

/** What looks like more than bare letters to Teams' clients, as `bold:word`: of HTML and of Adaptive Cards. */
export function looksOf(message: {
  readonly text?: string;
  readonly textFormat?: string;
  readonly attachments?: readonly unknown[];
}): readonly string[] {
  const cards = (message.attachments ?? [])
    .map((one) => objectOf(objectOf(one).content))
    .filter(({ type }) => type === 'AdaptiveCard');
  const words = message.text ?? '';
  // Whatever Markdown makes of a text is too much to tell: the bot sends none.
  const text =
    message.textFormat === 'xml' ? htmlLooks(parseFragment(words).childNodes) : [`markdown:${words}`];
  return [...(words === '' ? [] : text), ...cards.flatMap(({ body }) => cardLooks(body))];
}

const PLAIN = new Set(['p', 'br']);
const NAMES: Readonly<Record<string, string>> = {
  strong: 'bold',
  b: 'bold',
  em: 'italic',
  i: 'italic',
  s: 'strike',
};

function htmlLooks(nodes: readonly DefaultTreeAdapterTypes.ChildNode[]): readonly string[] {
  return nodes.flatMap((node): readonly string[] => {
    if (node.nodeName === '#comment') return ['comment'];
    if (!('tagName' in node)) return [];
    const inner = htmlLooks(node.childNodes);
    const words = lettersOf(node);
    const href = node.attrs.find(({ name }) => name === 'href')?.value;
    // An address that shows where it leads is what any client makes of it.
    const bare = PLAIN.has(node.tagName) || (node.tagName === 'a' && href === words);
    const attributes = node.attrs.filter(({ name }) => !(node.tagName === 'a' && name === 'href'));
    const mine = bare && attributes.length === 0 ? [] : [`${NAMES[node.tagName] ?? node.tagName}:${words}`];
    return [...mine, ...inner];
  });
}

function lettersOf(node: DefaultTreeAdapterTypes.ChildNode): string {
  if ('value' in node) return node.value;
  return 'childNodes' in node ? node.childNodes.map(lettersOf).join('') : '';
}

function cardLooks(value: unknown): readonly string[] {
  if (isList(value)) return value.flatMap(cardLooks);
  if (!isObject(value)) return [];
  if (value.type === 'RichTextBlock') return listOf(value.inlines).flatMap((run) => runLooks(objectOf(run)));
  const mine = value.type === 'Container' ? [] : [`${textOf(value.type) ?? ''}:${textOf(value.text) ?? ''}`];
  const set = value.type === 'Container' ? [`box:${textOf(value.style) ?? ''}`] : [];
  return [...mine, ...set, ...['items', 'columns'].flatMap((key) => cardLooks(value[key]))];
}

function runLooks({
  text,
  weight,
  italic,
  strikethrough,
  fontType,
  selectAction,
}: JsonObject): readonly string[] {
  const words = textOf(text) ?? '';
  const url = textOf(objectOf(selectAction).url);
  return [
    ...(weight === 'Bolder' ? [`bold:${words}`] : []),
    ...(italic === true ? [`italic:${words}`] : []),
    ...(strikethrough === true ? [`strike:${words}`] : []),
    ...(fontType === 'Monospace' ? [`code:${words}`] : []),
    ...(url !== undefined && url !== words ? [`link:${words}`] : []),
  ];
}
