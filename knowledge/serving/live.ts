import type { Article } from '../../src/core/article.js';
import { silentLog } from '../../src/core/ports/ambient.js';
import type { Knowledge } from '../../src/core/ports/knowledge.js';
import { FolderReader, type KnowledgeFolder } from '../files/folder.js';
import { type Problem, problemLine } from '../files/problem.js';
import { type Watched, watchFolder } from '../files/watch.js';
import { breath, inSlices, type Steps } from '../slices.js';
import { untilLearnt } from './interim.js';
import type { KnowledgeOptions, Model } from './model.js';
import { servingEach } from './search.js';
import { type Asker, type FailedTraining, type RankedKnowledge, selectionsOf } from './selections.js';
import { createTrainer, type Making } from './trainer.js';

/** How to open knowledge that follows its files. */
export interface OpenKnowledge extends KnowledgeOptions {
  /** An id in an owner's folder replaces the starter article of that id; of several owners' folders the first counts. */
  readonly folders: readonly KnowledgeFolder[];
  /**
   * Everybody who will ask, by what they may read: for each a model is ready. Default: who reads everything. For others
   * one is trained in the background, and they are answered from less until it is there: see `servingSelections`.
   */
  readonly askers?: readonly Asker[];
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
/**
 * Watching misses things (network disks, folders moved in, on Linux a file that was once replaced by another of its
 * name), so the files are looked at every two seconds; where that takes long, so much less often that it takes a
 * hundredth of the time.
 */
const POLL = 2_000;
const POLL_LONGEST = 30_000;
const POLL_SHARE = 100;

/**
 * Reads the folders, builds, and follows every change while running: the new version is built in the background and
 * swapped in whole. Until it is there, articles are found by the one before, with what they say now (see `untilLearnt`).
 * Rejects with `config.missing` if a folder cannot be read at the start.
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
    const merged = await inSlices(merging(readers));
    await breath();
    tell([...found, ...merged.errors]);
    return merged.articles;
  };

  const trainer = createTrainer(options);
  const makeEach = async (articles: readonly Article[]): Promise<Build> => {
    const version = await trainer.version(articles);
    return { articles, version, makings: trainer.makeEach(selectionsFor(articles)) };
  };
  /** Who came and was not expected: after a change they are. */
  const others: Asker[] = [];
  const selectionsFor = (articles: readonly Article[]): readonly (readonly Article[])[] => {
    const found = selectionsOf(articles, [...(options.askers ?? []), ...others]);
    return options.askers && found.length > 0
      ? found
      : [articles, ...found.filter(({ length }) => length < articles.length)];
  };
  /** One after the other: nobody expected them. */
  let another: Promise<unknown> = Promise.resolve();
  const train = (selection: readonly Article[], asker: Asker): Promise<Model> => {
    const model = another.then(() => trainer.make(selection).whole);
    another = model.then(
      () => others.push(asker),
      () => undefined, // told by `untrained`
    );
    return model;
  };
  const untrained = ({ error, articles, attempt, pause }: FailedTraining): void => {
    if (closed) return;
    const seconds = Math.round(pause / 1000);
    log.error(
      { err: error, articles, attempt },
      `no model could be trained for askers who read ${articles} of the articles; they are answered from fewer, and it is tried again after ${seconds} seconds at the earliest`,
    );
  };
  const serve = (
    { articles, version }: Build,
    [first, ...rest]: readonly Model[],
  ): Promise<RankedKnowledge> => {
    if (!first) throw new Error('Not one selection of articles has a model.');
    const how = { version, train, failed: untrained, ...(options.triage && { triage: options.triage }) };
    return inSlices(servingEach(articles, [first, ...rest], how));
  };

  const wholeOf = ({ makings }: Build): Promise<Model[]> => Promise.all(makings.map(({ whole }) => whole));
  /** A function of its own: what it knows of the first models is forgotten when others are in use. */
  const begin = async () => {
    const begun = await makeEach(await read(true));
    const first = await Promise.all(
      begun.makings.map(({ early, whole }) => (options.quick === true ? early : whole)),
    );
    return {
      served: await serve(begun, first),
      /** What the start has begun: the same models with confidences of their own. */
      async finish(): Promise<void> {
        await breath(); // whoever waits for the start goes first
        const models = await wholeOf(begun);
        if (!closed && models.some((model, i) => model !== first[i])) await use(begun, models);
      },
    };
  };
  const listsNow = (): readonly (readonly Article[])[] => readers.map(({ articles }) => articles);

  const { served, finish } = await begin();
  /** What was learnt last, and what the files say: served as it was learnt, or until then by what was learnt before. */
  let learnt = served;
  let wanted: { readonly articles: readonly Article[]; readonly version: string } | undefined;
  let knowledge = learnt;
  let inUse = listsNow();
  const isBehind = (): boolean => !closed && wanted !== undefined && wanted.version !== learnt.version;
  const show = (): void => {
    knowledge = wanted && isBehind() ? untilLearnt(learnt, wanted.articles) : learnt;
  };
  const use = async (build: Build, models: readonly Model[]): Promise<void> => {
    const made = await serve(build, models);
    if (closed) return;
    if (build.version !== learnt.version) log.info({ version: build.version }, 'knowledge changed');
    learnt = made;
    show();
    options.onChange?.(learnt);
  };
  /** Milliseconds that the last look at the files took. */
  let looking = 0;
  const look = async (): Promise<void> => {
    const from = performance.now();
    const articles = await read(false);
    const lists = listsNow();
    looking = performance.now() - from;
    // A reader that found nothing new has the list that it had.
    if (closed || lists.every((list, i) => list === inUse[i])) return;
    wanted = { articles, version: await trainer.version(articles) };
    inUse = lists;
    show();
  };
  let beginning = options.quick === true ? finish : undefined;
  const learn = async (): Promise<void> => {
    const first = beginning;
    beginning = undefined;
    await first?.();
    while (wanted && isBehind()) {
      const build = await makeEach(wanted.articles);
      const models = await wholeOf(build);
      if (!closed) await use(build, models);
    }
    wanted = undefined;
  };
  // What is withdrawn while a training runs is gone at once, so looking does not wait for it.
  const looks = inTurn(look);
  const lessons = inTurn(learn);
  const reload = async (): Promise<void> => {
    try {
      await looks();
      do await lessons();
      while (isBehind());
    } catch (error) {
      if (!closed) throw error;
    }
  };
  const failed = (error: unknown): void => {
    if (closed) return; // what was under way ends with it
    looking = POLL_LONGEST; // no hurry to fail again
    log.error({ err: error }, 'the articles could not be read again');
  };
  if (beginning) lessons().catch(failed);

  const soon = debounced(() => {
    reload().catch(failed);
  }, DEBOUNCE);
  const watchers = await watchAll(options.folders, soon.call, (folder, error) =>
    log.warn({ folder, err: error }, 'the folder cannot be watched, it is looked at every two seconds'),
  );
  const watched = watchers.length === options.folders.length;
  let poll: NodeJS.Timeout | undefined;
  const lookLater = (): void => {
    const wait = watched ? Math.min(POLL_LONGEST, Math.max(POLL, looking * POLL_SHARE)) : POLL;
    poll = setTimeout(() => void reload().catch(failed).finally(lookLater), wait);
    poll.unref();
    if (closed) clearTimeout(poll);
  };
  lookLater();

  return {
    current: () => knowledge,
    errors: () => errors,
    reload,
    trained: () => trainer.trained,
    async close() {
      closed = true;
      soon.cancel();
      clearTimeout(poll);
      for (const watcher of watchers) watcher.close();
      await trainer.close();
    },
  };
}

/** Articles, and a model for each selection of them on its way. */
interface Build {
  readonly articles: readonly Article[];
  readonly version: string;
  readonly makings: readonly Making[];
}

/** Articles between two yields. */
const SLICE = 1000;

function* merging(
  readers: readonly FolderReader[],
): Steps<{ readonly articles: readonly Article[]; readonly errors: readonly Problem[] }> {
  const byId = new Map<string, { readonly article: Article; readonly reader: FolderReader }>();
  const errors: Problem[] = [];
  // Owners' folders first, so that what they adopted is found before the example it came from.
  const order = [...readers].sort((a, b) => Number(a.folder.starter) - Number(b.folder.starter));
  for (const reader of order) {
    for (const [i, article] of reader.articles.entries()) {
      if (i % SLICE === SLICE - 1) yield;
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

async function watchAll(
  folders: readonly KnowledgeFolder[],
  changed: () => void,
  failed: (folder: string, error: unknown) => void,
): Promise<Watched[]> {
  const watchers: Watched[] = [];
  for (const { path } of folders) {
    try {
      watchers.push(await watchFolder(path, { changed, failed: (error) => failed(path, error) }));
    } catch (error) {
      failed(path, error);
    }
  }
  return watchers;
}

/** Runs the work one time after the other. Whoever asks while it runs gets the run after it, which sees what came since. */
function inTurn(work: () => Promise<void>): () => Promise<void> {
  let last = Promise.resolve();
  let queued: Promise<void> | undefined;
  return () => {
    if (queued) return queued;
    queued = last.then(() => {
      queued = undefined;
      return work();
    });
    last = queued.catch(() => undefined); // told to who asked for it
    return queued;
  };
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
