import { h, icon, place } from './dom.js';
import { Fold } from './fold.js';
import { t } from './language.js';
import type { Outgoing } from './outgoing.js';
import { dayKey, dayOf } from './time.js';
import type { WireLine, WireLines } from './wire.js';

/** Where a line stands among its neighbours of the same speaker. */
export interface Position {
  readonly first: boolean;
  readonly last: boolean;
}

/** A list of lines that follows its end, with days between and unsent messages below. */
export interface LineList {
  readonly lines: readonly WireLine[];
  take(fresh: WireLines): void;
  showUnsent(all: readonly Outgoing[]): void;
  /** Goes to the end and stays there. */
  follow(): void;
  /** Draws everything anew. */
  redraw(): void;
  /** Forgets everything, for another conversation. */
  clear(): void;
}

/** The elements of the page that it fills, and how a line looks. */
export interface LineListOptions {
  readonly log: HTMLElement;
  readonly unsent: HTMLElement;
  readonly scroller: HTMLElement;
  readonly jump: HTMLButtonElement;
  readonly earlier: HTMLButtonElement;
  readonly isShown: (line: WireLine) => boolean;
  readonly draw: (line: WireLine, position: Position) => HTMLElement;
  readonly drawUnsent: (one: Outgoing) => HTMLElement;
  readonly onEarlier: (before: number) => Promise<readonly WireLine[] | undefined>;
  /** Whether a conversation that is opened shows its beginning rather than its end. */
  readonly startAtTop?: (lines: readonly WireLine[]) => boolean;
  /** Unsent messages with these ids stand in the conversation now. */
  readonly onArrived: (ids: readonly string[]) => void;
}

const NEAR_END = 80;

/** Lines closer than this, from the same speaker, stand under one name. */
const TOGETHER = 5 * 60_000;

/** One element for each line; only what has changed is touched, so that focus and reading stay where they are. */
export function createLineList(options: LineListOptions): LineList {
  const { log, unsent, scroller, jump, earlier } = options;
  const days = new Map<string, HTMLElement>();
  const drawn = new Map<number, { readonly look: string; readonly element: HTMLElement }>();
  let fold = new Fold();
  let following = true;
  /** What was drawn is not news. */
  let quiet = false;
  let waiting: readonly Outgoing[] = [];

  const settle = (): void => {
    if (following) scroller.scrollTop = scroller.scrollHeight;
    else if (!quiet && scroller.scrollHeight > scroller.clientHeight) jump.hidden = false;
    quiet = false;
  };
  const size = (): string => `${scroller.clientWidth}/${scroller.clientHeight}`;
  let known = size();
  scroller.addEventListener('scroll', () => {
    // A window that was turned or made smaller scrolls by itself, before the observer below hears of it.
    if (size() !== known) return;
    following = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_END;
    if (following) jump.hidden = true;
  });
  new ResizeObserver(() => {
    known = size();
    if (following) scroller.scrollTop = scroller.scrollHeight;
  }).observe(scroller);
  const follow = (): void => {
    following = true;
    jump.hidden = true;
    settle();
  };
  jump.append(icon('down'), t('newMessages'));
  jump.addEventListener('click', follow);
  earlier.textContent = t('earlier');
  earlier.addEventListener('click', async () => {
    const asked = fold;
    earlier.disabled = true;
    const found = await options.onEarlier(fold.oldest);
    earlier.disabled = false;
    if (!found || asked !== fold) return;
    const before = scroller.scrollHeight;
    fold.prepend(found);
    draw();
    scroller.scrollTop += scroller.scrollHeight - before;
  });

  const drawDay = (at: number): HTMLElement => {
    const key = `${dayKey(at)}/${dayOf(at)}`; // today is yesterday after midnight
    const element = days.get(key) ?? h('li', { class: 'day' }, h('span', {}, dayOf(at)));
    days.set(key, element);
    return element;
  };

  const draw = (): void => {
    const lines = fold.lines.filter(options.isShown);
    const elements: HTMLElement[] = [];
    const alive = new Set<number>();
    let before: WireLine | undefined;
    for (const [index, line] of lines.entries()) {
      const newDay = !before || dayKey(before.at) !== dayKey(line.at);
      if (newDay) elements.push(drawDay(line.at));
      const first = newDay || !before || !together(before, line);
      const next = lines[index + 1];
      const last = !next || !together(line, next);
      const look = `${line.seq}/${first}/${last}`;
      const known = drawn.get(line.n);
      const element = known?.look === look ? known.element : options.draw(line, { first, last });
      drawn.set(line.n, { look, element });
      alive.add(line.n);
      elements.push(element);
      before = line;
    }
    for (const n of drawn.keys()) if (!alive.has(n)) drawn.delete(n);
    place(log, elements);
    earlier.hidden = fold.oldest === 0;
  };

  const drawWaiting = (): void => {
    const here = new Set(fold.lines.map(({ message }) => message));
    unsent.replaceChildren(...waiting.filter(({ id }) => !here.has(id)).map(options.drawUnsent));
    settle();
  };

  return {
    get lines() {
      return fold.lines;
    },
    take(fresh) {
      fold.apply(fresh);
      const here = new Set(fold.lines.map(({ message }) => message));
      const arrived = waiting.map(({ id }) => id).filter((id) => here.has(id));
      draw();
      // What was there before is not read out: only what comes from now on.
      if (log.getAttribute('aria-busy') === 'true') {
        if (options.startAtTop?.(fold.lines)) {
          following = false;
          scroller.scrollTop = 0;
          quiet = true;
        }
        requestAnimationFrame(() => log.setAttribute('aria-busy', 'false'));
      }
      if (arrived.length > 0) options.onArrived(arrived);
      drawWaiting();
    },
    showUnsent(all) {
      waiting = all;
      drawWaiting();
    },
    follow,
    redraw() {
      drawn.clear();
      draw();
    },
    clear() {
      fold = new Fold();
      drawn.clear();
      days.clear();
      waiting = [];
      log.setAttribute('aria-busy', 'true');
      log.replaceChildren();
      unsent.replaceChildren();
      earlier.hidden = true;
      follow();
    },
  };
}

function together(one: WireLine, other: WireLine): boolean {
  return (
    one.voice === other.voice &&
    one.author?.id === other.author?.id &&
    other.at - one.at < TOGETHER &&
    dayKey(one.at) === dayKey(other.at) &&
    !one.buttons
  );
}
