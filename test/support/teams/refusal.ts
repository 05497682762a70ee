/** An answer of the Bot Connector that is no success: `{ error: { code, message } }`. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

/** 400 for an activity that Teams does not take. */
export function bad(message: string, code = 'BadArgument'): Refusal {
  return new Refusal(400, code, message);
}

export const noActivity = (): Refusal =>
  new Refusal(404, 'ActivityNotFoundInConversation', 'The activity was not found in the conversation.');

export const noConversation = (): Refusal =>
  new Refusal(404, 'ConversationNotFound', 'Conversation not found.');

export const notInRoster = (): Refusal =>
  new Refusal(403, 'BotNotInConversationRoster', 'The bot is not part of the conversation roster.');
