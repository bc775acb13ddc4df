// Rates that nobody can ever publish, named. @source conversions.md P4
import type { Checked } from '../../expressions/checked.ts';
import { isAssignable, nameOfType } from '../../expressions/index.ts';
import { constantText } from '../../expressions/operator-type.ts';
import { childrenOf } from '../../expressions/tree.ts';
import type { ExprType } from '../../expressions/types.ts';
import type { RecordType } from '../../model/type.ts';
import type { Finding } from '../../problems/finding.ts';
import type { CheckedPack, Rule } from '../rule.ts';

type Role = 'source' | 'kind';

/** Where the functions that take a rate say whose, and of which kind. */
const places: Readonly<Record<string, Readonly<Record<Role, number>>>> = {
  rate: { source: 3, kind: 4 },
  published: { source: 3, kind: 4 },
  exchange: { source: 4, kind: 5 },
};

/**
 * Whose rate is taken, and of which kind, is something that the catalog of rates can hold: else the rate is missing
 * whenever it is asked for.
 */
export const ratesHeld: Rule = function* (pack) {
  const type = [...pack.model.types.values()].find(({ rates }) => rates !== null);
  if (!type) return;
  const told = new Set<string>();
  for (const { expr, file, pointer, prefix } of pack.expressions) {
    if (!expr.tree) continue;
    const named = [...namedIn(expr.tree), ...namedWhole(file, pointer, expr.tree, pack)];
    for (const { role, node: argument } of named)
      for (const { node, ...finding } of unheld(type, role, argument)) {
        const span = { start: Math.max(node.start - prefix, 0), end: node.end - prefix };
        // A shape that several types include is compiled for each of them.
        const key = JSON.stringify([file, pointer, span, finding]);
        if (!told.has(key)) yield { ...finding, file, pointer, span };
        told.add(key);
      }
  }
};

interface Named {
  readonly role: Role;
  readonly node: Checked;
}

function namedIn(node: Checked): readonly Named[] {
  const inner = childrenOf(node).flatMap(namedIn);
  const place = node.kind === 'call' ? places[node.rule.name] : undefined;
  if (node.kind !== 'call' || !place) return inner;
  const own = (['source', 'kind'] as const).flatMap((role) => {
    const arg = node.args[place[role]];
    return arg ? [{ role, node: arg }] : [];
  });
  return [...own, ...inner];
}

/** What a conversion, or the catalog of rates itself, says of them by an expression of its own. */
function namedWhole(file: string, pointer: string, node: Checked, { linked }: CheckedPack): readonly Named[] {
  const [, role] = /^\/(?:currency|rates\/prefer)\/(source|kind)(?:\/expr)?$/.exec(pointer) ?? [];
  const isPlace =
    (pointer.startsWith('/currency/') && [...linked.conversions.values()].some((one) => one.file === file)) ||
    (pointer.startsWith('/rates/') && file.endsWith('/type.json'));
  return role !== undefined && isPlace ? [{ role: role as Role, node }] : [];
}

type Told = Pick<Finding, 'code' | 'params'> & { readonly node: Checked };

/** Of each value that an expression may give, that no rate has it. */
function* unheld(type: RecordType, role: Role, node: Checked): Iterable<Told> {
  if (node.kind === 'choose') {
    yield* unheld(type, role, node.then);
    yield* unheld(type, role, node.otherwise);
    return;
  }
  // Nothing named: as the catalog prefers.
  if (node.type.kind === 'null' || node.type.kind === 'any') return;
  const key = type.rates?.[role] ?? null;
  if (key === null) {
    yield { node, code: 'rate-untold', params: { type: type.key, role } };
    return;
  }
  const field = type.fields.get(key);
  if (!field) return;
  const holds = field.type;
  const values = valuesOf(node);
  if (values.length > 0 && holds.kind === 'text') {
    const allowed = holds.options;
    for (const value of allowed ? values.filter((one) => !allowed.includes(one)) : [])
      yield {
        node,
        code: 'rate-unheld',
        params: { type: type.key, role, value, allowed: (allowed ?? []).join(', ') },
      };
  } else if (!fits(holds, node.type)) {
    const params = {
      type: type.key,
      role,
      value: values[0] ?? nameOfType(node.type),
      allowed: nameOfType(holds),
    };
    yield { node, code: 'rate-unheld', params };
  }
}

/** The texts that an expression may give, where they are written out. */
function valuesOf(node: Checked): readonly string[] {
  const text = constantText(node);
  if (text !== null) return [text];
  return node.type.kind === 'text' ? (node.type.options ?? []) : [];
}

/** A record is told by its id, never by a text that the definitions write out or ask for. */
function fits(holds: ExprType, given: ExprType): boolean {
  return holds.kind === given.kind && isAssignable(holds, given, null);
}
