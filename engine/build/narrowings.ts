// Which equalities of a condition tell what to read before anything is read.
import type { Node } from '../expressions/ast.ts';
import { parseExpression } from '../expressions/parse-expression.ts';
import type { ScopeTypes } from '../expressions/types.ts';
import type { Narrowing } from '../model/decision-table.ts';
import type { LinkedField, LinkedType } from '../model/linked-pack.ts';
import { kindOf } from './field-type.ts';
import type { Workshop } from './workshop.ts';

interface Conjunct {
  readonly node: Node;
  /** The whole condition, which the node's offsets point into. */
  readonly text: string;
}

/** The parts that must all hold; empty for what does not parse. */
export function conjunctsOf(text: string): readonly Conjunct[] {
  const tree = parseExpression(text);
  if ('code' in tree) return [];
  const parts: Conjunct[] = [];
  const visit = (node: Node): void => {
    if (node.kind === 'and') {
      visit(node.left);
      visit(node.right);
    } else parts.push({ node, text });
  };
  visit(tree);
  return parts;
}

/** `doc.partner == input.partner`, `line.article == input.article`: one side a field, the other known beforehand. */
export function narrowingsOf(
  conjuncts: readonly Conjunct[],
  type: LinkedType,
  table: LinkedField | undefined,
  scope: ScopeTypes,
  workshop: Workshop,
  /** What the record is called in the condition. */
  name: 'doc' | 'it' | 'target' = 'doc',
): readonly Narrowing[] {
  return conjuncts.flatMap(({ node, text }): Narrowing[] => {
    if (node.kind !== 'binary' || node.operator !== '==') return [];
    for (const [field, value] of [
      [node.left, node.right],
      [node.right, node.left],
    ] as const) {
      const place = placeOf(field, name);
      if (place === null || mentions(value, name === 'doc' ? ['doc', 'line', 'parent'] : [name])) continue;
      const found = (place.table ? table?.fields : type.fields)?.get(place.field);
      // Only plain columns: what a formula gives is stored too, what is live or nested is not.
      if (!found || !['text', 'ref', 'date', 'boolean'].includes(kindOf(found))) continue;
      const before = workshop.findings.length;
      const origin = { file: '', pointer: '' };
      const expr = workshop.expression(origin, text.slice(value.start, value.end), scope);
      if (workshop.findings.length > before) {
        // The whole condition has told what is wrong with it.
        workshop.findings.splice(before);
        continue;
      }
      return [{ ...place, value: expr }];
    }
    return [];
  });
}

function placeOf(node: Node, name: string): Omit<Narrowing, 'value'> | null {
  if (node.kind !== 'select' || node.of.kind !== 'name') return null;
  if (node.of.name === name) return { table: false, field: node.field };
  return name === 'doc' && node.of.name === 'line' ? { table: true, field: node.field } : null;
}

function mentions(node: Node, names: readonly string[]): boolean {
  switch (node.kind) {
    case 'constant':
      return false;
    case 'name':
      return names.includes(node.name);
    case 'select':
    case 'not':
    case 'negate':
      return mentions(node.of, names);
    case 'index':
      return mentions(node.of, names) || mentions(node.at, names);
    case 'binary':
    case 'and':
    case 'or':
      return mentions(node.left, names) || mentions(node.right, names);
    case 'choose':
      return [node.when, node.then, node.otherwise].some((part) => mentions(part, names));
    case 'list':
      return node.items.some((item) => mentions(item, names));
    case 'object':
      return node.entries.some(({ value }) => mentions(value, names));
    case 'call':
      return node.args.some((arg) => mentions(arg, names));
  }
}
