import type { CardJson } from './card-elements.js';
import type { Answered } from './connector.js';

/** Answers to invokes. Each is a 200: what Teams is to show stands in the body. */

/** The card as it is now, for who pressed a button of it. */
export function refreshed(card: CardJson): Answered {
  return answered({ statusCode: 200, type: 'application/vnd.microsoft.card.adaptive', value: card });
}

/** A word that only who pressed sees. */
export function word(text: string): Answered {
  return answered({ statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: text });
}

/** A dialog with a word, after a command on a message. */
export function taskWord(text: string): Answered {
  return answered({ task: { type: 'message', value: text } });
}

/** A dialog with a card. */
export function taskCard(title: string, card: CardJson): Answered {
  return answered({
    task: {
      type: 'continue',
      value: {
        title,
        height: 'medium',
        width: 'medium',
        card: { contentType: 'application/vnd.microsoft.card.adaptive', content: card },
      },
    },
  });
}

function answered(body: object): Answered {
  return { status: 200, body };
}
