import {
  ApplicationCommandType,
  ComponentType,
  InteractionType,
  PermissionFlagsBits,
} from 'discord-api-types/v10';
import { isObject, type Json, type JsonObject, listOf, textOf } from '../slack/json.js';
import type { Interactions } from './interactions.js';
import {
  type Channel,
  type Command,
  MESSAGE_FLAGS as FLAGS,
  type Message,
  type MessageRef,
} from './model.js';
import type { Inputs, InteractFacet, Modal, Seen, Unheard } from './surface.js';
import { memberShape, messageShape, roleShape, userShape } from './wire-shapes.js';
import type { World } from './world.js';

const OPTION_TYPES: Readonly<Record<number, string>> = {
  3: 'string',
  4: 'number',
  5: 'boolean',
  10: 'number',
};

/** Commands, buttons, menus and forms: what the application is told, and what the person sees of its answer. */
export class Interact implements InteractFacet {
  readonly #world: World;
  readonly #interactions: Interactions;

  constructor(world: World, interactions: Interactions) {
    this.#world = world;
    this.#interactions = interactions;
  }

  slash(
    user: string,
    channel: string,
    name: string,
    values: Readonly<Record<string, string | number | boolean>> = {},
    options: Unheard = {},
  ): Promise<Seen> {
    const place = this.#seenPlace(user, channel);
    const [first = '', ...rest] = name.split(' ');
    const command = this.#command(user, place, first, ApplicationCommandType.ChatInput);
    const given = optionsOf(`/${name}`, listOf(command.payload.options), rest, values);
    const resolved = this.#resolved(place, Object.values(values).map(String));
    const data = {
      ...this.#commandData(command),
      ...(given.length > 0 && { options: given }),
      ...(resolved && { resolved }),
    };
    return this.#start(InteractionType.ApplicationCommand, user, place, data, options, { commandType: 1 });
  }

  messageCommand(user: string, ref: MessageRef, name: string, options: Unheard = {}): Promise<Seen> {
    const message = this.#seenMessage(user, ref);
    const place = this.#seenPlace(user, ref.channel);
    const command = this.#command(user, place, name, ApplicationCommandType.Message);
    const guild = this.#world.guildOf(place);
    const author = this.#world.users.get(message.author);
    const member = author && guild?.members.get(author.id);
    const data = {
      ...this.#commandData(command),
      target_id: message.id,
      resolved: {
        messages: { [message.id]: messageShape(this.#world, message) },
        ...(author && { users: { [author.id]: userShape(author) } }),
        ...(author && member && { members: { [author.id]: memberShape(member) } }),
      },
    };
    return this.#start(InteractionType.ApplicationCommand, user, place, data, options, { commandType: 3 });
  }

  click(user: string, ref: MessageRef, button: string, options: Unheard = {}): Promise<Seen> {
    const message = this.#seenMessage(user, ref);
    const found = this.#component(message, (part) => {
      return part.type === ComponentType.Button && (part.custom_id === button || part.label === button);
    });
    if (!found) throw new Error(`there is no button ${button} on this message`);
    if (found.disabled === true) throw new Error(`the button ${button} is disabled`);
    if (found.custom_id === undefined)
      throw new Error(`the button ${button} is a link: the application hears nothing of it`);
    const data = { component_type: found.type, custom_id: found.custom_id, id: found.id };
    return this.#onMessage(user, message, data, options);
  }

  select(
    user: string,
    ref: MessageRef,
    customId: string,
    values: string | readonly string[],
    options: Unheard = {},
  ): Promise<Seen> {
    const message = this.#seenMessage(user, ref);
    const menu = this.#component(
      message,
      (part) => part.custom_id === customId && part.type !== ComponentType.Button,
    );
    if (!menu) throw new Error(`there is no menu ${customId} on this message`);
    if (menu.disabled === true) throw new Error(`the menu ${customId} is disabled`);
    const wanted = [values].flat();
    const { min_values = 1, max_values = 1 } = menu;
    if (wanted.length < Number(min_values) || wanted.length > Number(max_values)) {
      throw new Error(`the menu ${customId} takes ${String(min_values)} to ${String(max_values)} values`);
    }
    const choices = listOf(menu.options).filter(isObject);
    const chosen = wanted.map((value) => {
      if (menu.type !== ComponentType.StringSelect) return value;
      const choice = choices.find((one) => one.value === value || one.label === value);
      if (!choice) throw new Error(`the menu ${customId} has no option ${value}`);
      return String(choice.value);
    });
    const resolved =
      menu.type === ComponentType.StringSelect
        ? undefined
        : this.#resolved(this.#world.channel(message.channel), chosen);
    const data = {
      component_type: menu.type,
      custom_id: customId,
      id: menu.id,
      values: chosen,
      ...(resolved && { resolved }),
    };
    return this.#onMessage(user, message, data, options);
  }

  submitModal(user: string, modal: Modal, inputs: Inputs, options: Unheard = {}): Promise<Seen> {
    if (this.#interactions.modals.get(user) !== modal) throw new Error(`${user} has no such form open`);
    for (const name of Object.keys(inputs)) {
      if (!modal.inputs.some(({ customId }) => customId === name))
        throw new Error(`the form has no input ${name}`);
    }
    const components = modal.inputs.map((input) => {
      const value = inputs[input.customId] ?? input.value;
      if (value === '' && input.required) throw new Error(`the form wants something in ${input.customId}`);
      const length = [...value].length;
      if (length > input.max || (length > 0 && length < input.min)) {
        throw new Error(`${input.customId} takes ${input.min} to ${input.max} characters`);
      }
      if (input.options && !input.options.includes(value))
        throw new Error(`${input.customId} has no option ${value}`);
      const part = input.options
        ? { type: ComponentType.StringSelect, values: [value] }
        : { type: ComponentType.TextInput, value };
      const component = { ...part, id: input.number, custom_id: input.customId };
      return input.inLabel
        ? { type: ComponentType.Label, id: input.rowNumber, component }
        : { type: ComponentType.ActionRow, id: input.rowNumber, components: [component] };
    });
    const before = this.#interactions.behind(modal);
    if (!before) throw new Error('the form belongs to no interaction');
    this.#interactions.modals.delete(user);
    const data = { custom_id: modal.customId, components };
    const more = before.source ? { source: before.source } : {};
    return this.#start(
      InteractionType.ModalSubmit,
      user,
      this.#world.channel(before.channel),
      data,
      options,
      more,
    );
  }

  async filled({ interaction }: Seen, ms = 5000): Promise<string> {
    const until = Date.now() + ms;
    for (;;) {
      const original = this.#interactions.find(interaction)?.original;
      const message = original && this.#world.find(original);
      if (message && (message.flags & FLAGS.loading) === 0) return message.content;
      if (Date.now() > until) throw new Error(`the reply is still "thinking" after ${ms} ms`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  #onMessage(user: string, message: Message, data: JsonObject, options: Unheard): Promise<Seen> {
    const ours =
      message.applicationId === this.#world.applicationId || message.author === this.#world.botUser;
    if (!ours) throw new Error('this message is not of the application');
    const place = this.#world.channel(message.channel);
    return this.#start(InteractionType.MessageComponent, user, place, data, options, { source: message });
  }

  #start(
    type: number,
    user: string,
    channel: Channel,
    data: JsonObject,
    { unheard = false }: Unheard,
    more: { readonly source?: Message; readonly commandType?: number },
  ): Promise<Seen> {
    return this.#interactions.start({ type, user, channel, data, unheard, ...more });
  }

  /** Users and roles that were chosen by their ids. */
  #resolved(place: Channel, ids: readonly string[]): JsonObject | undefined {
    const guild = this.#world.guildOf(place);
    const users = ids.flatMap((id) => this.#world.users.get(id) ?? []);
    const members = ids.flatMap((id) => guild?.members.get(id) ?? []);
    const roles = ids.flatMap((id) => guild?.roles.get(id) ?? []);
    if (users.length + roles.length === 0) return undefined;
    return {
      ...(users.length > 0 && { users: Object.fromEntries(users.map((one) => [one.id, userShape(one)])) }),
      ...(members.length > 0 && {
        members: Object.fromEntries(members.map((one) => [one.user, memberShape(one)])),
      }),
      ...(roles.length > 0 && { roles: Object.fromEntries(roles.map((one) => [one.id, roleShape(one)])) }),
    };
  }

  #commandData({ id, name, type, guild }: Command): JsonObject {
    return { id, name, type, ...(guild !== undefined && { guild_id: guild }) };
  }

  /** A command as the user finds it in the menu: of the guild, or of all. */
  #command(user: string, channel: Channel, name: string, type: number): Command {
    const all = [...this.#world.commands.values()].filter((one) => one.name === name && one.type === type);
    const command =
      all.find(({ guild }) => guild !== undefined && guild === channel.guild) ??
      all.find(({ guild }) => guild === undefined);
    if (!command) throw new Error(`there is no command ${name}`);
    const contexts = command.payload.contexts;
    if (Array.isArray(contexts) && !contexts.includes(channel.guild === undefined ? 1 : 0)) {
      throw new Error(`the command ${name} is not offered here`);
    }
    const needed = textOf(command.payload.default_member_permissions);
    const permissions = this.#world.permissions(user, channel);
    if (channel.guild === undefined) return command;
    if (!(permissions & PermissionFlagsBits.UseApplicationCommands))
      throw new Error(`${user} may use no commands here`);
    if (needed !== undefined && (permissions & BigInt(needed)) !== BigInt(needed)) {
      throw new Error(`${user} does not see the command ${name}`);
    }
    return command;
  }

  #seenPlace(user: string, id: string): Channel {
    const channel = this.#world.channel(id);
    if (!this.#world.can(user, channel, 'ViewChannel')) throw new Error(`${user} does not see ${id}`);
    return channel;
  }

  #seenMessage(user: string, ref: MessageRef): Message {
    const message = this.#world.message(ref);
    if (message.onlyFor !== undefined && message.onlyFor !== user)
      throw new Error(`${user} does not see this message`);
    this.#seenPlace(user, ref.channel);
    return message;
  }

  #component(message: Message, is: (part: JsonObject) => boolean): JsonObject | undefined {
    return message.components.flatMap((row) => listOf(row.components).filter(isObject)).find(is);
  }
}

/** Options as they go over the wire; those of a subcommand stand inside it. */
function optionsOf(
  path: string,
  options: readonly Json[],
  [subcommand, ...rest]: readonly string[],
  values: Readonly<Record<string, string | number | boolean>>,
): readonly JsonObject[] {
  const known = options.filter(isObject);
  if (subcommand !== undefined) {
    const found = known.find(({ name, type }) => name === subcommand && (type === 1 || type === 2));
    if (!found) throw new Error(`there is no command ${path}`);
    const inner = optionsOf(path, listOf(found.options), rest, values);
    return [{ name: subcommand, type: found.type, options: inner }];
  }
  for (const { name, type, required } of known) {
    if (type === 1 || type === 2) throw new Error(`${path} needs a subcommand`);
    if (required === true && values[String(name)] === undefined) {
      throw new Error(`${path} needs its option ${String(name)}`);
    }
  }
  return Object.entries(values).map(([name, value]) => {
    const option = known.find((one) => one.name === name);
    if (!option) throw new Error(`${path} has no option ${name}`);
    const expected = OPTION_TYPES[Number(option.type)];
    if (expected !== undefined && typeof value !== expected)
      throw new Error(`${path}: ${name} is a ${expected}`);
    const choices = listOf(option.choices).filter(isObject);
    if (choices.length > 0 && !choices.some((choice) => choice.value === value)) {
      throw new Error(`${path}: ${name} has no choice ${String(value)}`);
    }
    return { name, type: option.type, value };
  });
}
