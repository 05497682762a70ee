import type { JsonObject } from './json.js';
import type { Channel } from './model.js';
import { eventScope, messageSubscription } from './scopes.js';
import type { Workspace } from './workspace.js';

/** Takes an event's payload and brings it to the app. */
export type Deliver = (type: string, eventId: string, payload: JsonObject) => void;

/** Decides which events the app may hear, and wraps them as Slack does. */
export class Announcer {
  readonly #workspace: Workspace;
  readonly #deliver: Deliver;
  readonly typesSent = new Set<string>();
  /** Nothing is announced meanwhile. */
  muted = false;

  constructor(workspace: Workspace, deliver: Deliver) {
    this.#workspace = workspace;
    this.#deliver = deliver;
  }

  /**
   * Sends the event if the app is installed, subscribes to its type, has the scope for it and, when it belongs to a
   * channel, is a member there. `always` leaves out all but the subscription: the news of the app's own end.
   */
  announce(event: JsonObject, channel?: Channel, always = false): void {
    const workspace = this.#workspace;
    const type = String(event.type);
    if (this.muted) return;
    const subscription = type === 'message' && channel ? messageSubscription(channel) : type;
    if (!workspace.events.has(subscription)) return;
    const scope = eventScope(type, channel);
    if (!always) {
      if (workspace.tokenState !== 'valid') return;
      if (scope && !workspace.scopes.has(scope)) return;
      if (channel && !channel.members.has(workspace.botUser)) return;
    }
    if (scope) workspace.scopesUsed.add(scope);
    this.typesSent.add(subscription);
    const teams = channel?.appInBothTeams ? [workspace.teamId, workspace.otherTeamId] : [workspace.teamId];
    for (const team of teams) {
      const payload = this.envelope(event, channel, team);
      this.#deliver(type, String(payload.event_id), payload);
    }
  }

  /** The event in its envelope, under a new event id. */
  envelope(event: JsonObject, channel?: Channel, team = this.#workspace.teamId): JsonObject {
    const { ids, enterprise, verificationToken, appId, botUser } = this.#workspace;
    const context = { et: event.type, tid: team, aid: appId, ...(channel && { cid: channel.id }) };
    return {
      token: verificationToken,
      team_id: team,
      context_team_id: team,
      context_enterprise_id: enterprise,
      ...(enterprise && { enterprise_id: enterprise }),
      api_app_id: appId,
      event,
      type: 'event_callback',
      event_id: `Ev${ids.id('0').slice(1)}`,
      event_time: Math.floor(ids.now() / 1000),
      authorizations: [
        {
          enterprise_id: enterprise,
          team_id: team,
          user_id: botUser,
          is_bot: true,
          is_enterprise_install: false,
        },
      ],
      is_ext_shared_channel: channel?.shared ?? false,
      event_context: `4-${Buffer.from(JSON.stringify(context)).toString('base64url')}`,
    };
  }
}
