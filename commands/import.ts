import { type Command, Option } from 'commander';
import { type ImportOptions, importer } from '../main.js';
import { knowledgeAt } from './sources.js';
import type { Terminal } from './terminal.js';

/** The command `import`. */
export function addImportCommand(program: Command, terminal: Terminal): void {
  program
    .command('import')
    .description('turn a help centre, a table or documents into drafts of articles')
    .argument(
      '<sources...>',
      'files and folders of Markdown, HTML, CSV or JSON, and addresses of pages (https://…)',
    )
    .requiredOption('--out <folder>', 'where the drafts go')
    .option('--knowledge <path>', 'articles that exist, to find doubles; by default those that the bot uses')
    .option('--category <name>', 'category where the source names none')
    .addOption(new Option('--language <code>', 'language where the source names none').choices(['en', 'zh']))
    .option('--encoding <name>', 'encoding of the files where they are no UTF-8, such as gbk')
    .option('--split', 'every section of a page or a document is an article, also beside marked questions')
    .option('--overwrite', 'write files anew that stand there already')
    .option('--dry-run', 'say what would be done and write nothing')
    .option('--allow-private', 'read pages on this machine and in private networks as well')
    .option('--json', 'print one JSON document and nothing else')
    .action((sources, options) => run(terminal, sources, options));
}

async function run(
  { configured, print }: Terminal,
  sources: readonly string[],
  options: Omit<ImportOptions, 'folder'> & {
    readonly out: string;
    readonly knowledge?: string;
    readonly json?: boolean;
  },
): Promise<void> {
  const { out, knowledge, json, ...how } = options;
  const { importArticles, importText } = await importer();
  const { articles } = await knowledgeAt(knowledge, await configured());
  // Starter articles are examples: an owner's own article on the same matter is no double of one.
  const own = articles.filter(({ starter }) => !starter);
  const report = await importArticles(sources, own, { ...how, folder: out });
  const failed = report.problems.some(({ level }) => level === 'error');
  print(json ? JSON.stringify({ ok: !failed, ...report }) : importText(report, how.dryRun));
  if (failed) process.exitCode = 1;
}
