import { ACTIONS } from '../../src/core/actions.js';
import { answeredWords, type Button, type Content, type Quote } from '../../src/core/content.js';
import type { Persona, Ping } from '../../src/core/effect.js';
import type { Language } from '../../src/core/language.js';
import { phrase } from '../../src/core/phrases/phrase.js';
import type { PlaceKey } from '../../src/core/place.js';
import { writeCustomId } from './custom-ids.js';
import { escapeDiscord } from './inline-out.js';
import { spotOf, standsIn } from './places.js';
import { discordParts } from './text-out.js';

/** One message of Discord, as it goes over the wire. */
export interface Rendered {
  readonly content: string;
  readonly components: readonly Component[];
  readonly allowed_mentions: { readonly parse: readonly []; readonly users?: readonly string[] };
}

/** A row of buttons, or a menu in its row. */
export type Component = Readonly<Record<string, unknown>>;

/** Discord's limits, in characters and in pieces. */
const TEXT = 2000;
const LABEL = 80;
const OPTION = 100;
const BUTTONS_IN_A_ROW = 5;
const ROWS = 5;
/** Quoted lines are cut here; the whole of them stands in the web desk. */
const QUOTED = 500;
const FIELD = 300;

const ROW = 1;
const BUTTON = 2;
const MENU = 3;
const STYLES = { primary: 1, secondary: 2, danger: 4 } as const;

/** Mentions of a text ring nowhere but where we say so. */
export const NOBODY = { parse: [] } as const;

/**
 * Draws a message; long text becomes several messages, and what belongs to the message as a whole stands on the last.
 */
export function renderMessage(
  content: Content,
  options: {
    readonly ping?: readonly Ping[];
    /** Where its buttons belong, if it stands elsewhere. */
    readonly origin?: PlaceKey;
    /** It stands elsewhere, so that only its reader sees it; where they asked is said. */
    readonly alone?: boolean;
    /** Who speaks, where Discord cannot show them as the sender: their name stands above their words. */
    readonly by?: Persona;
    /** It is a reply of Discord's, which shows what it answers. */
    readonly replies?: boolean;
  } = {},
): readonly Rendered[] {
  const { ping = [], origin, alone = false, by } = options;
  const answered = options.replies ? undefined : content.inReplyTo;
  const language = languageOf(content);
  const head = [
    ...(by ? [`**${escapeDiscord(cut(by.name, 80))}**`] : []),
    ...(answered ? [quoted(answeredWords(answered))] : []),
    ...(content.title === undefined ? [] : [`**${escapeDiscord(content.title)}**`]),
  ];
  // A line of words begins with the mention of whom it is for; the first message of a thread ends with it.
  const mentions = ping.map(({ handle, name }) =>
    handle === undefined ? escapeDiscord(name) : `<@${handle}>`,
  );
  if (mentions.length && content.title === undefined) head.push(mentions.join(' '));
  const last = tail(content, language, alone ? origin : undefined);
  if (mentions.length && content.title !== undefined) last.push(mentions.join(' '));

  const room = TEXT - head.reduce((sum, line) => sum + line.length + 1, 0);
  const body = content.text === '' ? [] : [...discordParts(content, Math.max(200, room))];
  const glue = head.length && content.title === undefined && !by && !answered ? ' ' : '\n';
  const messages = [[...head, ...(body.length ? [body.shift() ?? ''] : [])].join(glue), ...body];
  for (const line of last) {
    const before = messages.at(-1) ?? '';
    if (before.length + line.length + 1 <= TEXT)
      messages[messages.length - 1] = before ? `${before}\n${line}` : line;
    else messages.push(cut(line, TEXT));
  }
  const components = rows(content.buttons ?? [], origin);
  const users = ping.flatMap(({ handle }) => (handle === undefined ? [] : [handle]));
  return messages.map((words, index) => ({
    content: words.trim() === '' ? '\u200b' : words,
    components: index === messages.length - 1 ? components : [],
    allowed_mentions: users.length ? { ...NOBODY, users } : NOBODY,
  }));
}

/** The language of the few words that the drawing itself adds. */
export function languageOf(content: Content): Language {
  return /\p{Script=Han}/u.test(content.text + (content.title ?? '')) ? 'zh' : 'en';
}

/** The lines below the words, each short enough for a message of its own. */
function tail(content: Content, language: Language, asked: PlaceKey | undefined): string[] {
  const lines: string[] = [];
  for (const { label, value } of content.fields ?? []) {
    lines.push(`**${escapeDiscord(label)}:** ${escapeDiscord(cut(value, FIELD)).replace(/\n+/g, ' ')}`);
  }
  for (const one of content.quotes ?? []) lines.push(quote(one));
  if (content.source) {
    const { title, url, reviewed } = content.source;
    const name = escapeDiscord(cut(title, 200));
    const address = url !== undefined && /^https?:\/\/[^\s<>]+$/i.test(url) ? url : undefined;
    // In angle brackets there is no preview.
    const linked = address === undefined ? name : `[${name}](<${address.replace(/\)/g, '%29')}>)`;
    const words = phrase(language, 'source', { title: '\u0000' }).replace('\u0000', () => linked);
    const date =
      reviewed === undefined
        ? ''
        : ` · ${escapeDiscord(phrase(language, 'sourceReviewed', { date: reviewed }))}`;
    lines.push(`-# ${words}${date}`);
  }
  const spot = asked === undefined ? undefined : spotOf(asked);
  if (spot) lines.push(`-# ${phrase(language, 'onlyYou', { place: `<#${standsIn(spot)}>` })}`);
  if (content.chosen !== undefined) lines.push(`✓ ${escapeDiscord(cut(content.chosen, 300))}`);
  return lines;
}

/** One line of an earlier conversation. Every line of it is quoted, so that none breaks out. */
function quote({ who, at, text }: Quote): string {
  const time = `<t:${Math.floor(at / 1000)}:t>`;
  return `**${escapeDiscord(cut(who, 80))}** · ${time}\n${quoted(cut(text, QUOTED))}`;
}

function quoted(text: string): string {
  return escapeDiscord(text)
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n');
}

/** Buttons in rows; what can be chosen from is a menu. */
function rows(buttons: readonly Button[], origin: PlaceKey | undefined): readonly Component[] {
  const choices = buttons.filter(({ action }) => action === ACTIONS.choose);
  const others = buttons.filter(({ action }) => action !== ACTIONS.choose);
  const menu = choices.length ? [choice(choices, origin)] : [];
  const drawn = others.flatMap((one, index) => button(one, index, origin));
  const lines: Component[] = menu.map((one) => ({ type: ROW, components: [one] }));
  for (let from = 0; from < drawn.length && lines.length < ROWS; from += BUTTONS_IN_A_ROW) {
    lines.push({ type: ROW, components: drawn.slice(from, from + BUTTONS_IN_A_ROW) });
  }
  return lines;
}

function button({ action, label, value, version, style }: Button, n: number, origin?: PlaceKey): Component[] {
  const id = writeCustomId({ action, value, version, ...(origin !== undefined && { origin }) }, n);
  if (id === undefined) return [];
  return [{ type: BUTTON, custom_id: id, label: cut(label, LABEL), style: STYLES[style ?? 'secondary'] }];
}

function choice(choices: readonly Button[], origin: PlaceKey | undefined): Component {
  const version = choices[0]?.version ?? 0;
  const carried = { action: ACTIONS.choose, value: '', version, ...(origin !== undefined && { origin }) };
  return {
    type: MENU,
    custom_id: writeCustomId(carried, 0),
    options: choices
      .filter(({ value }) => value.length <= OPTION)
      .map(({ label, value }) => ({ label: cut(label, OPTION), value })),
  };
}

/** Cut to so many characters, never through one of two units. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${text.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
