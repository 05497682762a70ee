import type { Call, MethodTable } from './call.js';
import { isList } from './json.js';
import type { Message } from './model.js';
import { Refusal } from './refusal.js';
import { botProfile, messageShape, userShape } from './wire-shapes.js';

/** A message that is to get or lose a reaction. */
function reactable(call: Call): Message {
  const channel = call.channel();
  const message = call.message(channel, 'timestamp');
  if (message.tombstone) throw new Refusal('message_not_found');
  if (channel.archived) throw new Refusal('is_archived');
  call.needMembership(channel);
  return message;
}

function reactionName(call: Call): string {
  const name = call.required('name');
  if (!/^[a-z0-9_+'-]+(?:::skin-tone-[2-6])?$/.test(name)) throw new Refusal('invalid_name');
  return name;
}

/** Users, the app itself, the team, user groups, reactions. */
export const peopleMethods: MethodTable = {
  'api.test': {
    tier: 4,
    token: 'none',
    run: ({ args }) => ({ args }),
  },
  'auth.test': {
    tier: 'free',
    run: ({ workspace }) => ({
      url: `https://${workspace.domain}.slack.com/`,
      team: 'Fake Workspace',
      user: 'firstline',
      team_id: workspace.teamId,
      user_id: workspace.botUser,
      bot_id: workspace.botId,
      ...(workspace.enterprise && { enterprise_id: workspace.enterprise }),
      is_enterprise_install: false,
    }),
  },
  'apps.connections.open': {
    tier: 1,
    token: 'app',
    run: (call) => ({ url: call.backend.ticket() }),
  },
  'users.info': {
    tier: 4,
    scopes: ['users:read'],
    run: (call) => {
      const user = call.workspace.users.get(call.required('user'));
      if (!user) throw new Refusal('user_not_found');
      return { user: userShape(call.workspace, user, call.flag('include_locale') ?? false) };
    },
  },
  'users.list': {
    tier: 2,
    scopes: ['users:read'],
    run: (call) => {
      const locale = call.flag('include_locale') ?? false;
      const { items, next } = call.page([...call.workspace.users.values()], call.limit(200, 1000));
      return {
        members: items.map((user) => userShape(call.workspace, user, locale)),
        cache_ts: Math.floor(call.workspace.ids.now() / 1000),
        response_metadata: { next_cursor: next },
      };
    },
  },
  'bots.info': {
    tier: 3,
    scopes: ['users:read'],
    run: (call) => {
      if (call.required('bot') !== call.workspace.botId) throw new Refusal('bot_not_found');
      return { bot: botProfile(call.workspace) };
    },
  },
  'team.info': {
    tier: 3,
    scopes: ['team:read'],
    run: ({ workspace }) => ({
      team: {
        id: workspace.teamId,
        name: 'Fake Workspace',
        domain: workspace.domain,
        email_domain: '',
        icon: { image_default: true },
        ...(workspace.enterprise && { enterprise_id: workspace.enterprise }),
      },
    }),
  },
  'usergroups.users.list': {
    tier: 2,
    scopes: ['usergroups:read'],
    run: (call) => {
      const group = call.workspace.groups.get(call.required('usergroup'));
      if (!group) throw new Refusal('no_such_subteam');
      return { users: group.users };
    },
  },
  'usergroups.list': {
    tier: 2,
    scopes: ['usergroups:read'],
    run: ({ workspace }) => ({
      usergroups: [...workspace.groups].map(([id, { handle, users }]) => ({
        id,
        team_id: workspace.teamId,
        is_usergroup: true,
        name: handle,
        handle,
        user_count: users.length,
        date_delete: 0,
      })),
    }),
  },
  'reactions.add': {
    tier: 3,
    scopes: ['reactions:write'],
    run: (call) => {
      const name = reactionName(call);
      const message = reactable(call);
      const added = call.backend.messages.react(message, call.workspace.botUser, name);
      if (!added) throw new Refusal('already_reacted');
      return {};
    },
  },
  'reactions.remove': {
    tier: 2,
    scopes: ['reactions:write'],
    run: (call) => {
      const name = reactionName(call);
      const message = reactable(call);
      const removed = call.backend.messages.unreact(message, call.workspace.botUser, name);
      if (!removed) throw new Refusal('no_reaction');
      return {};
    },
  },
  'reactions.get': {
    tier: 3,
    scopes: ['reactions:read'],
    run: (call) => {
      const channel = call.channel();
      const message = call.message(channel, 'timestamp');
      return { type: 'message', channel: channel.id, message: messageShape(call.workspace, message) };
    },
  },
  'reactions.list': {
    tier: 2,
    scopes: ['reactions:read'],
    run: (call) => {
      const user = call.text('user') ?? call.workspace.botUser;
      const items = [...call.workspace.channels.values()].flatMap((channel) =>
        channel.messages
          .filter(({ reactions }) =>
            [...reactions.values()].some((users) => isList(users) && users.includes(user)),
          )
          .map((message) => ({
            type: 'message',
            channel: channel.id,
            message: messageShape(call.workspace, message),
          })),
      );
      return { items, response_metadata: { next_cursor: '' } };
    },
  },
};
