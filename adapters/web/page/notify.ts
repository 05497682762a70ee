import { h, icon } from './dom.js';
import { t } from './language.js';
import { toast } from './toast.js';
import type { WireCase } from './wire.js';

const WANTED = 'firstline-notify';

/** Tells somebody of the desk what needs them, also while the page is out of sight. */
export interface Notifier {
  draw(): void;
  /** In the title: how many cases wait. */
  count(waiting: number): void;
  /** A ping that names the reader. */
  tell(found: WireCase): void;
}

/** A button that turns notifications on, and the notifications. Nothing is asked of the browser unasked. */
export function createNotifier(button: HTMLButtonElement, onOpen: (number: number) => void): Notifier {
  const plainTitle = document.title;
  const possible = 'Notification' in window;
  let wanted = possible && Notification.permission === 'granted' && read();

  const draw = (): void => {
    button.hidden = !possible;
    button.setAttribute('aria-pressed', String(wanted));
    button.title = wanted ? t('notifyOff') : t('notifyOn');
    button.replaceChildren(icon('bell'), h('span', { class: 'hidden' }, button.title));
  };
  button.addEventListener('click', async () => {
    if (!wanted && Notification.permission !== 'granted') await Notification.requestPermission();
    if (Notification.permission === 'granted') wanted = !wanted;
    else toast(t('notifyDenied'));
    try {
      localStorage.setItem(WANTED, String(wanted));
    } catch {} // a browser may forbid storage
    draw();
  });

  return {
    draw,
    count(waiting) {
      document.title = waiting > 0 ? `(${waiting}) ${plainTitle}` : plainTitle;
    },
    tell(found) {
      const title = t('pingTitle', { number: found.number });
      if (document.visibilityState === 'visible') {
        return toast(title, { label: t('open'), run: () => onOpen(found.number) });
      }
      if (!wanted) return;
      const shown = new Notification(title, {
        body: `${found.asker.name}: ${found.question.slice(0, 140)}`,
        tag: `case-${found.number}`, // several windows show it once
        icon: '/assets/icon.svg',
      });
      shown.addEventListener('click', () => {
        window.focus();
        onOpen(found.number);
        shown.close();
      });
    },
  };
}

function read(): boolean {
  try {
    return localStorage.getItem(WANTED) === 'true';
  } catch {
    return false;
  }
}
