import type { Call, RouteTable } from './call.js';
import { refuseEmpty } from './message-form.js';
import type { Channel, Message, Webhook } from './model.js';
import { asRead } from './reading.js';
import { Form, invalid, Refusal } from './refusal.js';
import { checkedTags } from './routes-channels.js';
import { editAnswer, followUp, originalOf, removeAnswer } from './routes-followups.js';
import { withoutFlags } from './routes-messages.js';
import { webhookShape } from './wire-shapes.js';

const MOST_WEBHOOKS = 15;

/** Names that would pass for Discord itself. */
function checkName(form: Form, value: unknown, field: 'name' | 'username', required: boolean): void {
  form.text(value, [field], { min: 1, max: 80, required });
  const forbidden = ['discord', 'clyde'].find(
    (word) => typeof value === 'string' && value.toLowerCase().includes(word),
  );
  if (forbidden) form.wrong([field], 'USERNAME_INVALID_CONTAINS', `Username cannot contain "${forbidden}"`);
}

function webhookChannel(call: Call): Channel {
  const channel = call.channel();
  if (channel.thread || channel.type === 1 || channel.type === 4) throw new Refusal('wrongChannelType');
  call.need(channel, 'ManageWebhooks');
  return channel;
}

function create(call: Call) {
  const { world } = call;
  const channel = webhookChannel(call);
  const form = new Form();
  checkName(form, call.body.name, 'name', true);
  form.check();
  const there = [...world.webhooks.values()].filter((webhook) => webhook.channel === channel.id);
  if (there.length >= MOST_WEBHOOKS) throw new Refusal('webhooksFull');
  const webhook: Webhook = {
    id: world.ids.next(),
    token: world.ids.secret(68),
    channel: channel.id,
    guild: channel.guild ?? '',
    creator: world.botUser,
    applicationId: world.applicationId,
    name: call.text('name') ?? '',
    avatar: typeof call.body.avatar === 'string' ? world.ids.hex(32) : null,
  };
  world.webhooks.set(webhook.id, webhook);
  call.backend.announcer.webhooks(channel);
  return webhookShape(world, webhook);
}

function modify(call: Call) {
  const { world, body } = call;
  const webhook = world.webhooks.get(call.param('webhook'));
  if (!webhook) throw new Refusal('unknownWebhook');
  const form = new Form();
  if (body.name !== undefined) checkName(form, body.name, 'name', true);
  form.check();
  const to = world.reachable(call.text('channel_id') ?? webhook.channel);
  for (const channel of [world.channel(webhook.channel), to]) call.need(channel, 'ManageWebhooks');
  webhook.name = call.text('name') ?? webhook.name;
  webhook.channel = to.id;
  call.backend.announcer.webhooks(to);
  return webhookShape(world, webhook);
}

/** The webhook of the path, by its secret address. */
function addressed(call: Call): Webhook {
  const webhook = call.world.webhooks.get(call.snowflake(call.param('webhook'), 'webhook_id'));
  if (!webhook) throw new Refusal('unknownWebhook');
  if (webhook.token !== call.param('token')) throw new Refusal('invalidWebhookToken');
  return webhook;
}

/** Where the webhook writes: its channel, a thread of it, or a new post of its forum. */
function target(call: Call, webhook: Webhook): Channel {
  const { world, query, body } = call;
  const channel = world.channel(webhook.channel);
  const { thread_id } = query;
  const { thread_name } = body;
  if (thread_id !== undefined && typeof thread_name === 'string') throw new Refusal('webhookTwice');
  if (thread_id !== undefined) {
    const thread = world.channels.get(call.snowflake(thread_id, 'thread_id'));
    if (!thread || thread.parent !== channel.id || !thread.thread) throw new Refusal('unknownChannel');
    call.unlocked(thread, false); // a webhook has no permissions
    return thread;
  }
  if (typeof thread_name === 'string' && channel.type !== 15) throw new Refusal('webhookNoThread');
  if (channel.type === 15 && typeof thread_name !== 'string') throw new Refusal('webhookInForum');
  return channel;
}

function execute(call: Call) {
  if (isAnswer(call)) return followUp(call);
  const { world, backend, body } = call;
  const webhook = addressed(call);
  const form = new Form();
  if (body.username !== undefined) checkName(form, body.username, 'username', false);
  form.check();
  if (typeof body.avatar_url === 'string' && !/^https?:\/\//.test(body.avatar_url)) {
    throw invalid(
      ['avatar_url'],
      'URL_TYPE_INVALID_SCHEME',
      `Scheme is not supported. Scheme must be one of ('http', 'https').`,
    );
  }
  const { nonce: _, enforceNonce: __, ...checked } = call.checked('webhook'); // a webhook knows no nonce
  let channel = target(call, webhook);
  refuseEmpty(checked);
  let id: string | undefined;
  if (channel.type === 15) {
    id = world.ids.next();
    const name = call.text('thread_name') ?? '';
    form.text(name, ['thread_name'], { min: 1, max: 100, required: true });
    form.check();
    const tags = checkedTags(call, channel, body.applied_tags);
    channel = backend.threads.open({ id, parent: channel, owner: webhook.id, name, isPrivate: false, tags });
  }
  // buttons of a webhook reach its application; a stranger's webhook has none
  const components = webhook.applicationId === null ? [] : (checked.components ?? []);
  const message = backend.messages.post({
    ...checked,
    ...(id !== undefined && { id }),
    components,
    channel,
    author: webhook.id,
    webhookId: webhook.id,
    ...(webhook.applicationId !== null && { applicationId: webhook.applicationId }),
    persona: {
      name: call.text('username') ?? webhook.name,
      avatarUrl: call.text('avatar_url') === undefined ? webhook.avatar : world.ids.hex(32),
    },
  });
  return call.query.wait === 'true' ? asRead(world, message) : undefined;
}

/** Addresses of interactions look like a webhook's; the id is the application's. */
function isAnswer(call: Call): boolean {
  return call.param('webhook') === call.world.applicationId;
}

function webhookMessage(call: Call, webhook: Webhook): Message {
  const { world } = call;
  const where = call.query.thread_id ?? webhook.channel;
  const message = world.find({ channel: where, id: call.param('message') });
  if (!message || message.webhookId !== webhook.id) throw new Refusal('unknownMessage');
  return message;
}

/** Webhooks, and what is said through them. */
export const webhookRoutes: RouteTable = {
  'POST /channels/:channel/webhooks': create,
  'GET /channels/:channel/webhooks': (call) => {
    const channel = webhookChannel(call);
    const there = [...call.world.webhooks.values()].filter((webhook) => webhook.channel === channel.id);
    return there.map((webhook) => webhookShape(call.world, webhook));
  },
  'GET /webhooks/:webhook': (call) => {
    const webhook = call.world.webhooks.get(call.param('webhook'));
    if (!webhook) throw new Refusal('unknownWebhook');
    call.need(call.world.channel(webhook.channel), 'ManageWebhooks');
    return webhookShape(call.world, webhook);
  },
  'PATCH /webhooks/:webhook': modify,
  'DELETE /webhooks/:webhook/:token': {
    auth: 'none',
    run: (call) => {
      const { id, channel } = addressed(call);
      call.world.webhooks.delete(id);
      call.backend.announcer.webhooks(call.world.channel(channel));
      return undefined;
    },
  },
  'DELETE /webhooks/:webhook': (call) => {
    const webhook = call.world.webhooks.get(call.param('webhook'));
    if (!webhook) throw new Refusal('unknownWebhook');
    const channel = call.world.channel(webhook.channel);
    call.need(channel, 'ManageWebhooks');
    call.world.webhooks.delete(webhook.id);
    call.backend.announcer.webhooks(channel);
    return undefined;
  },
  'GET /webhooks/:webhook/:token': { auth: 'none', run: (call) => webhookShape(call.world, addressed(call)) },
  'POST /webhooks/:webhook/:token': { auth: 'none', run: execute },
  'GET /webhooks/:webhook/:token/messages/:message': {
    auth: 'none',
    run: (call) => {
      if (isAnswer(call)) return asRead(call.world, originalOf(call));
      return asRead(call.world, webhookMessage(call, addressed(call)));
    },
  },
  'PATCH /webhooks/:webhook/:token/messages/:message': {
    auth: 'none',
    run: (call) => {
      if (isAnswer(call)) return editAnswer(call);
      const message = webhookMessage(call, addressed(call));
      const place = call.world.channel(message.channel);
      call.awake(place);
      call.unlocked(place, false);
      const checked = call.checked('edit', message.attachments);
      refuseEmpty({ ...message, ...checked });
      call.backend.messages.edit(message, withoutFlags(checked));
      return asRead(call.world, message);
    },
  },
  'DELETE /webhooks/:webhook/:token/messages/:message': {
    auth: 'none',
    run: (call) => {
      if (isAnswer(call)) return removeAnswer(call);
      const message = webhookMessage(call, addressed(call));
      call.backend.messages.remove(message);
      return undefined;
    },
  },
};
