import { z } from 'zod';

const id = (what: string) =>
  z.string().regex(/^\d{15,20}$/, {
    error: `the id of a ${what} in quotes, such as "1145678901234567890" (Developer Mode, then “Copy ID”)`,
  });

const discord = z.strictObject({
  /**
   * Servers whose members belong here. Elsewhere, and in direct messages with people who are in none of them, an asker
   * is a guest. By default the desk's server; with a desk on another platform, every server that the bot is in.
   */
  guilds: z.array(id('server')).default([]),
  /** Channels in which the bot answers without being mentioned, but only when it is sure. */
  'help-channels': z
    .array(
      z.strictObject({
        channel: id('channel'),
        /** Discord shows nothing to one person alone who has pressed nothing, so help cannot be offered quietly. */
        unsure: z
          .literal('silent', {
            error: 'silent; an offer that only the asker sees is not possible in Discord',
          })
          .default('silent'),
      }),
    )
    .default([]),
  /** Forums whose new posts are questions. */
  forums: z
    .array(
      z.strictObject({
        channel: id('forum'),
        /** What it does with a post that it is not sure about: nothing, or it asks back and brings in a person. */
        unsure: z.enum(['silent', 'person'], { error: 'silent or person' }).default('silent'),
        /** The name of the tag that a post gets when its asker says that the answer helped. */
        'solved-tag': z.string().min(1).optional(),
      }),
    )
    .default([]),
  /** Who has this role may act as staff at the desk. Without it, whoever can see the desk's channel and write there. */
  'staff-role': id('role').optional(),
});

/** What the key `discord` becomes. */
export type DiscordConfig = Readonly<z.output<typeof discord>>;

/** The key `discord` of firstline.yaml. */
export const discordSection = { key: 'discord', schema: discord.prefault({}) } as const;
