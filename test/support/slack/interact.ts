import type { Deliveries } from './deliveries.js';
import { chosenValue, type Found, findElement, unfilled, valuesOf } from './interactive-elements.js';
import { isObject, type JsonObject, listOf, objectOf, overTheWire, textOf } from './json.js';
import type { Messages } from './messages.js';
import type { Ephemeral, Message, MessageRef, OpenView } from './model.js';
import { Refusal } from './refusal.js';
import { applyResponse } from './response-urls.js';
import type { Ack, Inputs, InteractFacet } from './surface.js';
import type { Triggers } from './triggers.js';
import { checkedView, modalsOf, replace, show, stateOf, viewShape } from './views.js';
import { messageShape } from './wire-shapes.js';
import type { Workspace } from './workspace.js';

/** Buttons, forms, commands and shortcuts: what goes to the app, and what its answer does. */
export class Interact implements InteractFacet {
  readonly #workspace: Workspace;
  readonly #messages: Messages;
  readonly #triggers: Triggers;
  readonly #deliveries: Deliveries;
  readonly #errors = new Map<string, Record<string, string>>();
  readonly #states = new WeakMap<Message | Ephemeral, Record<string, Record<string, JsonObject>>>();

  constructor(workspace: Workspace, messages: Messages, triggers: Triggers, deliveries: Deliveries) {
    this.#workspace = workspace;
    this.#messages = messages;
    this.#triggers = triggers;
    this.#deliveries = deliveries;
  }

  click(user: string, ref: MessageRef, actionId: string, value?: string): Promise<Ack> {
    const message = this.#seen(user, ref);
    const found = findElement(message.blocks, actionId, value);
    return this.#act(user, message, found, buttonAction(found.element));
  }

  select(user: string, ref: MessageRef, actionId: string, value: string | readonly string[]): Promise<Ack> {
    const message = this.#seen(user, ref);
    const found = findElement(message.blocks, actionId);
    const chosen = chosenValue(found.element, value);
    if (found.element.type !== 'overflow') {
      const state = this.#states.get(message) ?? {};
      state[found.blockId] = { ...state[found.blockId], [actionId]: chosen };
      this.#states.set(message, state);
    }
    const { placeholder } = found.element;
    return this.#act(user, message, found, { ...chosen, ...(placeholder !== undefined && { placeholder }) });
  }

  #act(user: string, message: Message | Ephemeral, found: Found, action: JsonObject): Promise<Ack> {
    const isEphemeral = !('reactions' in message);
    const place = this.#workspace.channel(message.channel);
    const { channel, ts, threadTs } = message;
    const thread = threadTs === undefined ? {} : { thread_ts: threadTs };
    const shown = isEphemeral
      ? {
          type: 'message',
          ts,
          user: this.#workspace.botUser,
          bot_id: this.#workspace.botId,
          text: message.text,
          blocks: message.blocks,
          ...thread,
        }
      : messageShape(this.#workspace, message);
    return this.#send({
      type: 'block_actions',
      ...this.#head(user),
      container: {
        type: 'message',
        message_ts: ts,
        channel_id: channel,
        is_ephemeral: isEphemeral,
        ...thread,
      },
      trigger_id: this.#triggers.trigger(user),
      channel: { id: channel, name: place.name },
      ...(isEphemeral ? {} : { message: shown }),
      state: { values: this.#states.get(message) ?? {} },
      response_url: this.#triggers.responseUrl('actions', {
        user,
        channel,
        thread: threadTs,
        message: { channel, ts },
        ephemeral: isEphemeral,
      }),
      actions: [
        {
          action_id: found.element.action_id,
          block_id: found.blockId,
          ...action,
          action_ts: this.#workspace.ids.ts(),
        },
      ],
    });
  }

  clickInView(viewId: string, actionId: string, value?: string): Promise<Ack> {
    const view = this.#view(viewId);
    const found = findElement(listOf(view.payload.blocks), actionId, value);
    const action = buttonAction(found.element);
    return this.#send({
      type: 'block_actions',
      ...this.#head(view.user),
      container: { type: 'view', view_id: view.id },
      trigger_id: this.#triggers.trigger(view.user, view.id),
      view: viewShape(this.#workspace, view),
      actions: [
        { action_id: actionId, block_id: found.blockId, ...action, action_ts: this.#workspace.ids.ts() },
      ],
    });
  }

  async submit(viewId: string, inputs: Inputs = {}): Promise<Ack> {
    const view = this.#view(viewId);
    if (modalsOf(this.#workspace, view.user).at(-1) !== view)
      throw new Error(`${viewId} is not the topmost modal`);
    const blocks = listOf(view.payload.blocks);
    const state = stateOf(view);
    Object.assign(state, valuesOf(blocks, inputs, state));
    const empty = unfilled(blocks, state);
    if (empty.length > 0) throw new Error(`required and missing, or of a wrong length: ${empty.join(', ')}`);
    const ack = await this.#send({
      type: 'view_submission',
      ...this.#head(view.user),
      trigger_id: this.#triggers.trigger(view.user, view.id),
      view: viewShape(this.#workspace, view),
      response_urls: [],
    });
    return ack.ok ? this.#answered(view, ack) : ack;
  }

  /** Does what the answer to a submission says; an answer that Slack would not understand is a problem. */
  #answered(view: OpenView, ack: Ack): Ack {
    this.#errors.delete(view.id);
    const { views } = this.#workspace;
    const wrong = (problem: string): Ack => ({ ...ack, ok: false, problem });
    if (ack.body === '' || ack.body === null) {
      views.delete(view.id);
      return ack;
    }
    if (!isObject(ack.body)) return wrong('the answer is not JSON');
    const { response_action, errors, view: next } = ack.body;
    try {
      switch (response_action) {
        case undefined:
          views.delete(view.id);
          return ack;
        case 'clear':
          for (const modal of modalsOf(this.#workspace, view.user)) views.delete(modal.id);
          return ack;
        case 'errors': {
          const blocks = listOf(view.payload.blocks).filter(isObject);
          const known = (id: string) =>
            blocks.some((block) => block.block_id === id && block.type === 'input');
          const all = Object.entries(objectOf(errors));
          if (all.length === 0 || !all.every(([id, text]) => known(id) && textOf(text))) {
            return wrong('errors must name input blocks of the view');
          }
          this.#errors.set(view.id, Object.fromEntries(all.map(([id, text]) => [id, textOf(text) ?? ''])));
          return ack;
        }
        case 'update':
          replace(this.#workspace, view, checkedView(this.#workspace, objectOf(next), 'modal'));
          return ack;
        case 'push':
          if (modalsOf(this.#workspace, view.user).length >= 3) return wrong('push_limit_reached');
          show(this.#workspace, view.user, checkedView(this.#workspace, objectOf(next), 'modal'), view);
          return ack;
        default:
          return wrong(`unknown response_action: ${String(response_action)}`);
      }
    } catch (error) {
      if (error instanceof Refusal) return wrong(`${error.error} ${JSON.stringify(error.more)}`);
      throw error;
    }
  }

  async close(viewId: string, all = false): Promise<Ack | undefined> {
    const view = this.#view(viewId);
    const closed = all ? modalsOf(this.#workspace, view.user) : [view];
    for (const modal of closed) this.#workspace.views.delete(modal.id);
    if (view.payload.notify_on_close !== true) return undefined;
    return this.#send({
      type: 'view_closed',
      ...this.#head(view.user),
      view: viewShape(this.#workspace, view),
      is_cleared: all,
    });
  }

  messageShortcut(user: string, ref: MessageRef, callbackId: string): Promise<Ack> {
    this.#knownShortcut(callbackId);
    const message = this.#workspace.message(ref);
    const { channel, ts, threadTs } = message;
    return this.#send({
      type: 'message_action',
      ...this.#head(user),
      action_ts: this.#workspace.ids.ts(),
      callback_id: callbackId,
      trigger_id: this.#triggers.trigger(user),
      response_url: this.#triggers.responseUrl('app', {
        user,
        channel,
        thread: threadTs,
        message: undefined,
        ephemeral: false,
      }),
      message_ts: ts,
      channel: { id: channel, name: this.#workspace.channel(channel).name },
      message: messageShape(this.#workspace, message),
    });
  }

  globalShortcut(user: string, callbackId: string): Promise<Ack> {
    this.#knownShortcut(callbackId);
    return this.#send({
      type: 'shortcut',
      ...this.#head(user),
      action_ts: this.#workspace.ids.ts(),
      callback_id: callbackId,
      trigger_id: this.#triggers.trigger(user),
    });
  }

  #knownShortcut(callbackId: string): void {
    const { shortcuts, scopes, scopesUsed } = this.#workspace;
    if (!scopes.has('commands') || (shortcuts && !shortcuts.includes(callbackId))) {
      throw new Error(`the app has no shortcut ${callbackId}`);
    }
    scopesUsed.add('commands');
  }

  async command(user: string, channel: string, command: string, text = ''): Promise<Ack> {
    const workspace = this.#workspace;
    if (!workspace.commands.includes(command) || !workspace.scopes.has('commands')) {
      throw new Error(`the app has no command ${command}`);
    }
    workspace.scopesUsed.add('commands');
    const place = workspace.channel(channel);
    const names = { public: place.name, private: 'privategroup', im: 'directmessage', mpim: place.name };
    const right = { user, channel, thread: undefined, message: undefined, ephemeral: false };
    const ack = await this.#deliveries.interact('slash_commands', {
      token: workspace.verificationToken,
      team_id: workspace.teamId,
      team_domain: workspace.domain,
      ...(workspace.enterprise && { enterprise_id: workspace.enterprise }),
      channel_id: channel,
      channel_name: names[place.kind],
      user_id: user,
      user_name: workspace.user(user).name,
      command,
      text,
      api_app_id: workspace.appId,
      is_enterprise_install: 'false',
      response_url: this.#triggers.responseUrl('commands', right),
      trigger_id: this.#triggers.trigger(user),
    });
    if (!ack.ok || ack.body === '' || ack.body === null) return ack;
    const body = isObject(ack.body) ? ack.body : { text: String(ack.body) };
    if (body.text === undefined && body.blocks === undefined) return ack;
    try {
      applyResponse({ workspace, messages: this.#messages, triggers: this.#triggers }, right, body);
      return ack;
    } catch (error) {
      if (error instanceof Refusal) return { ...ack, ok: false, problem: error.error };
      throw error;
    }
  }

  errors(viewId: string): Readonly<Record<string, string>> {
    return this.#errors.get(viewId) ?? {};
  }

  #send(payload: object): Promise<Ack> {
    return this.#deliveries.interact('interactive', overTheWire(payload));
  }

  #head(user: string): JsonObject {
    const { teamId, domain, enterprise, appId, verificationToken } = this.#workspace;
    const { name, teamId: userTeam } = this.#workspace.user(user);
    return {
      user: { id: user, username: name, name, team_id: userTeam },
      api_app_id: appId,
      token: verificationToken,
      team: { id: teamId, domain },
      enterprise: enterprise === null ? null : { id: enterprise, name: 'Fake Enterprise' },
      is_enterprise_install: false,
    };
  }

  #view(id: string): OpenView {
    const view = this.#workspace.views.get(id);
    if (!view) throw new Error(`no view ${id} is open`);
    return view;
  }

  #seen(user: string, { channel, ts }: MessageRef): Message | Ephemeral {
    const own = this.#workspace.ephemerals.find(
      (one) => one.ts === ts && one.channel === channel && one.user === user,
    );
    const message = own ?? this.#workspace.message({ channel, ts });
    const gone = 'reactions' in message ? message.tombstone : message.deleted;
    if (gone) throw new Error('the message was deleted');
    return message;
  }
}

function buttonAction(element: JsonObject): JsonObject {
  const { type, text, value, url, style } = element;
  return {
    ...(text !== undefined && { text }),
    ...(value !== undefined && { value }),
    ...(url !== undefined && { url }),
    ...(style !== undefined && { style }),
    type: type ?? 'button',
  };
}
