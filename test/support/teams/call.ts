import type { Json, JsonObject } from '../slack/json.js';
import type { Files } from './files.js';
import type { Messages } from './messages.js';
import type { Limit } from './rates.js';
import type { World } from './world.js';

export interface Backend {
  readonly world: World;
  readonly messages: Messages;
  readonly files: Files;
}

/** One call of the Bot Connector. */
export interface Call extends Backend {
  /** What stands in the path in the place of `{…}`, decoded, in order. */
  readonly args: readonly string[];
  readonly query: URLSearchParams;
  readonly body: JsonObject;
}

export interface Reply {
  readonly status: number;
  readonly body?: Json | Buffer;
}

/** `run` throws a Refusal for what Teams would not do. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below `v3/`: `conversations/{}/activities`. */
  readonly path: string;
  readonly limit: Limit;
  run(call: Call): Reply;
}
