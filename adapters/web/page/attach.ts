import { type Answer, upload } from './api.js';
import { h, icon } from './dom.js';
import { drawSize } from './file-view.js';
import { t } from './language.js';
import { toast } from './toast.js';
import type { WireErrorCode, WireFileRules, WireUpload } from './wire.js';

/** Files that go with the next message. */
export interface Attachments {
  /** Some are there, and all are uploaded. */
  readonly ready: boolean;
  /** Some are still being uploaded, or failed: nothing is sent before its writer has seen to it. */
  readonly busy: boolean;
  /** What may be attached; nothing can be before this is known. */
  allow(rules: WireFileRules | undefined): void;
  /** Those that are kept under this name from now on: each case has its own. */
  keepAs(name: string): void;
  /** Hands them over to a message. */
  take(): readonly WireUpload[];
  /** Those of a message that was taken back. */
  putBack(files: readonly WireUpload[]): void;
}

interface Attached {
  readonly name: string;
  readonly size: number;
  readonly done?: WireUpload;
  readonly error?: string;
  readonly abort?: () => void;
  readonly element: HTMLElement;
}

/** Gives a composer its files: by its button, dropped anywhere on the page, or pasted. */
export function createAttachments(options: {
  readonly form: HTMLFormElement;
  readonly box: HTMLTextAreaElement;
  /** Where they are uploaded to. */
  readonly path: string;
  readonly onChange: () => void;
  /** Whether something can be attached now. */
  readonly open?: () => boolean;
}): Attachments {
  const { form, box, path, onChange, open = () => true } = options;
  const list = h('ul', { class: 'attached', 'aria-label': t('attached'), hidden: true });
  const input = h('input', { type: 'file', multiple: true, hidden: true, tabindex: '-1' });
  const button = h('button', {
    type: 'button',
    class: 'attach',
    title: t('attach'),
    'aria-label': t('attach'),
  });
  button.append(icon('clip'));
  button.hidden = true;
  const veil = h(
    'div',
    { class: 'drop', 'aria-hidden': 'true', hidden: true },
    h('p', {}, icon('clip'), t('dropHere')),
  );
  box.before(button);
  box.parentElement?.before(list);
  form.append(input);
  document.body.append(veil);

  let rules: WireFileRules | undefined;
  let name = '';
  const kept = new Map<string, readonly Attached[]>();
  const all = (): readonly Attached[] => kept.get(name) ?? [];

  const show = (): void => {
    list.replaceChildren(...all().map(({ element }) => element));
    list.hidden = all().length === 0;
    onChange();
  };
  const set = (under: string, next: readonly Attached[]): void => {
    kept.set(under, next);
    if (under === name) show();
  };

  function draw(file: { readonly name: string; readonly size: number }, remove: () => void) {
    const bar = h('progress', { max: '1', value: '0', 'aria-label': t('uploading', { name: file.name }) });
    const words = h('span', { class: 'size' }, drawSize(file.size));
    const off = h('button', {
      type: 'button',
      class: 'quiet',
      title: t('removeFile', { name: file.name }),
      'aria-label': t('removeFile', { name: file.name }),
    });
    off.append('×');
    off.addEventListener('click', () => {
      remove();
      box.focus();
    });
    const label = h('span', { class: 'label' }, file.name);
    label.title = file.name;
    return { element: h('li', {}, icon('file'), label, words, bar, off), bar, words };
  }

  function add(files: Iterable<File>): void {
    const under = name;
    for (const file of files) {
      if (!rules || !open()) return;
      if (all().length >= rules.perMessage) {
        toast(t('tooManyFiles', { limit: rules.perMessage }));
        return;
      }
      const drop = (): void => {
        aborted.abort();
        set(
          under,
          (kept.get(under) ?? []).filter((one) => one.element !== element),
        );
      };
      const aborted = new AbortController();
      const { element, bar, words } = draw(file, drop);
      const settle = (change: Partial<Attached>): void => {
        bar.remove();
        if (change.error !== undefined) {
          element.classList.add('wrong');
          words.replaceChildren(change.error);
          words.setAttribute('role', 'alert');
        }
        const now = (kept.get(under) ?? []).map((one) =>
          one.element === element ? { ...one, ...change } : one,
        );
        set(under, now);
      };
      set(under, [...(kept.get(under) ?? []), { name: file.name, size: file.size, element }]);
      if (file.size > rules.maxBytes)
        settle({ error: t('fileTooLarge', { limit: drawSize(rules.maxBytes) }) });
      else if (file.size === 0) settle({ error: t('fileEmpty') });
      else void send(file, bar, settle, aborted.signal);
    }
  }

  async function send(
    file: File,
    bar: HTMLProgressElement,
    settle: (change: Partial<Attached>) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const answer: Answer<WireUpload> = await upload(path, file, signal, (share) => {
      bar.value = share;
    });
    if (signal.aborted) return;
    settle(answer.ok ? { done: answer.value } : { error: fileWords(answer.error, rules) });
  }

  button.addEventListener('click', () => input.click());
  input.addEventListener('change', () => {
    add(input.files ?? []);
    input.value = ''; // so that the same file can be chosen again
    box.focus();
  });
  box.addEventListener('paste', (event) => {
    const files = event.clipboardData?.files;
    // What a word processor copies is text with a picture of it: the text is meant.
    if (!files?.length || event.clipboardData?.getData('text/plain')) return;
    event.preventDefault();
    add(files);
  });
  const carriesFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;
  let over = 0;
  addEventListener('dragenter', (event) => {
    if (!carriesFiles(event)) return;
    over += 1;
    veil.hidden = !rules || !open();
  });
  addEventListener('dragleave', (event) => {
    if (!carriesFiles(event)) return;
    over = Math.max(0, over - 1);
    if (over === 0) veil.hidden = true;
  });
  addEventListener('dragover', (event) => {
    if (carriesFiles(event)) event.preventDefault(); // or the browser leaves the page for the file
  });
  addEventListener('drop', (event) => {
    over = 0;
    veil.hidden = true;
    if (!carriesFiles(event)) return;
    event.preventDefault();
    add(event.dataTransfer?.files ?? []);
    box.focus();
  });

  return {
    get ready() {
      return all().length > 0 && all().every(({ done }) => done !== undefined);
    },
    get busy() {
      return all().some(({ done }) => done === undefined);
    },
    allow(found) {
      rules = found;
      button.hidden = found === undefined;
    },
    keepAs(under) {
      name = under;
      show();
    },
    take() {
      const taken = all().flatMap(({ done }) => (done ? [done] : []));
      set(name, []);
      return taken;
    },
    putBack(files) {
      const under = name;
      const back = files.map((done): Attached => {
        const { element, bar } = draw(done, () =>
          set(
            under,
            (kept.get(under) ?? []).filter((one) => one.element !== element),
          ),
        );
        bar.remove();
        return { name: done.name, size: done.size, done, element };
      });
      set(under, [...all(), ...back]);
    },
  };
}

/** Why a file is not taken. */
function fileWords(error: WireErrorCode | 'offline', rules: WireFileRules | undefined): string {
  switch (error) {
    case 'file-too-large':
    case 'too-large':
      return t('fileTooLarge', { limit: drawSize(rules?.maxBytes ?? 0) });
    case 'file-type':
      return t('fileType');
    case 'file-empty':
      return t('fileEmpty');
    case 'file-full':
      return t('fileFull');
    default:
      return t('fileFailed');
  }
}
