import type { Call } from './call.js';
import type { Interaction } from './interactions.js';
import { refuseEmpty } from './message-form.js';
import { MESSAGE_FLAGS as FLAGS, type Message } from './model.js';
import { asRead } from './reading.js';
import { Refusal } from './refusal.js';
import { speak } from './routes-interactions.js';
import { withoutFlags } from './routes-messages.js';

/** The interaction whose token the address holds: 50027 after fifteen minutes, 10015 before the first answer. */
function answered(call: Call): Interaction {
  const interaction = call.backend.interactions.byToken(call.param('token'));
  const age = Date.now() - (interaction?.startedAt ?? 0);
  if (!interaction || age > call.world.timing.tokenMs) throw new Refusal('invalidWebhookToken');
  if (!interaction.answer) throw new Refusal('unknownWebhook');
  if (!call.world.channels.has(interaction.channel)) throw new Refusal('unknownChannel');
  return interaction;
}

/** `@original`, or a later message in answer to the same interaction. */
export function originalOf(call: Call): Message {
  const interaction = answered(call);
  const id = call.param('message');
  const ref = id === '@original' ? interaction.original : { channel: interaction.channel, id };
  const message = ref && call.world.find(ref);
  const isOwn =
    message && (message.interaction?.id === interaction.id || message.id === interaction.original?.id);
  if (!message || !isOwn) throw new Refusal('unknownMessage');
  return message;
}

/** Another message; right after a deferred reply it fills that one instead, as `@original` would. */
export function followUp(call: Call) {
  const interaction = answered(call);
  const checked = call.checked('reply');
  refuseEmpty(checked);
  const first = interaction.original && call.world.find(interaction.original);
  if (first && (first.flags & FLAGS.loading) !== 0) return asRead(call.world, fill(call, first, checked));
  return asRead(call.world, speak(call, interaction, checked, true));
}

/** Edits `@original` or a later answer; a deferred reply is filled. */
export function editAnswer(call: Call) {
  const message = originalOf(call);
  const checked = call.checked('edit', message.attachments);
  refuseEmpty({ ...message, ...checked });
  return asRead(call.world, fill(call, message, checked));
}

/** A deferred reply is not shown as edited when it gets its text. */
function fill(call: Call, message: Message, checked: ReturnType<Call['checked']>): Message {
  const waited = (message.flags & FLAGS.loading) !== 0;
  message.flags &= ~FLAGS.loading;
  call.backend.messages.edit(message, withoutFlags(checked), waited);
  return message;
}

/** Takes an answer away. */
export function removeAnswer(call: Call): undefined {
  call.backend.messages.remove(originalOf(call));
}
