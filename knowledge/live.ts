import { type FSWatcher, watch } from 'node:fs';
import type { Article } from '../src/core/article.js';
import { silentLog } from '../src/core/ports/ambient.js';
import type { Knowledge } from '../src/core/ports/knowledge.js';
import { FolderReader, type KnowledgeFolder } from './folder.js';
import type { KnowledgeOptions, Model } from './model.js';
import { type Problem, problemLine } from './problem.js';
import { type RankedKnowledge, serve } from './search.js';
import { breath } from './slices.js';
import { createTrainer } from './trainer.js';

/** How to open knowledge that follows its files. */
export interface OpenKnowledge extends KnowledgeOptions {
  /** An id in an owner's folder replaces the starter article of that id; of several owners' folders the first counts. */
  readonly folders: readonly KnowledgeFolder[];
  /**
   * Resolve as soon as questions can be answered at all, with cautious confidences that were not fitted to the articles;
   * those follow within a second. Default false.
   */
  readonly quick?: boolean;
  /** A folder of models that the build trained. With one of just these articles nothing is trained. */
  readonly models?: string;
  /** A folder that models are kept in, so that articles which did not change are not trained again. */
  readonly cache?: string;
  /** From how many phrasings on a thread of its own trains. */
  readonly threadFrom?: number;
  /** Told once of each new error in the files, at the start and later. Also logged as a warning. */
  readonly onError?: (problem: Problem) => void;
  /** Told of each new version that is in use. */
  readonly onChange?: (knowledge: Knowledge) => void;
}

/** Knowledge that follows its files. */
export interface LiveKnowledge {
  /** What is in use now. Swapped whole; take it anew for each turn. */
  current(): RankedKnowledge;
  /** What is wrong in the files now. Of a broken file the version before is in use. */
  errors(): readonly Problem[];
  /** Looks at the files now; resolves when what they say is in use. */
  reload(): Promise<void>;
  /** How many models were trained since the start, not read from where they are kept. */
  trained(): number;
  /** Follows nothing any more, and ends a training that runs. */
  close(): Promise<void>;
}

/** Saving often writes several times. */
const DEBOUNCE = 150;
/** Watching can miss things (network disks, folders moved in), so the files are looked at now and then. */
const POLL = 30_000;
/** Where watching does not work at all. */
const POLL_UNWATCHED = 2_000;

/**
 * Reads the folders, builds, and follows every change while running: the new version is built in the background and
 * swapped in whole. Rejects with `config.missing` if a folder cannot be read at the start.
 */
export async function openKnowledge(options: OpenKnowledge): Promise<LiveKnowledge> {
  const log = options.log ?? silentLog;
  const readers = options.folders.map((folder) => new FolderReader(folder));
  let errors: readonly Problem[] = [];
  let closed = false;

  const tell = (now: readonly Problem[]): void => {
    const told = new Set(errors.map(problemLine));
    errors = now;
    for (const problem of now) {
      if (told.has(problemLine(problem))) continue;
      log.warn({ file: problem.file, line: problem.line }, problemLine(problem));
      options.onError?.(problem);
    }
  };
  const read = async (first: boolean): Promise<readonly Article[]> => {
    const found: Problem[] = [];
    for (const reader of readers) {
      try {
        await reader.read();
      } catch (error) {
        if (first) throw error;
        // The folder may be on its way back (a checkout, a mount): what was read of it stays in use.
        const message = error instanceof Error ? error.message : String(error);
        found.push({
          level: 'error',
          file: reader.folder.path,
          message,
          hint: 'The articles read before stay in use.',
        });
      }
      found.push(...reader.errors);
    }
    await breath();
    const merged = merge(readers);
    await breath();
    tell([...found, ...merged.errors]);
    return merged.articles;
  };

  const trainer = createTrainer(options);
  const making = trainer.make(await read(true));
  const first = await (options.quick === true ? making.early : making.whole);
  let knowledge = serve(first);
  let running: Promise<void> | undefined;
  let again = false;
  const use = (model: Model): void => {
    if (model.version !== knowledge.version) log.info({ version: model.version }, 'knowledge changed');
    knowledge = serve(model);
    options.onChange?.(knowledge);
  };
  /** What the start has begun: the same model with confidences of its own. */
  const finish = async (): Promise<void> => {
    const model = await making.whole;
    if (!closed && model !== first) use(model);
  };
  const refresh = async (): Promise<void> => {
    const articles = await read(false);
    if (closed || (await trainer.version(articles)) === knowledge.version) return;
    const model = await trainer.make(articles).whole;
    if (!closed) use(model);
  };
  const follow = async (before?: Promise<void>): Promise<void> => {
    try {
      await before;
      while (again && !closed) {
        again = false;
        await refresh();
      }
    } catch (error) {
      if (!closed) throw error; // what was under way ends with it
    } finally {
      running = undefined;
    }
  };
  const reload = (): Promise<void> => {
    again = true; // whoever asks while a round runs gets another round, since that one may have read before
    running ??= follow();
    return running;
  };
  const failed = (error: unknown): void => log.error({ err: error }, 'the articles could not be read again');
  if (options.quick === true) {
    running = follow(finish());
    running.catch(failed);
  }

  const soon = debounced(() => {
    reload().catch(failed);
  }, DEBOUNCE);
  const watchers = watchAll(options.folders, soon.call, (folder, error) =>
    log.warn({ folder, err: error }, 'the folder cannot be watched, it is looked at every two seconds'),
  );
  const poll = setInterval(soon.call, watchers.length === options.folders.length ? POLL : POLL_UNWATCHED);
  poll.unref();

  return {
    current: () => knowledge,
    errors: () => errors,
    reload,
    trained: () => trainer.trained,
    async close() {
      closed = true;
      soon.cancel();
      clearInterval(poll);
      for (const watcher of watchers) watcher.close();
      await trainer.close();
    },
  };
}

function merge(readers: readonly FolderReader[]): { articles: Article[]; errors: Problem[] } {
  const byId = new Map<string, { readonly article: Article; readonly reader: FolderReader }>();
  const errors: Problem[] = [];
  // Owners' folders first, so that what they adopted is found before the example it came from.
  const order = [...readers].sort((a, b) => Number(a.folder.starter) - Number(b.folder.starter));
  for (const reader of order) {
    for (const article of reader.articles) {
      const there = byId.get(article.id);
      if (!there) {
        byId.set(article.id, { article, reader });
      } else if (there.reader.folder.starter === reader.folder.starter) {
        const file = article.translations.en?.file ?? article.translations.zh?.file ?? '';
        errors.push({
          level: 'error',
          file,
          message: `The article "${article.id}" stands in ${there.reader.folder.path} already.`,
          hint: `Give it another id, or take it out of ${reader.folder.path}.`,
        });
      }
    }
  }
  return { articles: [...byId.values()].map(({ article }) => article), errors };
}

function watchAll(
  folders: readonly KnowledgeFolder[],
  changed: () => void,
  failed: (folder: string, error: unknown) => void,
): FSWatcher[] {
  const watchers: FSWatcher[] = [];
  for (const { path } of folders) {
    try {
      const watcher = watch(path, { recursive: true, persistent: false }, changed);
      watcher.on('error', (error) => failed(path, error));
      watchers.push(watcher);
    } catch (error) {
      failed(path, error);
    }
  }
  return watchers;
}

function debounced(
  action: () => void,
  wait: number,
): { readonly call: () => void; readonly cancel: () => void } {
  let timer: NodeJS.Timeout | undefined;
  return {
    call() {
      clearTimeout(timer);
      timer = setTimeout(action, wait);
      timer.unref();
    },
    cancel: () => clearTimeout(timer),
  };
}
