import { answeredWords, type Content, plain, type Quote } from '../../src/core/content.js';
import type { Persona, Ping } from '../../src/core/effect.js';
import type { Language } from '../../src/core/language.js';
import { phrase } from '../../src/core/phrases/phrase.js';
import type { PlaceKey } from '../../src/core/place.js';
import type { Run } from '../../src/core/runs.js';
import { actionsOf, type Belonging, MOST_BUTTONS } from './buttons.js';
import { type CardJson, elementOf, line, quoteOf } from './card-elements.js';
import { escapeHtml, htmlOf } from './html-out.js';
import { piecesOf, shownRuns } from './pieces.js';

/** One message of Teams, as it goes over the wire. */
export interface Rendered {
  readonly type: 'message';
  readonly text?: string;
  readonly textFormat?: 'xml';
  readonly summary?: string;
  readonly attachments?: readonly CardJson[];
  readonly entities?: readonly CardJson[];
}

/** How a message is drawn, and where its buttons belong. */
export interface Drawing extends Belonging {
  readonly ping?: readonly Ping[];
  /** It stands elsewhere, so that only its reader sees it; this is where they asked, in words. */
  readonly asked?: string;
  /** Who speaks: bots cannot change their name in Teams, so it stands above the words. */
  readonly by?: Persona;
}

/**
 * Bytes of one message: Teams takes some 28 KB of UTF-16. What is measured is the larger of both encodings, and what
 * stands around the words (frame, buttons, mentions) has the rest.
 */
const MOST = 19_000;
/** Quoted lines are cut here; the whole of them stands in the web desk. */
const QUOTED = 500;
const FIELD = 300;
const SUMMARY = 120;

/**
 * Draws a message; long text becomes several messages. What has buttons, fields or a source is a card, whose text has
 * no syntax; everything else is text that looks like anybody's, as escaped HTML. Mentions ring for nobody but those of
 * `ping`.
 */
export function renderMessage(content: Content, drawing: Drawing = {}): readonly Rendered[] {
  const parts = isCard(content) ? cards(content, drawing) : texts(content, drawing);
  const mentions = (drawing.ping ?? []).map(mentionOf);
  if (mentions.length === 0) return parts;
  // The mention stands in the text of the first message, above its card if it is one.
  const [first, ...rest] = parts;
  const text = [mentions.map(({ html }) => html).join(' '), first?.text ?? ''].filter(Boolean).join(' ');
  const entities = mentions.flatMap(({ entity }) => (entity ? [entity] : []));
  return [
    { type: 'message', ...first, text, textFormat: 'xml', ...(entities.length > 0 && { entities }) },
    ...rest,
  ];
}

/** The language of the few words that the drawing itself adds. */
export function languageOf(content: Pick<Content, 'text' | 'title'>): Language {
  return /\p{Script=Han}/u.test(content.text + (content.title ?? '')) ? 'zh' : 'en';
}

/**
 * What stands in for a reaction, which bots cannot set in Teams: a line below, with the first words of the message that
 * it belongs to. This is the one fallback for receipts and for reactions of the other side.
 */
export function renderReaction(emoji: string, words: string | undefined): Rendered {
  const quote = words?.replace(/\s+/g, ' ').trim();
  const said = quote ? ` <em>${escapeHtml(cut(quote, 60))}</em>` : '';
  return { type: 'message', text: `${escapeHtml(emoji)}${said}`, textFormat: 'xml' };
}

/** A card alone, for the answer to somebody who pressed a button of it. */
export function renderCard(content: Content, origin?: PlaceKey): CardJson {
  const [first] = cards(content, origin === undefined ? {} : { origin });
  return (first?.attachments?.[0]?.content ?? {}) as CardJson; // made by `card`
}

/** The size of a message in bytes, by the encoding in which it is larger. */
export function bytesOf(value: unknown): number {
  const json = JSON.stringify(value);
  return Math.max(2 * json.length, Buffer.byteLength(json));
}

function isCard({ title, source, fields, quotes, buttons, chosen }: Content): boolean {
  return (
    title !== undefined ||
    source !== undefined ||
    chosen !== undefined ||
    [fields, quotes, buttons].some((list) => list !== undefined && list.length > 0)
  );
}

function texts(content: Content, { by, asked }: Drawing): readonly Rendered[] {
  const language = languageOf(content);
  const answered = content.inReplyTo;
  const head = [
    ...(by ? [`<strong>${escapeHtml(oneLine(by.name, 80))}</strong>`] : []),
    ...(answered ? [`<blockquote>${escapeHtml(answeredWords(answered))}</blockquote>`] : []),
  ];
  const tail =
    asked === undefined
      ? []
      : piecesOf(plain(phrase(language, 'onlyYou', { place: asked }))).map((piece) => htmlOf(piece));
  const pieces = piecesOf(content).map((piece) => htmlOf(piece, by !== undefined));
  const parts = packed([...head, ...pieces, ...tail]);
  return parts.map((part) => ({ type: 'message', text: joined(part) || '\u200b', textFormat: 'xml' }));
}

/** A single paragraph needs no frame. */
function joined(part: readonly string[]): string {
  return part
    .map((html) => /^<p>((?:(?!<\/p>)[\s\S])*)<\/p>$/.exec(html)?.[1] ?? html)
    .reduce((before, html, index) => {
      const after = /<\/(?:pre|h3|blockquote)>$/.test(before);
      return index === 0 ? html : before + (after ? '' : '<br>') + html;
    }, '');
}

function cards(content: Content, { origin, case: number, asked, by }: Drawing): readonly Rendered[] {
  const language = languageOf(content);
  const elements: CardJson[] = [];
  if (by) elements.push(line([{ text: oneLine(by.name, 80), bold: true }]));
  if (content.title !== undefined)
    elements.push(line([{ text: content.title }], {}, { weight: 'Bolder', size: 'Medium' }));
  elements.push(...piecesOf(content).map(elementOf));
  for (const { label, value } of content.fields ?? [])
    elements.push(
      line([{ text: `${label}: `, bold: true }, { text: oneLine(value, FIELD) }], { spacing: 'Small' }),
    );
  elements.push(...(content.quotes ?? []).map(quote));
  if (content.source) elements.push(sourceLine(content.source, language));
  if (asked !== undefined)
    elements.push(subtle(shownRuns([{ text: phrase(language, 'onlyYou', { place: asked }) }])));
  if (content.chosen !== undefined) elements.push(line([{ text: `✓ ${oneLine(content.chosen, 300)}` }]));
  const actions = actionsOf(content.buttons ?? [], language, {
    ...(origin !== undefined && { origin }),
    ...(number !== undefined && { case: number }),
  });
  const parts = packed(elements);
  return parts.map((body, index) => card(body, index === parts.length - 1 ? actions : [], content));
}

function card(body: readonly CardJson[], actions: readonly CardJson[], content: Content): Rendered {
  return {
    type: 'message',
    summary: oneLine(content.title ?? content.text, SUMMARY),
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.5',
          msteams: { width: 'Full' },
          body: [...body, ...below(actions.slice(MOST_BUTTONS))],
          ...(actions.length > 0 && { actions: actions.slice(0, MOST_BUTTONS) }),
        },
      },
    ],
  };
}

/** Further buttons stand in the card, in rows. */
function below(actions: readonly CardJson[]): readonly CardJson[] {
  if (actions.length === 0) return [];
  return [
    { type: 'ActionSet', actions: actions.slice(0, MOST_BUTTONS) },
    ...below(actions.slice(MOST_BUTTONS)),
  ];
}

function subtle(runs: readonly Run[]): CardJson {
  return line(runs, { spacing: 'Small' }, { isSubtle: true, size: 'Small' });
}

function sourceLine({ title, url, reviewed }: NonNullable<Content['source']>, language: Language): CardJson {
  const safe = url !== undefined && /^https?:\/\/\S+$/i.test(url) && URL.canParse(url) ? url : undefined;
  const [before = '', after = ''] = phrase(language, 'source', { title: '\u0000' }).split('\u0000');
  const date = reviewed === undefined ? '' : ` · ${phrase(language, 'sourceReviewed', { date: reviewed })}`;
  return subtle(
    [
      { text: before },
      { text: oneLine(title, 200), ...(safe !== undefined && { url: safe }) },
      { text: after + date },
    ].filter(({ text }) => text !== ''),
  );
}

/** One line of an earlier conversation, in a box of its own. */
function quote({ who, at, text }: Quote): CardJson {
  const time = new Date(at).toISOString().slice(11, 16);
  return quoteOf([
    line([{ text: oneLine(who, 80), bold: true }, { text: ` · ${time} UTC` }], {}, { size: 'Small' }),
    line([{ text: cut(text, QUOTED) || ' ' }], { spacing: 'None' }),
  ]);
}

function mentionOf({ name, handle }: Ping): { readonly html: string; readonly entity?: CardJson } {
  // The name in the text must be that of the entity, letter by letter, whatever stands for a sign of HTML.
  const clean = oneLine(name.replace(/[<>&"]/g, ' '), 80) || '?';
  if (handle === undefined) return { html: escapeHtml(clean) };
  const text = `<at>${clean}</at>`;
  return { html: text, entity: { type: 'mention', text, mentioned: { id: handle, name: clean } } };
}

/** What fits into a message together; what does not begins the next one. */
function packed<T>(elements: readonly T[]): readonly (readonly T[])[] {
  const parts: T[][] = [[]];
  let size = 0;
  for (const element of elements) {
    const mine = bytesOf(element);
    if (size > 0 && size + mine > MOST) {
      parts.push([]);
      size = 0;
    }
    parts.at(-1)?.push(element);
    size += mine;
  }
  return parts;
}

function oneLine(text: string, most: number): string {
  return cut(text.replace(/\s+/g, ' ').trim(), most);
}

/** Cut to so many characters, never through one of two units. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${text.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
