import { z } from 'zod';

const channelId = z.string().regex(/^[CG][A-Z0-9]{2,}$/, {
  error: 'the id of a channel, such as C024BE91L (see the channel’s details)',
});

const slack = z.strictObject({
  /** Channels in which the bot answers without being mentioned, but only when it is sure. */
  'help-channels': z
    .array(
      z.strictObject({
        channel: channelId,
        /** What it does when it is not sure: nothing, or an offer that only the asker sees. */
        unsure: z.enum(['silent', 'offer'], { error: 'silent or offer' }).default('silent'),
      }),
    )
    .default([]),
});

/** What the key `slack` becomes. */
export type SlackConfig = Readonly<z.output<typeof slack>>;

/** The key `slack` of firstline.yaml. */
export const slackSection = { key: 'slack', schema: slack.prefault({}) } as const;
