#!/usr/bin/env node
import { readFile, stat, writeFile } from 'node:fs/promises';
import { setFlagsFromString } from 'node:v8';
import { Argument, Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { config as readDotenv } from 'dotenv';
import { type DestinationStream, pino } from 'pino';
import type { Article, FirstlineConfig, Loaded, ManifestPlatform, Problem } from './main.js';
import type { Check } from './src/core/check.js';

// Before anything large is loaded: the young generation stays small until there is work, which saves 20 MB in a
// process that mostly rests.
setFlagsFromString('--semi-space-growth-factor=1');
const {
  askedText,
  askOnce,
  buildKnowledge,
  checkArticles,
  checkLoaded,
  checkRules,
  checkText,
  diagnose,
  dialogs,
  dutyAt,
  dutyText,
  evaluate,
  evaluateLabels,
  evaluationText,
  FirstlineError,
  knowledgeOf,
  loadArticles,
  loadConfig,
  logOptions,
  lookupOrigins,
  manifestOf,
  mergeArticles,
  labelKinds,
  mintSignInLink,
  ownTriage,
  previewDuty,
  printable,
  problemLine,
  readArticlesCsv,
  readableLogLine,
  readQuestionsCsv,
  readyText,
  sections,
  settingsOf,
  starterFolder,
  startFirstline,
  troubled,
} = await import('./main.js');

/** A stop may take so long; then the process ends anyway. What was acknowledged is durable in any case. */
const STOP_WITHIN = 5_000;

const program = new Command('firstline')
  .description('The first line of support inside the chat platforms where people already ask.')
  .showHelpAfterError('(add --help for what it takes)')
  .exitOverride();

program
  .command('start', { isDefault: false })
  .description('run the bot; with nothing configured, the web chat and the web desk on this machine')
  .action(start);

program
  .command('ask')
  .description('one turn without a platform: what the bot would do, and why')
  .argument('<text>', 'what the asker writes')
  .option('--knowledge <path>', 'a folder of articles, or a CSV file article,question[,answer]')
  .option('--explain', 'say why')
  .option('--json', 'print one JSON document and nothing else')
  .action(ask);

program
  .command('check')
  .description('check the articles and the configuration')
  .option('--knowledge <path>', 'a folder of articles, or a CSV file article,question[,answer]')
  .option('--json', 'print one JSON document and nothing else')
  .action(check);

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
  .option('--rows', 'add each question with its best article, confidence and action')
  .option('--json', 'print one JSON document and nothing else')
  .action(measure);

program
  .command('duty')
  .description('who is pinged, in what order')
  .addOption(new Option('--at <iso>', 'at this time instead of now').argParser(instant))
  .option('--json', 'print one JSON document and nothing else')
  .action(duty);

program
  .command('doctor')
  .description(
    'check the set-up: configuration, data folder, articles, desk, and each platform that is configured',
  )
  .option('--json', 'print one JSON document and nothing else')
  .action(doctor);

program
  .command('manifest')
  .description(
    'print what an app of the platform is created from, or the link that invites its bot; write the app of Teams',
  )
  .addArgument(new Argument('<platform>', 'which one').choices(['slack', 'discord', 'teams']))
  .addOption(
    new Option('--socket', 'Slack: over Socket Mode, which needs no public address (the default)').conflicts(
      'url',
    ),
  )
  .addOption(
    new Option(
      '--url <url>',
      'Slack over HTTP: the public https address of the bot; Teams: that of your organisation',
    ).argParser(publicUrl),
  )
  .option('--out <file>', 'Teams: where the app package goes (default: firstline-teams.zip)')
  .option('--json', 'print one JSON document and nothing else')
  .action(manifest);

program
  .command('sign-in')
  .description('print a link with which a person signs in at the web desk, once, within a day')
  .argument('<person>', 'id of a person of desk.people')
  .action(async (person: string) => print(await mintSignInLink(await configured(), person, Date.now())));

async function configured(): Promise<FirstlineConfig> {
  readDotenv({ quiet: true });
  return loadConfig({ env: process.env, sections });
}

async function start(): Promise<void> {
  const config = await configured();
  const log = pino({ ...logOptions, level: config.environment.logLevel }, logStream());
  const firstline = await startFirstline({
    config,
    log,
    // Every part of Intl knows it; this one is made in no time, DateTimeFormat in 25 ms.
    locale: new Intl.PluralRules().resolvedOptions().locale,
  });
  const { settings } = config.sections.desk;
  const person = firstline.trial ? settings.roster.people[0] : undefined;
  print(
    readyText({
      chatUrl: firstline.chatUrl,
      desk: settings.place,
      platforms: config.environment.platforms,
      ...(person && { trial: { ...person, link: firstline.signInLink(person.id) } }),
    }),
  );

  setFlagsFromString('--semi-space-growth-factor=2');
  let stopping = false;
  const stop = (signal: string): void => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, 'stopping');
    setTimeout(() => {
      log.error({}, `still not stopped after ${STOP_WITHIN / 1000} s; ending all the same`);
      process.exit(1);
    }, STOP_WITHIN - 500).unref();
    firstline.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'the stop failed');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  void firstline.failed.then((error) => {
    log.error(
      { err: error },
      'the store failed; the process ends so that nothing is promised that is not kept',
    );
    complain(error);
    process.exit(1);
  });
}

/** Lines for a person where one is watching, JSON lines for a machine otherwise. On stderr, so that stdout stays plain. */
function logStream(): DestinationStream {
  if (!process.stderr.isTTY) return pino.destination(2);
  return { write: (line) => void process.stderr.write(readableLogLine(line)) };
}

async function ask(
  text: string,
  options: { knowledge?: string; explain?: boolean; json?: boolean },
): Promise<void> {
  const config = await configured();
  const loaded = await knowledgeAt(options.knowledge, config);
  stopOnErrors(loaded.errors, options.json);
  const { wrong, unknown, moods } = config.sections.knowledge;
  const settings = settingsOf(config);
  const asked = askOnce({
    text,
    knowledge: await knowledgeOf(loaded.articles, { wrong, unknown, triage: await ownTriage(moods) }),
    dialogs,
    settings,
    duty: dutyAt(settings.desk.roster, Date.now()),
    audiences: groupsOf(loaded.articles),
    now: Date.now(),
  });
  print(options.json ? JSON.stringify(asked) : askedText(asked, options.explain ?? false));
}

async function check(options: { knowledge?: string; json?: boolean }): Promise<void> {
  const config = await configured();
  const loaded = await knowledgeAt(options.knowledge, config);
  const rules = checkRules(config.sections, loaded.articles, config.file);
  const problems = [...checkArticles(loaded, Date.now(), lookupOrigins(config)), ...rules];
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
    for (const problem of problems) print(`${problem.level}: ${problemLine(problem)}`);
    const words = failed ? 'there are errors' : problems.length ? 'no errors' : 'nothing to complain about';
    print(`${loaded.articles.length} articles; configuration ${config.file ?? 'at its defaults'}: ${words}.`);
  }
  if (failed) process.exitCode = 1;
}

async function measure(options: {
  knowledge?: string;
  questions: string;
  train?: string;
  wrong?: number;
  rows?: boolean;
  json?: boolean;
}): Promise<void> {
  const text = await readText(options.questions, 'questions.invalid');
  if (labelKinds(text).length) {
    const found = evaluateLabels({
      questions: { file: options.questions, text },
      rows: options.rows ?? false,
      ...(options.train !== undefined && {
        train: { file: options.train, text: await readText(options.train, 'questions.invalid') },
      }),
    });
    stopOnErrors(found.errors, options.json);
    print(options.json ? JSON.stringify(found.document) : found.text);
    return;
  }
  if (options.knowledge === undefined) {
    program.error("error: required option '--knowledge <path>' not specified");
  }
  const config = await configured();
  const loaded = await knowledgeAt(options.knowledge, config);
  const questions = readQuestionsCsv(text, options.questions);
  stopOnErrors([...loaded.errors, ...questions.errors], options.json);
  const { wrong, unknown } = config.sections.knowledge;
  const began = performance.now();
  const knowledge = buildKnowledge(loaded.articles, { wrong: options.wrong ?? wrong, unknown });
  const trainMs = Math.round(performance.now() - began);
  const audiences = groupsOf(loaded.articles);
  const { evaluation, reliability, rows } = evaluate(knowledge, questions.questions, { trainMs, audiences });
  if (options.json) print(JSON.stringify({ ...evaluation, ...(options.rows && { rows }) }));
  else print(evaluationText(evaluation, reliability, options.rows ? rows : []));
}

async function duty(options: { at?: number; json?: boolean }): Promise<void> {
  const config = await configured();
  const preview = previewDuty(config.sections.desk.settings.roster, options.at ?? Date.now());
  print(options.json ? JSON.stringify(preview) : dutyText(preview));
}

async function doctor(options: { json?: boolean }): Promise<void> {
  const config = await configured().catch((error: unknown) => troubled('configuration', error));
  const checks: readonly Check[] =
    'level' in config
      ? [config]
      : await diagnose(
          config,
          await knowledgeAt(undefined, config).then(checkLoaded, (error: unknown) =>
            troubled('articles', error),
          ),
        );
  const isWell = !checks.some(({ level }) => level === 'failed');
  print(options.json ? JSON.stringify({ ok: isWell, checks }) : checkText(checks));
  if (!isWell) process.exitCode = 1;
}

async function manifest(
  platform: ManifestPlatform,
  { url, socket, out, json }: { url?: string; socket?: boolean; out?: string; json?: boolean },
): Promise<void> {
  if (socket && platform !== 'slack') program.error('error: --socket is for slack');
  if (url !== undefined && platform === 'discord') program.error('error: --url is for slack and teams');
  if (out !== undefined && platform !== 'teams') program.error('error: --out is for teams');
  const { document, text, file } = await manifestOf(platform, await configured(), { url, out });
  if (file) await writeFile(file.path, file.bytes);
  print(json ? JSON.stringify(document) : text);
}

/** The articles of a path; without one, those that the bot would use. */
async function knowledgeAt(
  path: string | undefined,
  config: FirstlineConfig,
): Promise<Pick<Loaded, 'articles' | 'errors' | 'files'>> {
  if (path === undefined) {
    const own = await Promise.all(config.sections.knowledge.folders.map((folder) => loadArticles(folder)));
    if (!settingsOf(config).starters) return mergeArticles(own);
    // An owner's article replaces the starter of the same id.
    return mergeArticles([...own, await loadArticles(starterFolder, { starter: true })]);
  }
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory()) return loadArticles(path);
  if (!/\.csv$/i.test(path) && found) {
    throw new FirstlineError('articles.invalid', `${path} is neither a folder nor a CSV file.`, {
      hint: 'Give a folder of Markdown articles, or a file article,question[,answer] whose name ends in .csv.',
    });
  }
  return { ...readArticlesCsv(await readText(path, 'articles.invalid'), path), files: [] };
}

async function readText(path: string, code: 'articles.invalid' | 'questions.invalid'): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const why = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    throw new FirstlineError(code, `${path} cannot be read (${why}).`, { hint: 'Check the path.', cause });
  }
}

/** Everybody's, and every group that an article is restricted to: on the command line the owner reads everything. */
function groupsOf(articles: readonly Article[]): readonly string[] {
  return [...new Set(['everyone', ...articles.map((article) => article.audience)])];
}

function stopOnErrors(problems: readonly Problem[], json = false): void {
  const errors = problems.filter((problem) => problem.level === 'error');
  if (!errors.length) return;
  const text = errors.map(problemLine).join('\n');
  if (json) print(JSON.stringify({ error: { code: 'articles.invalid', problems: errors } }));
  throw new FirstlineError('articles.invalid', text, {
    hint: 'Correct the files; `firstline check` lists everything.',
  });
}

function share(text: string): number {
  const value = Number(text);
  if (value > 0 && value <= 0.5) return value;
  throw new InvalidArgumentError('It is a share between 0 and 0.5, such as 0.05.');
}

function instant(text: string): number {
  const at = Date.parse(text);
  if (Number.isFinite(at)) return at;
  throw new InvalidArgumentError('It is an ISO 8601 time, such as 2026-11-28T03:00+01:00.');
}

function publicUrl(text: string): string {
  if (URL.canParse(text) && /^https:\/\/[^?#]+$/.test(text)) return text;
  throw new InvalidArgumentError('It is an address such as https://help.example.com.');
}

function print(text: string): void {
  process.stdout.write(`${printable(text)}\n`);
}

function complain(error: unknown): void {
  if (error instanceof FirstlineError) {
    process.stderr.write(printable(`${error.message}\n${error.hint ? `${error.hint}\n` : ''}`));
  } else {
    const words = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(`${printable(words)}\n`);
  }
}

try {
  await program.parseAsync();
} catch (error) {
  // Wrong use has been explained by commander already; help and version are no failure.
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else {
    complain(error);
    process.exitCode = 1;
  }
}
