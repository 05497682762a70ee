import { z } from 'zod';
import { ACTIONS } from '../../src/core/actions.js';
import { commandIn } from '../../src/core/desk-marks.js';
import { textIn } from '../../src/core/json.js';
import type { Language } from '../../src/core/language.js';
import { phrase } from '../../src/core/phrases/phrase.js';
import type { Alarm, Clock, Log } from '../../src/core/ports/ambient.js';
import type { Api } from './api.js';
import { commentForm, readForm } from './forms.js';
import { type Ears, noticeOf } from './hear.js';
import type { Handlers } from './listen.js';
import { calling, millis, parseEvent, parsePress, pressEvent, type Seen, type Self } from './parse.js';
import type { People } from './people.js';
import { placeOf } from './places.js';
import { escapeText, mentioned, readable } from './text.js';

const text = z.string();
const commanded = z.object({ user_id: text, channel_id: text, text: text.default(''), trigger_id: text });
const asked = z.object({
  user: z.object({ id: text }),
  channel: z.object({ id: text }),
  message: z.object({ ts: text, text: text.optional() }),
  action_ts: text,
});
const told = z.object({
  type: text,
  channel: text.optional(),
  user: z.unknown().optional(),
  tab: text.optional(),
});

/** Builds what is done with everything that Bolt hands over. */
export function createHandlers(options: {
  readonly api: Api;
  readonly ears: Ears;
  readonly people: People;
  readonly self: () => Self;
  readonly deskChannel?: string;
  readonly language: Language;
  readonly clock: Clock;
  readonly log: Log;
  readonly alarm: Alarm;
  readonly showHome: (user: string) => Promise<void>;
}): Handlers {
  const { api, ears, people, self, deskChannel, clock, log, alarm } = options;
  const languageOf = (locale: string | undefined): Language =>
    locale === undefined ? options.language : locale.startsWith('zh') ? 'zh' : 'en';

  /** What is told beside the conversation: who is where, and what became of the app. */
  async function notice(event: unknown): Promise<void> {
    const found = told.safeParse(event);
    if (!found.success) return;
    const { type, channel, user, tab } = found.data;
    const who = typeof user === 'string' ? user : textIn(user, 'id');
    switch (type) {
      case 'app_home_opened':
        if (who !== undefined && tab !== 'messages') await options.showHome(who);
        return;
      case 'user_change':
        if (who !== undefined) people.forget(who);
        return;
      case 'member_joined_channel':
      case 'member_left_channel':
        if (channel !== undefined) people.forget(channel);
        if (channel === deskChannel && who === self().user && type === 'member_joined_channel')
          alarm.clear('slack-desk');
        return;
      // Of its own leaving the bot hears under these names.
      case 'channel_left':
      case 'group_left':
        if (channel === deskChannel)
          alarm.raise('slack-desk', 'The bot was removed from the desk channel; invite it again.');
        return;
      case 'channel_archive':
      case 'group_archive':
        if (channel === deskChannel)
          alarm.raise('slack-desk', 'The desk channel was archived; unarchive it, or choose another.');
        return;
      case 'channel_unarchive':
      case 'group_unarchive':
        if (channel === deskChannel) alarm.clear('slack-desk');
        return;
      case 'app_uninstalled':
      case 'tokens_revoked':
        log.error({ type }, 'the app was uninstalled from Slack, or its token revoked');
        alarm.raise(
          'slack',
          'The app was uninstalled from Slack, or its token was revoked; install it again.',
        );
        return;
      default:
        return;
    }
  }

  /** A word to the writer of a message at the desk, in its thread or about a command; others do not see it. */
  function refuse(seen: Seen, words: string | undefined): void {
    if (words === undefined || seen.channel !== deskChannel || seen.kind === 'reaction') return;
    const inThread = seen.thread !== undefined && seen.thread !== seen.ts;
    const command = seen.kind === 'message' && commandIn(seen.text) !== undefined;
    if (seen.user === undefined || !(inThread || command)) return;
    // If it is lost, nothing is: the message itself stays without its mark.
    void api.call('chat.postEphemeral', {
      channel: seen.channel,
      user: seen.user,
      ...(inThread && { thread_ts: seen.thread }),
      text: escapeText(words),
      parse: 'none',
      link_names: false,
    });
  }

  return {
    async event(event) {
      const seen = parseEvent(event, self());
      if (!seen) {
        await notice(event);
        return;
      }
      const submitted = await ears.take(seen);
      if (submitted?.outcome === 'done') refuse(seen, noticeOf(submitted.reply));
    },

    async press(body) {
      const press = parsePress(body);
      if (!press) return undefined;
      const author = await ears.authorOf(press.user);
      if (press.action === ACTIONS.comment) {
        const trigger = textIn(body, 'trigger_id');
        const called = await api.call('views.open', {
          trigger_id: trigger,
          view: commentForm(press, languageOf(author.locale)),
        });
        return called.ok ? undefined : phrase(languageOf(author.locale), 'formFailed');
      }
      await ears.untilKnown(press.channel, press.thread ?? press.ts);
      const event = pressEvent(press, { self: self(), author: () => author });
      return noticeOf((await ears.submit(event)).reply);
    },

    async command(body) {
      const { user_id, channel_id, text: words, trigger_id } = commanded.parse(body);
      const author = await ears.authorOf(user_id);
      const language = languageOf(author.locale);
      const { team } = self();
      const id = `slack:${team}/command/${trigger_id}`;
      const said = words.trim();
      if (channel_id === deskChannel && /^(?:pause|resume)$/i.test(said)) {
        const place = placeOf(team, { channel: channel_id });
        const event = {
          kind: 'command',
          id,
          at: clock.now(), // Slack does not say when
          place,
          author,
          name: said.toLowerCase(),
          text: '',
        } as const;
        return escapeText(noticeOf((await ears.submit(event)).reply) ?? '');
      }
      const direct = await people.direct(user_id);
      if (typeof direct !== 'string') throw new Error(direct.reason);
      await people.meet(mentioned(said));
      await ears.submit({
        kind: 'message',
        id,
        at: clock.now(), // Slack does not say when
        place: placeOf(team, { channel: direct }),
        author,
        message: id,
        text: readable(said, people, self().user) || calling(author),
        addressed: true,
        private: true,
      });
      return direct === channel_id
        ? ''
        : phrase(language, 'answeredPrivately', {
            link: `<slack://channel?team=${team}&id=${direct}|${phrase(language, 'directMessage')}>`,
          });
    },

    async shortcut(body) {
      const { user, channel, message, action_ts } = asked.parse(body);
      const author = await ears.authorOf(user.id);
      const direct = await people.direct(user.id);
      if (typeof direct !== 'string') throw new Error(direct.reason);
      const words = message.text ?? '';
      await people.meet(mentioned(words));
      const { team } = self();
      const id = `slack:${team}/${channel.id}/${message.ts}/shortcut/${user.id}/${action_ts}`;
      await ears.submit({
        kind: 'message',
        id,
        at: millis(action_ts),
        place: placeOf(team, { channel: direct }),
        author,
        message: id,
        text: readable(words, people, self().user) || calling(author),
        addressed: true,
        private: true,
      });
    },

    async form(body) {
      const form = readForm(body);
      if (!form) return undefined;
      const author = await ears.authorOf(form.press.user);
      const event = pressEvent(form.press, { self: self(), author: () => author }, { comment: form.comment });
      const { reply } = await ears.submit(event);
      if (reply?.kind === 'notice') return { comment: reply.text };
      return reply?.kind === 'errors' ? reply.fields : undefined;
    },
  };
}
