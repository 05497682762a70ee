import { cutAt } from '../../src/core/cut.js';
import type { Inline, RichElement } from './rich-text.js';

/** Characters of one message; Slack's own limit is higher, but such a message is folded on every screen. */
const MESSAGE = 8_000;
/** Characters of one piece of text within a part. */
const PIECE = 2_500;

/**
 * Puts parts into messages, cut at the ends of parts where that is possible, else at line ends, else between characters. No character
 * is lost and none is doubled. A long part is reopened in the next message as what it was.
 */
export function splitElements(elements: readonly RichElement[]): RichElement[][] {
  const messages: RichElement[][] = [];
  let current: RichElement[] = [];
  let length = 0;
  const flush = (): void => {
    if (current.length) messages.push(current);
    current = [];
    length = 0;
  };
  for (const part of elements.flatMap(pieces)) {
    const size = sizeOf(part);
    if (length > 0 && length + size > MESSAGE) flush();
    current.push(part);
    length += size;
  }
  flush();
  return messages;
}

function sizeOf(element: RichElement): number {
  if (element.type === 'rich_text_list')
    return element.elements.reduce((sum, item) => sum + inlineSize(item.elements), 0);
  return inlineSize(element.elements);
}

function inlineSize(elements: readonly Inline[]): number {
  return elements.reduce(
    (sum, one) =>
      sum + (one.type === 'text' ? one.text.length : one.type === 'link' ? (one.text ?? one.url).length : 20),
    0,
  );
}

/** A part that is too long for one piece becomes several of its kind. */
function pieces(element: RichElement): RichElement[] {
  if (sizeOf(element) <= PIECE) return [element]; // the usual case
  if (element.type === 'rich_text_list') {
    let offset = element.offset ?? 0;
    return element.elements.flatMap((item): RichElement[] =>
      pieces(item).map((piece, index) => {
        const { elements } = piece as typeof item; // pieces of a section are sections
        if (index > 0) return { type: 'rich_text_section', elements };
        const { offset: _offset, ...rest } = element;
        const numbered = element.style === 'ordered' && offset > 0 ? { offset } : {};
        offset += 1;
        return { ...rest, ...numbered, elements: [{ type: 'rich_text_section', elements }] };
      }),
    );
  }
  const out: RichElement[] = [];
  for (let rest = element.elements; rest.length > 0; ) {
    const end = cutAt(rest.map(lettersOf).join(''), MESSAGE);
    const [head, tail] = cutAfter(rest, end);
    out.push({ ...element, elements: head });
    rest = tail;
  }
  return out;
}

/** What stands for a piece of a line where it is decided where to cut: what is no text is not cut. */
function lettersOf(one: Inline): string {
  return one.type === 'text' ? one.text : '\u0000'.repeat(inlineSize([one]));
}

/** The pieces of a line up to so many letters, and the rest. */
function cutAfter(elements: readonly Inline[], end: number): readonly [readonly Inline[], readonly Inline[]] {
  const head: Inline[] = [];
  let room = end;
  for (const [index, one] of elements.entries()) {
    const size = inlineSize([one]);
    if (one.type !== 'text') {
      if (size > room && head.length > 0) return [head, elements.slice(index)];
      head.push(one);
    } else {
      for (const text of chunks(one.text.slice(0, room))) head.push({ ...one, text });
      if (size > room) return [head, [{ ...one, text: one.text.slice(room) }, ...elements.slice(index + 1)]];
    }
    room -= size;
    if (room <= 0) return [head, elements.slice(index + 1)];
  }
  return [head, []];
}

/** A stretch in pieces that are not too long; on the screen they are one. */
function chunks(text: string): readonly string[] {
  const out: string[] = [];
  for (let rest = text; rest !== ''; ) {
    const end = cutAt(rest, PIECE);
    out.push(rest.slice(0, end));
    rest = rest.slice(end);
  }
  return out;
}
