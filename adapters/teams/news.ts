import type { Alarm } from '../../src/core/ports/ambient.js';
import { type Activity, tenantOf } from './activity.js';
import type { Connector } from './connector.js';
import type { Ears } from './hear.js';
import { seeingOf } from './parse.js';
import type { People } from './people.js';
import { placeOf, type Spot, splitConversation } from './places.js';
import type { Services } from './services.js';

const DESK_ALARM = 'teams-desk';
/** What happens to a team or a channel after which the desk may be gone, or back. */
const SHAKES = /^(?:team|channel)(?:Deleted|HardDeleted|Archived|Unarchived|Restored)$/;

/** What is done with news about places and people. */
export interface News {
  /** Somebody came or went, the bot included; a team or a channel changed. */
  take(activity: Activity): Promise<void>;
  /** Looks whether the desk can be reached, and raises the alarm where it cannot. */
  checkDesk(): Promise<void>;
}

/** Builds it. */
export function createNews(options: {
  readonly connector: Connector;
  readonly services: Services;
  readonly people: People;
  readonly ears: Ears;
  readonly bot: string;
  readonly desk?: Spot;
  readonly alarm: Alarm;
}): News {
  const { connector, services, people, ears, bot, desk, alarm } = options;

  async function checkDesk(): Promise<void> {
    if (!desk) return;
    const called = await connector.members(services.of(desk), desk.conversation);
    if (called.ok) alarm.clear(DESK_ALARM);
    else if (called.outcome.kind === 'refused')
      alarm.raise(
        DESK_ALARM,
        `The channel of the desk cannot be reached: ${called.outcome.reason} Add the app to its team, or choose another channel under desk.place.`,
      );
  }

  return {
    checkDesk,
    async take(activity) {
      people.changed();
      const tenant = tenantOf(activity);
      if (tenant === undefined) return;
      const { serviceUrl, channelData, membersAdded, membersRemoved } = activity;
      const { conversation } = splitConversation(activity.conversation.id);
      const isOurs = (list: Activity['membersAdded']): boolean => (list ?? []).some(({ id }) => id === bot);
      const removed = isOurs(membersRemoved) || activity.action?.startsWith('remove') === true;
      const added = isOurs(membersAdded) || activity.action?.startsWith('add') === true;
      // Where a team is reached is kept, so that its desk can be opened before anybody has written there.
      if (!removed) {
        await ears.remember({ tenant, conversation }, serviceUrl);
        const channel = channelData?.settings?.selectedChannel?.id ?? channelData?.channel?.id;
        if (channel && channel !== conversation)
          await ears.remember({ tenant, conversation: channel }, serviceUrl);
      }
      const seeing = seeingOf(activity);
      if (added && seeing?.kind === 'personal' && activity.type === 'installationUpdate') {
        await ears.submit({
          kind: 'join',
          id: `teams:${tenant}/${conversation}/${activity.id ?? activity.timestamp}/join`,
          at: seeing.at,
          place: placeOf({ tenant, conversation }),
          author: await ears.author(seeing),
        });
      }
      if (removed || added || SHAKES.test(channelData?.eventType ?? '')) await checkDesk();
    },
  };
}
