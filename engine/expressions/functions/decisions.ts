// decide('price', { 'article': line.article }).price: asks a decision table.
import type { CallPlace, Checked, FunctionRule } from '../checked.ts';
import type { ValueObject } from '../scope.ts';
import { nearestName } from '../../problems/nearest-name.ts';
import { isAssignable, nameOfType } from '../type-rules.ts';
import { anyType, listOf } from '../types.ts';
import type { ExprType } from '../types.ts';
import { strict2 } from './emitters.ts';
import { aText } from './params.ts';

function textOf(node: Checked | undefined): string | null {
  return node?.kind === 'constant' && typeof node.value === 'string' ? node.value : null;
}

/** The outputs of the table that is named, after what it is asked has been checked against its inputs. */
function answerType([name, input]: readonly Checked[], place: CallPlace): ExprType {
  const key = textOf(name);
  if (!name || key === null) return anyType;
  const table = place.decisions(key);
  if (!table) {
    if (!place.partial)
      place.complain(name, 'expr-arguments', { name: 'decide', expected: 'a decision', found: key });
    return anyType;
  }
  if (input?.kind === 'object')
    for (const entry of input.entries) {
      const wanted = table.inputs.get(entry.key);
      if (!wanted) {
        const suggestion = nearestName(entry.key, table.inputs.keys());
        place.complain(entry.value, 'expr-unknown-field', { name: entry.key, of: key, suggestion });
      } else if (!isAssignable(wanted, entry.value.type, textOf(entry.value)))
        place.complain(entry.value, 'expr-arguments', {
          name: `${key}.${entry.key}`,
          expected: nameOfType(wanted),
          found: nameOfType(entry.value.type),
        });
    }
  const answer: ExprType = { kind: 'object', name: key, fields: table.outputs };
  return table.isList ? listOf(answer) : answer;
}

export const decisionRules: readonly FunctionRule[] = [
  {
    kind: 'function',
    name: 'decide',
    params: [
      { ...aText, constant: true },
      { expected: 'object', accepts: ({ kind }) => kind === 'object' },
    ],
    gives: answerType,
    emit: strict2((key, input, scope) =>
      typeof key === 'string' && typeof input === 'object'
        ? (scope.reads.decide?.(key, input as ValueObject) ?? null)
        : null,
    ),
  },
];
