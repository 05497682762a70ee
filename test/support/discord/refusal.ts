import type { JsonObject } from '../slack/json.js';

/** Discord's errors by name: HTTP status, JSON code, message. */
const ERRORS = {
  notFound: [404, 0, '404: Not Found'],
  methodNotAllowed: [405, 0, '405: Method Not Allowed'],
  unauthorized: [401, 0, '401: Unauthorized'],
  unknownChannel: [404, 10003, 'Unknown Channel'],
  unknownGuild: [404, 10004, 'Unknown Guild'],
  unknownMember: [404, 10007, 'Unknown Member'],
  unknownMessage: [404, 10008, 'Unknown Message'],
  unknownOverwrite: [404, 10009, 'Unknown Permission Overwrite'],
  unknownRole: [404, 10011, 'Unknown Role'],
  unknownUser: [404, 10013, 'Unknown User'],
  unknownEmoji: [400, 10014, 'Unknown Emoji'],
  unknownWebhook: [404, 10015, 'Unknown Webhook'],
  unknownInteraction: [404, 10062, 'Unknown interaction'],
  unknownCommand: [404, 10063, 'Unknown application command'],
  webhooksFull: [400, 30007, 'Maximum number of webhooks reached (15)'],
  threadFull: [400, 30033, 'Maximum number of thread participants has been reached (1000)'],
  tooManyThreads: [400, 160006, 'Maximum number of active threads reached'],
  tooLarge: [413, 40005, 'Request entity too large'],
  alreadyAcknowledged: [400, 40060, 'Interaction has already been acknowledged.'],
  tagRequired: [400, 40067, 'A tag is required to create a forum post in this channel'],
  missingAccess: [403, 50001, 'Missing Access'],
  wrongInDirectMessage: [403, 50003, 'Cannot execute action on a DM channel'],
  notYourMessage: [403, 50005, 'Cannot edit a message authored by another user'],
  emptyMessage: [400, 50006, 'Cannot send an empty message'],
  cannotMessageUser: [403, 50007, 'Cannot send messages to this user'],
  notAText: [400, 50008, 'Cannot send messages in a non-text channel'],
  missingPermissions: [403, 50013, 'Missing Permissions'],
  systemMessage: [403, 50021, 'Cannot execute action on a system message'],
  wrongChannelType: [400, 50024, 'Cannot execute action on this channel type'],
  invalidWebhookToken: [401, 50027, 'Invalid Webhook Token'],
  invalidForm: [400, 50035, 'Invalid Form Body'],
  threadArchived: [400, 50083, 'Thread is archived'],
  noMutualGuild: [403, 50278, 'Cannot send messages to this user due to having no mutual guilds'],
  invalidJson: [400, 50109, 'The request body contains invalid JSON.'],
  reactionBlocked: [403, 90001, 'Reaction was blocked'],
  cannotReply: [400, 160002, 'Cannot reply without permission to read message history'],
  threadExists: [400, 160004, 'A thread has already been created for this message'],
  threadLocked: [400, 160005, 'Thread is locked'],
  webhookInForum: [400, 220001, 'Webhooks posted to forum channels must have a thread_name or thread_id'],
  webhookTwice: [
    400,
    220002,
    'Webhooks posted to forum channels cannot have both a thread_name and thread_id',
  ],
  webhookNoThread: [400, 220003, 'Webhooks can only create threads in forum channels'],
} as const satisfies Record<string, readonly [number, number, string]>;

type ErrorName = keyof typeof ERRORS;

/** What the REST API answers instead of doing what was asked. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: number;
  readonly errors: JsonObject | undefined;

  constructor(name: ErrorName, errors?: JsonObject) {
    const [status, code, message] = ERRORS[name];
    super(message);
    this.status = status;
    this.code = code;
    this.errors = errors;
  }

  get body(): JsonObject {
    return { message: this.message, code: this.code, ...(this.errors && { errors: this.errors }) };
  }
}

type Step = string | number;

/** Collects what is wrong with a form, field by field, and refuses it as a whole. */
export class Form {
  readonly #errors: Record<string, unknown> = {};
  readonly #under: readonly Step[];
  #count = 0;

  /** `under`: where in the request the form stands. */
  constructor(under: readonly Step[] = []) {
    this.#under = under;
  }

  wrong(path: readonly Step[], code: string, message: string): void {
    let node = this.#errors;
    for (const step of [...this.#under, ...path]) {
      node[step] ??= {};
      node = node[step] as Record<string, unknown>; // only this loop and the list below fill it
    }
    node._errors = [...((node._errors as unknown[] | undefined) ?? []), { code, message }];
    this.#count++;
  }

  required(path: readonly Step[]): void {
    this.wrong(path, 'BASE_TYPE_REQUIRED', 'This field is required');
  }

  /** Text of a length; anything else is wrong. Nothing is right unless it is `required`. */
  text(
    value: unknown,
    path: readonly Step[],
    { min = 0, max, required = false }: { min?: number; max: number; required?: boolean },
  ): void {
    if (value === undefined || value === null) {
      if (required) this.required(path);
      return;
    }
    const length = typeof value === 'string' ? [...value].length : 0;
    if (typeof value !== 'string') {
      this.wrong(path, 'STRING_TYPE_CONVERT', `Could not interpret "${value}" as string.`);
    } else if (min === 1 && length === 0) {
      this.required(path);
    } else if (length > max && min === 0) {
      this.wrong(path, 'BASE_TYPE_MAX_LENGTH', `Must be ${max} or fewer in length.`);
    } else if (length < min || length > max) {
      this.wrong(path, 'BASE_TYPE_BAD_LENGTH', `Must be between ${min} and ${max} in length.`);
    }
  }

  choice(value: unknown, path: readonly Step[], choices: readonly (string | number)[]): void {
    if (choices.some((choice) => choice === value)) return;
    this.wrong(path, 'BASE_TYPE_CHOICES', `Value must be one of {${choices.join(', ')}}.`);
  }

  /** Refuses with 50035 if anything was wrong. */
  check(): void {
    if (this.#count > 0) throw new Refusal('invalidForm', this.#errors as JsonObject); // built above of JSON only
  }
}

/** One wrong field. */
export function invalid(path: readonly Step[], code: string, message: string): Refusal {
  const form = new Form();
  form.wrong(path, code, message);
  try {
    form.check();
  } catch (error) {
    if (error instanceof Refusal) return error;
  }
  return new Refusal('invalidForm');
}
