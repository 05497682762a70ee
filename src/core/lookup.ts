import type { Language } from './language.js';

/** Where the answer of an article comes from: a call of a service of the owner's. Plain data, a part of the article. */
export interface Lookup {
  readonly method: 'GET' | 'POST';
  /** Scheme and host stand there as they are; behind them `{…}` is filled in: see {@link ASKER_NAMES}, and slots. */
  readonly url: string;
  /** Names in lower case, values with `{…}`. Secrets are not here: they belong to the host, in the configuration. */
  readonly headers: Readonly<Record<string, string>>;
  /** What a POST sends, as JSON: `{…}` in its texts is filled in. */
  readonly body?: unknown;
  /** For each value that the answer names, the JSONPath (RFC 9535) at which it stands in what the service says. */
  readonly values: Readonly<Record<string, string>>;
  /** The service has so many milliseconds; absent: as long as the configuration says. */
  readonly timeout?: number;
  /** What it says is about the asker: nobody else may read it. */
  readonly personal: boolean;
  /** When it fails: a person is offered, or brought. */
  readonly onFailure: 'offer' | 'handoff';
  /** What is asked first, in this order. */
  readonly slots: readonly Slot[];
}

/** Something that only the asker can say. It has a pattern or choices. */
export interface Slot {
  readonly name: string;
  /** In the syntax of RE2; the whole of what they wrote has to fit. */
  readonly pattern?: string;
  /** What the service is sent. */
  readonly choices?: readonly string[];
  /** Taken from the question where it stands there, once. */
  readonly find: boolean;
}

/** The words of a lookup in one language. */
export interface LookupWords {
  /** What is said when it fails, CommonMark; absent: the bot's own words. */
  readonly fails?: string;
  readonly slots: Readonly<Record<string, SlotWords>>;
  /** For each value, what stands for it in the answer, CommonMark; `*` for every other one. */
  readonly values: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** How a slot is asked for. */
export interface SlotWords {
  /** The question. */
  readonly ask?: string;
  /** What is said when the answer does not fit, before it is asked again. */
  readonly again?: string;
  /** How each choice is called; by its own name where none is given. */
  readonly choices?: Readonly<Record<string, string>>;
}

/** What of the asker a template may name, apart from slots. All of it is the platform's word, none the asker's own. */
export const ASKER_NAMES = ['asker.id', 'asker.platform', 'asker.workspace', 'asker.language'] as const;

/** The asker, for templates. */
export interface LookupAsker {
  /** The platform's id of them. */
  readonly id: string;
  readonly platform: string;
  /** Workspace, server or tenant. */
  readonly workspace: string;
  readonly language: Language;
}

/** Name of the worker that runs lookups. */
export const LOOKUP_WORKER = 'lookup';

/** What the worker is given: a call in full but for the secrets of its host, which it adds. */
export interface LookupCall {
  readonly article: string;
  readonly method: Lookup['method'];
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON text. */
  readonly body?: string;
  readonly values: Lookup['values'];
  readonly timeout?: number;
}

/**
 * Why there is no answer. `refused`: an address that may not be called, or a redirect to one; `status`: the service
 * says no; `unusable`: what it says is too large, no JSON, or has not the value.
 */
export type LookupFailure = 'timeout' | 'unreachable' | 'status' | 'unusable' | 'refused';

/** What the worker hands back. */
export type LookupOutput =
  | { readonly ok: true; readonly values: Readonly<Record<string, readonly string[]>> }
  | {
      readonly ok: false;
      readonly why: LookupFailure;
      /** A short technical note, without anybody's words: `status 503`. */
      readonly note: string;
    };

const FAILURES: readonly string[] = ['timeout', 'unreachable', 'status', 'unusable', 'refused'];

/** Reads what a worker handed back; what is no such thing is unusable. */
export function readOutput(output: unknown): LookupOutput {
  const found = (typeof output === 'object' && output !== null ? output : {}) as Readonly<
    Record<string, unknown>
  >; // any object is one
  if (found.ok === true && typeof found.values === 'object' && found.values !== null) {
    const values = Object.entries(found.values).map(([name, given]) => {
      const texts: unknown[] = Array.isArray(given) ? given : [];
      return [name, texts.filter((text) => typeof text === 'string')] as const;
    });
    return { ok: true, values: Object.fromEntries(values) };
  }
  const why = typeof found.why === 'string' && FAILURES.includes(found.why) ? found.why : 'unusable';
  const note = typeof found.note === 'string' ? found.note : 'no result';
  return { ok: false, why: why as LookupFailure, note }; // one of the list
}
