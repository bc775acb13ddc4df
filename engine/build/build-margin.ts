import { compileExpression, parseExpression, type Node } from '../expressions/index.ts';
import type { ScopeTypes } from '../expressions/types.ts';
import type { Expr } from '../model/expression.ts';
import type { Margin } from '../model/ledger.ts';
import type { Workshop } from './workshop.ts';

/** Which way a comparison widens: `left − right` grows when it holds more and more. */
const signs: Readonly<Record<string, 1 | -1>> = { '>=': 1, '>': 1, '<=': -1, '<': -1 };

/** Takes a condition apart, so that one can measure how far it is from failing. */
export function buildMargin(whole: Expr, scope: ScopeTypes, workshop: Workshop): Margin {
  const tree = parseExpression(whole.text);
  if ('code' in tree) return { kind: 'truth', expr: whole };
  const part = (node: Node): Expr | null => {
    const text = whole.text.slice(node.start, node.end);
    const { types, ledgers } = workshop;
    const compiled = compileExpression(text, { scope, types, ledgers, partial: true });
    return compiled.ok ? compiled.expr : null;
  };
  return marginOf(tree, part) ?? { kind: 'truth', expr: whole };
}

function marginOf(node: Node, part: (node: Node) => Expr | null): Margin | null {
  if (node.kind === 'and' || node.kind === 'or') {
    const of = [marginOf(node.left, part), marginOf(node.right, part)];
    if (of.includes(null)) return null;
    return { kind: node.kind === 'and' ? 'all' : 'any', of: of as Margin[] };
  }
  if (node.kind === 'binary') {
    const left = part(node.left);
    const right = part(node.right);
    const sign = signs[node.operator];
    if (left && right && left.type.kind === 'decimal' && right.type.kind === 'decimal') {
      if (sign !== undefined) return { kind: 'gap', left, right, sign };
      if (node.operator === '==') return { kind: 'apart', left, right };
    }
  }
  const expr = part(node);
  return expr && { kind: 'truth', expr };
}
