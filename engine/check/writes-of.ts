import type { Expr } from '../model/expression.ts';
import type { Action } from '../model/machine.ts';
import type { Model } from '../model/model.ts';
import { pointerOf } from '../read/json-pointer.ts';

/** A field that an action writes, and what it puts there. */
export interface Written {
  /** The type of the record that it is written into. */
  readonly to: string;
  readonly path: string;
  readonly expr: Expr;
  /** Below the action. */
  readonly pointer: string;
}

/** @param type  of the record at hand */
export function writesOf(action: Action, type: string, model: Model): readonly Written[] {
  const all = (to: readonly string[], part: string, values: ReadonlyMap<string, Expr> | undefined) =>
    to.flatMap((one) =>
      [...(values ?? [])].map(([path, expr]) => ({
        to: one,
        path,
        expr,
        pointer: `/params/${part}${pointerOf([path])}`,
      })),
    );
  switch (action.type) {
    case 'set':
      return [{ to: type, path: action.field, expr: action.expr, pointer: '/params/expr' }];
    case 'create':
      return all([action.record], 'data', action.data);
    case 'amend':
      return all(action.to.type.kind === 'ref' ? action.to.type.types : [], 'data', action.data);
    case 'convert':
      return all([model.conversions.get(action.conversion)?.to ?? ''], 'set', action.set);
    default:
      return [];
  }
}
