/** A text box that grows with its text, sends on Enter, and keeps a draft over reloads. */
export interface Composer {
  readonly text: string;
  set(text: string): void;
  focus(): void;
  /** What goes with the text has changed. */
  check(): void;
  /** Keeps its draft under another name from now on, and shows the one that was kept there. */
  keepAs(name: string): void;
}

/** What a composer is made of. */
export interface ComposerOptions {
  readonly form: HTMLFormElement;
  readonly box: HTMLTextAreaElement;
  readonly send: HTMLButtonElement;
  /** What goes with the text: with something ready it may be empty; while it is busy nothing is sent. */
  readonly extra?: () => { readonly ready: boolean; readonly busy: boolean };
  /** Says whether the text was taken: then the box is emptied. */
  readonly onSend: (text: string) => boolean;
  readonly onInput?: (text: string) => void;
  readonly onEscape?: () => void;
}

const TALLEST = 200;
/** Under which a draft is kept while it is not known yet whose it is. */
const NOBODYS = 'firstline-draft';

/** Gives a form its behaviour. */
export function createComposer(options: ComposerOptions): Composer {
  const { form, box, send, extra, onSend, onInput, onEscape } = options;
  let kept = NOBODYS;
  // Safari ends a composition before the keydown of the Enter that confirmed it.
  let composedAt = 0;

  const grow = (): void => {
    box.style.height = 'auto';
    box.style.height = `${Math.min(TALLEST, box.scrollHeight)}px`;
    box.style.overflowY = box.scrollHeight > TALLEST ? 'auto' : 'hidden';
  };
  const sendable = (): boolean => {
    const { ready = false, busy = false } = extra?.() ?? {};
    return !busy && (ready || box.value.trim() !== '');
  };
  const check = (): void => {
    send.disabled = !sendable();
  };
  const changed = (): void => {
    grow();
    check();
    write(kept, box.value);
    onInput?.(box.value);
  };
  const submit = (): void => {
    if (!sendable() || !onSend(box.value.trim())) return;
    box.value = '';
    changed();
  };

  box.addEventListener('input', changed);
  addEventListener('resize', grow); // a narrower window breaks the text into more lines
  box.addEventListener('compositionend', () => {
    composedAt = performance.now();
  });
  box.addEventListener('keydown', (event) => {
    // Enter inside an input method chooses characters; it must not send them.
    const composing = event.isComposing || event.keyCode === 229 || performance.now() - composedAt < 50;
    if (composing) return;
    if (event.key === 'Enter' && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      submit();
    } else if (event.key === 'Escape') {
      onEscape?.();
    }
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    submit();
    box.focus();
  });

  return {
    get text() {
      return box.value;
    },
    set(text) {
      box.value = text;
      changed();
    },
    focus: () => box.focus(),
    check,
    keepAs(name) {
      // Whoever writes before the page is connected goes on writing.
      const early = kept === NOBODYS ? box.value || read(kept) : '';
      if (kept === NOBODYS) write(kept, '');
      kept = `firstline-draft-${name}`;
      box.value = early || read(kept);
      changed();
    },
  };
}

// A browser may forbid storage; then a draft lives as long as its page.
function read(name: string): string {
  try {
    return sessionStorage.getItem(name) ?? '';
  } catch {
    return '';
  }
}

function write(name: string, text: string): void {
  try {
    if (text === '') sessionStorage.removeItem(name);
    else sessionStorage.setItem(name, text);
  } catch {}
}
