// revision(doc.budget): a record at its revision of now, for a reference that holds one version.
import { isDecimal, toInteger } from '../../values/decimal.ts';
import { versionOf, versionText } from '../../values/version.ts';
import type { FunctionRule } from '../checked.ts';
import { MISSING } from '../scope.ts';
import { anyType } from '../types.ts';
import { strict1 } from './emitters.ts';
import { aRecord } from './params.ts';

export const revisionRules: readonly FunctionRule[] = [
  {
    kind: 'function',
    name: 'revision',
    params: [aRecord],
    gives: ([record], place) => {
      const type = record?.type;
      if (type?.kind === 'ref') return { ...type, revision: true };
      const known = type?.kind === 'object' && place.types(type.name) !== null;
      return known ? { kind: 'ref', types: [type.name], revision: true } : anyType;
    },
    emit: strict1((given, scope) => {
      if (typeof given === 'string' && versionOf(given)) return given;
      const record = typeof given === 'string' ? scope.reads.record(given) : given;
      if (record === null || record === MISSING) return record;
      if (typeof record !== 'object' || !('id' in record)) return null;
      const { id, revision } = record;
      const number = isDecimal(revision) ? toInteger(revision) : null;
      return typeof id === 'string' && number !== null ? versionText(id, number) : null;
    }),
  },
];
