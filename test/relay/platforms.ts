import { discordPlatform } from './discord-platform.js';
import type { Platform } from './sides.js';
import { slackPlatform } from './slack-platform.js';
import { teamsPlatform } from './teams-platform.js';
import { webPlatform } from './web-platform.js';

/** Every platform once; a further one is one more row. */
export const PLATFORMS: Readonly<Record<string, () => Promise<Platform>>> = {
  web: webPlatform,
  slack: slackPlatform,
  discord: discordPlatform,
  teams: teamsPlatform,
};
