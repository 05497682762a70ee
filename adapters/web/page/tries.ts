import { h } from './dom.js';
import { t } from './language.js';

/** Something to begin with, for somebody who tries Firstline: one question with an article, one without, a person. */
export function fillTries(box: HTMLElement, onTry: (text: string) => void): void {
  const buttons = (['tryKnown', 'tryUnknown', 'tryPerson'] as const).map((key) => {
    const button = h('button', { type: 'button', class: 'secondary' }, t(key));
    button.addEventListener('click', () => onTry(t(key)));
    return button;
  });
  box.replaceChildren(h('p', {}, t('tryThese')), ...buttons);
}
