import type { Cases, Filter } from './desk-cases.js';
import { isMine, waitsFor } from './desk-cases.js';
import { find, h, icon, place } from './dom.js';
import { t } from './language.js';
import type { Seen } from './seen.js';
import { momentOf, span } from './time.js';
import type { WireCase } from './wire.js';

/** The list of cases at the desk. */
export interface CaseList {
  readonly filter: Filter;
  /** It shows no case. */
  readonly empty: boolean;
  /** Draws it with what is known now. */
  draw(me: string, selected: number | undefined): void;
  show(filter: Filter): void;
}

const FILTERS: readonly Filter[] = ['open', 'mine', 'resolved'];

/** The state of a case in words. */
export function stateWords(found: WireCase, me: string): string {
  switch (found.state) {
    case 'queued':
      return t('stateQueued');
    case 'pinged': {
      const asked = found.pinged.at(-1);
      if (found.everybody) return t('statePingedAll');
      return asked?.id === me ? t('statePingedMe') : t('statePinged', { name: asked?.name ?? t('somebody') });
    }
    case 'claimed':
      if (found.holder?.id === me) return t('stateClaimedMe');
      return t('stateClaimed', { name: found.holder?.name ?? t('somebody') });
    case 'resolved':
      return t('stateResolved');
    default:
      return found.state satisfies never;
  }
}

/** Draws the cases and says which one was chosen. */
export function createCaseList(options: {
  readonly cases: Cases;
  readonly seen: Seen;
  readonly onFilter: (filter: Filter) => void;
  readonly onMore: () => Promise<boolean>;
}): CaseList {
  const { cases, seen, onFilter, onMore } = options;
  const list = find('list', HTMLElement);
  const empty = find('list-empty', HTMLElement);
  const more = find('more', HTMLButtonElement);
  const drawn = new Map<number, { readonly look: string; readonly element: HTMLElement }>();
  let filter: Filter = 'open';
  let everything = false;

  const tabs = FILTERS.map((name) => {
    const tab = h('button', { type: 'button', 'aria-pressed': name === filter ? 'true' : 'false' });
    tab.addEventListener('click', () => onFilter(name));
    return tab;
  });
  find('filters', HTMLElement).append(...tabs);
  find('filters', HTMLElement).setAttribute('aria-label', t('cases'));
  more.textContent = t('moreCases');
  more.addEventListener('click', async () => {
    more.disabled = true;
    everything = !(await onMore());
    more.disabled = false;
    more.hidden = everything;
  });

  const drawTabs = (me: string): void => {
    const words = { open: t('filterOpen'), mine: t('filterMine'), resolved: t('filterResolved') };
    for (const [index, name] of FILTERS.entries()) {
      const count = name === 'resolved' ? 0 : cases.list(name, me).length;
      tabs[index]?.setAttribute('aria-pressed', String(name === filter));
      tabs[index]?.replaceChildren(
        words[name],
        ...(count > 0 ? [h('span', { class: 'count' }, String(count))] : []),
      );
    }
  };

  const drawEmpty = (): void => {
    const [title, text] =
      filter === 'open'
        ? [t('noOpen'), t('noOpenText')]
        : filter === 'mine'
          ? [t('noMine'), '']
          : [t('noResolved'), ''];
    const trial = filter === 'open' && document.body.dataset.trial === 'true';
    empty.replaceChildren(
      icon('inbox'),
      h('p', { class: 'strong' }, title),
      h('p', {}, text),
      ...(trial
        ? [h('p', {}, t('noOpenTrial'), ' ', h('a', { href: '/', target: '_blank' }, t('openChat')))]
        : []),
    );
  };

  return {
    get filter() {
      return filter;
    },
    get empty() {
      return !empty.hidden;
    },
    show(next) {
      filter = next;
      everything = false;
      find('list-scroller', HTMLElement).scrollTop = 0;
    },
    draw(me, selected) {
      drawTabs(me);
      const wanted = cases.list(filter, me);
      const elements = wanted.map((found) => {
        const look = JSON.stringify([
          found,
          waitWords(found),
          found.number === selected,
          isUnseen(found, seen),
        ]);
        const known = drawn.get(found.number);
        const element =
          known?.look === look ? known.element : drawCase(found, me, selected, isUnseen(found, seen));
        drawn.set(found.number, { look, element });
        return element;
      });
      const focused = document.activeElement?.closest('[data-case]')?.getAttribute('data-case');
      place(list, elements);
      // An element that was drawn anew takes over the focus of its forerunner.
      const heir = elements.find((element) => element.dataset.case === focused);
      if (heir && !heir.contains(document.activeElement)) heir.querySelector('a')?.focus();
      empty.hidden = elements.length > 0;
      if (elements.length === 0) drawEmpty();
      more.hidden = filter !== 'resolved' || everything || elements.length < 50;
    },
  };
}

function isUnseen(found: WireCase, seen: Seen): boolean {
  return found.state !== 'resolved' && seen.isNew(found.number, found.lines);
}

function waitWords(found: WireCase): string {
  if (found.state === 'resolved') {
    const time = span(Date.now() - (found.resolvedAt ?? found.openedAt));
    return time === undefined ? t('now') : t('ago', { time });
  }
  if (found.waitingSince === undefined) return t('answered');
  const time = span(Date.now() - found.waitingSince);
  return time === undefined ? t('now') : t('waiting', { time });
}

function drawCase(found: WireCase, me: string, selected: number | undefined, unseen: boolean): HTMLElement {
  const current = found.number === selected;
  const pressing = waitsFor(found, me);
  return h(
    'li',
    { 'data-case': found.number, class: `${current ? 'current' : ''} ${unseen ? 'unseen' : ''}` },
    h(
      'a',
      { href: `#${found.number}`, 'aria-current': current ? 'true' : undefined },
      h(
        'span',
        { class: 'top' },
        unseen && h('span', { class: 'dot' }, h('span', { class: 'hidden' }, t('unseen'))),
        h('span', { class: 'asker' }, found.asker.name),
        h('span', { class: 'number' }, `#${found.number}`),
        h(
          'time',
          {
            class: pressing && found.waitingSince !== undefined ? 'wait pressing' : 'wait',
            title: momentOf(found.waitingSince ?? found.openedAt),
          },
          waitWords(found),
        ),
      ),
      h('span', { class: 'question' }, found.question),
      h(
        'span',
        { class: 'chips' },
        h('span', { class: `chip ${found.state}${isMine(found, me) ? ' mine' : ''}` }, stateWords(found, me)),
        ...moodChips(found),
        found.category !== undefined && h('span', { class: 'topic' }, found.category),
      ),
    ),
  );
}

/** What should not be overlooked: urgency and anger. */
export function moodChips(found: WireCase): readonly HTMLElement[] {
  const chips: HTMLElement[] = [];
  if (found.urgency === 'critical') chips.push(h('span', { class: 'chip alarm' }, t('urgencyCritical')));
  if (found.urgency === 'high') chips.push(h('span', { class: 'chip alarm' }, t('urgencyHigh')));
  if (found.mood === 'angry') chips.push(h('span', { class: 'chip warn' }, t('moodAngry')));
  if (found.mood === 'upset') chips.push(h('span', { class: 'chip warn' }, t('moodUpset')));
  return chips;
}
