import { find, h, icon } from './dom.js';
import { t } from './language.js';
import { createLineList, type LineList, type LineListOptions, type Position } from './line-list.js';
import { drawButtons, drawContent, drawOutgoing, iso, type OnPress, unsentWords } from './line-view.js';
import type { Outgoing } from './outgoing.js';
import { momentOf, timeOf } from './time.js';
import type { WireLine } from './wire.js';

/** The list of messages of the chat page. */
export interface ChatLines extends LineList {
  /** The bot's name, above its messages. */
  introduce(name: string): void;
}

/** What can be done with messages. */
export interface ChatLinesOptions extends Pick<LineListOptions, 'onEarlier' | 'onArrived'> {
  readonly onPress: OnPress;
  readonly onEdit: (line: WireLine) => void;
  readonly onDelete: (line: WireLine) => void;
  readonly onRetry: () => void;
  readonly onTakeBack: (one: Outgoing) => void;
}

/** The conversation as an asker sees it. */
export function createChatLines(options: ChatLinesOptions): ChatLines {
  let bot = '';
  let seen: number | undefined;
  const plainTitle = document.title;

  const drawLine = (line: WireLine, { first, last }: Position): HTMLElement => {
    const own = line.voice === 'asker';
    const tools = own && !line.deleted && line.message !== undefined ? drawTools(line) : undefined;
    const marks = [
      (own || line.voice === 'staff') && !line.deleted && line.edited !== undefined && t('edited'),
      last && (own || line.voice === 'system') && timeOf(line.at),
    ];
    const words = marks.filter((mark) => mark !== false).join(' · ');
    const meta = h(
      'div',
      { class: 'meta' },
      tools,
      words !== '' && h('time', { datetime: iso(line.at), title: momentOf(line.at) }, words),
    );
    return h(
      'li',
      { class: `line ${line.voice}${first ? ' first' : ''}${last ? ' last' : ''}` },
      first && drawName(line),
      h('div', { class: 'bubble', tabindex: tools ? '-1' : undefined }, ...drawContent(line)),
      drawButtons(line, options.onPress),
      (tools !== undefined || words !== '') && meta,
    );
  };

  const drawName = (line: WireLine): HTMLElement => {
    if (line.voice === 'asker') return h('p', { class: 'who hidden' }, t('you'));
    if (line.voice === 'system') return h('p', { class: 'who hidden' }, bot || t('assistant'));
    const time = h('time', { datetime: iso(line.at), title: momentOf(line.at) }, timeOf(line.at));
    if (line.voice === 'bot') return h('p', { class: 'who' }, bot || t('assistant'), time);
    const name = line.author?.name ?? t('staff');
    const initial = [...name.trim()][0]?.toUpperCase() ?? '?';
    return h(
      'p',
      { class: 'who' },
      h('span', { class: 'face', 'aria-hidden': 'true' }, initial),
      h('strong', {}, name),
      time,
    );
  };

  const drawTools = (line: WireLine): HTMLElement => {
    const edit = h('button', { type: 'button', class: 'link' }, t('edit'));
    const remove = h('button', { type: 'button', class: 'link' }, t('delete'));
    edit.addEventListener('click', () => options.onEdit(line));
    remove.addEventListener('click', () => options.onDelete(line));
    return h('span', { class: 'tools' }, edit, remove);
  };

  const drawUnsent = (one: Outgoing): HTMLElement =>
    h(
      'li',
      { class: 'line asker first last' },
      h('p', { class: 'who hidden' }, t('you')),
      h('div', { class: 'bubble' }, ...drawOutgoing(one.text, one.files)),
      drawProgress(one),
    );

  const drawProgress = (one: Outgoing): HTMLElement => {
    if (one.state === 'sent') {
      return h('div', { class: 'meta' }, h('time', { datetime: iso(one.at) }, timeOf(one.at)));
    }
    if (one.state === 'sending' || one.error === undefined) {
      return h('div', { class: 'meta sending' }, t('sending'));
    }
    const retry = h('button', { type: 'button', class: 'link' }, t('retry'));
    retry.addEventListener('click', options.onRetry);
    const back = h(
      'button',
      { type: 'button', class: 'link' },
      t(one.state === 'refused' ? 'edit' : 'remove'),
    );
    back.addEventListener('click', () => options.onTakeBack(one));
    return h(
      'div',
      { class: `meta warning ${one.state}` },
      icon('warning'),
      h('span', {}, unsentWords(one)),
      one.state === 'waiting' && retry,
      back,
    );
  };

  /** A mark in the title for what arrived while the page was out of sight. */
  const tell = (): void => {
    const newest = list.lines.filter((line) => isShown(line) && line.voice !== 'asker').at(-1)?.n ?? -1;
    if (seen === undefined || document.visibilityState === 'visible') seen = newest;
    document.title = newest > seen ? `(•) ${plainTitle}` : plainTitle;
  };
  document.addEventListener('visibilitychange', tell);

  const list = createLineList({
    log: find('log', HTMLElement),
    unsent: find('unsent', HTMLElement),
    scroller: find('scroller', HTMLElement),
    jump: find('jump', HTMLButtonElement),
    earlier: find('earlier', HTMLButtonElement),
    isShown,
    draw: drawLine,
    drawUnsent,
    onEarlier: options.onEarlier,
    onArrived: options.onArrived,
  });

  return {
    ...list,
    get lines() {
      return list.lines;
    },
    introduce(name) {
      bot = name;
      list.redraw();
    },
    take(fresh) {
      list.take(fresh);
      tell();
    },
  };
}

function isShown(line: WireLine): boolean {
  return line.state === 'received' || line.state === 'delivered';
}
