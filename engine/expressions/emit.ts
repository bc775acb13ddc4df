// Checked tree → closures. No code is generated, so that it runs under a strict CSP.
import { emitArithmetic } from './emit-arithmetic.ts';
import { emitComparison } from './emit-comparison.ts';
import { emitIndex, emitName, emitSelect } from './emit-access.ts';
import { emitAnd, emitChoose, emitNot, emitOr } from './emit-logic.ts';
import type { Checked, Closure } from './checked.ts';
import { MISSING } from './scope.ts';
import type { Value } from './scope.ts';

/** Makes the closure of a checked tree that has no errors. */
export function emit(node: Checked): Closure {
  switch (node.kind) {
    case 'constant': {
      const { value } = node;
      return () => value;
    }
    case 'name':
      return emitName(node.name);
    case 'local': {
      const { slot } = node;
      return (scope) => scope.locals[slot] as Value;
    }
    case 'select':
      return emitSelect(node, emit);
    case 'index':
      return emitIndex(emit(node.of), emit(node.at));
    case 'not':
      return emitNot(emit(node.of));
    case 'negate':
      return emitArithmetic(node, emit);
    case 'binary':
      return isComparison(node.operator) ? emitComparison(node, emit) : emitArithmetic(node, emit);
    case 'and':
      return emitAnd(emit(node.left), emit(node.right));
    case 'or':
      return emitOr(emit(node.left), emit(node.right));
    case 'choose':
      return emitChoose(emit(node.when), emit(node.then), emit(node.otherwise));
    case 'list':
      return emitList(node.items.map(emit));
    case 'object':
      return emitObject(node.entries.map(({ key, value }) => ({ key, value: emit(value) })));
    case 'call':
      return node.rule.emit(node.args, emit);
    case 'loop':
      return node.rule.emit(emit(node.list), node.slot, emit(node.body));
    case 'bind': {
      const { slot } = node;
      const value = emit(node.value);
      const body = emit(node.body);
      // What is missing is bound as such: the body runs and absorbs it.
      return (scope) => {
        scope.locals[slot] = value(scope);
        return body(scope);
      };
    }
  }
}

function isComparison(operator: string): boolean {
  return operator === 'in' || operator.includes('=') || operator === '<' || operator === '>';
}

function emitList(items: readonly Closure[]): Closure {
  return (scope) => {
    const values = items.map((item) => item(scope));
    return values.includes(MISSING) ? MISSING : values;
  };
}

function emitObject(entries: readonly { readonly key: string; readonly value: Closure }[]): Closure {
  return (scope) => {
    const object: Record<string, Value> = {};
    let complete = true;
    for (const entry of entries) {
      const value = entry.value(scope);
      if (value === MISSING) complete = false;
      object[entry.key] = value;
    }
    return complete ? object : MISSING;
  };
}
