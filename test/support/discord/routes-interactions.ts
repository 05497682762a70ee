import { InteractionResponseType as Answer, ComponentType, InteractionType } from 'discord-api-types/v10';
import { isObject, type JsonObject, listOf, textOf } from '../slack/json.js';
import { Call, type RouteTable } from './call.js';
import { modalComponents } from './components.js';
import type { Interaction } from './interactions.js';
import { refuseEmpty } from './message-form.js';
import { referenceTo } from './messages.js';
import { MESSAGE_FLAGS as FLAGS, type Message } from './model.js';
import { Form, Refusal } from './refusal.js';
import { withoutFlags } from './routes-messages.js';
import type { Modal } from './surface.js';
import { messageShape } from './wire-shapes.js';

/** The first answer to an interaction: within three seconds, and only one. */
function callback(call: Call) {
  const { backend, body } = call;
  const interaction = backend.interactions.find(call.param('interaction'));
  if (!interaction || interaction.token !== call.param('token')) throw new Refusal('unknownInteraction');
  if (interaction.answer) throw new Refusal('alreadyAcknowledged');
  if (interaction.expired) throw new Refusal('unknownInteraction');
  if (!call.world.channels.has(interaction.channel)) throw new Refusal('unknownChannel');
  const form = new Form();
  form.choice(body.type, ['type'], answersTo(interaction));
  form.check();
  const data = isObject(body.data) ? body.data : {};
  const inner = new Call(backend, { ...call.request, body: data }, ['data']);
  const message = answer(inner, interaction, Number(body.type));
  if (call.query.with_response !== 'true') return undefined;
  return response(call, interaction, Number(body.type), message);
}

/** A modal cannot follow a modal; only what stands on a message can update one. */
function answersTo({ type, source }: Interaction): readonly number[] {
  return [
    Answer.ChannelMessageWithSource,
    Answer.DeferredChannelMessageWithSource,
    ...(source ? [Answer.DeferredMessageUpdate, Answer.UpdateMessage] : []),
    ...(type === InteractionType.ModalSubmit ? [] : [Answer.Modal]),
  ];
}

function answer(call: Call, interaction: Interaction, type: number): Message | undefined {
  const { interactions, messages } = call.backend;
  const { source } = interaction;
  switch (type) {
    case Answer.ChannelMessageWithSource: {
      const checked = call.checked('reply');
      refuseEmpty(checked);
      const message = speak(call, interaction, checked);
      interactions.answered(interaction, 'reply', message);
      return message;
    }
    case Answer.DeferredChannelMessageWithSource: {
      const ephemeral = Number(call.body.flags ?? 0) & FLAGS.ephemeral;
      const message = speak(call, interaction, { flags: FLAGS.loading | ephemeral });
      interactions.answered(interaction, 'defer-reply', message);
      return message;
    }
    case Answer.DeferredMessageUpdate:
      interactions.answered(interaction, 'defer-update', source);
      return source;
    case Answer.UpdateMessage: {
      if (!source) throw new Refusal('invalidForm');
      const checked = call.checked('edit', source.attachments);
      refuseEmpty({ ...source, ...checked });
      messages.edit(source, withoutFlags(checked));
      interactions.answered(interaction, 'update', source);
      return source;
    }
    default:
      interactions.answered(interaction, 'modal', undefined, modalOf(call, interaction));
      return undefined;
  }
}

/** A message in answer to an interaction: the bot's, whatever it may do in the channel otherwise. */
export function speak(
  { world, backend }: Call,
  interaction: Interaction,
  { flags = 0, ...checked }: Partial<ReturnType<Call['checked']>>,
  followsUp = false,
): Message {
  const { source } = interaction;
  const types: Readonly<Record<number, number>> = { 1: 20, 3: 23 };
  const plain = types[interaction.commandType ?? 0] ?? (source ? 19 : 0);
  return backend.messages.post({
    ...checked,
    channel: world.channel(interaction.channel),
    author: world.botUser,
    flags,
    type: followsUp ? 19 : plain,
    webhookId: world.applicationId,
    applicationId: world.applicationId,
    interaction: { id: interaction.id, type: interaction.type, user: interaction.user },
    ...(source && { reference: referenceTo(source) }),
    ...((flags & FLAGS.ephemeral) !== 0 && { onlyFor: interaction.user }),
  });
}

function modalOf(call: Call, { user }: Interaction): Modal {
  const form = new Form(['data']);
  const components = modalComponents(call.body, form);
  form.check();
  return {
    customId: textOf(call.body.custom_id) ?? '',
    title: textOf(call.body.title) ?? '',
    user,
    inputs: components.map((row) => {
      const inner = row.type === ComponentType.Label ? row.component : listOf(row.components)[0];
      const input = isObject(inner) ? inner : {};
      return {
        customId: textOf(input.custom_id) ?? '',
        label: textOf(row.label) ?? textOf(input.label) ?? '',
        required: input.required !== false,
        value: textOf(input.value) ?? '',
        multiline: input.style === 2,
        min: Number(input.min_length ?? 0),
        max: Number(input.max_length ?? 4000),
        ...(input.type === ComponentType.StringSelect && {
          options: listOf(input.options)
            .filter(isObject)
            .map((option) => textOf(option.value) ?? ''),
        }),
        number: Number(input.id),
        rowNumber: Number(row.id),
        inLabel: row.type === ComponentType.Label,
      };
    }),
  };
}

function response(
  { world }: Call,
  interaction: Interaction,
  type: number,
  message: Message | undefined,
): JsonObject {
  return {
    interaction: {
      id: interaction.id,
      type: interaction.type,
      channel_id: interaction.channel,
      ...(message && {
        response_message_id: message.id,
        response_message_loading: (message.flags & FLAGS.loading) !== 0,
        response_message_ephemeral: message.onlyFor !== undefined,
      }),
    },
    resource: { type, ...(message && { message: messageShape(world, message) }) },
  };
}

/** First answers to interactions. Their later ones go to addresses that look like a webhook's. */
export const interactionRoutes: RouteTable = {
  'POST /interactions/:interaction/:token/callback': { auth: 'none', run: callback },
};
