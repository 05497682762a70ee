import type { Case } from '../../src/core/case.js';
import type { Language } from '../../src/core/language.js';
import { phrase } from '../../src/core/phrases/phrase.js';
import type { Reader } from '../../src/core/ports/store.js';
import type { Block } from './render.js';
import { cut } from './render.js';
import { escapeText } from './text.js';

/** Cases that the App Home lists. */
const LISTED = 10;

/** The App Home of one person: what the bot can do, and their cases. Only theirs: it is private to them. */
export async function renderHome(options: {
  readonly reader: Pick<Reader, 'cases'>;
  readonly asker: string;
  readonly language: Language;
  readonly name: string;
}): Promise<{ readonly type: 'home'; readonly blocks: readonly Block[] }> {
  const { reader, asker, language, name } = options;
  const cases = await reader.cases({ asker, limit: LISTED });
  const blocks: Block[] = [
    header(name),
    section(escapeText(phrase(language, 'help', { name }))),
    { type: 'divider' },
    header(phrase(language, 'homeCases')),
    ...(cases.length
      ? cases.map((one) => section(caseLine(one, language)))
      : [section(escapeText(phrase(language, 'homeNoCases')))]),
  ];
  return { type: 'home', blocks };
}

function caseLine(found: Case, language: Language): string {
  const open = found.state !== 'resolved';
  const state = phrase(language, open ? 'homeOpen' : 'homeResolved');
  const date = `<!date^${Math.floor(found.openedAt / 1000)}^{date_short_pretty}|${new Date(found.openedAt).toISOString().slice(0, 10)}>`;
  return `${open ? '🟡' : '✅'} *#${found.number}* · ${escapeText(state)} · ${date}\n${escapeText(cut(found.question, 300))}`;
}

function header(text: string): Block {
  return { type: 'header', text: { type: 'plain_text', text: cut(text, 150), emoji: false } };
}

function section(text: string): Block {
  return { type: 'section', text: { type: 'mrkdwn', text: text.slice(0, 3000), verbatim: true } };
}
