import {
  type Document,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  visit,
  type YAMLMap,
} from 'yaml';
import type { HeadEntry, HeadGroup, HeadValue } from './yaml-plain.js';

/** Something that the parser could not read. */
export interface HeadError {
  readonly line: number;
  readonly message: string;
  readonly hint: string;
}

/** Reads any YAML head. */
export function readYamlHead(
  yaml: string,
  firstLine: number,
): { readonly entries: readonly HeadEntry[]; readonly errors: readonly HeadError[] } {
  const counter = new LineCounter();
  // By itself it holds each key against all before it: a head of 60,000 keys would take minutes.
  const document = parseDocument(yaml, { lineCounter: counter, uniqueKeys: false });
  const lineAt = (offset: number): number => Math.max(1, counter.linePos(offset).line) - 1 + firstLine;
  const lineOf = (node: Node | null | undefined): number => lineAt(node?.range?.[0] ?? 0);
  const unread = (line: number, why: string, code: string): HeadError => {
    return { line, message: `The head cannot be read: ${why}.`, hint: hintFor(code) };
  };
  const errors = document.errors.map(({ pos, message, code }) =>
    unread(lineAt(pos[0]), plainMessage(message), code),
  );
  for (const key of repeatedKeys(document))
    errors.push(unread(lineOf(key), 'Map keys must be unique', 'DUPLICATE_KEY'));
  if (errors.length > 0) return { entries: [], errors };
  const map = document.contents;
  if (!isMap<Node, Node | null>(map)) {
    const hint = 'Write one key and its value on each line, such as id: reset-password.';
    return { entries: [], errors: [{ line: firstLine, message: 'The head is not a list of keys.', hint }] };
  }
  const entries = map.items.map((pair) => ({
    key: isScalar(pair.key) ? String(pair.key.value) : '',
    line: lineOf(pair.key),
    value: headValue(pair.value, lineOf, lineOf(pair.key)),
  }));
  return { entries, errors };
}

/** Keys that stand in their map already, further up. */
function repeatedKeys(document: Document.Parsed): readonly Node[] {
  const repeated: Node[] = [];
  visit(document, {
    Map(_, { items }) {
      const seen = new Set<unknown>();
      for (const { key } of items) {
        const name = isScalar(key) ? key.value : key;
        if (seen.has(name) && isNode(key)) repeated.push(key);
        seen.add(name);
      }
    },
  });
  return repeated;
}

function headValue(node: Node | null, lineOf: (node: Node | null) => number, keyLine: number): HeadValue {
  if (node === null) return { kind: 'empty' };
  if (isSeq<Node | null>(node)) {
    return {
      kind: 'list',
      items: node.items.map((item) => ({ text: textOf(item), line: lineOf(item ?? node) })),
    };
  }
  if (isScalar(node) && node.value === null) return { kind: 'empty' };
  if (isMap<Node, Node | null>(node)) return { kind: 'group', group: groupOf(node, lineOf, keyLine) };
  const text = textOf(node);
  return text === null ? { kind: 'other' } : { kind: 'text', text };
}

function groupOf(
  map: YAMLMap<Node, Node | null>,
  lineOf: (node: Node | null) => number,
  keyLine: number,
): HeadGroup {
  return {
    value: Object.fromEntries(map.items.map(({ key, value }) => [textOf(key) ?? '', plainOf(value)])),
    lineOf(path) {
      let node: Node | null = map;
      let line = keyLine;
      for (const step of path) {
        if (isMap<Node, Node | null>(node)) {
          const pair: Pair<Node, Node | null> | undefined = node.items.find(
            ({ key }) => textOf(key) === String(step),
          );
          if (!pair) return line;
          line = lineOf(pair.key);
          node = pair.value;
        } else {
          node = isSeq<Node | null>(node) ? (node.items[Number(step)] ?? null) : null;
          if (!node) return line;
          line = lineOf(node);
        }
      }
      return line;
    },
  };
}

/** A value as plain JSON. */
function plainOf(node: Node | null): unknown {
  if (isScalar(node)) return node.value;
  if (isSeq<Node | null>(node)) return node.items.map(plainOf);
  if (!isMap<Node, Node | null>(node)) return null;
  return Object.fromEntries(node.items.map(({ key, value }) => [textOf(key) ?? '', plainOf(value)]));
}

/** A bare number, date or true is meant as the text it is written as. */
function textOf(node: Node | null): string | null {
  if (!isScalar(node) || node.value === null) return null;
  return typeof node.value === 'string' ? node.value : (node.source ?? String(node.value));
}

function plainMessage(message: string): string {
  return (message.split('\n')[0] ?? '').replace(/ at line \d+, column \d+:?$/, '').replace(/[.:]$/, '');
}

function hintFor(code: string): string {
  if (code === 'DUPLICATE_KEY') return 'Keep one of the two.';
  if (code === 'TAB_AS_INDENT') return 'Indent with spaces.';
  return 'Put values that hold a colon, a # or a quotation mark between quotation marks.';
}
