// Which equalities of a condition tell what to read before anything is read.
import type { Node } from '../expressions/ast.ts';
import type { ScopeTypes } from '../expressions/types.ts';
import type { Narrowing } from '../model/decision-table.ts';
import type { LinkedField, LinkedType } from '../model/linked-pack.ts';
import { kindOf } from './field-type.ts';
import type { Workshop } from './workshop.ts';

/** The parts that must all hold; empty for what does not parse. */
function conjunctsOf(text: string, { parse }: Workshop): readonly Node[] {
  const tree = parse(text);
  if ('code' in tree) return [];
  const parts: Node[] = [];
  const visit = (node: Node): void => {
    if (node.kind === 'and') {
      visit(node.left);
      visit(node.right);
    } else parts.push(node);
  };
  visit(tree);
  return parts;
}

/** Of a condition, `doc.partner == input.partner`, `line.article == input.article`: one side a field, the other known beforehand. */
export function narrowingsOf(
  condition: string,
  type: LinkedType,
  table: LinkedField | undefined,
  scope: ScopeTypes,
  workshop: Workshop,
  /** What the record is called in the condition. */
  name: 'doc' | 'it' | 'target' = 'doc',
): readonly Narrowing[] {
  return conjunctsOf(condition, workshop).flatMap((node): Narrowing[] => {
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
      // What is wrong with it the whole condition has told.
      const expr = workshop.part(condition, value, scope);
      if (expr !== null) return [{ ...place, value: expr }];
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
