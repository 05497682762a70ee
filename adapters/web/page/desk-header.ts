import { moodChips, stateWords } from './desk-list.js';
import { stepWords } from './desk-words.js';
import { h, icon } from './dom.js';
import { t } from './language.js';
import { iso } from './line-view.js';
import { momentOf } from './time.js';
import type { WireCase } from './wire.js';

/** Draws the head of a thread: what case it is, where it stands, and what can be done with it now. */
export function drawHeader(
  header: HTMLElement,
  found: WireCase,
  options: {
    readonly me: string;
    readonly onAct: (action: string) => Promise<boolean>;
    readonly onBack: () => void;
  },
): void {
  const focused = header.contains(document.activeElement)
    ? document.activeElement?.getAttribute('data-action')
    : undefined;
  const wasOpen = header.dataset.history === String(found.number);

  const back = h('button', { type: 'button', class: 'quiet back', 'aria-label': t('back') }, icon('back'));
  back.addEventListener('click', options.onBack);

  const buttons = actionsOf(found, options.me).map(({ action, label, style }) => {
    const button = h('button', { type: 'button', class: style, 'data-action': action }, label);
    button.addEventListener('click', async () => {
      button.disabled = true;
      await options.onAct(action);
      button.disabled = false;
    });
    return button;
  });

  const history = h(
    'ol',
    { class: 'history', id: 'history', hidden: !wasOpen },
    ...found.timeline.map(drawStep),
  );
  const toggle = h(
    'button',
    {
      type: 'button',
      class: 'link',
      'data-action': 'history',
      'aria-controls': 'history',
      'aria-expanded': wasOpen,
    },
    t('history'),
  );
  toggle.addEventListener('click', () => {
    history.hidden = !history.hidden;
    toggle.setAttribute('aria-expanded', String(!history.hidden));
    // Remembered over the next drawing, for this case only.
    header.dataset.history = history.hidden ? '' : String(found.number);
  });

  header.replaceChildren(
    back,
    h(
      'div',
      { class: 'case-name' },
      h(
        'h2',
        { id: 'case-title' },
        found.asker.name,
        ' ',
        h('span', { class: 'number' }, `#${found.number}`),
      ),
      h(
        'p',
        { class: 'chips' },
        h('span', { class: `chip ${found.state}` }, stateWords(found, options.me)),
        ...moodChips(found),
        toggle,
      ),
    ),
    h('div', { class: 'actions' }, ...buttons),
    history,
  );
  // Drawn anew under the hand of the reader: the focus stays with its button, or at least near it.
  if (focused === undefined) return;
  const heir = [...buttons, toggle].find((button) => button.dataset.action === focused);
  (heir ?? buttons[0])?.focus();
}

function drawStep(step: WireCase['timeline'][number]): HTMLElement {
  return h(
    'li',
    {},
    h('time', { datetime: iso(step.at) }, momentOf(step.at)),
    h('span', {}, stepWords(step), step.note !== undefined && `: ${step.note}`),
  );
}

interface Choice {
  readonly action: string;
  readonly label: string;
  readonly style: 'primary' | 'secondary';
}

function actionsOf(found: WireCase, me: string): readonly Choice[] {
  if (found.state === 'resolved') return [{ action: 'reopen', label: t('reopen'), style: 'primary' }];
  const resolve: Choice = { action: 'resolve', label: t('resolve'), style: 'secondary' };
  const pass: Choice = { action: 'not-mine', label: t('notMine'), style: 'secondary' };
  if (found.state !== 'claimed') {
    return [pass, resolve, { action: 'claim', label: t('claim'), style: 'primary' }];
  }
  if (found.holder?.id === me) return [pass, resolve];
  return [resolve, { action: 'claim', label: t('takeOver'), style: 'secondary' }];
}
