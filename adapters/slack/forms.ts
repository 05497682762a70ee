import { z } from 'zod';
import type { Language } from '../../src/core/language.js';
import { phrase } from '../../src/core/phrases/phrase.js';
import { COMMENT_FORM } from './listen.js';
import { type Pressed, readCarried } from './parse.js';
import type { Block } from './render.js';
import { cut } from './render.js';

/** The one field of the form, and the block that shows its errors. */
const FIELD = 'comment';

/** The form for one optional line of comment. It carries the button that opened it. */
export function commentForm(press: Pressed, language: Language): Block {
  const say = (text: string, most: number) => ({ type: 'plain_text', text: cut(text, most), emoji: false });
  return {
    type: 'modal',
    callback_id: COMMENT_FORM,
    private_metadata: JSON.stringify({ ...press, carried: JSON.stringify(press.carried) }),
    title: say(phrase(language, 'commentTitle'), 24),
    submit: say(phrase(language, 'commentSend'), 24),
    close: say(phrase(language, 'commentCancel'), 24),
    blocks: [
      {
        type: 'input',
        block_id: FIELD,
        label: say(phrase(language, 'commentLabel'), 2000),
        element: { type: 'plain_text_input', action_id: FIELD, multiline: true },
      },
    ],
  };
}

const text = z.string();
const submitted = z.object({
  user: z.object({ id: text }),
  view: z.object({
    id: text,
    private_metadata: text,
    state: z.object({ values: z.record(text, z.record(text, z.object({ value: text.nullish() }))) }),
  }),
});
const kept = z.object({
  channel: text,
  ts: text,
  thread: text.optional(),
  ephemeral: z.boolean(),
  action: text,
  at: text,
  carried: text,
});

/** A sent form: the button that it belongs to, and the line. The one who sends it is who Slack says. */
export function readForm(body: unknown): { readonly press: Pressed; readonly comment: string } | undefined {
  const found = submitted.safeParse(body);
  if (!found.success) return undefined;
  const { user, view } = found.data;
  try {
    const { carried, thread, ...rest } = kept.parse(JSON.parse(view.private_metadata));
    const value = readCarried(carried);
    if (!value) return undefined;
    const press = { ...rest, user: user.id, carried: value, ...(thread !== undefined && { thread }) };
    return { press, comment: view.state.values[FIELD]?.[FIELD]?.value ?? '' };
  } catch {
    return undefined;
  }
}
