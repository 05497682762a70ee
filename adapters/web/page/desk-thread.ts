import { call, explain } from './api.js';
import { type Attachments, createAttachments } from './attach.js';
import { createComposer } from './composer.js';
import { changeMessage, deleteMessage } from './desk-changes.js';
import { drawHeader } from './desk-header.js';
import { drawDeskLine, drawUnsentReply, isNote, isShownAtDesk, withoutMark } from './desk-lines.js';
import { NOTE_MARK } from './desk-words.js';
import { find, h, icon } from './dom.js';
import { createEditing } from './editing.js';
import { newId } from './ids.js';
import { t } from './language.js';
import { createLineList } from './line-list.js';
import type { Outbox, Outgoing } from './outgoing.js';
import { toast } from './toast.js';
import type { WireCase, WireDone, WireFileRules, WireLine, WireLines } from './wire.js';

/** The thread of the case that is open. */
export interface ThreadView {
  /** Shows another case, or none. */
  open(found: WireCase | undefined): void;
  /** The open case has changed. */
  update(found: WireCase): void;
  take(fresh: WireLines): void;
  showUnsent(all: readonly Outgoing[]): void;
  /** What may be attached. */
  allow(rules: WireFileRules | undefined): void;
}

/** Sends an action of the desk, and says whether it was taken. */
export async function act(
  action: string,
  value: string,
  version: number,
  number?: number,
  message?: string,
): Promise<boolean> {
  const answer = await call<WireDone>('POST', '/api/desk/actions', {
    id: newId(),
    action,
    value,
    version,
    ...(number === undefined ? {} : { case: number }),
    ...(message === undefined ? {} : { message }),
  });
  if (!answer.ok) {
    toast(explain(answer));
    return false;
  }
  showReply(answer.value);
  return true;
}

/** What the server says to the one who pressed or wrote. */
export function showReply({ reply }: WireDone): void {
  if (reply?.kind === 'notice') toast(reply.text);
  else if (reply?.kind === 'errors') toast(Object.values(reply.fields).join(' '));
  else if (reply?.kind === 'card') toast(reply.line.text);
}

/** Draws a thread and sends what is written into it. */
export function createThread(options: {
  readonly me: () => string;
  readonly outbox: () => Outbox | undefined;
  readonly onBack: () => void;
}): ThreadView {
  const section = find('thread', HTMLElement);
  const empty = find('thread-empty', HTMLElement);
  const modes = find('modes', HTMLElement);
  const form = find('form', HTMLFormElement);
  const box = find('box', HTMLTextAreaElement);
  let current: WireCase | undefined;
  let mode: 'reply' | 'note' = 'reply';
  let unsent: readonly Outgoing[] = [];
  /** Folded where the case was worked on: the newest lines matter more then. */
  const quotes = { open: true };

  const pathOf = (number: number): string => `/api/desk/cases/${number}/messages`;

  const list = createLineList({
    log: find('log', HTMLElement),
    unsent: find('unsent', HTMLElement),
    scroller: find('scroller', HTMLElement),
    jump: find('jump', HTMLButtonElement),
    earlier: find('earlier', HTMLButtonElement),
    isShown: isShownAtDesk,
    draw: (line, { first }) =>
      drawDeskLine(line, {
        me: options.me(),
        first,
        quotes,
        onPress: ({ action, value, version }, { message }) =>
          act(action, value, version, current?.number, message),
        onRetry: (failed) => void retry(failed),
        onEdit: (own) => {
          editing.start(own, withoutMark(own.text));
          showMode(effectiveMode(box.value));
        },
        onDelete: (own) => void (current && deleteMessage(pathOf(current.number), own)),
      }),
    drawUnsent: (one) =>
      drawUnsentReply(one, { retry: () => options.outbox()?.retry(), back: (taken) => takeBack(taken) }),
    onEarlier: async (before) => {
      if (!current) return undefined;
      const answer = await call<WireLines>('GET', `/api/desk/cases/${current.number}/lines?before=${before}`);
      if (answer.ok) return answer.value.lines;
      toast(explain(answer));
      return undefined;
    },
    // A case that nobody has worked on is read from its opening message.
    startAtTop: (lines) => lines.every(({ voice }) => voice !== 'staff' && voice !== 'note'),
    onArrived: (ids) => {
      for (const id of ids) options.outbox()?.remove(id);
    },
  });

  const retry = (line: WireLine): Promise<boolean> => {
    if (!current) return Promise.resolve(false);
    return act('retry', `${current.number}:${line.n}`, current.revision, current.number);
  };

  const change = async (path: string, line: WireLine, text: string): Promise<void> => {
    const taken = await changeMessage(path, line, text);
    if (!taken && composer.text === '' && current && pathOf(current.number) === path) composer.set(text); // not lost
  };

  const takeBack = (one: Outgoing): void => {
    options.outbox()?.remove(one.id);
    if (composer.text === '') composer.set(one.text);
    attachments.putBack(one.files ?? []);
    composer.focus();
  };

  const attachments: Attachments = createAttachments({
    form,
    box,
    path: '/api/desk/files',
    onChange: () => composer.check(),
    open: () => current !== undefined && !editing.line,
  });
  const composer = createComposer({
    form,
    box,
    send: find('send', HTMLButtonElement),
    extra: () => attachments,
    onSend(text) {
      if (editing.line && current) {
        if (text === '') return false;
        if (editing.line.voice !== 'note' && isNote(text)) {
          toast(t('staysReply'));
          return false;
        }
        void change(pathOf(current.number), editing.line, text);
        editing.leave();
        return false; // what stood there before the change stands there again
      }
      const outbox = options.outbox();
      if (!current || !outbox || (current.state === 'resolved' && effectiveMode(text) === 'reply'))
        return false;
      const words = mode === 'note' && !isNote(text) ? `${NOTE_MARK} ${text}`.trimEnd() : text;
      outbox.add(pathOf(current.number), words, attachments.take());
      list.follow();
      return true;
    },
    onInput: (text) => showMode(effectiveMode(text)),
    onEscape: () => editing.leave(),
  });
  const editing = createEditing(find('editing', HTMLElement), t('editingOwn'), () => composer);

  /** A text that begins with the mark is a note, whatever the switch says: so the switch must say so. */
  const effectiveMode = (text: string): 'reply' | 'note' => {
    if (editing.line) return editing.line.voice === 'note' ? 'note' : 'reply';
    return isNote(text) ? 'note' : mode;
  };

  const buttons = (['reply', 'note'] as const).map((name) => {
    const button = h('button', { type: 'button' }, icon(name === 'reply' ? 'person' : 'note'), t(name));
    button.addEventListener('click', () => {
      mode = name;
      if (name === 'reply' && isNote(box.value)) composer.set(withoutMark(box.value));
      showMode(effectiveMode(box.value));
      box.focus();
    });
    return { name, button };
  });
  modes.append(...buttons.map(({ button }) => button));

  const showMode = (shown: 'reply' | 'note'): void => {
    if (!current) return;
    const resolved = current.state === 'resolved';
    form.classList.toggle('as-note', shown === 'note');
    for (const { name, button } of buttons) {
      button.setAttribute('aria-pressed', String(name === shown));
      button.disabled = editing.line ? name !== shown : name === 'reply' && resolved;
    }
    const words = shown === 'note' ? t('writeNote') : t('replyTo', { name: current.asker.name });
    box.placeholder = words;
    find('box-label', HTMLElement).textContent = words;
    find('hint', HTMLElement).textContent = resolved ? t('resolvedNote') : t('writeMessageHint');
  };

  const settle = (found: WireCase): void => {
    current = found;
    if (found.state === 'resolved') mode = 'note';
    drawHeader(find('case-header', HTMLElement), found, {
      me: options.me(),
      onAct: (action) => act(action, String(found.number), found.revision, found.number),
      onBack: options.onBack,
    });
    showMode(effectiveMode(box.value));
  };

  const showOwnUnsent = (): void => {
    const path = current && pathOf(current.number);
    list.showUnsent(unsent.filter((one) => one.path === path));
  };

  empty.replaceChildren(
    icon('inbox'),
    h('p', { class: 'strong' }, t('pickCase')),
    h('p', {}, t('pickCaseText')),
  );
  find('send', HTMLButtonElement).append(icon('send'));
  find('send', HTMLButtonElement).setAttribute('aria-label', t('send'));
  find('log', HTMLElement).setAttribute('aria-label', t('conversation'));

  return {
    open(found) {
      editing.leave();
      list.clear();
      section.hidden = !found;
      empty.hidden = found !== undefined;
      current = undefined;
      if (!found) return;
      mode = 'reply';
      quotes.open = found.timeline.every(({ what }) => what !== 'claimed');
      settle(found);
      composer.keepAs(`case-${found.number}`);
      attachments.keepAs(String(found.number));
      showOwnUnsent();
    },
    update(found) {
      const reopened = current?.state === 'resolved' && found.state !== 'resolved';
      if (reopened && box.value === '') mode = 'reply';
      settle(found);
    },
    allow: (rules) => attachments.allow(rules),
    take: (fresh) => list.take(fresh),
    showUnsent(all) {
      unsent = all;
      showOwnUnsent();
    },
  };
}
