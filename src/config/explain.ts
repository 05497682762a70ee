import { type Document, isAlias, isMap, isScalar, isSeq, type LineCounter, type Node } from 'yaml';
import * as z from 'zod';
import { nearest, sameName } from '../core/nearest.js';

/** One thing that is wrong, and where: offset in the file, for the order of telling. */
export interface Problem {
  readonly offset: number;
  readonly text: string;
}

/** A parsed file and what a reader needs to find a place in it. */
export interface Source {
  /** As the owner named it. */
  readonly file: string;
  readonly document: Document.Parsed;
  readonly lines: LineCounter;
}

type Path = readonly PropertyKey[];

// The part of JSON Schema that is looked at.
interface Shape {
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly additionalProperties?: Shape | boolean;
  readonly items?: Shape | boolean;
  readonly anyOf?: readonly Shape[];
  readonly secret?: boolean;
}

/** Says of each issue where in the file it is, which key it is about, what was found and what was expected. */
export function explain(issues: readonly z.core.$ZodIssue[], schema: z.ZodType, source: Source): Problem[] {
  // The shape is what zod documents; only the listed fields of it are read, each as something that may be absent.
  const shape = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Shape;
  return issues.flatMap((issue) => explainOne(issue, [], shape, source));
}

/** `file:line:column`, counted from 1. */
export function position(source: Source, offset: number): string {
  const { line, col } = source.lines.linePos(offset);
  return `${source.file}:${line}:${col}`;
}

function explainOne(issue: z.core.$ZodIssue, above: Path, shape: Shape, source: Source): Problem[] {
  const path = [...above, ...issue.path];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey([...path, key], shape, source));
    case 'invalid_key':
      return [
        problem(
          source,
          path,
          keyOffset(source, path),
          `unknown key, expected ${firstOf(issue.issues, issue)}`,
        ),
      ];
    case 'invalid_union': {
      // The branch that got furthest is the one that was meant.
      const branches = issue.errors.filter((branch) => branch.some((inner) => inner.path.length > 0));
      const meant = branches.length === 1 ? branches[0] : undefined;
      if (meant) return meant.flatMap((inner) => explainOne(inner, path, shape, source));
      return [wrongValue(path, issue.message, shape, source)];
    }
    default:
      return [wrongValue(path, issue.message, shape, source)];
  }
}

function firstOf(issues: readonly z.core.$ZodIssue[], otherwise: z.core.$ZodIssue): string {
  return (issues[0] ?? otherwise).message;
}

function unknownKey(path: Path, shape: Shape, source: Source): Problem {
  const key = String(path.at(-1));
  const known = shapesAt(shape, path.slice(0, -1)).flatMap((at) => Object.keys(at.properties ?? {}));
  const elsewhere = (): string | undefined =>
    keysBelow(shape, []).find((other) => sameName(lastOf(other), key));
  const meant = nearest(key, known) ?? elsewhere();
  const advice = meant === undefined ? `known here: ${known.join(', ')}` : `did you mean ${meant}?`;
  return problem(source, path, keyOffset(source, path), `unknown key, ${advice}`);
}

function wrongValue(path: Path, expectation: string, shape: Shape, source: Source): Problem {
  const { node, offset } = find(source, path);
  const secret = shapesAt(shape, path).some((at) => at.secret);
  const found = secret && node ? 'another value' : describe(node, source.document);
  return problem(source, path, offset, `found ${found}, expected ${expectation}`);
}

function problem(source: Source, path: Path, offset: number, text: string): Problem {
  const key = path.length === 0 ? 'the whole file' : path.map(String).join('.');
  return { offset, text: `${position(source, offset)} ${key}: ${text}` };
}

/** The value at a path; where there is none, only the position of what should hold it. */
function find(source: Source, path: Path): { readonly node?: Node; readonly offset: number } {
  let node: Node | null | undefined = source.document.contents;
  let offset = node?.range?.[0] ?? 0;
  for (const step of path) {
    const inside = child(resolve(node, source.document), step);
    // Below a list written in place of a map (or the other way round) there is no better position.
    if (!inside) return { offset };
    node = inside.value;
    offset = node?.range?.[0] ?? inside.key?.range?.[0] ?? offset;
    if (node && isEmpty(node)) offset = inside.key?.range?.[0] ?? offset;
  }
  return node ? { node, offset } : { offset };
}

function keyOffset(source: Source, path: Path): number {
  const holder = find(source, path.slice(0, -1));
  const inside = child(resolve(holder.node, source.document), path.at(-1) ?? '');
  return inside?.key?.range?.[0] ?? holder.offset;
}

function child(
  node: Node | null | undefined,
  step: PropertyKey,
): { readonly key?: Node; readonly value: Node | null } | undefined {
  if (isMap<Node, Node>(node)) {
    const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
    return pair && { key: pair.key, value: pair.value };
  }
  const item = isSeq<Node>(node) ? node.items[Number(step)] : undefined;
  return item && { value: item };
}

function resolve(node: Node | null | undefined, document: Document): Node | null | undefined {
  return isAlias(node) ? node.resolve(document) : node;
}

function isEmpty(node: Node): boolean {
  return isScalar(node) && node.value === null;
}

function describe(given: Node | undefined, document: Document): string {
  const node = resolve(given, document);
  if (!node || isEmpty(node)) return 'nothing';
  if (isMap(node)) return 'keys with values below it';
  if (isSeq(node)) return 'a list';
  if (!isScalar(node)) return 'something else';
  if (typeof node.value !== 'string') return node.source ?? String(node.value);
  return JSON.stringify(node.value.length > 60 ? `${node.value.slice(0, 57)}…` : node.value);
}

function shapesAt(shape: Shape, path: Path): Shape[] {
  let at = branches(shape);
  for (const step of path) at = at.flatMap((candidate) => into(candidate, step)).flatMap(branches);
  return at;
}

function branches(shape: Shape): Shape[] {
  return shape.anyOf ? shape.anyOf.flatMap(branches) : [shape];
}

function into(shape: Shape, step: PropertyKey): Shape[] {
  const next = shape.properties?.[String(step)] ?? shape.additionalProperties ?? shape.items;
  return typeof next === 'object' ? [next] : [];
}

/** Every key of the configuration that is not inside a list, as a path with dots. */
function keysBelow(shape: Shape, above: readonly string[]): string[] {
  return Object.entries(shape.properties ?? {}).flatMap(([key, inner]) => {
    const path = [...above, key];
    return [path.join('.'), ...keysBelow(inner, path)];
  });
}

function lastOf(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}
