import * as z from 'zod';
import { ACTIONS } from '../../src/core/actions.js';
import type { Button } from '../../src/core/content.js';
import type { Language } from '../../src/core/language.js';
import { phrase } from '../../src/core/phrases/phrase.js';
import type { PlaceKey } from '../../src/core/place.js';
import type { CardJson } from './card-elements.js';

/** What a button carries: what it acts on, and its version. */
export interface Carried extends Belonging {
  readonly action: string;
  readonly value: string;
  readonly version: number;
}

/** Where a button belongs. */
export interface Belonging {
  /** Its place, where it stands elsewhere. */
  readonly origin?: PlaceKey;
  /** The case that its post opens: by that a post is known of which Teams did not tell us. */
  readonly case?: number;
}

/** The verb of our buttons; a host's own have others. */
export const VERB = 'firstline';
/** The one field of a form. */
const COMMENT = 'comment';
const LABEL = 100;

const carried = z.object({
  action: z.string().max(50),
  value: z.string().max(500),
  version: z.number().int().nonnegative(),
  origin: z.string().max(1000).optional(),
  case: z.number().int().nonnegative().optional(),
});
const data = z.looseObject({ [VERB]: carried, [COMMENT]: z.string().max(10_000).optional() });

/** Reads what was pressed, from an invoke or from a submitted card; nothing where it is none of ours. */
export function readPress(
  value: unknown,
): { readonly carried: Carried; readonly comment?: string } | undefined {
  const found = data.safeParse(value);
  if (!found.success) return undefined;
  const { origin, case: number, ...rest } = carried.parse(found.data[VERB]);
  const comment = found.data[COMMENT];
  return {
    carried: {
      ...rest,
      ...(origin !== undefined && { origin }),
      ...(number !== undefined && { case: number }),
    },
    ...(typeof comment === 'string' && { comment }),
  };
}

/** Teams shows so many buttons of a card. */
export const MOST_BUTTONS = 6;

/** Buttons as actions of a card. A button that asks for a comment opens the form below the card. */
export function actionsOf(
  buttons: readonly Button[],
  language: Language,
  belonging: Belonging,
): readonly CardJson[] {
  return buttons.map((button) =>
    button.action === ACTIONS.comment
      ? form(button, language, belonging)
      : execute(button, button.label, belonging),
  );
}

/** Answered inside the response, with the card as it is then; old clients send a message in its place. */
function execute(button: Button, label: string, belonging: Belonging): CardJson {
  const { action, value, version, style } = button;
  const carries = { [VERB]: { action, value, version, ...belonging } };
  const title =
    label.length <= LABEL ? label : `${label.slice(0, LABEL - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
  const look = style === undefined ? {} : { style: style === 'primary' ? 'positive' : 'destructive' };
  return {
    type: 'Action.Execute',
    title,
    verb: VERB,
    data: carries,
    ...look,
    fallback: { type: 'Action.Submit', title, data: carries, ...look },
  };
}

function form(button: Button, language: Language, belonging: Belonging): CardJson {
  return {
    type: 'Action.ShowCard',
    title: button.label,
    card: {
      type: 'AdaptiveCard',
      body: [
        {
          type: 'Input.Text',
          id: COMMENT,
          isMultiline: true,
          maxLength: 2000,
          isRequired: true,
          label: phrase(language, 'commentLabel'),
          errorMessage: phrase(language, 'commentEmpty'),
        },
      ],
      actions: [execute(button, phrase(language, 'commentSend'), belonging)],
    },
  };
}
