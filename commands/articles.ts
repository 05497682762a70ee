import { join } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import {
  askedText,
  askOnce,
  buildKnowledge,
  checkArticles,
  checkReaders,
  checkRules,
  checkTerms,
  dialAdvice,
  dialogs,
  dutyAt,
  evaluate,
  evaluateLabels,
  evaluationText,
  FirstlineError,
  intentOf,
  knowledgeOf,
  labelKinds,
  lookupOrigins,
  ownTriage,
  type Problem,
  problemLine,
  problemsText,
  readMoods,
  readQuestionsCsv,
  settingsOf,
} from '../main.js';
import { EVERYONE } from '../src/core/article.js';
import { GUESTS } from '../src/core/handoff-rules.js';
import { ANYWHERE, PLATFORMS } from '../src/core/limits.js';
import { groupsOf, knowledgeAt, readText } from './sources.js';
import type { Terminal } from './terminal.js';

/** The commands about articles: `ask`, `check` and `eval`. */
export function addArticleCommands(program: Command, terminal: Terminal): void {
  program
    .command('ask')
    .description('one turn without a platform: what the bot would do, and why')
    .argument('<text>', 'what the asker writes')
    .option('--knowledge <path>', 'a folder of articles, or a CSV file article,question[,answer]')
    .option('--explain', 'say why')
    .option('--audience <groups>', 'groups of the asker, with commas between them; without it, all')
    .addOption(
      new Option('--platform <name>', 'platform of the asker; without it, all').choices([...PLATFORMS]),
    )
    .option('--json', 'print one JSON document and nothing else')
    .action((text, options) => ask(program, terminal, text, options));

  program
    .command('check')
    .description('check the articles and the configuration')
    .option('--knowledge <path>', 'a folder of articles, or a CSV file article,question[,answer]')
    .option('--json', 'print one JSON document and nothing else')
    .action((options) => check(terminal, options));

  program
    .command('eval')
    .description('measure the articles against labelled questions, or how well urgency and mood are told')
    .option('--knowledge <path>', 'a folder of articles, or a CSV file article,question[,answer]')
    .requiredOption(
      '--questions <csv>',
      'question,article; an empty article: belongs to a person. Or text,mood or text,urgency, which need no ' +
        '--knowledge; a mood is calm, upset or angry, or negative, neutral or positive',
    )
    .option('--train <csv>', 'text,mood or text,urgency: measure what is learnt from these texts instead')
    .addOption(new Option('--wrong <rate>', 'share of the answers that may be wrong').argParser(share))
    .addOption(
      new Option('--unknown <rate>', 'share of the questions that no article covers').argParser(mostShare),
    )
    .option('--rows', 'add each question with its best article, confidence and action')
    .option('--json', 'print one JSON document and nothing else')
    .action((options) => measure(program, terminal, options));
}

async function ask(
  program: Command,
  terminal: Terminal,
  text: string,
  options: {
    knowledge?: string;
    explain?: boolean;
    audience?: string;
    platform?: string;
    json?: boolean;
  },
): Promise<void> {
  const config = await terminal.configured();
  const loaded = await knowledgeAt(options.knowledge, config);
  stopOnErrors(terminal, loaded.errors, options.json);
  const settings = settingsOf(config);
  const audiences = options.audience?.split(',').map((name) => name.trim());
  const known = new Set([...groupsOf(loaded.articles), GUESTS, ...Object.values(settings.readers).flat()]);
  const unknown = audiences?.filter((name) => !known.has(name)) ?? [];
  if (unknown.length > 0) program.error(unknownGroups(unknown, [...known]));
  const asked = askOnce({
    text,
    knowledge: await knowledgeOf(loaded.articles, {
      ...config.sections.knowledge,
      triage: await ownTriage(config.sections.knowledge.moods, {
        cache: join(config.environment.dataDir, 'models'),
      }),
    }),
    dialogs,
    settings,
    duty: dutyAt(settings.desk.roster, Date.now()),
    reader: {
      audiences: audiences ? [EVERYONE, ...audiences] : groupsOf(loaded.articles),
      platform: options.platform ?? ANYWHERE,
    },
    now: Date.now(),
  });
  // `reasons` have it already; the keys of the document stay.
  const { why: _why, ...document } = asked;
  terminal.print(options.json ? JSON.stringify(document) : askedText(asked, options.explain ?? false));
}

/** What is wrong with `--audience`, and what to do about it. */
function unknownGroups(unknown: readonly string[], known: readonly string[]): string {
  const named = unknown.map((name) => JSON.stringify(name)).join(', ');
  const which = unknown.length === 1 ? 'is no group' : 'are no groups';
  return `error: option '--audience <groups>': ${named} ${which} that an asker can belong to. There are ${[...known].sort().join(', ')}. Correct it, or name the group under knowledge.readers or as the audience of an article.`;
}

async function check(
  { configured, print }: Terminal,
  options: { knowledge?: string; json?: boolean },
): Promise<void> {
  const config = await configured();
  const loaded = await knowledgeAt(options.knowledge, config);
  const problems = [
    ...checkArticles(loaded, Date.now(), {
      origins: lookupOrigins(config),
      terms: config.sections.knowledge.terms,
    }),
    ...checkReaders(settingsOf(config), loaded.files, config.file),
    ...checkRules(config.sections, loaded.articles, config.file),
    ...checkTerms(config.sections.knowledge.terms, config.file),
    ...checkCommands(loaded.files),
    ...(await checkMoods(config.sections.knowledge.moods, config.file)),
  ];
  const failed = problems.some((problem) => problem.level === 'error');
  if (options.json) {
    print(
      JSON.stringify({
        ok: !failed,
        articles: loaded.articles.length,
        configuration: config.file ?? null,
        problems,
      }),
    );
  } else {
    if (problems.length > 0) print(problemsText(problems));
    const words = failed ? 'there are errors' : problems.length ? 'no errors' : 'nothing to complain about';
    print(`${loaded.articles.length} articles; configuration ${config.file ?? 'at its defaults'}: ${words}.`);
  }
  if (failed) process.exitCode = 1;
}

/** Phrasings such as "help" and "human": the bot takes them for itself, whatever article has them. */
function checkCommands(
  files: readonly {
    readonly file: string;
    readonly id: string;
    readonly phrasings: readonly string[];
    readonly lines: { readonly phrasings: readonly number[] };
  }[],
): readonly Problem[] {
  return files.flatMap(({ file, id, phrasings, lines }) =>
    phrasings.flatMap((text, i): Problem[] => {
      if (intentOf(text) === undefined) return [];
      return [
        {
          level: 'warning',
          file,
          line: lines.phrasings[i] ?? 1,
          message: `The phrasing “${text}” never finds "${id}": the bot takes it as a command or small talk.`,
          hint: 'Say more in it, or take it out.',
        },
      ];
    }),
  );
}

/** Where it cannot be read, or holds what it should not, the bot does not start. */
async function checkMoods(moods: string | undefined, file = 'firstline.yaml'): Promise<readonly Problem[]> {
  try {
    if (moods !== undefined) await readMoods(moods);
    return [];
  } catch (error) {
    if (!(error instanceof FirstlineError)) throw error;
    return [{ level: 'error', file, message: error.message, hint: error.hint ?? '' }];
  }
}

async function measure(
  program: Command,
  terminal: Terminal,
  options: {
    knowledge?: string;
    questions: string;
    train?: string;
    wrong?: number;
    unknown?: number;
    rows?: boolean;
    json?: boolean;
  },
): Promise<void> {
  const text = await readText(options.questions, 'questions.invalid');
  if (labelKinds(text).length) {
    const found = evaluateLabels({
      questions: { file: options.questions, text },
      rows: options.rows ?? false,
      ...(options.train !== undefined && {
        train: { file: options.train, text: await readText(options.train, 'questions.invalid') },
      }),
    });
    stopOnErrors(terminal, found.errors, options.json);
    terminal.print(options.json ? JSON.stringify(found.document) : found.text);
    return;
  }
  if (options.knowledge === undefined) {
    program.error("error: required option '--knowledge <path>' not specified");
  }
  const config = await terminal.configured();
  const loaded = await knowledgeAt(options.knowledge, config);
  const questions = readQuestionsCsv(text, options.questions);
  stopOnErrors(terminal, [...loaded.errors, ...questions.errors], options.json);
  const dial = {
    ...config.sections.knowledge,
    ...(options.wrong !== undefined && { wrong: options.wrong }),
    ...(options.unknown !== undefined && { unknown: options.unknown }),
  };
  const began = performance.now();
  const knowledge = buildKnowledge(loaded.articles, dial);
  const trainMs = Math.round(performance.now() - began);
  const audiences = groupsOf(loaded.articles);
  const { evaluation, reliability, rows } = evaluate(knowledge, questions.questions, { trainMs, audiences });
  const ids = new Set(['', ...loaded.articles.map(({ id }) => id)]);
  const strange = questions.questions.filter(({ article }) => !ids.has(article));
  const missing = [...new Set(strange.map(({ article }) => article))];
  if (options.json) {
    terminal.print(
      JSON.stringify({
        ...evaluation,
        ...(missing.length > 0 && { unknownArticles: missing }),
        ...(options.rows && { rows }),
      }),
    );
    return;
  }
  terminal.print(evaluationText(evaluation, reliability, options.rows ? rows : []));
  // Until the labels are right nothing follows from the figures.
  const advice = missing.length === 0 ? dialAdvice(evaluation, dial) : undefined;
  if (advice !== undefined) terminal.print(`\n${advice}`);
  if (missing.length === 0) return;
  const where = missing.map((id) => {
    const line = strange.find(({ article }) => article === id)?.line;
    return `${id} (line ${line})`;
  });
  terminal.print(
    `\nThe questions name articles that there are not, and count as not found: ${where.join(', ')}. Correct them in ${options.questions}, then look at the figures.`,
  );
}

function stopOnErrors({ print }: Terminal, problems: readonly Problem[], json = false): void {
  const errors = problems.filter((problem) => problem.level === 'error');
  if (!errors.length) return;
  const text = errors.map(problemLine).join('\n');
  if (json) print(JSON.stringify({ error: { code: 'articles.invalid', problems: errors } }));
  throw new FirstlineError('articles.invalid', text, {
    hint: 'Correct the files; `firstline check` lists everything about articles.',
  });
}

function mostShare(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= 0 && value <= 0.9) return value;
  throw new InvalidArgumentError('It is a share between 0 and 0.9, such as 0.3.');
}

function share(text: string): number {
  const value = Number(text);
  if (value > 0 && value <= 0.5) return value;
  throw new InvalidArgumentError('It is a share between 0 and 0.5, such as 0.05.');
}
