import { InteractionType } from 'discord-api-types/v10';
import type { JsonObject } from '../slack/json.js';
import type { Announcer } from './announcer.js';
import { LARGEST_FILE } from './message-form.js';
import type { Channel, Message, MessageRef } from './model.js';
import { guildPermissions } from './permissions.js';
import type { Modal, Seen } from './surface.js';
import { channelShape, fullMemberShape, messageShape, userShape } from './wire-shapes.js';
import type { World } from './world.js';

/** What somebody did, until Discord forgets it. */
export interface Interaction {
  readonly id: string;
  readonly token: string;
  /** 2 command, 3 component, 5 modal. */
  readonly type: number;
  readonly user: string;
  readonly channel: string;
  /** The message that a component stands on, also behind a modal. */
  readonly source: Message | undefined;
  /** 1 slash command, 3 message command. */
  readonly commandType: number | undefined;
  readonly startedAt: number;
  /** Nobody answered in time. */
  expired: boolean;
  answer: Seen['answer'] | undefined;
  /** The reply, or the message that was updated. */
  original: MessageRef | undefined;
  modal: Modal | undefined;
}

interface InteractionPlan {
  readonly type: number;
  readonly user: string;
  readonly channel: Channel;
  readonly data: JsonObject;
  readonly source?: Message;
  readonly commandType?: number;
  readonly unheard: boolean;
}

const IN_GUILD = 0;
const IN_BOT_DM = 1;

/** Interactions that are under way, and who waits for their first answer. */
export class Interactions {
  readonly #world: World;
  readonly #announcer: Announcer;
  readonly #all = new Map<string, Interaction>();
  readonly #waiting = new Map<string, (seen: Seen) => void>();
  readonly #timers = new Set<NodeJS.Timeout>();
  /** The form that each user has open. */
  readonly modals = new Map<string, Modal>();
  /** Which interaction a modal answered. */
  readonly #behind = new WeakMap<Modal, Interaction>();

  constructor(world: World, announcer: Announcer) {
    this.#world = world;
    this.#announcer = announcer;
  }

  find(id: string): Interaction | undefined {
    return this.#all.get(id);
  }

  byToken(token: string): Interaction | undefined {
    return [...this.#all.values()].find((one) => one.token === token);
  }

  /** The interaction whose answer this form was. */
  behind(modal: Modal): Interaction | undefined {
    return this.#behind.get(modal);
  }

  /** Tells the application, and waits for its first answer. */
  start(plan: InteractionPlan): Promise<Seen> {
    const { ids, timing } = this.#world;
    const id = ids.next();
    const interaction: Interaction = {
      id,
      token: Buffer.from(`interaction:${id}:${ids.secret(96)}`).toString('base64url'),
      type: plan.type,
      user: plan.user,
      channel: plan.channel.id,
      source: plan.source,
      commandType: plan.commandType,
      startedAt: Date.now(),
      expired: false,
      answer: undefined,
      original: undefined,
      modal: undefined,
    };
    this.#all.set(id, interaction);
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#timers.delete(timer);
        interaction.expired = true;
        this.#finish(interaction);
      }, timing.interactionMs);
      this.#timers.add(timer);
      this.#waiting.set(id, (seen) => {
        clearTimeout(timer);
        this.#timers.delete(timer);
        resolve(seen);
      });
      if (!plan.unheard) this.#announcer.interaction(plan.channel, this.#payload(interaction, plan));
    });
  }

  answered(interaction: Interaction, answer: Seen['answer'], original?: Message, modal?: Modal): void {
    interaction.answer = answer;
    interaction.original = original && { channel: original.channel, id: original.id };
    interaction.modal = modal;
    if (modal) {
      this.modals.set(interaction.user, modal);
      this.#behind.set(modal, interaction);
    }
    this.#finish(interaction);
  }

  #finish(interaction: Interaction): void {
    this.#waiting.get(interaction.id)?.(this.#seen(interaction));
    this.#waiting.delete(interaction.id);
  }

  #seen({ id, answer = 'none', startedAt, original, modal, type }: Interaction): Seen {
    const reply = answer === 'reply' || answer === 'defer-reply' ? original : undefined;
    const message = reply && this.#world.find(reply);
    return {
      interaction: id,
      answer,
      ok: answer !== 'none',
      ms: Date.now() - startedAt,
      ...(message && {
        message: { channel: message.channel, id: message.id },
        ephemeral: message.onlyFor !== undefined,
      }),
      ...(message && answer === 'reply' && { text: message.content }),
      ...(modal && { modal }),
      ...(answer === 'none' && {
        error:
          type === InteractionType.ApplicationCommand
            ? 'The application did not respond'
            : 'This interaction failed',
      }),
    };
  }

  #payload(interaction: Interaction, { channel, data, source, user }: InteractionPlan): JsonObject {
    const world = this.#world;
    const guild = world.guildOf(channel);
    const member = guild?.members.get(user);
    const permissions = String(world.permissions(user, channel));
    return {
      id: interaction.id,
      application_id: world.applicationId,
      type: interaction.type,
      token: interaction.token,
      version: 1,
      data,
      app_permissions: String(
        guild ? world.permissions(world.botUser, channel) : world.permissions(user, channel),
      ),
      attachment_size_limit: LARGEST_FILE,
      authorizing_integration_owners: { '0': guild?.id ?? '0' },
      channel: { ...channelShape(world, channel), ...(guild && { permissions }) },
      channel_id: channel.id,
      context: guild ? IN_GUILD : IN_BOT_DM,
      entitlement_sku_ids: [],
      entitlements: [],
      locale: 'en-US',
      ...(source && { message: messageShape(world, source) }),
      ...(guild &&
        member && {
          guild: { id: guild.id, features: [], locale: 'en-US' },
          guild_id: guild.id,
          guild_locale: 'en-US',
          member: {
            ...fullMemberShape(world, member),
            collectibles: null,
            display_name_styles: null,
            unusual_dm_activity_until: null,
            permissions: String(world.permissions(user, channel) || guildPermissions(guild, user)),
          },
        }),
      ...(!guild && { user: userShape(world.user(user)) }),
    };
  }

  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    for (const [id, done] of this.#waiting) {
      const interaction = this.#all.get(id);
      if (interaction) done(this.#seen(interaction));
    }
    this.#waiting.clear();
  }
}
