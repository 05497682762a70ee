import type { Composer } from './composer.js';
import { h } from './dom.js';
import { t } from './language.js';
import type { WireLine } from './wire.js';

/** The message that is being changed in the composer, if any. */
export interface Editing {
  readonly line: WireLine | undefined;
  start(line: WireLine, text: string): void;
  /** Ends it, and puts back what stood in the composer before. */
  leave(): void;
}

/** Shows above the composer that a message is being changed, with a way out. */
export function createEditing(bar: HTMLElement, words: string, composer: () => Composer): Editing {
  let line: WireLine | undefined;
  let draft = '';

  const leave = (): void => {
    if (!line) return;
    line = undefined;
    bar.hidden = true;
    composer().set(draft);
    draft = '';
  };

  return {
    get line() {
      return line;
    },
    start(wanted, text) {
      if (!line) draft = composer().text;
      line = wanted;
      const cancel = h('button', { type: 'button', class: 'link' }, t('cancel'));
      cancel.addEventListener('click', () => {
        leave();
        composer().focus();
      });
      bar.replaceChildren(h('span', {}, words), cancel);
      bar.hidden = false;
      composer().set(text);
      composer().focus();
    },
    leave,
  };
}
