import * as z from 'zod';

const channel = z.string().regex(/^19:.+@thread\.(?:tacv2|skype)$/, {
  error:
    'the id of a channel in quotes, such as "19:1a2b…@thread.tacv2" (in the link to the channel, decoded)',
});

const teams = z.strictObject({
  /**
   * Tenants whose members belong here; everybody else, and every guest, is a guest. By default the app's own tenant.
   */
  tenants: z.array(z.uuid({ error: 'the id of a tenant in quotes, such as "6f0a2b1c-…"' })).default([]),
  /** Channels in which the bot answers without being mentioned, but only when it is sure. */
  'help-channels': z
    .array(
      z.strictObject({
        channel,
        /** Teams shows nothing to one person alone in a channel, so help cannot be offered quietly. */
        unsure: z
          .literal('silent', { error: 'silent; an offer that only the asker sees is not possible in Teams' })
          .default('silent'),
      }),
    )
    .default([]),
  /**
   * The address at which Teams is reached before anything was heard from it; a sovereign cloud has another one. Whatever
   * was heard brings its own.
   */
  'service-url': z
    .url({ protocol: /^https$/, error: 'an address that begins with https://' })
    .default('https://smba.trafficmanager.net/teams/'),
});

/** What the key `teams` becomes. */
export type TeamsConfig = Readonly<z.output<typeof teams>>;

/** The key `teams` of firstline.yaml. */
export const teamsSection = { key: 'teams', schema: teams.prefault({}) } as const;
