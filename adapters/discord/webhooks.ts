import type { Persona } from '../../src/core/effect.js';
import { listIn, textIn } from '../../src/core/json.js';
import type { Api, Called, NoAnswer, Request } from './api.js';
import type { Self } from './parse.js';
import { cut } from './render.js';
import { UNKNOWN_WEBHOOK } from './troubles.js';

/** Through which somebody speaks under their own name in a channel and in its threads. */
export interface Webhook {
  readonly id: string;
  readonly token: string;
}

/** Our webhooks, one for each channel where somebody is relayed. */
export interface Webhooks {
  /** The webhook of a channel, made if there is none. */
  of(channel: string, signal?: AbortSignal): Promise<Webhook | NoAnswer>;
  /** Calls one; made again where somebody deleted it. `path` continues its address. */
  call(channel: string, method: 'POST' | 'PATCH' | 'DELETE', path: string, request: Request): Promise<Called>;
}

/** Builds the directory of webhooks. Ours are those of our application: their tokens are shown to us. */
export function createWebhooks(api: Api, self: () => Self, name: string): Webhooks {
  const known = new Map<string, Webhook>();

  async function of(channel: string, signal?: AbortSignal): Promise<Webhook | NoAnswer> {
    const found = known.get(channel);
    if (found) return found;
    const listed = await api.call('GET', `/channels/${channel}/webhooks`, { signal });
    if (!listed.ok) return listed;
    const { application } = self();
    const there = Array.isArray(listed.answer) ? listed.answer : listIn(listed.answer, 'webhooks');
    const ours = there.find((one) => textIn(one, 'application_id') === application && webhookOf(one));
    const made =
      ours ??
      (await api.call('POST', `/channels/${channel}/webhooks`, { body: { name: senderName(name) }, signal }));
    if (isNoAnswer(made)) return made;
    const webhook = webhookOf(ours ?? (made as { readonly answer?: unknown }).answer); // what the call answered
    if (!webhook)
      return {
        ok: false,
        outcome: { kind: 'refused', reason: 'Discord did not say the webhook’s address.' },
      };
    known.set(channel, webhook);
    return webhook;
  }

  return {
    of,
    async call(channel, method, path, request) {
      for (let attempt = 1; ; attempt++) {
        const webhook = await of(channel, request.signal ?? undefined);
        if ('ok' in webhook) return webhook;
        const called = await api.call(method, `/webhooks/${webhook.id}/${webhook.token}${path}`, {
          ...request,
          open: true,
        });
        if (called.ok || called.code !== UNKNOWN_WEBHOOK || attempt > 1) return called;
        known.delete(channel);
      }
    },
  };
}

function isNoAnswer(value: unknown): value is NoAnswer {
  return typeof value === 'object' && value !== null && 'ok' in value && value.ok === false;
}

function webhookOf(value: unknown): Webhook | undefined {
  const id = textIn(value, 'id');
  const token = textIn(value, 'token');
  return id === undefined || token === undefined ? undefined : { id, token };
}

/** Under which name and picture somebody speaks through a webhook. */
export function senderOf({ name, avatar }: Persona): Readonly<Record<string, string>> {
  return { username: senderName(name), ...(avatar !== undefined && { avatar_url: avatar }) };
}

/** Discord refuses names that could be taken for its own, and those of its broadcasts. */
export function senderName(name: string): string {
  const allowed = name
    .replace(/discord/gi, (word) => `${word.slice(0, 3)}-${word.slice(3)}`)
    .replace(/clyde/gi, (word) => `${word.slice(0, 2)}-${word.slice(2)}`)
    .trim();
  return cut(/^(?:everyone|here|)$/i.test(allowed) ? `${allowed}.` : allowed, 80);
}
