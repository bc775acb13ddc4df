// linked(doc, 'task'): the records of a type that a record came from or led to.
import type { Checked, CallPlace, FunctionRule } from '../checked.ts';
import { constantText } from '../operator-type.ts';
import { recordIdOf } from '../../values/version.ts';
import { anyType, listOf } from '../types.ts';
import type { ExprType } from '../types.ts';
import { strict2 } from './emitters.ts';
import { aRecord, aText } from './params.ts';

/** What is linked are records of the type, with all their fields. */
function linkedType(args: readonly Checked[], place: CallPlace): ExprType {
  const type = args[1];
  const key = type ? constantText(type) : null;
  const fields = key === null ? null : place.types(key);
  if (type && key !== null && !fields && !place.partial)
    place.complain(type, 'expr-arguments', {
      name: 'linked',
      expected: 'a type',
      found: key,
    });
  return listOf(key !== null && fields ? { kind: 'object', name: key, fields } : anyType);
}

export const linkRules: readonly FunctionRule[] = [
  {
    kind: 'function',
    name: 'linked',
    params: [aRecord, { ...aText, constant: true }],
    gives: linkedType,
    emit: strict2((record, type, scope) => {
      const id = typeof record === 'object' && 'id' in record ? record.id : record;
      return typeof id === 'string' && typeof type === 'string'
        ? (scope.reads.linked?.(recordIdOf(id), type) ?? [])
        : null;
    }),
  },
];
