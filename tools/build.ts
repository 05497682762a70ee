import { chmod, cp, readdir, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { loadArticles } from '../knowledge/files/load.js';
import { keepModel } from '../knowledge/serving/kept-model.js';
import { selectionsOf } from '../knowledge/serving/selections.js';

/**
 * The last step of the build, after the compiler has written its modules to `dist/`: what makes a start quick. The
 * command is put into a few files with everything that it imports, in place of hundreds, tables are put beside the modules
 * that read them, and the starter articles are trained, so that a start which has no others need not.
 */
const root = new URL('../', import.meta.url);
const dist = fileURLToPath(new URL('dist/', root));

await rm(`${dist}cli.js.map`);
await build({
  entryPoints: [fileURLToPath(new URL('cli.ts', root))],
  outdir: dist,
  // Beside cli.js, since main.ts finds the package's files from where it lies.
  chunkNames: 'cli-[hash]',
  bundle: true,
  // Large, and loaded only where their platform is configured, or where articles look something up.
  external: ['@slack/*', 'botbuilder', 'botframework-connector', 'discord.js', 'json-p3', 're2js'],
  // What is imported by import() stays apart until it is needed.
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  // Less to read and to keep in memory. Names stay, for the stack traces in the log.
  minifyWhitespace: true,
  minifySyntax: true,
  // CommonJS packages require Node's own modules.
  banner: {
    js: "import { createRequire as firstlineRequire } from 'node:module'; const require = firstlineRequire(import.meta.url);",
  },
  logLevel: 'warning',
});

// What words mean: the compiler leaves it behind, and the modules look for it beside themselves.
await cp(new URL('knowledge/meaning', root), `${dist}knowledge/meaning`, { recursive: true });

const starters = await loadArticles(fileURLToPath(new URL('knowledge/articles/', root)), { starter: true });
// For each of the audiences that starter articles have, alone and together: who may read all of them is rare.
const groups = [['employees', 'community'], ['employees'], ['community'], []];
const askers = groups.map((more) => ({ audiences: ['everyone', ...more], platform: 'web', starters: true }));
for (const selection of selectionsOf(starters.articles, askers)) await keepModel(`${dist}models`, selection);
// Built by one user, often started by another; there is nothing secret in them.
await chmod(`${dist}models`, 0o755);
for (const name of await readdir(`${dist}models`)) await chmod(`${dist}models/${name}`, 0o644);
