import { numberIn, objectIn, textIn } from '../../src/core/json.js';
import type { Language } from '../../src/core/language.js';
import type { Api, Called } from './api.js';
import { actorOf, type Person, type Self } from './parse.js';
import { cut, NOBODY } from './render.js';

/** Kinds of interactions. */
export const COMMAND = 2;
export const PRESS = 3;
export const FORM = 5;
/** Kinds of answers to them. */
export const REPLY = 4;
export const DEFER_REPLY = 5;
export const DEFER_UPDATE = 6;
export const MODAL = 9;
/** Only the one who did it sees it. */
export const EPHEMERAL = 64;

/** Something that somebody did with a command, a button, a menu or a form. */
export interface Interaction {
  readonly id: string;
  readonly token: string;
  readonly type: number;
  readonly data: unknown;
  readonly raw: unknown;
  readonly guild?: string;
  readonly channel: string;
  readonly by: Person;
  readonly language: Language;
}

/** Reads what somebody did; nothing where it is of no kind that concerns us. Pure. */
export function interactionOf(raw: unknown, otherwise: Language): Interaction | undefined {
  const id = textIn(raw, 'id');
  const token = textIn(raw, 'token');
  const type = numberIn(raw, 'type');
  const channel = textIn(raw, 'channel_id') ?? textIn(objectIn(raw, 'channel'), 'id');
  const by = actorOf(raw);
  if (id === undefined || token === undefined || channel === undefined || !by) return undefined;
  if (type !== COMMAND && type !== PRESS && type !== FORM) return undefined;
  const guild = textIn(raw, 'guild_id');
  const locale = textIn(raw, 'locale');
  const language: Language = locale === undefined ? otherwise : locale.startsWith('zh') ? 'zh' : 'en';
  const data = objectIn(raw, 'data');
  return { id, token, type, data, raw, channel, by, language, ...(guild !== undefined && { guild }) };
}

/** Answers to interactions. The first has three seconds, the others fifteen minutes. */
export function createAnswers(api: Api, self: () => Self) {
  return {
    /** The first answer. */
    first({ id, token }: Interaction, type: number, data?: unknown): Promise<Called> {
      const body = { type, ...(data !== undefined && { data }) };
      return api.call('POST', `/interactions/${id}/${token}/callback`, { body, open: true });
    },
    /** The first answer: a word that only the one who did it sees. */
    toOne(one: Interaction, text: string): Promise<Called> {
      return this.first(one, REPLY, ephemeral(text));
    },
    /** A further word that only the one who did it sees. */
    further({ token }: Interaction, text: string): Promise<Called> {
      return api.call('POST', `/webhooks/${self().application}/${token}`, {
        body: ephemeral(text),
        open: true,
      });
    },
    /** What an answer that was put off says. */
    fill({ token }: Interaction, text: string): Promise<Called> {
      const path = `/webhooks/${self().application}/${token}/messages/@original` as const;
      return api.call('PATCH', path, { body: { content: text, allowed_mentions: NOBODY }, open: true });
    },
  };
}

/** What answers interactions. */
export type Answers = ReturnType<typeof createAnswers>;

function ephemeral(text: string): object {
  return { content: cut(text, 2000), flags: EPHEMERAL, allowed_mentions: NOBODY };
}
