import type { JsonObject } from './json.js';

/** `{ ok: false, error }`, thrown by a method of the Web API. */
export class Refusal extends Error {
  readonly error: string;
  readonly more: JsonObject;

  constructor(error: string, more: JsonObject = {}) {
    super(error);
    this.error = error;
    this.more = more;
  }
}

/** A refusal that says what is wrong where, as Slack does for blocks (`invalid_blocks`) and views. */
export function invalid(error: string, problems: readonly string[]): Refusal {
  return new Refusal(error, {
    ...(error === 'invalid_blocks' && { errors: problems }),
    response_metadata: { messages: problems.map((problem) => `[ERROR] ${problem}`) },
  });
}
