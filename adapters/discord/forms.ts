import { listIn, objectIn, textIn } from '../../src/core/json.js';
import type { Language } from '../../src/core/language.js';
import { phrase } from '../../src/core/phrases/phrase.js';
import { cut } from './render.js';

/** The one field of the form. */
const FIELD = 'comment';
const ROW = 1;
const INPUT = 4;
const PARAGRAPH = 2;

/** The form for one optional line of comment. Its id is that of the button that opened it. */
export function commentForm(customId: string, language: Language): Readonly<Record<string, unknown>> {
  return {
    custom_id: customId,
    title: cut(phrase(language, 'commentTitle'), 45),
    components: [
      {
        type: ROW,
        components: [
          {
            type: INPUT,
            custom_id: FIELD,
            style: PARAGRAPH,
            label: cut(phrase(language, 'commentLabel'), 45),
            required: true,
            max_length: 2000,
          },
        ],
      },
    ],
  };
}

/** The line of a sent form. */
export function commentIn(data: unknown): string {
  const inputs = listIn(data, 'components').flatMap((row) => [
    ...listIn(row, 'components'),
    objectIn(row, 'component'),
  ]);
  const found = inputs.find((input) => textIn(input, 'custom_id') === FIELD);
  return textIn(found, 'value') ?? '';
}
