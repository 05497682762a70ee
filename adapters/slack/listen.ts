import type { AllMiddlewareArgs, App, SlackEventMiddlewareArgs } from '@slack/bolt';
import type { Log } from '../../src/core/ports/ambient.js';
import { HELD, type Held } from './socket.js';
import { escapeText } from './text.js';

/** The slash command. */
export const COMMAND = '/firstline';
/** The message shortcut. */
export const SHORTCUT = 'firstline_ask';
/** The form for one line of comment. */
export const COMMENT_FORM = 'firstline_comment';

/** Events that are listened to; the manifest subscribes to exactly these. */
export const EVENTS = [
  'message',
  'app_mention',
  'reaction_added',
  'reaction_removed',
  'app_home_opened',
  'app_uninstalled',
  'tokens_revoked',
  'member_joined_channel',
  'member_left_channel',
  'channel_archive',
  'channel_unarchive',
  'user_change',
] as const;

/** What is done with everything that comes from Slack. Each rejects where it could not be committed. */
export interface Handlers {
  event(event: unknown): Promise<void>;
  /** Resolves with a word for the one who pressed, if there is one. */
  press(body: unknown): Promise<string | undefined>;
  /** Resolves with the answer that only its sender sees. */
  command(body: unknown): Promise<string>;
  shortcut(body: unknown): Promise<void>;
  /** Resolves with errors by field, which keep the form open. */
  form(body: unknown): Promise<Readonly<Record<string, string>> | undefined>;
}

type Context = AllMiddlewareArgs['context'];

/**
 * Listens to what is ours in a Bolt app and to nothing else; the app's own listeners run beside. Every
 * acknowledgement that a listener gives comes after the commit; a failure is thrown, and told to our own receiver
 * as well, so that a host's `app.error` cannot turn it into an acknowledgement. `sentAgain` is told of every event
 * that Slack sends once more.
 */
export function listen(app: App, handlers: Handlers, log: Log, sentAgain: () => void): void {
  const guarded = async (context: Context, work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      const held = context[HELD] as Held | undefined; // put there by our receiver, if it is ours
      if (held) held.failed = error;
      throw error;
    }
  };

  for (const name of EVENTS) {
    // Bolt types an event by its literal name; ours are read by their shape.
    app.event(
      name as 'message',
      async ({ event, context }: SlackEventMiddlewareArgs<'message'> & AllMiddlewareArgs) => {
        if (context.retryNum) sentAgain();
        await guarded(context, () => handlers.event(event));
      },
    );
  }
  app.action(/^firstline:/, async ({ ack, body, respond, context }) => {
    await guarded(context, async () => {
      const notice = await handlers.press(body);
      await ack();
      // What only one person sees is used up by their click.
      const offered = 'container' in body && body.container?.is_ephemeral === true;
      if (notice === undefined && !offered) return;
      // A word to one person about their click: if it is lost, they click again.
      await respond(
        notice === undefined
          ? { delete_original: true }
          : { response_type: 'ephemeral', replace_original: offered, text: escapeText(notice) },
      ).catch((error: unknown) => {
        log.warn({ err: error }, 'a notice could not be shown in Slack');
      });
    });
  });
  app.command(COMMAND, async ({ ack, body, context }) => {
    await guarded(context, async () => {
      const text = await handlers.command(body);
      await (text === '' ? ack() : ack({ response_type: 'ephemeral', text }));
    });
  });
  app.shortcut(SHORTCUT, async ({ ack, body, context }) => {
    await guarded(context, async () => {
      await handlers.shortcut(body);
      await ack();
    });
  });
  app.view(COMMENT_FORM, async ({ ack, body, context }) => {
    await guarded(context, async () => {
      const errors = await handlers.form(body);
      await (errors === undefined ? ack() : ack({ response_action: 'errors', errors }));
    });
  });
}
