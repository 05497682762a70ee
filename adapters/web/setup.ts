import { FirstlineError } from '../../src/core/error.js';
import type { Language } from '../../src/core/language.js';
import type { Rate } from './limiter.js';

/** What the configuration says about the web. */
export interface WebSettings {
  /**
   * Scheme, host and port under which browsers reach us, such as `https://help.example.com`. Requests for any other
   * host are refused. Links use the first. A function, since the port may be known only once the server listens.
   */
  readonly origins: () => readonly string[];
  /** The name that pages show. */
  readonly title: string;
  /** Of the desk's people; a page starts in the language of its browser. */
  readonly language: Language;
  /** Nothing is configured: pages say that this is a trial. */
  readonly trial: boolean;
  /** Serve the chat at `/`. */
  readonly chat: boolean;
  /** Serve the desk at `/desk`. */
  readonly desk: boolean;
  readonly limits?: Partial<WebLimits>;
}

/** Limits against floods of requests; how much an asker may say is the engine's matter. */
export interface WebLimits {
  /** Messages and clicks of one session. */
  readonly writes: Rate;
  /** Pages loaded and read by one session. */
  readonly reads: Rate;
  /** New visitors and sign-ins from one address. Behind a proxy all visitors have the proxy's. */
  readonly sessions: Rate;
  /** Live updates open at once for one session. A browser opens six connections to a host. */
  readonly streams: number;
  /** Live updates open at once for everybody. */
  readonly allStreams: number;
}

/** Used where the settings say nothing. */
export const WEB_LIMITS: WebLimits = {
  writes: { burst: 30, perMinute: 60 },
  reads: { burst: 120, perMinute: 240 },
  sessions: { burst: 60, perMinute: 60 },
  streams: 4,
  allStreams: 5_000,
};

/** The names under which a browser on this machine reaches a port of it. */
export function loopbackOrigins(port: number): readonly string[] {
  return [`http://localhost:${port}`, `http://127.0.0.1:${port}`, `http://[::1]:${port}`];
}

/** Whether only this machine can reach a server that listens there. */
export function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i.test(host);
}

/**
 * Refuses to serve the web to other machines before its owner has said under which address, and who signs in how.
 *
 * @throws FirstlineError `web.unsafe`
 */
export function refuseUnsafe(options: {
  /** The address that the server listens on. */
  readonly host: string;
  /** The origins that the owner configured; empty where none are. */
  readonly origins: readonly string[];
  /** The owner named the people of the desk: they are not those of the trial. */
  readonly peopleConfigured: boolean;
}): void {
  if (isLoopback(options.host)) return;
  const where = `the web pages would be reachable from other machines (HOST is ${options.host})`;
  if (options.origins.length === 0) {
    throw new FirstlineError('web.unsafe', `${where}, but no address is configured for them.`, {
      hint: 'Name the address that people use under web.origins in firstline.yaml, or set HOST=127.0.0.1.',
    });
  }
  if (!options.peopleConfigured) {
    throw new FirstlineError('web.unsafe', `${where}, but the desk has only the person of the trial.`, {
      hint: 'Name the people of the desk in firstline.yaml, or set HOST=127.0.0.1.',
    });
  }
}
