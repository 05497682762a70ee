import { h } from './dom.js';
import { t } from './language.js';

const SHOWN = 7_000;

let shelf: HTMLElement | undefined;

/** Says something in passing, at the upper edge of the page and to screen readers; a link may do something about it. */
export function toast(text: string, link?: { readonly label: string; readonly run: () => void }): void {
  shelf ??= document.body.appendChild(h('div', { class: 'toasts', role: 'status', 'aria-live': 'polite' }));
  const close = h('button', { type: 'button', class: 'quiet', 'aria-label': t('close') }, '×');
  const go = link && h('button', { type: 'button', class: 'link' }, link.label);
  const element = h('div', { class: 'toast' }, h('span', {}, text), go, close);
  const end = (): void => element.remove();
  go?.addEventListener('click', () => {
    end();
    link?.run();
  });
  close.addEventListener('click', end);
  setTimeout(end, SHOWN);
  shelf.append(element);
}

/** Asks before something happens. Resolves with the choice; leaving the question is no. */
export function confirm(words: { title: string; text: string; yes: string; no: string }): Promise<boolean> {
  const yes = h('button', { type: 'submit', value: 'yes', class: 'primary' }, words.yes);
  const no = h('button', { type: 'submit', value: 'no', class: 'secondary' }, words.no);
  const title = h('h2', { id: 'question' }, words.title);
  const form = h(
    'form',
    { method: 'dialog' },
    title,
    h('p', {}, words.text),
    h('div', { class: 'row' }, no, yes),
  );
  const dialog = h('dialog', { 'aria-labelledby': 'question' }, form);
  document.body.append(dialog);
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(dialog.returnValue === 'yes');
    });
    dialog.showModal();
  });
}
