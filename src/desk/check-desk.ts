import { type Check, failed, ok, warning } from '../core/check.js';
import { FirstlineError } from '../core/error.js';
import { platformOf } from '../core/place.js';
import type { DeskSettings } from '../core/settings.js';
import { TRIAL_PERSON } from './config.js';

/** Whether the desk is on a platform that is configured, and whether its people can be pinged there. */
export function checkDesk(desk: DeskSettings, platforms: readonly string[]): readonly Check[] {
  const platform = platformOf(desk.place);
  const { people } = desk.roster;
  if (platform !== 'web' && !platforms.includes(platform)) {
    return [
      failed(
        'desk',
        `desk.place is ${desk.place}, but ${platform} is not configured.`,
        `Put the token of ${platform} into .env, or name another place.`,
      ),
    ];
  }
  const where = platform === 'web' ? 'on the page /desk' : `in ${desk.place}`;
  const checks = [ok('desk', `cases are worked ${where}.`)];
  if (platforms.length > 0 && people.includes(TRIAL_PERSON)) {
    checks.push(
      warning(
        'roster',
        'nobody is named in desk.people, so nobody is pinged.',
        'Name who works at the desk in firstline.yaml.',
      ),
    );
  } else if (platform !== 'web') {
    const unknown = people.filter((person) => person.handles[platform] === undefined);
    for (const { id, name } of unknown) {
      checks.push(
        warning(
          'roster',
          `${name} has no handle for ${platform}, so a ping is only a name and reaches nobody.`,
          `Add handles: { ${platform}: "…" } to ${id} in desk.people.`,
        ),
      );
    }
  }
  return checks;
}

/** @throws FirstlineError `config.invalid` where the desk is on the web, which is not served */
export function refuseUnservedDesk(desk: DeskSettings): void {
  if (platformOf(desk.place) !== 'web') return;
  throw new FirstlineError('config.invalid', 'The desk is on the web, but no HTTP server was asked for.', {
    hint: 'Name a channel under desk.place, such as slack:T024BE7LD/C024BE91L, or give http: { port }.',
  });
}
