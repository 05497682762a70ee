import { flat } from './cut.js';
import type { Language } from './language.js';
import type { LookupWords } from './lookup.js';
import { parseTemplate } from './template.js';

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
  return filled(body, (name) => {
    if (!Object.hasOwn(values, name))
      return Object.hasOwn(slots, name) ? escapeMarkdown(flat(slots[name] ?? '')) : undefined;
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

/** The template with its holes filled, whose values stay within the marks of emphasis around them. */
function filled(body: string, value: (name: string) => string | undefined): string | undefined {
  const pieces = parseTemplate(body);
  if (!pieces) return undefined;
  const texts = pieces.map((piece) => (typeof piece === 'string' ? piece : value(piece.name)));
  if (texts.includes(undefined)) return undefined;
  return texts
    .map((text = '', i) => {
      if (typeof pieces[i] !== 'string') return text;
      const before = i > 0 ? (texts[i - 1] ?? '') : '';
      const after = texts[i + 1] ?? '';
      let set = text;
      if (SIGN_FIRST.test(after))
        set = set.replace(LETTER_AND_MARKS, (_, letter, marks) => code(letter) + marks);
      if (SIGN_LAST.test(before))
        set = set.replace(MARKS_AND_LETTER, (_, marks, letter) => marks + code(letter));
      return set;
    })
    .join('');
}

const SIGN_FIRST = /^[\p{P}\p{S}]/u;
const SIGN_LAST = /[\p{P}\p{S}]$/u;
const LETTER_AND_MARKS = /([\p{L}\p{N}])(\*+|~~)$/u;
const MARKS_AND_LETTER = /^(\*+|~~)([\p{L}\p{N}])/u;

/**
 * A letter as a reference. CommonMark takes marks between a letter and a sign for asterisks, as in `剩**-5**天`, and a
 * template cannot know what it is filled with; a reference ends with a sign itself and is shown as the letter.
 */
function code(letter: string): string {
  return `&#${letter.codePointAt(0)};`;
}
