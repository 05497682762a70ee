import { call, explain } from './api.js';
import { type Attachments, createAttachments } from './attach.js';
import { createChatLines } from './chat-lines.js';
import { createComposer } from './composer.js';
import { find, h, icon } from './dom.js';
import { createEditing } from './editing.js';
import { newId } from './ids.js';
import { language, switchLanguage, t } from './language.js';
import { listen } from './live.js';
import { createOutbox, type Outbox } from './outgoing.js';
import { confirm, toast } from './toast.js';
import { fillTries } from './tries.js';
import type { WireButton, WireDone, WireLine, WireLines, WireVisit } from './wire.js';

const AGAIN_AFTER = 3_000;
/** A press is sent again under the same id before the reader is bothered. */
const PRESSES = 3;

const told = { zone: Intl.DateTimeFormat().resolvedOptions().timeZone, locale: language };

let outbox: Outbox | undefined;
let stop: (() => void) | undefined;
let arriving = false;

const attachments: Attachments = createAttachments({
  form: find('form', HTMLFormElement),
  box: find('box', HTMLTextAreaElement),
  path: '/api/chat/files',
  onChange: () => composer.check(),
});
const composer = createComposer({
  form: find('form', HTMLFormElement),
  box: find('box', HTMLTextAreaElement),
  send: find('send', HTMLButtonElement),
  extra: () => attachments,
  onSend: (text) => {
    const message = editing.line?.message;
    if (message !== undefined) {
      if (text === '') return false;
      void change(message, text);
      editing.leave();
      return false; // what stood there before the change stands there again
    }
    if (!outbox) return false;
    outbox.add('/api/chat/messages', text, attachments.take());
    lines.follow();
    return true;
  },
  onEscape: () => editing.leave(),
});
const editing = createEditing(find('editing', HTMLElement), t('editing'), () => composer);
const lines = createChatLines({
  onPress: press,
  onEdit: (line) => editing.start(line, line.text),
  onDelete: remove,
  onEarlier: async (before) => {
    const answer = await call<WireLines>('GET', `/api/chat/lines?before=${before}`);
    if (answer.ok) return answer.value.lines;
    toast(explain(answer));
    return undefined;
  },
  onArrived: (ids) => {
    for (const id of ids) outbox?.remove(id);
  },
  onRetry: () => outbox?.retry(),
  onTakeBack: (one) => {
    outbox?.remove(one.id);
    if (composer.text === '') composer.set(one.text);
    attachments.putBack(one.files ?? []);
    composer.focus();
  },
});

dress();
void arrive();

async function arrive(): Promise<void> {
  if (arriving) return; // both the messages and the live updates notice that the session is gone
  arriving = true;
  const resume = await wantedLink();
  const answer = await call<WireVisit>('POST', '/api/chat/session', {
    ...told,
    ...(resume === undefined ? {} : { resume }),
  });
  arriving = false;
  if (!answer.ok) {
    showLost(t('chatFailed'));
    setTimeout(arrive, answer.wait ?? AGAIN_AFTER);
    return;
  }
  showLost(undefined);
  begin(answer.value);
}

/** The token of the link that led here, if the reader wants to go on with its conversation. */
async function wantedLink(): Promise<string | undefined> {
  const token = /^#resume=([\w-]+)$/.exec(location.hash)?.[1];
  if (token === undefined) return undefined;
  const answer = await call<{ same: boolean }>('POST', '/api/chat/resume', { resume: token });
  if (!answer.ok && answer.error !== 'link-invalid') return undefined; // asked again on the next load
  history.replaceState(null, '', location.pathname); // out of sight, and out of the next copied address
  if (!answer.ok) toast(t('resumeInvalid'));
  if (!answer.ok || answer.value.same) return undefined;
  // Asked first: somebody else's link would make the reader write into somebody else's conversation.
  const wanted = await confirm({
    title: t('resumeTitle'),
    text: t('resumeText'),
    yes: t('resumeYes'),
    no: t('resumeNo'),
  });
  return wanted ? token : undefined;
}

function begin(visit: WireVisit): void {
  stop?.();
  lines.clear();
  lines.introduce(visit.title);
  composer.keepAs(`chat-${visit.visitor}`);
  attachments.allow(visit.files);
  attachments.keepAs(visit.visitor);
  // A session that was lost takes along what it had not sent.
  const adopted = outbox?.end() ?? [];
  outbox = createOutbox({
    name: `chat-${visit.visitor}`,
    adopted,
    told: () => told,
    onChange: showUnsent,
    onDone: (done) => showReply(done),
    onSignedOut: () => void arrive(),
  });
  showUnsent();
  if (visit.trial && visit.desk) {
    fillTries(find('tries', HTMLElement), (text) => {
      outbox?.add('/api/chat/messages', text);
      composer.focus();
    });
    const bar = find('trial', HTMLElement);
    bar.replaceChildren(t('trialChat'), ' ', h('a', { href: '/desk', target: '_blank' }, t('openDesk')));
    bar.hidden = false;
  }
  stop = listen({
    events: '/api/chat/events',
    ask: (since) => call('GET', `/api/chat/lines${since === undefined ? '' : `?since=${since}`}`),
    onLines: (fresh) => {
      lines.take(fresh);
      showTries();
    },
    onState: (state) => {
      showLost(state === 'lost' ? t('connectionLost') : undefined);
      if (state === 'live') outbox?.retry();
    },
    onSignedOut: () => void arrive(),
  });
}

async function press(
  button: WireButton,
  line: WireLine,
  fields?: Readonly<Record<string, string>>,
): Promise<boolean | string> {
  const id = newId();
  const { action, value, version } = button;
  const body = {
    id,
    action,
    value,
    version,
    ...told,
    ...(line.message ? { message: line.message } : {}),
    ...(fields ? { fields } : {}),
  };
  for (let attempt = 1; ; attempt += 1) {
    const answer = await call<WireDone>('POST', '/api/chat/actions', body);
    if (answer.ok) {
      const { reply } = answer.value;
      if (fields && reply?.kind === 'errors') return Object.values(reply.fields).join(' ');
      showReply(answer.value);
      lines.follow();
      return true;
    }
    const passing = answer.error === 'offline' || answer.error === 'unavailable';
    if (!passing || attempt >= PRESSES) {
      toast(explain(answer));
      return false;
    }
    await new Promise((resolve) => setTimeout(resolve, answer.wait ?? 1_000));
  }
}

function showReply({ reply }: WireDone): void {
  if (reply?.kind === 'notice') toast(reply.text);
  else if (reply?.kind === 'errors') toast(Object.values(reply.fields).join(' '));
  else if (reply?.kind === 'card') toast(reply.line.text);
}

function showUnsent(): void {
  if (!outbox) return;
  lines.showUnsent(outbox.all);
  showTries();
}

/** Until the first question, and only where there are any. */
function showTries(): void {
  const begun = outbox?.all.length !== 0 || lines.lines.some(({ voice }) => voice === 'asker');
  find('tries', HTMLElement).hidden = begun || lines.lines.length === 0;
}

async function change(message: string, text: string): Promise<void> {
  const body = { revision: newId(), text, ...told };
  const answer = await call<WireDone>('PUT', `/api/chat/messages/${encodeURIComponent(message)}`, body);
  if (answer.ok) return showReply(answer.value);
  toast(explain(answer));
  if (composer.text === '') composer.set(text); // what was typed is not lost
}

async function remove(line: WireLine): Promise<void> {
  const sure = await confirm({
    title: t('deleteTitle'),
    text: t('deleteText'),
    yes: t('delete'),
    no: t('cancel'),
  });
  if (!sure || line.message === undefined) return;
  const answer = await call<WireDone>('DELETE', `/api/chat/messages/${encodeURIComponent(line.message)}`);
  if (answer.ok) showReply(answer.value);
  else toast(explain(answer));
}

async function copyLink(): Promise<void> {
  const answer = await call<{ link: string }>('POST', '/api/chat/link');
  if (!answer.ok) return toast(explain(answer));
  try {
    await navigator.clipboard.writeText(answer.value.link);
    toast(t('linkCopied'));
  } catch {
    showLink(answer.value.link); // no right to the clipboard
  }
}

function showLink(link: string): void {
  const box = h('input', { type: 'text', readonly: true, value: link, 'aria-labelledby': 'link-title' });
  const dialog = h(
    'dialog',
    { 'aria-labelledby': 'link-title' },
    h(
      'form',
      { method: 'dialog' },
      h('h2', { id: 'link-title' }, t('linkTitle')),
      h('p', {}, t('linkText')),
      box,
      h('div', { class: 'row' }, h('button', { class: 'primary' }, t('close'))),
    ),
  );
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  box.select();
}

function showLost(text: string | undefined): void {
  const bar = find('lost', HTMLElement);
  if (bar.textContent === (text ?? '')) return;
  bar.replaceChildren(...(text === undefined ? [] : [text]));
}

/** The words and pictures that do not change. */
function dress(): void {
  find('tagline', HTMLElement).textContent = t('chatTagline');
  find('box-label', HTMLElement).textContent = t('writeMessage');
  find('box', HTMLTextAreaElement).placeholder = t('writeMessage');
  find('hint', HTMLElement).textContent = t('writeMessageHint');
  const link = find('link', HTMLButtonElement);
  link.append(icon('link'));
  link.title = t('copyLink');
  link.setAttribute('aria-label', t('copyLink'));
  link.addEventListener('click', copyLink);
  const other = find('language', HTMLButtonElement);
  other.textContent = t('languageSwitch');
  other.setAttribute('aria-label', t('languageSwitchLabel'));
  other.addEventListener('click', switchLanguage);
  const send = find('send', HTMLButtonElement);
  send.append(icon('send'));
  send.setAttribute('aria-label', t('send'));
  find('log', HTMLElement).setAttribute('aria-label', t('conversation'));
}
