import { ACTIONS_IN_HEADER } from './desk-words.js';
import { h, icon } from './dom.js';
import { t } from './language.js';
import { drawButtons, drawContent, drawOutgoing, iso, type OnPress, unsentWords } from './line-view.js';
import type { Outgoing } from './outgoing.js';
import { momentOf, timeOf } from './time.js';
import type { WireButton, WireLine } from './wire.js';

/** What a line of a thread is, to those who read it. */
type Role = 'opening' | 'asker' | 'staff' | 'note' | 'system';

/** Whether a line is shown at all: what only offers what the line above offers too is left out. */
export function isShownAtDesk(line: WireLine): boolean {
  const buttons = line.buttons ?? [];
  return !(buttons.length > 0 && buttons.every(({ action }) => action === 'retry'));
}

/** One line of a thread. `first` begins a group of the same speaker. */
export function drawDeskLine(
  line: WireLine,
  context: {
    readonly me: string;
    readonly first: boolean;
    /** Whether the conversation in the opening message is shown, and what to do when that changes. */
    readonly quotes: { open: boolean };
    readonly onPress: OnPress;
    readonly onRetry: (line: WireLine) => void;
    readonly onEdit: (line: WireLine) => void;
    readonly onDelete: (line: WireLine) => void;
  },
): HTMLElement {
  const role = roleOf(line);
  const shown = shownLine(line, role);
  const own = line.author?.id === context.me;
  const tools = own && canChange(line, role) ? drawTools(line, context) : undefined;
  // A note has no receipt below it, where the tools of a reply stand.
  const toolsAbove = role === 'note' && context.first;
  const content = drawContent(shown, context.quotes.open);
  for (const part of content) {
    if (!(part instanceof HTMLDetailsElement)) continue;
    part.addEventListener('toggle', () => {
      context.quotes.open = part.open;
    });
  }
  return h(
    'li',
    { class: `line ${role}${context.first ? ' first' : ''}${line.state === 'failed' ? ' failed' : ''}` },
    context.first && drawWho(line, role, own, toolsAbove ? tools : undefined),
    h('div', { class: 'bubble' }, ...content),
    drawButtons(shown, context.onPress),
    drawFate(line, role, context.onRetry, toolsAbove ? undefined : tools),
  );
}

/** A message that the server does not have yet. */
export function drawUnsentReply(
  one: Outgoing,
  on: { retry: () => void; back: (one: Outgoing) => void },
): HTMLElement {
  const note = isNote(one.text);
  const retry = h('button', { type: 'button', class: 'link' }, t('retry'));
  retry.addEventListener('click', on.retry);
  const back = h('button', { type: 'button', class: 'link' }, t(one.state === 'refused' ? 'edit' : 'remove'));
  back.addEventListener('click', () => on.back(one));
  return h(
    'li',
    { class: `line ${note ? 'note' : 'staff'} first` },
    h('div', { class: 'bubble' }, ...drawOutgoing(withoutMark(one.text), one.files)),
    one.error === undefined || one.state === 'sending' || one.state === 'sent'
      ? h('p', { class: 'fate' }, icon('clock'), t('deliverySending'))
      : h(
          'p',
          { class: `fate wrong ${one.state}` },
          icon('warning'),
          unsentWords(one),
          ' ',
          one.state === 'waiting' && retry,
          ' ',
          back,
        ),
  );
}

/** What stands at the asker already, or is a note. */
function canChange(line: WireLine, role: Role): boolean {
  if (line.deleted || line.message === undefined) return false;
  return role === 'note' || (role === 'staff' && line.state === 'delivered');
}

function drawTools(
  line: WireLine,
  on: { readonly onEdit: (line: WireLine) => void; readonly onDelete: (line: WireLine) => void },
): HTMLElement {
  const edit = h('button', { type: 'button', class: 'link' }, t('edit'));
  const remove = h('button', { type: 'button', class: 'link' }, t('delete'));
  edit.addEventListener('click', () => on.onEdit(line));
  remove.addEventListener('click', () => on.onDelete(line));
  return h('span', { class: 'tools' }, edit, remove);
}

function roleOf(line: WireLine): Role {
  if (line.n === 0 && line.fields) return 'opening';
  return line.voice === 'bot' ? 'system' : line.voice;
}

function shownLine(line: WireLine, role: Role): WireLine {
  const text = role === 'note' ? withoutMark(line.text) : line.text;
  // The header has these, for the case as it is now.
  const buttons = (line.buttons ?? []).filter(({ action }: WireButton) => !ACTIONS_IN_HEADER.has(action));
  const { buttons: _all, ...rest } = line;
  return buttons.length > 0 ? { ...rest, text, buttons } : { ...rest, text };
}

function drawWho(
  line: WireLine,
  role: Role,
  own: boolean,
  tools: HTMLElement | undefined,
): HTMLElement | undefined {
  const time = h('time', { datetime: iso(line.at), title: momentOf(line.at) }, timeOf(line.at));
  if (role === 'opening' || role === 'system') return h('p', { class: 'who' }, time);
  const name = own ? t('you') : (line.author?.name ?? t('somebody'));
  const kind = role === 'note' ? h('span', { class: 'kind' }, icon('note'), t('noteLabel')) : undefined;
  return h('p', { class: 'who' }, tools, h('strong', {}, name), ' ', kind, ' ', time);
}

/** What became of it: receipts on everything that leaves the desk, never silence. */
function drawFate(
  line: WireLine,
  role: Role,
  onRetry: (line: WireLine) => void,
  tools: HTMLElement | undefined,
): HTMLElement | undefined {
  const edited = line.edited === undefined || line.deleted ? '' : ` · ${t('edited')}`;
  const extra = line.reactions?.filter((emoji) => !['✅', '⚠️', '⚠'].includes(emoji)) ?? [];
  const marks = `${edited}${extra.length > 0 ? ` ${extra.join(' ')}` : ''}`;
  if (line.state === 'withdrawn') return h('p', { class: 'fate' }, t('withdrawn'));
  if (role === 'staff' && line.state === 'pending') {
    return h('p', { class: 'fate' }, icon('clock'), t('deliverySending'), marks);
  }
  if (role === 'staff' && line.state === 'delivered') {
    return h('p', { class: 'fate done' }, tools, icon('check'), t('delivered'), marks);
  }
  if (line.state === 'failed') {
    const retry = h('button', { type: 'button', class: 'link' }, t('retry'));
    retry.addEventListener('click', () => {
      retry.disabled = true;
      onRetry(line);
    });
    return h(
      'p',
      { class: 'fate wrong' },
      icon('warning'),
      h('span', {}, line.reason ? t('notDeliveredBecause', { reason: line.reason }) : t('notDelivered')),
      ' ',
      line.retry && retry,
    );
  }
  if (marks === '' && !tools) return undefined;
  return h('p', { class: 'fate' }, tools, marks.replace(/^ · /, ''));
}

/** What may stand before the mark of a note; as in src/core/desk-marks.ts, which pages cannot load. */
const MARK = /^[\p{C}\p{Z}\s*_~]*[/／]{2}/u;

/** Whether the desk keeps this to itself: by the mark that every platform's desk uses. */
export function isNote(text: string): boolean {
  return MARK.test(text);
}

/** A note without its mark. */
export function withoutMark(text: string): string {
  return text.replace(MARK, '').trimStart();
}
