import { h } from './dom.js';
import { t } from './language.js';

let forms = 0;

/** The form behind “Add a comment”, in the place of the button. What is wrong with the text is said below it. */
export function drawForm(
  send: (fields: Readonly<Record<string, string>>) => Promise<boolean | string>,
  cancel: () => void,
): HTMLFormElement {
  const id = `comment-${forms++}`;
  const text = h('textarea', { id, rows: '2', maxlength: '2000', 'aria-describedby': `${id}-error` });
  const error = h('p', { id: `${id}-error`, class: 'error', role: 'alert' });
  const submit = h('button', { type: 'submit', class: 'choice primary' }, t('send'));
  const back = h('button', { type: 'button', class: 'choice' }, t('cancel'));
  const form = h(
    'form',
    { class: 'comment' },
    h('label', { for: id }, t('commentLabel')),
    text,
    error,
    h('div', { class: 'buttons' }, submit, back),
  );
  back.addEventListener('click', cancel);
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (form.getAttribute('aria-busy') === 'true') return;
    form.setAttribute('aria-busy', 'true');
    error.textContent = '';
    const done = await send({ comment: text.value });
    form.removeAttribute('aria-busy');
    if (typeof done !== 'string') return; // drawn anew with its line, or told by a toast
    error.textContent = done;
    text.setAttribute('aria-invalid', 'true');
    text.focus();
  });
  return form;
}
