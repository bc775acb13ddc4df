import type { ValueObject } from '../expressions/scope.ts';
import { formatDecimal, isDecimal } from '../values/decimal.ts';
import type { Find } from './types.ts';

/** The search that `lookup(type, where)` stands for. */
export function lookedUp(type: string, where: ValueObject): Find {
  return { type, where: storedWhere(where), before: null };
}

function storedWhere(where: ValueObject): Find['where'] {
  return Object.fromEntries(
    Object.entries(where).map(([key, value]) => [
      key,
      isDecimal(value)
        ? formatDecimal(value)
        : typeof value === 'boolean'
          ? value
          : typeof value === 'string'
            ? value
            : null,
    ]),
  );
}
