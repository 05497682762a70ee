import type { Case } from '../../src/core/case.js';
import type { Language } from '../../src/core/language.js';
import { phrase } from '../../src/core/phrases/phrase.js';
import type { Reader } from '../../src/core/ports/store.js';
import { escapeDiscord } from './inline-out.js';
import { cut } from './render.js';

/** Cases that `/cases` lists. */
const LISTED = 8;

/** What `/cases` shows: the cases of the one who asks, and nobody else's. At most 2000 characters. */
export async function renderCases(
  reader: Pick<Reader, 'cases'>,
  asker: string,
  language: Language,
): Promise<string> {
  const cases = await reader.cases({ asker, limit: LISTED });
  if (!cases.length) return phrase(language, 'homeNoCases');
  return cut(
    [`**${phrase(language, 'homeCases')}**`, ...cases.map((one) => caseLine(one, language))].join('\n'),
    2000,
  );
}

function caseLine({ number, state, openedAt, question }: Case, language: Language): string {
  const open = state !== 'resolved';
  const words = phrase(language, open ? 'homeOpen' : 'homeResolved');
  const date = `<t:${Math.floor(openedAt / 1000)}:D>`;
  const asked = escapeDiscord(cut(question.replace(/\s+/g, ' '), 100));
  return `${open ? '🟡' : '✅'} **#${number}** · ${words} · ${date} — ${asked}`;
}
