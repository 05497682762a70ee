import {
  answeredWords,
  type Button,
  bareText,
  type Content,
  type Field,
  type Quote,
} from '../../src/core/content.js';
import type { Ping } from '../../src/core/effect.js';
import type { Language } from '../../src/core/language.js';
import { phrase } from '../../src/core/phrases/phrase.js';
import { type PlaceKey, parsePlace } from '../../src/core/place.js';
import { type Inline, joined, markdownElements, plainElements, type RichElement } from './rich-text.js';
import { splitElements } from './split.js';
import { escapeText } from './text.js';

/** A block of Block Kit, as it goes over the wire. */
export type Block = Readonly<Record<string, unknown>>;

/** One message of Slack. */
export interface Rendered {
  /** What notifications and screen readers are told; the blocks are what is shown. */
  readonly text: string;
  readonly blocks: readonly Block[];
}

/** What a button carries: what it acts on, its version, and the place it belongs to where it stands elsewhere. */
export interface ButtonValue {
  readonly value: string;
  readonly version: number;
  readonly origin?: PlaceKey;
}

/** Slack's limits, in characters. */
const TEXT = 3000;
const FIELD = 2000;
const LABEL = 75;
const FIELDS = 10;
const BUTTONS_IN_A_ROW = 5;

/**
 * Draws a message; long text becomes several messages, and what belongs to the message as a whole stands on the last.
 * Whatever a person typed is drawn as rich text, letter by letter, so that nothing in it notifies or breaks out.
 */
export function renderMessage(
  content: Content,
  options: {
    readonly ping?: readonly Ping[];
    /** Where its buttons belong, if it stands elsewhere. */
    readonly origin?: PlaceKey;
    /** It stands elsewhere, so that only its reader sees it; where they asked is said. */
    readonly alone?: boolean;
  } = {},
): readonly Rendered[] {
  const language = languageOf(content);
  const words = content.format === 'plain' ? plainElements(content.text) : markdownElements(content.text);
  const body = [...(content.inReplyTo ? [quoted(answeredWords(content.inReplyTo))] : []), ...words];
  const title: RichElement[] =
    content.title === undefined
      ? []
      : [
          {
            type: 'rich_text_section',
            elements: [{ type: 'text', text: content.title, style: { bold: true } }],
          },
        ];
  const { origin, ping = [] } = options;
  // A line of words begins with the mention of whom it is for; the first message of a thread ends with it.
  const called = content.title === undefined ? mentions(ping) : [];
  const parts = splitElements(joined([...called, ...joined([...title, ...body], '\n')], ' '));
  const asked = options.alone && origin !== undefined ? parsePlace(origin)?.channel : undefined;
  const last = [...tail(content, language, origin, asked), ...(called.length ? [] : rich(mentions(ping)))];
  const messages = parts.map((elements) => rich(elements));
  const shown = messages.length ? messages : [[]];
  return shown.map((blocks, index) => {
    const final = index === shown.length - 1;
    const all = final ? [...blocks, ...last] : blocks;
    return {
      text: index === 0 ? notification(content, options.ping) : '…',
      blocks: all.length
        ? all
        : rich([{ type: 'rich_text_section', elements: [{ type: 'text', text: ' ' }] }]),
    };
  });
}

/** The language of the few words that the drawing itself adds. */
export function languageOf(content: Content): Language {
  return /\p{Script=Han}/u.test(content.text + (content.title ?? '')) ? 'zh' : 'en';
}

function tail(content: Content, language: Language, origin?: PlaceKey, asked?: string): Block[] {
  const blocks: Block[] = [];
  if (content.fields?.length) {
    for (let from = 0; from < content.fields.length; from += FIELDS) {
      blocks.push({ type: 'section', fields: content.fields.slice(from, from + FIELDS).map(field) });
    }
  }
  if (content.quotes?.length) blocks.push(...rich(content.quotes.flatMap(quote)));
  if (content.source) {
    const { title, url, reviewed } = content.source;
    const name = escapeText(cut(title, 200));
    const linked =
      url !== undefined && /^https?:/i.test(url) ? `<${encodeURI(decodeSafely(url))}|${name}>` : name;
    const words = phrase(language, 'source', { title: '\u0000' }).replace('\u0000', linked);
    const date =
      reviewed === undefined
        ? ''
        : ` · ${escapeText(phrase(language, 'sourceReviewed', { date: reviewed }))}`;
    blocks.push(context(words + date));
  }
  if (asked !== undefined) blocks.push(context(phrase(language, 'onlyYou', { place: `<#${asked}>` })));
  if (content.chosen !== undefined) blocks.push(context(`✓ ${escapeText(cut(content.chosen, 500))}`));
  const buttons = content.buttons ?? [];
  for (let from = 0; from < buttons.length; from += BUTTONS_IN_A_ROW) {
    const row = buttons.slice(from, from + BUTTONS_IN_A_ROW);
    blocks.push({ type: 'actions', elements: row.map((one, index) => button(one, from + index, origin)) });
  }
  return blocks;
}

/** Marks of mrkdwn, for which it knows no escape, and the names of emoji. */
const MARKED = /[*_~`]|:[^\s:]+:/;

/** A label in bold and its value. A value that would be drawn as markup is shown letter by letter, label and all. */
function field({ label, value }: Field): Block {
  const short = cut(value, FIELD / 6);
  return MARKED.test(short)
    ? { type: 'plain_text', emoji: false, text: `${label}\n${short}` }
    : { type: 'mrkdwn', verbatim: true, text: `*${escapeText(label)}*\n${escapeText(short)}` };
}

/** Mentions, each of a person; a name where Slack does not know them. */
function mentions(ping: readonly Ping[]): RichElement[] {
  if (!ping.length) return [];
  const elements = ping.flatMap(({ handle, name }, index): Inline[] => [
    ...(index > 0 ? [{ type: 'text', text: ' ' } as const] : []),
    handle === undefined ? { type: 'text', text: name } : { type: 'user', user_id: handle },
  ]);
  return [{ type: 'rich_text_section', elements }];
}

function button({ action, label, value, version, style }: Button, index: number, origin?: PlaceKey): Block {
  const carried: ButtonValue = { value, version, ...(origin !== undefined && { origin }) };
  return {
    type: 'button',
    action_id: `firstline:${action}:${index}`,
    text: { type: 'plain_text', text: cut(label, LABEL), emoji: false },
    value: JSON.stringify(carried),
    ...(style && { style }),
  };
}

function quote({ who, at, text }: Quote): RichElement[] {
  const time = {
    type: 'date',
    timestamp: Math.floor(at / 1000),
    format: '{date_short_pretty} {time}',
    fallback: new Date(at).toISOString().slice(0, 16).replace('T', ' '),
  } as const;
  return [
    {
      type: 'rich_text_section',
      elements: [
        { type: 'text', text: cut(who, 100), style: { bold: true } },
        { type: 'text', text: ' · ' },
        time,
      ],
    },
    quoted(text),
  ];
}

function quoted(text: string): RichElement {
  return { type: 'rich_text_quote', elements: [{ type: 'text', text: cut(text, TEXT) || ' ' }] };
}

function rich(elements: readonly RichElement[]): Block[] {
  return elements.length ? [{ type: 'rich_text', elements }] : [];
}

function context(text: string): Block {
  return { type: 'context', elements: [{ type: 'mrkdwn', text: text.slice(0, TEXT), verbatim: true }] };
}

/** One line for notifications: no markup of anybody's, and nobody is mentioned by it. */
function notification(content: Content, ping?: readonly Ping[]): string {
  const words = [content.title, bareText(content), ...(ping ?? []).map(({ name }) => name)];
  return escapeText(cut(words.filter((word) => word).join('\n'), 500)) || '…';
}

/** Cut to so many characters, never through one of two units. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${text.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

function decodeSafely(url: string): string {
  try {
    return decodeURI(url);
  } catch {
    return url;
  }
}
