import type { Event } from '../../src/core/event.js';
import type { FileRules } from '../../src/core/file-rules.js';
import type { Clock, Log } from '../../src/core/ports/ambient.js';
import type { Submitted } from '../../src/core/ports/channel.js';
import type { Files } from '../../src/core/ports/files.js';
import type { Feed, Reader, Records } from '../../src/core/ports/store.js';
import type { Person } from '../../src/core/roster.js';
import type { AssetFolders, Assets } from './assets.js';
import type { Limiter } from './limiter.js';
import type { Sessions } from './sessions.js';
import type { WebSettings } from './setup.js';
import type { Streams } from './streams.js';

/** The spool and what may enter it. */
export interface Spool {
  readonly files: Files;
  readonly rules: FileRules;
}

/** What the web is made from. */
export interface WebOptions {
  readonly records: Records;
  readonly reader: Reader;
  readonly feed: Feed;
  /** Who may sign in at the desk. Their id is also their user id on the platform `web`. */
  readonly people: readonly Person[];
  readonly settings: WebSettings;
  /** Signs sign-in links; at least 32 random bytes, kept over restarts. */
  readonly key: Uint8Array;
  readonly clock: Clock;
  readonly log: Log;
  readonly assets: AssetFolders;
  /** The spool; without one nothing can be attached. */
  readonly spool?: Spool;
}

/** What the routes work with. */
export interface Parts extends Omit<WebOptions, 'assets' | 'feed'> {
  readonly sessions: Sessions;
  readonly streams: Streams;
  readonly limiters: {
    readonly writes: Limiter;
    readonly reads: Limiter;
    readonly sessions: Limiter;
    /** Bytes that visitors, all together, put into the spool. */
    readonly uploads: Limiter;
  };
  /** Uploads of visitors that are under way. */
  readonly uploading: Set<Request>;
  readonly assets: Assets;
  /** Undefined where the event could not be committed: the page is told to send it again. */
  readonly submit: (event: Event) => Promise<Submitted | undefined>;
}
