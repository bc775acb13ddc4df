// Logic of conditions. null counts as false. When the first operand is missing the second still runs, so that one
// round notes all facts; what decides alone (false of `&&`, true of `||`) decides even then.
import type { Closure } from './checked.ts';
import { MISSING } from './scope.ts';

export function emitNot(of: Closure): Closure {
  return (scope) => {
    const value = of(scope);
    return value === MISSING ? MISSING : value !== true;
  };
}

export function emitAnd(left: Closure, right: Closure): Closure {
  return (scope) => {
    const a = left(scope);
    if (a !== true && a !== MISSING) return false;
    const b = right(scope);
    if (b !== true && b !== MISSING) return false;
    return a === MISSING || b === MISSING ? MISSING : true;
  };
}

export function emitOr(left: Closure, right: Closure): Closure {
  return (scope) => {
    const a = left(scope);
    if (a === true) return true;
    const b = right(scope);
    if (b === true) return true;
    return a === MISSING || b === MISSING ? MISSING : false;
  };
}

export function emitChoose(when: Closure, then: Closure, otherwise: Closure): Closure {
  return (scope) => {
    const condition = when(scope);
    if (condition === MISSING) {
      then(scope);
      otherwise(scope);
      return MISSING;
    }
    return condition === true ? then(scope) : otherwise(scope);
  };
}
