import type { App } from '@slack/bolt';

/** Under this name the context of what is ours carries its {@link Held}. */
const HELD = 'firstline';

/** The acknowledgement of one event, command or press that is ours. Slack gets it from here and from nowhere else. */
export interface Held {
  /** A listener of ours has it: whatever others acknowledge counts no more. */
  take(): void;
  /** It is committed: acknowledges it, at once, however long the host's listeners go on. */
  ack(answer?: unknown): Promise<void>;
  /** It could not be committed: it is not acknowledged, whatever the host's `app.error` makes of it. */
  fail(error: unknown): void;
}

/**
 * Takes the acknowledgement of what is ours out of the hands of Bolt, which gives it before any listener runs (unless
 * its receiver was made with `processBeforeResponse`), and of the app's error handler, which may turn a failure into
 * one. Works with every receiver that asks `app.processEvent` and heeds the `ack` and the rejection it gets from there,
 * as all of Bolt's do, in Socket Mode as well. What is not ours passes untouched.
 */
export function holdAcks(app: App, isOurs: (body: unknown) => boolean): void {
  const processEvent = app.processEvent.bind(app);
  app.processEvent = async (event) => {
    if (!isOurs(event.body)) return processEvent(event);
    let taken = false;
    let failed: { readonly error: unknown } | undefined;
    let others: { readonly answer: unknown } | undefined;
    const held: Held = {
      take() {
        taken = true;
      },
      ack: (answer) => event.ack(answer),
      fail(error) {
        failed ??= { error };
      },
    };
    const ack = async (answer?: unknown): Promise<void> => {
      others ??= { answer };
    };
    try {
      await processEvent({ ...event, ack, customProperties: { ...event.customProperties, [HELD]: held } });
    } catch (error) {
      if (!failed) throw error;
    }
    if (failed) throw failed.error;
    // A middleware of the app kept it from every listener: then it is as if we were not there.
    if (!taken && others) await event.ack(others.answer);
  };
}

/** What {@link holdAcks} put into the context; undefined where an event came past it. */
export function heldIn(context: Readonly<Record<string, unknown>>): Held | undefined {
  return context[HELD] as Held | undefined; // nobody else puts anything there
}
