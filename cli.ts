#!/usr/bin/env node
import { writeFile } from 'node:fs/promises';
import { setFlagsFromString } from 'node:v8';
import { Argument, Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { config as readDotenv } from 'dotenv';
import { type DestinationStream, pino } from 'pino';
import type { Terminal } from './commands/terminal.js';
import type { FirstlineConfig, ManifestPlatform } from './main.js';
import type { Check } from './src/core/check.js';

// Before anything large is loaded: the young generation stays small until there is work, which saves 20 MB in a
// process that mostly rests.
setFlagsFromString('--semi-space-growth-factor=1');
const {
  checkLoaded,
  checkText,
  diagnose,
  dutyText,
  FirstlineError,
  loadConfig,
  logOptions,
  manifestOf,
  mintSignInLink,
  previewDuty,
  printable,
  readableLogLine,
  readMoods,
  readyText,
  sections,
  startFirstline,
  troubled,
} = await import('./main.js');
const [{ addArticleCommands }, { addImportCommand }, { knowledgeAt }] = await Promise.all([
  import('./commands/articles.js'),
  import('./commands/import.js'),
  import('./commands/sources.js'),
]);

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

const terminal: Terminal = { configured, print };
addArticleCommands(program, terminal);
addImportCommand(program, terminal);

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
          await readable(config).then(checkLoaded, (error: unknown) => troubled('articles', error)),
        );
  const isWell = !checks.some(({ level }) => level === 'failed');
  print(options.json ? JSON.stringify({ ok: isWell, checks }) : checkText(checks));
  if (!isWell) process.exitCode = 1;
}

/** The articles, where whatever else they are used with can be read too. */
async function readable(config: FirstlineConfig): ReturnType<typeof knowledgeAt> {
  const { moods } = config.sections.knowledge;
  if (moods !== undefined) await readMoods(moods);
  return knowledgeAt(undefined, config);
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

// Whoever reads no further (`| head`) has read what they wanted.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

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
