import { type Answer, call } from './api.js';
import { newId } from './ids.js';
import type { WireDone, WireErrorCode, WireUpload } from './wire.js';

/** A message on its way to the server. */
export interface Outgoing {
  readonly id: string;
  /** Where it is posted. */
  readonly path: string;
  readonly text: string;
  readonly files?: readonly WireUpload[];
  readonly at: number;
  /** `waiting`: will be sent by itself. `refused`: only its writer can do something. `sent`: the server has it. */
  readonly state: 'sending' | 'waiting' | 'refused' | 'sent';
  readonly error?: WireErrorCode | 'offline';
}

/** Messages that have not been saved yet. They outlive a reload, and are sent again under the same id. */
export interface Outbox {
  readonly all: readonly Outgoing[];
  add(path: string, text: string, files?: readonly WireUpload[]): void;
  /** Sends what waits, now. */
  retry(): void;
  remove(id: string): void;
  /** Sends nothing more, and hands over what was not sent, for another outbox. */
  end(): readonly Outgoing[];
}

/** What an outbox is told and tells. */
export interface OutboxOptions {
  /** Under this name it is kept in the browser. */
  readonly name: string;
  /** Added to every body: the zone and the language of the page. */
  readonly told: () => object;
  readonly onChange: () => void;
  readonly onDone: (done: WireDone, sent: Outgoing) => void;
  readonly onSignedOut: () => void;
  /** Messages of an outbox that was ended. */
  readonly adopted?: readonly Outgoing[];
}

const FIRST_WAIT = 2_000;
const LONGEST_WAIT = 30_000;

/** Sends messages one after the other, in the order in which they were written, until each is saved. */
export function createOutbox(options: OutboxOptions): Outbox {
  const { name, told, onChange, onDone, onSignedOut, adopted = [] } = options;
  for (const one of adopted) keep(name, one);
  const restored = restore(name);
  let all: readonly Outgoing[] = [
    ...restored,
    ...adopted.filter(({ id }) => !restored.some((one) => one.id === id)), // where nothing can be kept
  ];
  let ended = false;
  let busy = false;
  let wait = FIRST_WAIT;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const update = (id: string, state: Outgoing['state'], error?: Outgoing['error']): void => {
    all = all.map((one) => {
      if (one.id !== id) return one;
      const { error: _before, ...rest } = one;
      const updated = error === undefined ? { ...rest, state } : { ...rest, state, error };
      keep(name, updated);
      return updated;
    });
    onChange();
  };

  const next = async (): Promise<void> => {
    const first = all.find(({ state }) => state === 'waiting');
    if (busy || ended || !first) return;
    busy = true;
    clearTimeout(timer);
    update(first.id, 'sending');
    const answer: Answer<WireDone> = await call('POST', first.path, {
      id: first.id,
      text: first.text,
      ...(first.files && { files: first.files.map(({ token }) => token) }),
      ...told(),
    });
    busy = false;
    if (ended) return;
    if (answer.ok) {
      wait = FIRST_WAIT;
      update(first.id, 'sent');
      onDone(answer.value, first);
      return next();
    }
    switch (answer.error) {
      case 'offline':
      case 'unavailable':
      case 'too-many':
        update(first.id, 'waiting', answer.error);
        timer = setTimeout(next, Math.max(wait, answer.wait ?? 0));
        wait = Math.min(LONGEST_WAIT, wait * 2);
        return;
      case 'signed-out':
        update(first.id, 'waiting', answer.error);
        onSignedOut();
        return;
      default:
        update(first.id, 'refused', answer.error);
        return next();
    }
  };

  const retry = (): void => {
    wait = FIRST_WAIT;
    void next();
  };
  addEventListener('online', retry);
  void Promise.resolve().then(next); // after the caller has its outbox

  return {
    get all() {
      return all;
    },
    add(path, text, files = []) {
      const attached = files.length > 0 && { files };
      const fresh: Outgoing = { id: newId(), path, text, ...attached, at: Date.now(), state: 'waiting' };
      all = [...all, fresh];
      keep(name, fresh);
      onChange();
      void next();
    },
    retry,
    remove(id) {
      const gone = all.find((one) => one.id === id);
      if (!gone) return;
      all = all.filter((one) => one !== gone);
      keep(name, { ...gone, state: 'sent' });
      onChange();
    },
    end() {
      ended = true;
      clearTimeout(timer);
      removeEventListener('online', retry);
      const unsent = all.filter(({ state }) => state !== 'sent');
      for (const one of unsent) keep(name, { ...one, state: 'sent' });
      return unsent;
    },
  };
}

const kept = (name: string, id = ''): string => `firstline-unsent-${name}/${id}`;

/** Every message has an entry of its own, since several windows may write at once. */
function restore(name: string): readonly Outgoing[] {
  try {
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(kept(name)));
    return (
      keys
        .map((key) => JSON.parse(localStorage.getItem(key) ?? '') as Outgoing) // our own writing
        // What was being sent when the page closed may have arrived: its id makes the repetition harmless.
        .map((one): Outgoing => (one.state === 'sending' ? { ...one, state: 'waiting' } : one))
        .sort((one, other) => one.at - other.at)
    );
  } catch {
    return [];
  }
}

function keep(name: string, one: Outgoing): void {
  try {
    if (one.state === 'sent') localStorage.removeItem(kept(name, one.id));
    else localStorage.setItem(kept(name, one.id), JSON.stringify(one));
  } catch {} // a browser may forbid storage; then they live as long as the page
}
