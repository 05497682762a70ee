import * as z from 'zod';
import { plain } from '../../src/core/content.js';
import type { Language } from '../../src/core/language.js';
import { phrase } from '../../src/core/phrases/phrase.js';
import type { Activity } from './activity.js';
import { taskCard, taskWord } from './answers.js';
import type { Answered, Connector } from './connector.js';
import type { Ears } from './hear.js';
import { languageOfLocale } from './locale.js';
import { digest, eventId, seeingOf } from './parse.js';
import type { People } from './people.js';
import { placeOf } from './places.js';
import { cut, renderMessage } from './render.js';
import type { Services } from './services.js';
import { readTeams } from './text-in.js';

/** The command on a message; the app package names it. */
export const ASK = 'firstline-ask';
const QUESTION = 'question';
const LONGEST = 4_000;

const text = z.string();
const asked = z.looseObject({
  commandId: z.literal(ASK),
  data: z.looseObject({ [QUESTION]: text.optional() }).nullish(),
  messagePayload: z
    .looseObject({
      id: text.nullish(),
      body: z.looseObject({ contentType: text.nullish(), content: text.nullish() }).nullish(),
    })
    .nullish(),
});

/**
 * Builds what the command on a message does: a form with its words, and what is sent from it is asked in the asker's
 * personal chat, where it is quoted first. Nothing where an invoke is another one.
 */
export function createAsking(options: {
  readonly connector: Connector;
  readonly ears: Ears;
  readonly people: People;
  readonly services: Services;
  readonly bot: string;
  readonly language: Language;
  /** The bot's name. */
  readonly name: string;
}): (activity: Activity) => Promise<Answered | undefined> {
  const { connector, ears, people, services, bot, name } = options;

  function form(words: string, language: Language): Answered {
    return taskCard(phrase(language, 'commandMessage', { name }), {
      type: 'AdaptiveCard',
      version: '1.5',
      body: [
        {
          type: 'Input.Text',
          id: QUESTION,
          isMultiline: true,
          isRequired: true,
          maxLength: LONGEST,
          value: cut(words, LONGEST),
          label: phrase(language, 'commandAskOption'),
          errorMessage: phrase(language, 'commentEmpty'),
        },
      ],
      actions: [{ type: 'Action.Submit', title: phrase(language, 'commentSend') }],
    });
  }

  return async (activity) => {
    const step = /^composeExtension\/(fetchTask|submitAction)$/.exec(activity.name ?? '')?.[1];
    const found = asked.safeParse(activity.value);
    const seeing = seeingOf(activity);
    if (step === undefined || !found.success || !seeing) return undefined;
    const { data, messagePayload } = found.data;
    const language = languageOfLocale(activity.locale, options.language);
    if (step === 'fetchTask') {
      const body = messagePayload?.body;
      const { text: words } = readTeams({
        text: body?.content ?? '',
        format: body?.contentType === 'html' ? 'xml' : 'plain',
        mentions: [],
        bot: { id: bot, name },
      });
      return form(words, language);
    }
    const question = (data?.[QUESTION] ?? '').trim();
    if (question === '') return form('', language);
    const { user, spot, service, conversation } = seeing;
    const chat = await people.direct(user.id, spot.tenant, service, conversation);
    if (typeof chat !== 'string') {
      if (chat.outcome.kind !== 'refused') throw new Error(chat.outcome.reason);
      return taskWord(phrase(language, 'personalClosed', { name }));
    }
    const personal = { tenant: spot.tenant, conversation: chat };
    services.saw(personal, service);
    // The same words about the same message are one question, under whatever id the command comes again.
    const about = `${messagePayload?.id ?? ''} ${user.id} ${question}`;
    const id = eventId(seeing, messagePayload?.id ?? '', `ask/${digest(about)}`);
    const { outcome } = await ears.submit({
      kind: 'message',
      id,
      at: seeing.at,
      place: placeOf(personal),
      author: await ears.author({ ...seeing, spot: personal, conversation: chat, kind: 'personal' }),
      message: id,
      text: question,
      addressed: true,
      private: true,
      mark: service,
    });
    if (outcome === 'done') {
      // It is read above the answer, or is missing where Teams does not take it: the answer comes all the same.
      const words = `${phrase(language, 'askedByCommand')}\n${cut(question, 1500)}`;
      const [quote] = renderMessage(plain(words));
      await connector.send(service, chat, quote ?? {});
    }
    return taskWord(phrase(language, 'answeredPrivately', { link: phrase(language, 'personalChat') }));
  };
}
