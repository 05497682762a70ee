import { posix } from 'node:path';

/** One import of a file, of whatever form. */
export interface Import {
  /** What stands between the quotes; undefined where it is computed. */
  readonly specifier: string | undefined;
  /** `inline`: `import('…')`, be it a type or a call. */
  readonly form: 'static' | 'type' | 'inline';
  readonly line: number;
}

// Comments, templates, strings, words and single signs: enough to find imports, in code that the formatter has seen.
const TOKENS =
  /\/\/[^\n]*|\/\*[\s\S]*?\*\/|`(?:\\[\s\S]|[^`\\])*`|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|[\w$]+|[^\s\w$]/g;

/** Every import of a TypeScript source, in order: static, type-only, re-exports, `require`, and inline ones. */
export function importsOf(source: string): Import[] {
  const tokens = [...source.matchAll(TOKENS)].filter(([text]) => !/^\/[/*]/.test(text));
  const text = (index: number): string => tokens[index]?.[0] ?? '';
  const line = (index: number): number => source.slice(0, tokens[index]?.index).split('\n').length;
  const found: Import[] = [];
  for (let index = 0; index < tokens.length; index += 1) {
    const word = text(index);
    if (text(index - 1) === '.') continue;
    if ((word === 'import' || word === 'require') && text(index + 1) === '(') {
      const specifier =
        text(index + 3) === ')' || text(index + 3) === ',' ? quoted(text(index + 2)) : undefined;
      found.push({ specifier, form: 'inline', line: line(index) });
    } else if (word === 'import' || word === 'export') {
      const type = text(index + 1) === 'type' && text(index + 2) !== 'from';
      const at = specifierAfter(text, index);
      if (at !== undefined) {
        found.push({ specifier: quoted(text(at)), form: type ? 'type' : 'static', line: line(index) });
        index = at;
      }
    }
  }
  return found;
}

/** The token that holds the specifier of the statement which begins at `start`; undefined where it imports nothing. */
function specifierAfter(text: (index: number) => string, start: number): number | undefined {
  if (text(start) === 'import' && quoted(text(start + 1)) !== undefined) return start + 1;
  for (let index = start + 1; /^([\w$]+|[{},*]|['"].*)$/.test(text(index)); index += 1) {
    if (text(index) === 'from' && quoted(text(index + 1)) !== undefined) return index + 1;
  }
  return undefined;
}

function quoted(token: string): string | undefined {
  return /^['"`][^$]*['"`]$/.test(token) ? token.slice(1, -1) : undefined;
}

/** The file that a relative import of `from` names, as a path from the top of the project, with `.ts` for `.js`. */
export function resolveImport(from: string, specifier: string): string {
  return posix.normalize(posix.join(posix.dirname(from), specifier)).replace(/\.js$/, '.ts');
}

/** The files that put the parts together are one part. */
const COMPOSING = /^(compose|channels|sections|folders|set-up)\.ts$/;

/** The part of the design that a file belongs to; undefined where the design has no place for it. */
export function partOf(file: string): string | undefined {
  if (file === 'main.ts' || file === 'cli.ts') return file;
  if (COMPOSING.test(file)) return 'compose.ts';
  if (file === 'src/config.ts' || file.startsWith('src/config/')) return 'src/config';
  return /^(src\/[^/]+|adapters\/[^/]+|knowledge|dialogs|commands)\//.exec(file)?.[1];
}

const REACH: Readonly<Record<string, readonly string[]>> = {
  'cli.ts': ['commands', 'main.ts', 'src/config', 'src/core'],
  commands: ['main.ts', 'src/config', 'src/core'],
  'src/core': [],
  'src/engine': ['src/core', 'src/desk', 'src/learning'],
};

/** The design's rule: whether a file of the project may import another one. */
export function mayImport(from: string, to: string): boolean {
  const [here, there] = [partOf(from), partOf(to)];
  if (here === undefined || there === undefined) return false;
  if (here === there) return true;
  const above = ['cli.ts', 'commands'];
  if (here === 'main.ts') return !above.includes(there);
  if (here === 'compose.ts') return ![...above, 'main.ts'].includes(there);
  return (REACH[here] ?? ['src/core']).includes(there);
}

/** What is wrong with the imports of one file, one sentence each. */
export function brokenImports(file: string, source: string): string[] {
  const broken: string[] = [];
  if (partOf(file) === undefined) broken.push(`${file}: the design has no place for it`);
  for (const { specifier, form, line } of importsOf(source)) {
    const say = (what: string): number => broken.push(`${file}:${line}: ${what}`);
    if (specifier === undefined) {
      say('imports what is computed, so that nobody can see whether it climbs');
    } else if (/^\.\.?(\/|$)/.test(specifier)) {
      const target = resolveImport(file, specifier);
      if (!mayImport(file, target)) say(`may not import ${target}`);
      else if (
        (file === 'main.ts' || COMPOSING.test(file)) &&
        target.startsWith('adapters/') &&
        form === 'static'
      ) {
        say(`loads ${target} at every start: adapters are imported by import()`);
      }
    } else if (/^(natural|firstline(\/.*)?|#.*|\/.*|file:.*)$/.test(specifier)) {
      say(`may not import ${specifier}`);
    }
  }
  return broken;
}

/** A circle of imports, as the files along it; undefined where there is none. Imports of whatever form count. */
export function circleOf(sources: ReadonlyMap<string, string>): string[] | undefined {
  const done = new Set<string>();
  const visit = (file: string, way: readonly string[]): string[] | undefined => {
    if (way.includes(file)) return [...way.slice(way.indexOf(file)), file];
    if (done.has(file)) return undefined;
    for (const { specifier } of importsOf(sources.get(file) ?? '')) {
      if (!specifier?.startsWith('.')) continue;
      const circle = visit(resolveImport(file, specifier), [...way, file]);
      if (circle) return circle;
    }
    done.add(file);
    return undefined;
  };
  for (const file of sources.keys()) {
    const circle = visit(file, []);
    if (circle) return circle;
  }
  return undefined;
}
