import {
  isObject,
  type Json,
  type JsonObject,
  listOf,
  objectOf,
  overTheWire,
  textOf,
} from '../slack/json.js';
import { actionsOf, cardProblems, inputsOf } from './cards.js';
import type { Deliveries } from './deliveries.js';
import type { Files } from './files.js';
import type { Messages } from './messages.js';
import type { Message, MessageRef, Person } from './model.js';
import type { Client, Inputs, InteractFacet } from './surface.js';
import type { Answer } from './surface-network.js';
import { frame } from './wire-shapes.js';
import { conversationId, type World } from './world.js';

const ADAPTIVE = 'application/vnd.microsoft.card.adaptive';
const CONSENT = 'application/vnd.microsoft.teams.card.file.consent';

/** Clicks, submitted forms and consents, with all that Teams checks in the answers. */
export class Interact implements InteractFacet {
  readonly #world: World;
  readonly #messages: Messages;
  readonly #files: Files;
  readonly #deliveries: Deliveries;
  #last: { readonly activity: JsonObject; readonly use: (answer: Answer) => Answer } | undefined;

  constructor(world: World, messages: Messages, files: Files, deliveries: Deliveries) {
    this.#world = world;
    this.#messages = messages;
    this.#files = files;
    this.#deliveries = deliveries;
  }

  async click(
    person: string,
    ref: MessageRef,
    title: string,
    inputs: Inputs = {},
    client: Client = {},
  ): Promise<Answer> {
    const by = this.#world.person(person);
    const message = this.#visible(by, ref);
    const card = cardOf(message, by.id);
    const action = actionsOf(card, client.old).find((one) => one.title === title);
    if (!card || !action) throw new Error(`there is no button ${title} to click in ${ref.id}`);
    const data = this.#filled(card, action, inputs);
    if (action.type === 'Action.Submit') return this.#submit(by, message, action, data);
    if (action.type !== 'Action.Execute')
      throw new Error(`${title} is an ${String(action.type)}: the bot hears nothing of it`);
    const value = {
      action: {
        type: 'Action.Execute',
        ...(action.id !== undefined && { id: action.id }),
        title,
        verb: action.verb,
        data,
      },
      trigger: 'manual',
    };
    return this.#invoke(this.#about(by, message, 'adaptiveCard/action', value), (answer) =>
      this.#refreshed(answer, message, by.id),
    );
  }

  async open(person: string, ref: MessageRef): Promise<Answer | undefined> {
    const by = this.#world.person(person);
    const message = this.#visible(by, ref);
    const { action, userIds } = objectOf(objectOf(cardOf(message, by.id)).refresh);
    if (!isObject(action) || !listOf(userIds).includes(by.id)) return undefined;
    const value = {
      action: { type: 'Action.Execute', verb: action.verb, data: action.data },
      trigger: 'automatic',
    };
    return this.#invoke(this.#about(by, message, 'adaptiveCard/action', value), (answer) =>
      this.#refreshed(answer, message, by.id),
    );
  }

  /** What the action carries, with the values of the card's inputs laid over it. */
  #filled(card: JsonObject, action: JsonObject, inputs: Inputs): Json | undefined {
    if (action.associatedInputs === 'none') return action.data;
    const all = inputsOf(card);
    for (const id of Object.keys(inputs)) {
      if (!all.some((input) => input.id === id)) throw new Error(`the card has no input ${id}`);
    }
    const values = Object.fromEntries(
      all.map(({ id, value, required, choices }) => {
        const filled = inputs[id] ?? value;
        if (required && filled === '') throw new Error(`the input ${id} is required`);
        if (choices && filled !== '' && !filled.split(',').every((one) => choices.includes(one))) {
          throw new Error(`the input ${id} has no choice ${filled}`);
        }
        return [id, filled];
      }),
    );
    return isObject(action.data) || action.data === undefined
      ? { ...objectOf(action.data), ...values }
      : action.data;
  }

  async #submit(by: Person, message: Message, action: JsonObject, data: Json | undefined): Promise<Answer> {
    const teams = objectOf(objectOf(action.data).msteams);
    if (textOf(teams.type) !== undefined)
      throw new Error(`a button of type ${String(teams.type)} is not played`);
    const activity = overTheWire({
      type: 'message',
      ...this.#frame(by, message, { source: { name: 'message' } }),
      replyToId: message.id,
      value: data,
    });
    return this.#deliveries.deliver(activity);
  }

  invokeAgain(): Promise<Answer> {
    if (!this.#last) throw new Error('there was no invoke');
    const { activity, use } = this.#last;
    return this.#invoke(this.#renamed(activity), use);
  }

  #renamed(activity: JsonObject): JsonObject {
    return { ...activity, id: `f:${this.#world.ids.uuid()}` };
  }

  async #invoke(activity: JsonObject, use: (answer: Answer) => Answer): Promise<Answer> {
    this.#last = { activity, use };
    const repeats = this.#deliveries.sendsAgain() ? [this.#renamed(activity)] : [];
    const answers = await Promise.all([activity, ...repeats].map((one) => this.#deliveries.send(one)));
    const [first] = answers.map((answer) => (answer.ok ? use(answer) : answer));
    if (!first) throw new Error('an invoke was not sent');
    return first;
  }

  /** An activity about a message, by somebody who sees it. */
  #about(by: Person, message: Message, name: string, value: object): JsonObject {
    return overTheWire({
      type: 'invoke',
      name,
      ...this.#frame(by, message, { source: { name: 'message' } }),
      replyToId: message.id,
      value,
    });
  }

  #frame(by: Person, message: Message, channelData: JsonObject): JsonObject {
    return {
      id: `f:${this.#world.ids.uuid()}`,
      ...frame(this.#world, this.#world.place(message.place), by, {
        root: message.root,
        named: true,
        channelData: { ...channelData, legacy: { replyToId: `1:${this.#world.ids.secret(44)}` } },
      }),
    };
  }

  /** The answer to Action.Execute: a card that takes the old one's place, a short message, or an error. */
  #refreshed(answer: Answer, message: Message, person: string): Answer {
    const { type, statusCode, value } = objectOf(answer.body);
    if (typeof statusCode !== 'number') return wrong(answer, 'statusCode is no number');
    if (statusCode === 200 && type === ADAPTIVE) {
      const problems = cardProblems(value);
      if (problems.length > 0) return wrong(answer, problems.join('; '));
      this.#messages.refresh(message, person, objectOf(value));
      return answer;
    }
    if (statusCode === 200 && type === 'application/vnd.microsoft.activity.message') {
      return typeof value === 'string' ? answer : wrong(answer, 'value is no text');
    }
    if (type === 'application/vnd.microsoft.error') {
      const { code, message: words } = objectOf(value);
      if (!textOf(code) || !textOf(words)) return wrong(answer, 'an error needs code and message');
      return { ...answer, ok: false, problem: `${statusCode} ${textOf(code)}: ${textOf(words)}` };
    }
    return wrong(answer, `a ${statusCode} of type ${String(type)}`);
  }

  async messageExtension(person: string, ref: MessageRef, commandId: string): Promise<Answer> {
    const by = this.#world.person(person);
    const value = {
      commandId,
      commandContext: 'message',
      messagePayload: this.#payload(this.#visible(by, ref)),
    };
    const activity = this.#about(by, this.#world.message(ref), 'composeExtension/fetchTask', value);
    return this.#invoke(activity, taskAnswer);
  }

  async submitTask(person: string, commandId: string, data: JsonObject, ref?: MessageRef): Promise<Answer> {
    const by = this.#world.person(person);
    if (!ref) throw new Error('the fake plays commands on messages only');
    const message = this.#visible(by, ref);
    const value = { commandId, commandContext: 'message', data, messagePayload: this.#payload(message) };
    return this.#invoke(this.#about(by, message, 'composeExtension/submitAction', value), taskAnswer);
  }

  #payload(message: Message): JsonObject {
    const bot = message.from === this.#world.bot;
    const from = bot ? undefined : this.#world.person(message.from);
    return {
      id: message.id,
      replyToId: message.root === message.id ? null : (message.root ?? null),
      createdDateTime: new Date(message.at).toISOString(),
      lastModifiedDateTime: null,
      deleted: message.deleted,
      messageType: 'message',
      importance: 'normal',
      locale: 'en-us',
      linkToMessage: `https://teams.microsoft.com/l/message/${message.place}/${message.id}`,
      from: from
        ? { user: { userIdentityType: 'aadUser', id: from.aadId, displayName: from.name } }
        : {
            application: {
              applicationIdentityType: 'bot',
              id: this.#world.appId,
              displayName: this.#world.botName,
            },
          },
      body: { contentType: 'html', content: bot ? message.text : message.html },
      attachments: [],
      mentions: [],
      reactions: [],
    };
  }

  async consent(person: string, ref: MessageRef, action: 'accept' | 'decline'): Promise<Answer> {
    const by = this.#world.person(person);
    const message = this.#visible(by, ref);
    const card = message.attachments.find(({ contentType }) => contentType === CONSENT);
    if (!card) throw new Error(`${ref.id} asks for no consent`);
    const { sizeInBytes, acceptContext, declineContext } = objectOf(card.content);
    const context = action === 'accept' ? acceptContext : declineContext;
    const value = {
      type: 'fileUpload',
      action,
      ...(context !== undefined && { context }),
      ...(action === 'accept' && {
        uploadInfo: this.#files.openUpload(by.id, textOf(card.name) ?? '', Number(sizeInBytes)),
      }),
    };
    return this.#invoke(this.#about(by, message, 'fileConsent/invoke', value), (answer) => answer);
  }

  #visible(by: Person, ref: MessageRef): Message {
    const message = this.#world.message(ref);
    if (!this.#world.membersOf(this.#world.place(ref.place)).has(by.id)) {
      throw new Error(`${by.name} does not see ${conversationId(message)}`);
    }
    if (message.deleted) throw new Error(`${ref.id} is deleted`);
    return message;
  }
}

function cardOf(message: Message, person: string): JsonObject | undefined {
  const view = message.views.get(person);
  if (view) return view;
  const found = message.attachments.find(({ contentType }) => contentType === ADAPTIVE);
  return found && objectOf(found.content);
}

function wrong(answer: Answer, problem: string): Answer {
  return { ...answer, ok: false, problem };
}

/** Nothing, or a task: a message, or a card to show. */
function taskAnswer(answer: Answer): Answer {
  if (answer.body === null || answer.body === '') return answer;
  const body = objectOf(answer.body);
  const task = objectOf(body.task);
  if (task.type === 'message')
    return textOf(task.value) === undefined ? wrong(answer, 'task.value is no text') : answer;
  if (task.type === 'continue') {
    const { card, title } = objectOf(task.value);
    if (textOf(title) === undefined) return wrong(answer, 'task.value.title is missing');
    const problems = cardProblems(objectOf(card).content);
    return problems.length > 0 ? wrong(answer, problems.join('; ')) : answer;
  }
  if (body.composeExtension !== undefined) return answer;
  return wrong(answer, `a task of type ${String(task.type)}`);
}
