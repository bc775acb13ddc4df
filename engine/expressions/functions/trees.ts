// Functions over catalogs that are trees (`parent` of their type.json).
import type { FunctionRule, Param } from '../checked.ts';
import { isUnder } from '../is-under.ts';
import { decimal, isDecimal, toInteger } from '../../values/decimal.ts';
import { MISSING } from '../scope.ts';
import type { Missing, Scope, Value } from '../scope.ts';
import { recordTypes } from '../type-rules.ts';
import { anyType, booleanType, decimalType } from '../types.ts';
import { strict1, strict2 } from './emitters.ts';
import { aDecimal } from './params.ts';

function idOf(value: Value): string | null {
  if (typeof value === 'string') return value;
  const id = value !== null && typeof value === 'object' && 'id' in value ? value.id : null;
  return typeof id === 'string' ? id : null;
}

const inTree: Param = {
  expected: 'record of a tree',
  accepts: ({ kind }) => ['ref', 'text', 'object'].includes(kind),
  tree: true,
};

/** A record with what lies above it; null: there is no record. */
function chainOf(record: Value, { reads }: Scope): readonly string[] | Missing | null {
  const id = idOf(record);
  return id === null ? null : (reads.chain?.(id) ?? [id]);
}

export const treeRules: readonly FunctionRule[] = [
  {
    kind: 'function',
    name: 'under',
    params: [inTree, inTree],
    facts: true,
    gives: booleanType,
    emit: strict2((record, branch, scope) => {
      const [id, of] = [idOf(record), idOf(branch)];
      return id === null || of === null ? null : isUnder(scope.reads, id, of);
    }),
  },
  {
    kind: 'function',
    name: 'level',
    params: [inTree],
    gives: decimalType,
    emit: strict1((record, scope) => {
      const chain = chainOf(record, scope);
      return chain === null || chain === MISSING ? chain : decimal(chain.length);
    }),
  },
  {
    kind: 'function',
    name: 'branch',
    params: [inTree, aDecimal],
    gives: ([record], place) => {
      const types = record ? recordTypes(record.type, place.types) : [];
      return types.length === 0 ? anyType : { kind: 'ref', types };
    },
    emit: strict2((record, level, scope) => {
      const chain = chainOf(record, scope);
      if (chain === null || chain === MISSING) return chain;
      const wanted = isDecimal(level) ? toInteger(level) : null;
      if (wanted === null || wanted < 1) return null;
      return chain[Math.max(chain.length - wanted, 0)] ?? null;
    }),
  },
];
