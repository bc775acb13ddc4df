// Functions over catalogs that are trees (`parent` of their type.json).
import type { FunctionRule } from '../checked.ts';
import { isUnder } from '../is-under.ts';
import type { Value } from '../scope.ts';
import { booleanType } from '../types.ts';
import { strict2 } from './emitters.ts';

function idOf(value: Value): string | null {
  if (typeof value === 'string') return value;
  const id = value !== null && typeof value === 'object' && 'id' in value ? value.id : null;
  return typeof id === 'string' ? id : null;
}

const aRecord = {
  expected: 'record',
  accepts: ({ kind }: { readonly kind: string }) => ['ref', 'text', 'object'].includes(kind),
};

export const treeRules: readonly FunctionRule[] = [
  {
    kind: 'function',
    name: 'under',
    params: [aRecord, aRecord],
    facts: true,
    gives: booleanType,
    emit: strict2((record, branch, scope) => {
      const [id, of] = [idOf(record), idOf(branch)];
      return id === null || of === null ? null : isUnder(scope.reads, id, of);
    }),
  },
];
