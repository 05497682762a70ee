import { call, explain } from './api.js';
import { find, h } from './dom.js';
import { switchLanguage, t } from './language.js';

const text = find('text', HTMLElement);
const way = find('way', HTMLElement);
const token = location.hash.slice(1);

const other = find('language', HTMLButtonElement);
other.textContent = t('languageSwitch');
other.setAttribute('aria-label', t('languageSwitchLabel'));
other.addEventListener('click', switchLanguage);

void look();

async function look(): Promise<void> {
  if (token === '') return wrong('link-invalid');
  const answer = await call<{ name: string }>('POST', '/api/desk/sign-in/preview', { token });
  if (!answer.ok) return wrong(answer.error, answer.wait);
  text.textContent = t('signInText');
  const button = h(
    'button',
    { type: 'button', class: 'primary' },
    t('signInAs', { name: answer.value.name }),
  );
  button.addEventListener('click', async () => {
    button.disabled = true;
    const done = await call('POST', '/api/desk/sign-in', { token });
    if (done.ok) location.replace('/desk');
    else wrong(done.error, done.wait);
  });
  way.replaceChildren(button);
}

function wrong(error: Parameters<typeof explain>[0]['error'], wait?: number): void {
  text.classList.add('wrong');
  switch (error) {
    case 'link-expired':
      text.textContent = t('signInExpired');
      break;
    case 'link-used':
      text.textContent = t('signInUsed');
      break;
    case 'link-invalid':
    case 'invalid':
      text.textContent = t('signInInvalid');
      break;
    default: {
      text.textContent = explain(wait === undefined ? { error } : { error, wait });
      const retry = h('button', { type: 'button', class: 'primary' }, t('retry'));
      retry.addEventListener('click', () => location.reload());
      way.replaceChildren(retry);
      return;
    }
  }
  // Who is signed in already needs no link.
  way.replaceChildren(h('a', { href: '/desk', class: 'secondary' }, t('goToDesk')));
}
