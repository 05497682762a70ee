import { setTimeout as wait } from 'node:timers/promises';
import { ACTIONS } from '../../src/core/actions.js';
import { listIn, numberIn, objectIn, textIn } from '../../src/core/json.js';
import type { Language } from '../../src/core/language.js';
import { phrase } from '../../src/core/phrases/phrase.js';
import type { Clock, Log } from '../../src/core/ports/ambient.js';
import type { Submitted } from '../../src/core/ports/channel.js';
import type { Reader } from '../../src/core/ports/store.js';
import {
  COMMAND,
  createAnswers,
  DEFER_REPLY,
  DEFER_UPDATE,
  EPHEMERAL,
  FORM,
  type Interaction,
  interactionOf,
  MODAL,
  PRESS,
} from './answers.js';
import type { Api } from './api.js';
import { createAsking } from './asking.js';
import { renderCases } from './cases.js';
import type { Channels } from './channels.js';
import { ASK, CASES, DESK, messageCommand } from './commands.js';
import { type Carried, readCustomId } from './custom-ids.js';
import { commentForm, commentIn } from './forms.js';
import type { Ears } from './hear.js';
import { escapeDiscord } from './inline-out.js';
import type { Self } from './parse.js';
import type { People } from './people.js';
import { messageId, PLATFORM, placeOf, type Spot, spotOf, timeOf } from './places.js';

const ON_MESSAGE = 3;

/** Discord waits for three seconds, the way there and back included. */
const ANSWER_WITHIN = 2_000;

/** Builds what is done with interactions. Those of a host are left alone. */
export function createInteractions(options: {
  readonly api: Api;
  readonly ears: Ears;
  readonly people: People;
  readonly channels: Channels;
  readonly reader: Pick<Reader, 'cases'>;
  readonly self: () => Self;
  readonly desk?: Spot;
  readonly language: Language;
  /** The bot's name. */
  readonly name: string;
  /** The commands that are ours. */
  readonly ours: () => ReadonlySet<string>;
  readonly clock: Clock;
  readonly log: Log;
}): (data: unknown) => Promise<void> {
  const { api, ears, people, channels, reader, self, desk, name, ours, log } = options;

  const answers = createAnswers(api, self);
  const asking = createAsking({ api, ears, people, channels, self, answers });

  /** What it comes to, if that is known in time for Discord; undefined otherwise. */
  async function inTime<T>(work: Promise<T>): Promise<{ readonly came: T } | undefined> {
    const late = new AbortController();
    const waiting = wait(ANSWER_WITHIN, undefined, { signal: late.signal }).catch(() => undefined);
    try {
      return await Promise.race([work.then((came) => ({ came })), waiting]);
    } finally {
      late.abort();
    }
  }

  /**
   * Answers a press when what it did is committed. Where that takes too long Discord is told before, and a word, if
   * there is one, follows: that is weaker, since a crash in between loses a press that looked taken. What could not be
   * committed is not answered, and fails visibly for whoever did it.
   */
  async function settlePress(one: Interaction, submitted: Promise<Submitted | undefined>): Promise<void> {
    const first = await inTime(submitted);
    if (first) {
      const words = wordsOf(first.came);
      await (words === undefined ? answers.first(one, DEFER_UPDATE) : answers.toOne(one, words));
      return;
    }
    await answers.first(one, DEFER_UPDATE);
    const words = await submitted.then(wordsOf).catch(() => phrase(one.language, 'notTaken'));
    if (words !== undefined) await answers.further(one, words);
  }

  /** Answers a command with words that only the one who gave it sees; where they take too long, they follow. */
  async function settleCommand(one: Interaction, coming: Promise<string>): Promise<void> {
    const first = await inTime(coming);
    if (first) {
      await answers.toOne(one, first.came);
      return;
    }
    await answers.first(one, DEFER_REPLY, { flags: EPHEMERAL });
    await answers.fill(one, await coming.catch(() => phrase(one.language, 'notTaken')));
  }

  async function press(one: Interaction, carried: Carried): Promise<void> {
    if (carried.action === ACTIONS.comment && one.type === PRESS) {
      // A form must be the first answer.
      await answers.first(one, MODAL, commentForm(textIn(one.data, 'custom_id') ?? '', one.language));
      return;
    }
    const message = objectIn(one.raw, 'message');
    const id = textIn(message, 'id');
    const channel = textIn(message, 'channel_id') ?? one.channel;
    if (id === undefined) return;
    const submitting = async (): Promise<Submitted | undefined> => {
      const stands = await channels.spotOf({
        channel,
        id,
        ...(one.guild !== undefined && { guild: one.guild }),
      });
      const spot = carried.origin === undefined ? stands : spotOf(carried.origin);
      if (!spot) return undefined;
      await people.meet(one.by.id, one.guild);
      const value = textIn({ value: listIn(one.data, 'values')[0] }, 'value') ?? carried.value;
      await ears.untilKnown(spot, ANSWER_WITHIN);
      return ears.submit({
        kind: 'action',
        id: `discord:interaction/${one.id}`,
        at: timeOf(one.id),
        place: placeOf(spot),
        author: people.author(one.by.id, one.guild),
        action: carried.action,
        value,
        version: carried.version,
        message: messageId(spot, channel, id),
        ...(one.type === FORM && { fields: { comment: commentIn(one.data) } }),
      });
    };
    await settlePress(one, submitting());
  }

  async function command(one: Interaction): Promise<void> {
    const called = textIn(one.data, 'name') ?? '';
    if (!ours().has(called)) return;
    const option = (wanted: string): string =>
      textIn(
        listIn(one.data, 'options').find((each) => textIn(each, 'name') === wanted),
        'value',
      ) ?? '';
    if (numberIn(one.data, 'type') === ON_MESSAGE && called === messageCommand(name)) {
      const target = textIn(one.data, 'target_id') ?? '';
      const found = objectIn(objectIn(objectIn(one.data, 'resolved'), 'messages'), target);
      await asking(one, textIn(found, 'content') ?? '');
    } else if (called === ASK) await asking(one, option('question'));
    else if (called === CASES)
      await settleCommand(one, renderCases(reader, `${PLATFORM}:${one.by.id}`, one.language));
    else if (called === DESK) await pause(one, option('action'));
  }

  async function pause(one: Interaction, what: string): Promise<void> {
    const submitting = async (): Promise<string> => {
      const stands = await channels.info(one.channel);
      const at = stands?.id === desk?.channel ? stands?.id : stands?.parent;
      if (!desk || at !== desk.channel || one.guild === undefined)
        return phrase(one.language, 'commandDeskElsewhere');
      const submitted = await ears.submit({
        kind: 'command',
        id: `discord:interaction/${one.id}`,
        at: timeOf(one.id),
        place: placeOf({ guild: one.guild, channel: desk.channel }),
        author: people.author(one.by.id, one.guild),
        name: what,
        text: '',
      });
      return wordsOf(submitted) ?? '✓';
    };
    await settleCommand(one, submitting());
  }

  return async (data) => {
    const one = interactionOf(data, options.language);
    if (!one) return;
    const locale = textIn(data, 'locale');
    const carried = readCustomId(textIn(one.data, 'custom_id') ?? '');
    if (one.type !== COMMAND && !carried) return; // a host's
    people.saw(one.by, locale);
    try {
      if (one.type === COMMAND) await command(one);
      else if (carried) await press(one, carried);
    } catch (error) {
      log.warn({ err: error, interaction: one.id }, 'an interaction was not taken in');
    }
  };
}

/** What somebody is told who did something, if they are told anything. */
function wordsOf(submitted: Submitted | undefined): string | undefined {
  const reply = submitted?.reply;
  if (reply?.kind === 'notice') return escapeDiscord(reply.text);
  return reply?.kind === 'errors' ? escapeDiscord(Object.values(reply.fields).join('\n')) : undefined;
}
