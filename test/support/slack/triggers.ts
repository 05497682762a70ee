import type { MessageRef } from './model.js';
import type { Timing } from './options.js';
import { Refusal } from './refusal.js';
import type { Workspace } from './workspace.js';

interface Trigger {
  readonly user: string;
  readonly until: number;
  /** The view that a click happened in: `views.push` needs one. */
  readonly viewId: string | undefined;
  used: boolean;
}

/** What a response URL may still do: for a message (also an ephemeral one), or for a command's channel. */
export interface ResponseUrl {
  readonly user: string;
  readonly channel: string;
  readonly message: MessageRef | undefined;
  readonly thread: string | undefined;
  readonly ephemeral: boolean;
  readonly until: number;
  usesLeft: number;
}

/** Trigger ids and response URLs: rights that a gesture gives the app for a while. */
export class Triggers {
  readonly #workspace: Workspace;
  readonly #timing: Timing;
  readonly #triggers = new Map<string, Trigger>();
  readonly #responseUrls = new Map<string, ResponseUrl>();

  constructor(workspace: Workspace, timing: Timing) {
    this.#workspace = workspace;
    this.#timing = timing;
  }

  trigger(user: string, viewId?: string): string {
    const { ids } = this.#workspace;
    const id = `${ids.digits(13)}.${ids.digits(13)}.${ids.hex(32)}`;
    this.#triggers.set(id, { user, viewId, until: performance.now() + this.#timing.triggerMs, used: false });
    return id;
  }

  /** Uses a trigger up. */
  redeem(id: string): Trigger {
    const trigger = this.#triggers.get(id);
    if (!trigger) throw new Refusal('invalid_trigger_id');
    if (trigger.used) throw new Refusal('exchanged_trigger_id');
    if (performance.now() > trigger.until) throw new Refusal('expired_trigger_id');
    trigger.used = true;
    return trigger;
  }

  responseUrl(kind: 'actions' | 'commands' | 'app', right: Omit<ResponseUrl, 'until' | 'usesLeft'>): string {
    const { ids, teamId, origin } = this.#workspace;
    const path = `/${kind}/${teamId}/${ids.digits(14)}/${ids.secret(24)}`;
    const until = performance.now() + this.#timing.responseUrlMs;
    this.#responseUrls.set(path, { ...right, until, usesLeft: 5 });
    return `${origin}${path}`;
  }

  /** What this path may do now; `used_url` and `expired_url` as Slack says it. */
  redeemUrl(path: string): ResponseUrl | 'used_url' | 'expired_url' | 'not_found' {
    const right = this.#responseUrls.get(path);
    if (!right) return 'not_found';
    if (performance.now() > right.until) return 'expired_url';
    if (right.usesLeft <= 0) return 'used_url';
    right.usesLeft--;
    return right;
  }
}
