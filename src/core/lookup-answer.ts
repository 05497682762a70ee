import type { Language } from './language.js';
import type { LookupWords } from './lookup.js';
import { fill } from './template.js';

/** A text as CommonMark that shows it letter by letter, within a line of text. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[!-/:-@[-`{-~]/g, '\\$&');
}

/**
 * The answer of an article whose values were looked up, as CommonMark: what the service and the asker said is text in
 * it, whatever it looks like. Undefined where a value is missing.
 */
export function lookedUpAnswer(options: {
  /** The article's body, a template. */
  readonly body: string;
  readonly words: LookupWords | undefined;
  readonly language: Language;
  readonly values: Readonly<Record<string, readonly string[]>>;
  /** What the asker said, or the name of what they chose. */
  readonly slots: Readonly<Record<string, string>>;
}): string | undefined {
  const { body, words, language, values, slots } = options;
  return fill(body, (name) => {
    if (!Object.hasOwn(values, name))
      return Object.hasOwn(slots, name) ? escapeMarkdown(slots[name] ?? '') : undefined;
    const texts = values[name] ?? [];
    if (texts.length === 0) return undefined;
    const named = words && Object.hasOwn(words.values, name) ? words.values[name] : undefined;
    return texts.map((text) => wordFor(text, named)).join(language === 'zh' ? '、' : ', ');
  });
}

function wordFor(text: string, named: Readonly<Record<string, string>> = {}): string {
  if (Object.hasOwn(named, text)) return named[text] ?? '';
  return named['*'] ?? escapeMarkdown(text);
}
