// How most functions run: all arguments first (so that all facts they lack are noted), then the work.
import type { Checked, Closure, Emit } from '../checked.ts';
import { MISSING } from '../scope.ts';
import type { Scope, Value } from '../scope.ts';

type Known = Exclude<Value, null | typeof MISSING>;

/** One argument; null gives null. */
export const strict1 =
  (run: (a: Known, scope: Scope) => Value) =>
  (args: readonly Checked[], emit: Emit): Closure => {
    const first = emit(args[0] as Checked);
    return (scope) => {
      const a = first(scope);
      return a === null || a === MISSING ? a : run(a, scope);
    };
  };

/** Two arguments; null in either gives null. */
export const strict2 =
  (run: (a: Known, b: Known, scope: Scope) => Value) =>
  (args: readonly Checked[], emit: Emit): Closure => {
    const first = emit(args[0] as Checked);
    const second = emit(args[1] as Checked);
    return (scope) => {
      const a = first(scope);
      const b = second(scope);
      if (a === MISSING || b === MISSING) return MISSING;
      return a === null || b === null ? null : run(a, b, scope);
    };
  };

/** Any number of arguments; null in any gives null. */
export const strict =
  (run: (values: readonly Known[], scope: Scope) => Value) =>
  (args: readonly Checked[], emit: Emit): Closure => {
    const closures = args.map(emit);
    return (scope) => {
      const values = closures.map((closure) => closure(scope));
      if (values.includes(MISSING)) return MISSING;
      return values.includes(null) ? null : run(values as Known[], scope);
    };
  };
