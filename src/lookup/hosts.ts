import { type Check, failed, ok } from '../core/check.js';
import { FirstlineError } from '../core/error.js';
import { type LookupConfig, withVariables } from './config.js';

/** The headers of each origin that may be called, with their secrets filled in. */
export type Hosts = ReadonlyMap<string, Readonly<Record<string, string>>>;

/**
 * Fills in the secrets.
 *
 * @throws FirstlineError `config.missing` where a variable that a header names is not set
 */
export function openHosts(config: LookupConfig, variables: Readonly<Record<string, string>>): Hosts {
  const hosts = new Map<string, Readonly<Record<string, string>>>();
  for (const { origin, headers } of config.hosts) {
    const filled: Record<string, string> = {};
    for (const [name, template] of Object.entries(headers)) {
      const value = withVariables(template, variables)?.trim();
      if (value === undefined || !/^[\x20-\x7e]*$/.test(value)) {
        const trouble = value === undefined ? 'is not set' : 'is no line of ASCII';
        const message = `A variable of the environment that the header ${name} of ${origin} needs ${trouble}.`;
        throw new FirstlineError('config.missing', message, {
          hint: 'Set what lookups.hosts names as {LOOKUP_…}, or take the header out.',
        });
      }
      filled[name] = value;
    }
    hosts.set(origin, filled);
  }
  return hosts;
}

/** Whether lookups have what they need, for `doctor`; no line where there are none. */
export function checkHosts(
  config: LookupConfig,
  variables: Readonly<Record<string, string>>,
): readonly Check[] {
  if (config.hosts.length === 0) return [];
  try {
    return [ok('lookups', `articles may call ${[...openHosts(config, variables).keys()].join(', ')}.`)];
  } catch (error) {
    if (!(error instanceof FirstlineError)) throw error;
    return [failed('lookups', error.message, error.hint)];
  }
}
