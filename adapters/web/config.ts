import * as z from 'zod';

const web = z.strictObject({
  /** Scheme, host and port under which browsers reach us. Links use the first; any other host is refused. */
  origins: z
    .array(
      z
        .url({ protocol: /^https?$/, error: 'an address such as https://help.example.com' })
        .refine((text) => URL.canParse(text) && new URL(text).pathname === '/' && !new URL(text).search, {
          error: 'an address without a path, such as https://help.example.com',
        })
        .transform((text) => new URL(text).origin),
    )
    .default([]),
});

/** What the key `web` becomes. */
export type WebConfig = Readonly<z.output<typeof web>>;

/** The key `web` of firstline.yaml. */
export const webSection = { key: 'web', schema: web.prefault({}) } as const;
