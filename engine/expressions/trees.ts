// Expressions that were read once, as data: a page that computes forms takes them along instead of a parser.
import type { Json } from '../model/json.ts';
import { decimal, formatDecimal, isDecimal } from '../values/decimal.ts';
import type { Node } from './ast.ts';
import type { Parse } from './parse.ts';

/** By the text of the expression; without places in it, since what was published has no mistakes to point at. */
export type Trees = Readonly<Record<string, Json>>;

const places = { start: 0, end: 0, fieldStart: 0, nameStart: 0 };

/** Passes on what `parse` reads, and keeps it in `trees`. */
export function keepingTrees(parse: Parse, trees: Record<string, Json>): Parse {
  return (text) => {
    const node = parse(text);
    if (!('code' in node)) trees[text] = written(node);
    return node;
  };
}

/** Answers what `keepingTrees` has kept; a text that is not among it is no expression. */
export function parseFrom(trees: Trees): Parse {
  return (text) => {
    const tree = Object.hasOwn(trees, text) ? trees[text] : undefined;
    if (tree !== undefined) return read(tree) as Node;
    return { code: 'expr-syntax', start: 0, end: text.length, params: { detail: 'Its tree is missing' } };
  };
}

function written(value: unknown): Json {
  if (isDecimal(value)) return { decimal: formatDecimal(value) };
  if (Array.isArray(value)) return value.map(written);
  if (typeof value !== 'object' || value === null) return value as Json;
  const entries = Object.entries(value).filter(([key]) => !Object.hasOwn(places, key));
  return Object.fromEntries(entries.map(([key, inner]) => [key, written(inner)]));
}

function read(json: Json): unknown {
  if (Array.isArray(json)) return json.map(read);
  if (typeof json !== 'object' || json === null) return json;
  const { decimal: digits, ...rest } = json as Readonly<Record<string, Json>>;
  if (typeof digits === 'string') return decimal(digits);
  return { ...places, ...Object.fromEntries(Object.entries(rest).map(([key, inner]) => [key, read(inner)])) };
}
