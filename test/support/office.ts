import { loadArticles } from '../../knowledge/files/load.js';
import { buildKnowledge } from '../../knowledge/serving/search.js';
import { starterFolder } from '../../main.js';
import type { Article } from '../../src/core/article.js';
import { DEFAULT_FILE_RULES } from '../../src/core/file-rules.js';
import { USUAL_RULES } from '../../src/core/handoff-rules.js';
import type { Language } from '../../src/core/language.js';
import type { Knowledge } from '../../src/core/ports/knowledge.js';
import type { Roster } from '../../src/core/roster.js';
import type { Settings } from '../../src/core/settings.js';
import { WEB_DESK } from '../../src/desk/config.js';

/** Monday, 23 November 2026, 10:00 in UTC: within office hours of the roster below. */
export const MONDAY_10 = Date.UTC(2026, 10, 23, 10);

/** Three people, Monday to Friday 09:00 to 17:00 UTC. */
export const office: Roster = {
  zone: 'UTC',
  people: [
    { id: 'ana', name: 'Ana', handles: { web: 'ana' } },
    { id: 'li', name: '李雷', handles: { web: 'li' } },
    { id: 'tom', name: 'Tom', handles: { web: 'tom' } },
  ],
  shifts: [
    {
      people: ['ana', 'li', 'tom'],
      hours: Object.fromEntries(
        ['mon', 'tue', 'wed', 'thu', 'fri'].map((day) => [day, [{ from: '09:00', to: '17:00' }]]),
      ),
    },
  ],
};

/** Settings as the configuration would make them, with the office above. */
export function settingsFor(overrides: Partial<Settings> = {}): Settings {
  return {
    name: 'Firstline',
    language: 'en',
    desk: {
      place: WEB_DESK,
      language: 'en',
      roster: office,
      claimWithin: 5 * 60_000,
      replyWithin: 30 * 60_000,
      reopenWithin: 3 * 86_400_000,
    },
    limits: { messagesPerMinute: 1000, openCases: 3, messageLength: 4000 },
    outbox: {
      firstRetry: 20,
      longestRetry: 200,
      giveUpAfter: 86_400_000,
      attemptTimeout: 5_000,
      concurrency: 32,
      stuckAfter: 600_000,
    },
    files: DEFAULT_FILE_RULES,
    readers: { web: ['everyone', 'employees', 'community'] },
    handoff: USUAL_RULES,
    starters: true,
    ...overrides,
  };
}

let starters: Promise<Knowledge> | undefined;

/** The starter articles, read once a process. */
export function starterKnowledge(): Promise<Knowledge> {
  starters ??= loadArticles(starterFolder, { starter: true }).then(({ articles }) =>
    buildKnowledge(articles),
  );
  return starters;
}

/** A small article for tests that need one of their own. */
export function article(
  id: string,
  phrasings: Partial<Record<Language, readonly string[]>>,
  rest: Partial<Omit<Article, 'id' | 'translations'>> = {},
): Article {
  return {
    id,
    category: 'test',
    audience: 'everyone',
    handoff: 'never',
    starter: false,
    translations: Object.fromEntries(
      Object.entries(phrasings).map(([language, lines]) => [
        language,
        { title: id, phrasings: lines, body: `Body of ${id} (${language}).`, file: `${id}.${language}.md` },
      ]),
    ),
    ...rest,
  };
}
