import type { App } from '@slack/bolt';
import { isObject, listIn, objectIn, textIn } from '../../src/core/json.js';
import type { Log } from '../../src/core/ports/ambient.js';
import { heldIn, holdAcks } from './hold.js';
import { escapeText } from './text.js';

/** The slash command. */
export const COMMAND = '/firstline';
/** The message shortcut. */
export const SHORTCUT = 'firstline_ask';
/** The form for one line of comment. */
export const COMMENT_FORM = 'firstline_comment';
/** Our buttons. */
const BUTTONS = /^firstline:/;

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
  'channel_left',
  'group_archive',
  'group_unarchive',
  'group_left',
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

/** What Bolt gives to a listener of whatever kind, as far as we need it. */
interface Heard {
  readonly body: unknown;
  readonly context: Readonly<Record<string, unknown>>;
}

/** Events of an app are acknowledged by Bolt itself. */
const NO_ACK = async (): Promise<void> => {};

const GOES_PAST =
  'The receiver of this Slack app goes past Firstline: an event may be acknowledged before it is committed, and a crash in between loses it until the next catch-up. Let the receiver call app.processEvent(event) itself for each event, or use one of Bolt’s or slackReceiver().';

/**
 * Listens in a Bolt app to what is ours and to nothing else; the app's own listeners run beside, and a failure of
 * theirs is none of ours, nor the other way round. What is ours is acknowledged when it is committed; a failure is
 * thrown, so that the app's error handler hears of it, and not acknowledged.
 */
export function listen(
  app: App,
  options: {
    readonly handlers: Handlers;
    /** Our workspace, once it is known. */
    readonly team: () => string | undefined;
    /** Whether we listen at all: Bolt has no way to take a listener back. */
    readonly listening: () => boolean;
    readonly log: Log;
    /** Told of every event that Slack sends once more. */
    readonly sentAgain: () => void;
  },
): void {
  const { handlers, team, listening, log, sentAgain } = options;
  const isOurs = (body: unknown): boolean => listening() && isForUs(body) && !isElsewhere(body, team());
  let named = false;

  holdAcks(app, isOurs);

  /** Runs `work` for what is ours, with the acknowledgement that counts: `given` is Bolt's. */
  async function take<Ack>({ body, context }: Heard, given: Ack, work: (ack: Ack) => Promise<void>) {
    if (!isOurs(body)) return;
    const held = heldIn(context);
    if (!held && !named) {
      named = true;
      log.warn({}, GOES_PAST);
    }
    held?.take();
    try {
      // It takes any answer, so it stands in for whichever kind Bolt gives.
      await work(held ? (held.ack as Ack) : given);
    } catch (error) {
      held?.fail(error);
      throw error;
    }
  }

  for (const name of EVENTS) {
    // Bolt types an event by its literal name; ours are read by their shape.
    app.event(name as 'message', (heard) =>
      take(heard, NO_ACK, async (ack) => {
        if (heard.context.retryNum) sentAgain();
        await handlers.event(heard.event);
        await ack();
      }),
    );
  }
  app.action(BUTTONS, ({ respond, ...heard }) =>
    take(heard, heard.ack, async (ack) => {
      const notice = await handlers.press(heard.body);
      await ack();
      // What only one person sees is used up by their click.
      const offered = objectIn(heard.body, 'container')?.is_ephemeral === true;
      if (notice === undefined && !offered) return;
      // A word to one person about their click: if it is lost, they click again.
      await respond(
        notice === undefined
          ? { delete_original: true }
          : { response_type: 'ephemeral', replace_original: offered, text: escapeText(notice) },
      ).catch((error: unknown) => {
        log.warn({ err: error }, 'a notice could not be shown in Slack');
      });
    }),
  );
  app.command(COMMAND, (heard) =>
    take(heard, heard.ack, async (ack) => {
      const text = await handlers.command(heard.body);
      await (text === '' ? ack() : ack({ response_type: 'ephemeral', text }));
    }),
  );
  app.shortcut(SHORTCUT, (heard) =>
    take(heard, heard.ack, async (ack) => {
      await handlers.shortcut(heard.body);
      await ack();
    }),
  );
  app.view(COMMENT_FORM, (heard) =>
    take(heard, heard.ack, async (ack) => {
      const errors = await handlers.form(heard.body);
      await (errors === undefined ? ack() : ack({ response_action: 'errors', errors }));
    }),
  );
}

/** Whether one of the listeners above takes it. */
function isForUs(body: unknown): boolean {
  if (!isObject(body)) return false;
  const event = textIn(body.event, 'type');
  if (event !== undefined) return EVENTS.some((name) => name === event);
  if (textIn(body, 'command') !== undefined) return body.command === COMMAND;
  if (listIn(body, 'actions').length > 0) {
    return BUTTONS.test(textIn(listIn(body, 'actions')[0], 'action_id') ?? '');
  }
  return body.callback_id === SHORTCUT || textIn(body.view, 'callback_id') === COMMENT_FORM;
}

/**
 * Whether it happened in another workspace that the app is installed in. An event of a channel that several share
 * comes once for all of them and names any: who takes part there is seen later. Buttons and forms are always where we
 * made them.
 */
function isElsewhere(body: unknown, team: string | undefined): boolean {
  if (!isObject(body) || team === undefined) return false;
  const event = objectIn(body, 'event');
  if (event === undefined && body.command === undefined) return false;
  if (body.is_ext_shared_channel === true) return false;
  const there = textIn(listIn(body, 'authorizations')[0], 'team_id') ?? textIn(body, 'team_id');
  return there !== undefined && there !== team;
}
