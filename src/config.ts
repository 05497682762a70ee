import { readFile } from 'node:fs/promises';
import { LineCounter, parseDocument } from 'yaml';
import * as z from 'zod';
import { type Environment, readEnvironment } from './config/environment.js';
import { expected } from './config/expected.js';
import { explain, type Problem, position, type Source } from './config/explain.js';
import { FirstlineError } from './core/error.js';
import { decodeUtf8 } from './core/utf8.js';

/** Where the configuration is looked for, from the folder that the process runs in. */
export const DEFAULT_FILE = './firstline.yaml';

const DEEPEST = 50;

/**
 * One top-level key of firstline.yaml, declared by the part that it configures. The schema accepts `undefined` (all
 * defaults), refuses keys that it does not know (`z.strictObject`), and words what it expects so that it ends the
 * sentence "found …, expected …". A value that must not be repeated in messages has `.meta({ secret: true })`.
 */
export interface Section {
  readonly key: string;
  readonly schema: z.ZodType;
}

/** What each section's schema makes of its value, by key. */
export type Sections<Declared extends readonly Section[]> = {
  readonly [S in Declared[number] as S['key']]: z.output<S['schema']>;
};

/** Everything that is configured. Frozen to the last leaf. */
export interface Config<Declared extends readonly Section[]> {
  /** The file that was read; absent where there is none and the defaults hold. */
  readonly file?: string;
  readonly environment: Environment;
  readonly sections: Sections<Declared>;
}

/** What {@link loadConfig} needs to know. */
export interface ConfigSource<Declared extends readonly Section[]> {
  /** A file that must exist; goes before FIRSTLINE_CONFIG, which goes before `./firstline.yaml`, which may be absent. */
  readonly file?: string;
  /** What a file would hold, as an object; then no file is read. */
  readonly values?: Readonly<Record<string, unknown>>;
  /** The environment, as `process.env` has it. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly sections: Declared;
}

/**
 * Reads the environment and firstline.yaml once, checks both against what the parts declare, and freezes the result.
 * A key without a value counts as absent.
 *
 * @throws FirstlineError `config.invalid`, whose message names every problem with its place; `config.missing` where
 *   a file was named and does not exist.
 * @example
 * const { sections } = await loadConfig({ env: process.env, sections: [...engineSections, deskSection] });
 * sections.desk.settings.claimWithin; // 300000
 */
export async function loadConfig<const Declared extends readonly Section[]>(
  from: ConfigSource<Declared>,
): Promise<Config<Declared>> {
  const wrong: string[] = [];
  const environment = readEnvironment(from.env, wrong);
  const named = from.file ?? environment.configFile;
  const file = named ?? DEFAULT_FILE;
  const { values } = from;
  // JSON is YAML: an object is checked, and explained, as a file would be.
  const text = values
    ? JSON.stringify(values, null, 2)
    : await readText(file, { mustExist: named !== undefined });

  const schema = z.strictObject(
    Object.fromEntries(from.sections.map((section) => [section.key, section.schema])),
  );
  const parsed = parse(text ?? '', values ? 'config' : file.replace(/^\.\//, ''), schema);
  const problems = [
    ...parsed.problems.sort((a, b) => a.offset - b.offset).map((each) => each.text),
    ...wrong,
  ];
  if (problems.length > 0) throw invalid(problems);

  return deepFreeze({
    ...(text === undefined || values ? {} : { file }),
    environment,
    // The schema was made of these sections, and it accepted the file.
    sections: parsed.value as Sections<Declared>,
  });
}

async function readText(file: string, options: { mustExist: boolean }): Promise<string | undefined> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    if (code === 'ENOENT') {
      if (!options.mustExist) return undefined;
      throw new FirstlineError('config.missing', `The configuration file ${file} does not exist.`, {
        hint: 'Create it, or correct FIRSTLINE_CONFIG; without it, ./firstline.yaml is read where it exists.',
        cause,
      });
    }
    throw new FirstlineError(
      'config.invalid',
      `The configuration file ${file} cannot be read (${String(code)}).`,
      {
        hint: 'It must be a file that this user may read.',
        cause,
      },
    );
  }
  const decoded = decodeUtf8(bytes);
  if ('text' in decoded) return decoded.text;
  throw new FirstlineError('config.invalid', `${file}:${decoded.line} is no UTF-8.`, {
    hint: 'Save the configuration as UTF-8.',
  });
}

function parse(text: string, file: string, schema: z.ZodType): { value: unknown; problems: Problem[] } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const source: Source = { file, document, lines };
  const broken = [...document.errors, ...document.warnings].map(
    ({ pos, message }): Problem => ({
      offset: pos[0],
      text: `${position(source, pos[0])} this is not valid YAML: ${message}`,
    }),
  );
  if (broken.length > 0) return { value: undefined, problems: broken };
  let given: unknown;
  try {
    given = withoutNothing(document.toJS(), 0) ?? {};
  } catch (error) {
    // An alias without its anchor, aliases that multiply without end, or a value that contains itself.
    const why = error instanceof Error ? error.message : String(error);
    return { value: undefined, problems: [{ offset: 0, text: `${file}: this cannot be used: ${why}` }] };
  }
  const checked = schema.safeParse(given, { error: expected });
  if (checked.success) return { value: checked.data, problems: [] };
  return { value: undefined, problems: explain(checked.error.issues, schema, source) };
}

/** Turns keys without a value into absent ones; they stay to be seen, so that an unknown one is still told. */
function withoutNothing(value: unknown, depth: number): unknown {
  if (value === null) return undefined;
  if (typeof value !== 'object') return value;
  if (depth > DEEPEST) throw new Error(`it is nested deeper than ${DEEPEST} levels`);
  if (Array.isArray(value)) return value.map((item) => withoutNothing(item, depth + 1));
  const entries = Object.entries(value).map(([key, inner]) => [key, withoutNothing(inner, depth + 1)]);
  return Object.fromEntries(entries);
}

function invalid(problems: readonly string[]): FirstlineError {
  const head =
    problems.length === 1
      ? 'The configuration has a problem:'
      : `The configuration has ${problems.length} problems:`;
  return new FirstlineError('config.invalid', [head, ...problems.map((text) => `  ${text}`)].join('\n'), {
    hint: 'The firstline.yaml and the .env.example that come with Firstline show every key and variable.',
  });
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const inner of Object.values(value)) deepFreeze(inner);
  return value;
}
