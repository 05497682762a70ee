import type { Answer } from './api.js';
import type { WireLines } from './wire.js';

/** What a page listens to. */
export interface LiveOptions {
  /** Of the event stream; `since` is added. */
  readonly events: string;
  /** Asks for what was missed, without the stream. */
  readonly ask: (since: number | undefined) => Promise<Answer<WireLines | undefined>>;
  readonly onLines: (lines: WireLines) => void;
  /** Other events, by name; their data is JSON. */
  readonly on?: Readonly<Record<string, (data: string) => void>>;
  readonly onState: (state: 'live' | 'lost') => void;
  /** The server does not know this browser any more. */
  readonly onSignedOut: () => void;
}

/** The server says something at least this often; after longer silence the connection is taken for dead. */
const SILENCE = 50_000;
const FIRST_WAIT = 500;
const LONGEST_WAIT = 8_000;
const LONGER = 1.6;
/** A reconnection that is quicker than this is not worth a word. */
const UNNOTICED = 2_500;

/**
 * Live updates that survive whatever happens to the connection: after a loss the page asks for what it missed, by the
 * sequence it had seen, then listens again. Returns the function that ends them.
 */
export function listen(options: LiveOptions): () => void {
  let since: number | undefined;
  let source: EventSource | undefined;
  let wait = FIRST_WAIT;
  let ended = false;
  let trying = false;
  /** The server answers, and only the stream does not open: too many pages of this browser listen. */
  let answered = false;
  let again: ReturnType<typeof setTimeout> | undefined;
  let silence: ReturnType<typeof setTimeout> | undefined;
  let lost: ReturnType<typeof setTimeout> | undefined;

  let state: 'live' | 'lost' | undefined;

  const tell = (next: 'live' | 'lost'): void => {
    if (next === state) return;
    state = next;
    options.onState(next);
  };
  const take = (lines: WireLines): void => {
    since = Math.max(since ?? 0, lines.seq);
    options.onLines(lines);
  };
  const heard = (): void => {
    wait = FIRST_WAIT;
    answered = false;
    clearTimeout(lost);
    lost = undefined;
    tell('live');
    clearTimeout(silence);
    silence = setTimeout(broken, SILENCE);
  };
  const open = (): void => {
    source?.close();
    const address = new URL(options.events, location.href);
    if (since !== undefined) address.searchParams.set('since', String(since));
    const fresh = new EventSource(address);
    source = fresh;
    fresh.addEventListener('open', heard);
    fresh.addEventListener('beat', heard);
    fresh.addEventListener('lines', (event) => {
      heard();
      take(JSON.parse(event.data) as WireLines); // the server's own event
    });
    for (const [name, handler] of Object.entries(options.on ?? {})) {
      fresh.addEventListener(name, (event: MessageEvent<string>) => {
        heard();
        handler(event.data);
      });
    }
    fresh.addEventListener('error', () => fresh === source && broken());
  };
  const broken = (): void => {
    source?.close();
    source = undefined;
    clearTimeout(silence);
    if (ended) return;
    if (!answered) lost ??= setTimeout(() => tell('lost'), UNNOTICED);
    clearTimeout(again);
    again = setTimeout(retry, wait * (0.75 + Math.random() / 2));
    wait = Math.min(LONGEST_WAIT, wait * LONGER);
  };
  const retry = async (): Promise<void> => {
    if (ended || trying) return;
    trying = true;
    clearTimeout(again);
    const missed = await options.ask(since);
    trying = false;
    if (ended) return;
    if (!missed.ok && missed.error === 'signed-out') return options.onSignedOut();
    answered = missed.ok;
    if (!missed.ok) return broken();
    // Whatever happens to the stream, the page is up to date.
    clearTimeout(lost);
    lost = undefined;
    tell('live');
    if (missed.value) take(missed.value);
    open();
  };
  const wake = (): void => {
    if (source || ended || document.visibilityState === 'hidden') return;
    wait = FIRST_WAIT;
    void retry();
  };

  addEventListener('online', wake);
  document.addEventListener('visibilitychange', wake);
  open();
  return () => {
    ended = true;
    source?.close();
    for (const timer of [again, silence, lost]) clearTimeout(timer);
    removeEventListener('online', wake);
    document.removeEventListener('visibilitychange', wake);
  };
}
