import { spawnSync } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { z } from 'zod';
import { brokenImports, circleOf, importsOf, resolveImport } from './support/imports.js';

const root = fileURLToPath(new URL('..', import.meta.url));

// From each part: what it may import, and what it may not.
const ALLOWED: readonly (readonly [file: string, specifier: string])[] = [
  ['src/core/a.ts', './b.js'],
  ['src/core/ports/a.ts', '../b.js'],
  ['src/core/a.ts', 'luxon'],
  ['src/config.ts', './core/a.js'],
  ['src/config.ts', './config/a.js'],
  ['src/config/a.ts', '../core/a.js'],
  ['src/desk/a.ts', './b.js'],
  ['src/desk/a.ts', '../core/a.js'],
  ['src/learning/a.ts', '../core/ports/a.js'],
  ['src/store/a.ts', '../core/a.js'],
  ['src/store/lowdb/a.ts', '../b.js'],
  ['src/store/lowdb/a.ts', '../../core/a.js'],
  ['src/server/a.ts', '../core/a.js'],
  ['src/engine/a.ts', '../core/a.js'],
  ['src/engine/a.ts', '../desk/a.js'],
  ['src/engine/a.ts', '../learning/a.js'],
  ['knowledge/a.ts', '../src/core/a.js'],
  ['knowledge/a.ts', 'natural/lib/natural/stemmers/porter_stemmer.js'],
  ['dialogs/a.ts', '../src/core/a.js'],
  ['adapters/web/a.ts', './b.js'],
  ['adapters/web/a.ts', '../../src/core/a.js'],
  ['adapters/web/page/a.ts', '../b.js'],
  ['adapters/web/page/a.ts', '../../../src/core/a.js'],
  ['main.ts', './src/engine/a.js'],
  ['main.ts', './src/config.js'],
  ['main.ts', './knowledge/a.js'],
  ['main.ts', './compose.js'],
  ['compose.ts', './src/engine/a.js'],
  ['compose.ts', './knowledge/a.js'],
  ['compose.ts', './channels.js'],
  ['channels.ts', './sections.js'],
  ['channels.ts', './src/server/a.js'],
  ['sections.ts', './knowledge/a.js'],
  ['folders.ts', './src/core/a.js'],
  ['main.ts', './set-up.js'],
  ['set-up.ts', './src/desk/a.js'],
  ['set-up.ts', './compose.js'],
  ['commands/a.ts', '../main.js'],
  ['commands/a.ts', './b.js'],
  ['commands/a.ts', '../src/core/a.js'],
  ['cli.ts', './main.js'],
  ['cli.ts', './commands/a.js'],
  ['cli.ts', './src/config.js'],
  ['cli.ts', './src/core/a.js'],
];

const FORBIDDEN: readonly (readonly [file: string, specifier: string])[] = [
  ['src/core/a.ts', '../desk/a.js'],
  ['src/core/a.ts', '../../knowledge/a.js'],
  ['src/core/ports/a.ts', '../../store/a.js'],
  ['src/config.ts', './desk/config.js'],
  ['src/config.ts', '../knowledge/serving/config.js'],
  ['src/config/a.ts', '../desk/config.js'],
  ['src/desk/a.ts', '../engine/a.js'],
  ['src/desk/a.ts', '../learning/a.js'],
  ['src/desk/a.ts', '../config.js'],
  ['src/desk/a.ts', '../../dialogs/a.js'],
  ['src/learning/a.ts', '../desk/a.js'],
  ['src/store/a.ts', '../server/a.js'],
  ['src/store/lowdb/a.ts', '../../engine/a.js'],
  ['src/store/lowdb/a.ts', '../../config.js'],
  ['src/server/a.ts', '../engine/a.js'],
  ['src/server/a.ts', '../../adapters/web/a.js'],
  ['src/engine/a.ts', '../store/a.js'],
  ['src/engine/a.ts', '../config.js'],
  ['src/engine/a.ts', '../../knowledge/a.js'],
  ['src/engine/a.ts', '../../main.js'],
  ['knowledge/a.ts', '../dialogs/a.js'],
  ['knowledge/a.ts', '../src/desk/a.js'],
  ['knowledge/a.ts', '../src/config.js'],
  ['knowledge/a.ts', 'natural'],
  ['dialogs/a.ts', '../knowledge/a.js'],
  ['dialogs/a.ts', '../src/engine/a.js'],
  ['adapters/web/a.ts', '../slack/a.js'],
  ['adapters/web/a.ts', '../../src/desk/a.js'],
  ['adapters/web/a.ts', '../../main.js'],
  ['adapters/web/page/a.ts', '../../slack/a.js'],
  ['adapters/web/page/a.ts', '../../../src/server/a.js'],
  ['compose.ts', './main.js'],
  ['compose.ts', './cli.js'],
  ['channels.ts', './main.js'],
  ['sections.ts', './cli.js'],
  ['folders.ts', './main.js'],
  ['compose.ts', './commands/a.js'],
  ['set-up.ts', './main.js'],
  ['commands/a.ts', '../cli.js'],
  ['commands/a.ts', '../compose.js'],
  ['commands/a.ts', '../knowledge/a.js'],
  ['cli.ts', './compose.js'],
  ['cli.ts', './src/engine/a.js'],
  ['cli.ts', './adapters/web/a.js'],
  ['src/engine/a.ts', 'firstline'],
];

// Every form of an import that Biome sees; all but the last fit on one line before any code.
const FORMS: readonly ((specifier: string) => string)[] = [
  (specifier) => `import { a } from '${specifier}';\nexport const b = a;\n`,
  (specifier) => `import type { A } from '${specifier}';\nexport type B = A;\n`,
  (specifier) => `export type { A } from '${specifier}';\n`,
  (specifier) => `export async function load(): Promise<unknown> {\n  return import('${specifier}');\n}\n`,
];

const Report = z.object({
  diagnostics: z.array(
    z.object({ category: z.string(), location: z.object({ path: z.string() }).optional() }),
  ),
});

/** What the real Biome says about these files under the project's own settings: `rule file`, sorted. */
async function lint(files: ReadonlyMap<string, string>, rules: readonly string[]): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'firstline-lint-'));
  try {
    for (const name of ['biome.json', 'package.json', '.gitignore']) {
      await copyFile(join(root, name), join(folder, name));
    }
    for (const [file, text] of files) {
      await mkdir(dirname(join(folder, file)), { recursive: true });
      await writeFile(join(folder, file), text);
    }
    const biome = createRequire(import.meta.url).resolve('@biomejs/biome/bin/biome');
    const options = ['lint', '--reporter=json', '--max-diagnostics=none', '.'];
    const run = spawnSync(process.execPath, [biome, ...options], { cwd: folder, encoding: 'utf8' });
    const { diagnostics } = Report.parse(JSON.parse(run.stdout));
    const said = diagnostics.map(({ category, location }) => ({
      rule: category.slice(category.lastIndexOf('/') + 1),
      file: (location?.path ?? '').split(sep).join('/'),
    }));
    return [
      ...new Set(said.filter(({ rule }) => rules.includes(rule)).map(({ rule, file }) => `${rule} ${file}`)),
    ].sort();
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** One file for each case, beside the file that the case names: `a.ts` becomes `case-3.ts`. */
function asFiles(
  cases: readonly (readonly [string, string])[],
  form: (specifier: string) => string,
): { files: Map<string, string>; names: string[] }[] {
  // Files of a fixed name (main.ts) can hold one case only, so such cases are spread over several trees.
  const trees: { files: Map<string, string>; names: string[] }[] = [];
  cases.forEach(([file, specifier], index) => {
    const name = file.replace(/\ba\.ts$/, `case-${index}.ts`);
    let tree = trees.find(({ files }) => !files.has(name));
    if (!tree) {
      tree = { files: new Map(), names: [] };
      trees.push(tree);
    }
    tree.files.set(name, form(specifier));
    tree.names.push(name);
  });
  return trees;
}

async function projectSources(): Promise<Map<string, string>> {
  const sources = new Map<string, string>();
  const tops = (await readdir(root)).filter((name) =>
    /^((main|compose|channels|sections|folders|set-up|cli)\.ts|commands|src|adapters|dialogs|knowledge)$/.test(
      name,
    ),
  );
  for (const top of tops) {
    const below = top.endsWith('.ts') ? [''] : await readdir(join(root, top), { recursive: true });
    for (const name of below) {
      const file = join(top, name).split(sep).join('/');
      if (!/\.ts$/.test(file) || file.endsWith('.d.ts')) continue;
      sources.set(file, await readFile(join(root, file), 'utf8'));
    }
  }
  return sources;
}

describe('the import rule', () => {
  it('is a lint error for a forbidden import, in whatever part and form', async () => {
    for (const form of FORMS) {
      for (const { files, names } of asFiles(FORBIDDEN, form)) {
        const said = await lint(files, ['noRestrictedImports']);
        expect(said, form('…')).to.deep.equal(names.map((name) => `noRestrictedImports ${name}`).sort());
      }
    }
  });

  it('lets every allowed import pass', async () => {
    for (const form of FORMS) {
      for (const { files } of asFiles(ALLOWED, form)) {
        expect(await lint(files, ['noRestrictedImports', 'noImportCycles']), form('…')).to.deep.equal([]);
      }
    }
  }).timeout(60_000);

  it('is a lint error for a circle, also of types alone', async () => {
    const files = new Map([
      ['src/core/a.ts', "import type { B } from './b.js';\nexport interface A {\n  readonly b?: B;\n}\n"],
      ['src/core/b.ts', "import type { A } from './a.js';\nexport interface B {\n  readonly a?: A;\n}\n"],
      ['src/desk/c.ts', "import { d } from './d.js';\nexport const c = (): number => d();\n"],
      ['src/desk/d.ts', "import { c } from './c.js';\nexport const d = (): number => c();\n"],
      ['src/core/e.ts', "import type { A } from './a.js';\nexport type E = A;\n"],
    ]);
    expect(await lint(files, ['noImportCycles'])).to.deep.equal([
      'noImportCycles src/core/a.ts',
      'noImportCycles src/core/b.ts',
      'noImportCycles src/desk/c.ts',
      'noImportCycles src/desk/d.ts',
    ]);
  });

  it('keeps the environment and the console to cli.ts and the tests', async () => {
    const text = 'console.log(process.env.HOME);\n';
    const files = new Map(
      ['main.ts', 'cli.ts', 'src/desk/a.ts', 'test/a.ts', 'adapters/web/a.ts'].map((file) => [file, text]),
    );
    expect(await lint(files, ['noConsole', 'noProcessEnv'])).to.deep.equal([
      'noConsole adapters/web/a.ts',
      'noConsole main.ts',
      'noConsole src/desk/a.ts',
      'noProcessEnv adapters/web/a.ts',
      'noProcessEnv main.ts',
      'noProcessEnv src/desk/a.ts',
    ]);
  });

  it('keeps the packages of the tests out of the program', async () => {
    const text = "import { expect } from 'chai';\nexport const a = expect;\n";
    const files = new Map(['src/desk/a.ts', 'test/a.ts'].map((file) => [file, text]));
    expect(await lint(files, ['noUndeclaredDependencies'])).to.deep.equal([
      'noUndeclaredDependencies src/desk/a.ts',
    ]);
  });

  it('is an error for any, for a promise that nobody waits for and for a default export', async () => {
    const text = [
      'export async function wait(): Promise<void> {}',
      'export function go(given: any): void {',
      '  wait();',
      '  given();',
      '}',
      'export default go;',
      '',
    ].join('\n');
    const rules = ['noExplicitAny', 'noFloatingPromises', 'noDefaultExport'];
    expect(await lint(new Map([['src/desk/a.ts', text]]), rules)).to.deep.equal([
      'noDefaultExport src/desk/a.ts',
      'noExplicitAny src/desk/a.ts',
      'noFloatingPromises src/desk/a.ts',
    ]);
  });
});

describe('the scan of imports', () => {
  it('sees every form, and none in comments and texts', () => {
    const source = [
      "import 'one';",
      "import a, { type B } from 'two';",
      "import type { C } from 'three';",
      "export * from 'four';",
      'export {',
      '  d,',
      '} from "five";',
      "type E = import('six').E;",
      "const f = await import('seven');",
      "const g = require('eight');",
      'const h = import(name);',
      "// import 'no';",
      "/* import('no') */",
      'const text = "import(\'no\')";',
      "const other = `import('no')`;",
      "export const from = 'no';",
      "export const i = [...Array.from('no')];",
      'const url = import.meta.url;',
    ].join('\n');
    expect(importsOf(source).map(({ specifier, form }) => [specifier, form])).to.deep.equal([
      ['one', 'static'],
      ['two', 'static'],
      ['three', 'type'],
      ['four', 'static'],
      ['five', 'static'],
      ['six', 'inline'],
      ['seven', 'inline'],
      ['eight', 'inline'],
      [undefined, 'inline'],
    ]);
  });

  const forms = [...FORMS, (specifier: string) => `export type A = import('${specifier}').A;\n`];
  for (const [file, specifier] of FORBIDDEN) {
    it(`refuses ${specifier} in ${file}`, () => {
      for (const form of forms)
        expect(brokenImports(file, form(specifier)), form(specifier)).to.have.length(1);
    });
  }

  it('accepts whatever the linter accepts', () => {
    for (const [file, specifier] of ALLOWED) {
      for (const form of forms)
        expect(brokenImports(file, form(specifier)), form(specifier)).to.deep.equal([]);
    }
  });

  it('wants adapters loaded by import(), types aside', () => {
    const static_ = brokenImports('main.ts', "import { a } from './adapters/web/a.js';\n");
    const type = brokenImports('main.ts', "import type { A } from './adapters/web/a.js';\n");
    const dynamic = brokenImports('main.ts', "const { a } = await import('./adapters/web/a.js');\n");
    const composed = brokenImports('compose.ts', "import { a } from './adapters/web/a.js';\n");
    expect([static_.length, type.length, dynamic.length, composed.length]).to.deep.equal([1, 0, 0, 1]);
  });

  it('refuses a file that the design has no place for', () => {
    expect(brokenImports('adapters/common.ts', '')).to.have.length(1);
    expect(brokenImports('src/other.ts', '')).to.have.length(1);
  });

  it('finds a circle of inline types, which the linter does not see', async () => {
    const files = new Map([
      ['src/core/a.ts', "export interface A {\n  readonly b?: import('./b.js').B;\n}\n"],
      ['src/core/b.ts', "export interface B {\n  readonly a?: import('./a.js').A;\n}\n"],
    ]);
    expect(circleOf(files)).to.deep.equal(['src/core/a.ts', 'src/core/b.ts', 'src/core/a.ts']);
    expect(await lint(files, ['noImportCycles'])).to.deep.equal([]);
  });
});

describe('the project', () => {
  let sources: ReadonlyMap<string, string>;

  before(async () => {
    sources = await projectSources();
    expect([...sources.keys()]).to.include.members([
      'src/config.ts',
      'src/core/error.ts',
      'src/desk/roster.ts',
    ]);
  });

  it('imports what the design allows', () => {
    expect([...sources].flatMap(([file, source]) => brokenImports(file, source))).to.deep.equal([]);
  });

  it('has no circles, inline imports and types included', () => {
    expect(circleOf(sources)).to.equal(undefined);
  });

  it('has no circle between the folders of knowledge, whose ground is what lies beside them', () => {
    const folderOf = (file: string): string => /^knowledge\/(.+)\//.exec(file)?.[1] ?? 'ground';
    const folders = new Map<string, string>();
    for (const [file, source] of sources) {
      if (!file.startsWith('knowledge/')) continue;
      const from = folderOf(file);
      const imported = importsOf(source)
        .flatMap(({ specifier }) => (specifier?.startsWith('.') ? [resolveImport(file, specifier)] : []))
        .filter((to) => to.startsWith('knowledge/') && folderOf(to) !== from)
        .map((to) => `import './${folderOf(to)}.js';\n`);
      folders.set(`${from}.ts`, (folders.get(`${from}.ts`) ?? '') + imported.join(''));
    }
    expect([...folders.keys()]).to.include.members(['ground.ts', 'serving.ts', 'text.ts']);
    expect(circleOf(folders)).to.equal(undefined);
  });

  it('has no file of more than 400 lines', () => {
    const long = [...sources].filter(([, source]) => source.split('\n').length > 401).map(([file]) => file);
    expect(long).to.deep.equal([]);
  });
});
