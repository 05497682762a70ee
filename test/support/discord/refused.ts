import { expect } from 'chai';
import { DiscordAPIError } from 'discord.js';

/** The error of Discord's that a call of the real client ends with: `50035 embeds[0].title[BASE_TYPE_MAX_LENGTH]`. */
export async function refused(call: Promise<unknown>): Promise<string> {
  const error = await call.then(
    () => 'it was accepted',
    (reason: unknown) => reason,
  );
  if (!(error instanceof DiscordAPIError)) {
    expect.fail(`no error of Discord's: ${String(error)}`);
  }
  const [, ...fields] = error.message.split('\n');
  return [String(error.code), ...fields.map((field) => field.split(':')[0] ?? '')].join(' ');
}
