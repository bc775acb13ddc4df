// The tree after checking: names are resolved, every node has its type. Closures, SQL and dependencies are made from it.
// With it what one function or loop of the language declares: its name, what it takes, what it gives, how it runs.
import type { BinaryOperator, Span } from './ast.ts';
import type { Scope, Value } from './scope.ts';
import type { DecisionTypes, ExprType, LedgerTable, TypeTable } from './types.ts';

export type Checked = Span & { readonly type: ExprType } & (
    | { readonly kind: 'constant'; readonly value: Value }
    | { readonly kind: 'name'; readonly name: string }
    /** A variable of a loop or of `cel.bind`, in `scope.locals[slot]`. */
    | { readonly kind: 'local'; readonly slot: number }
    /** `through` a reference the record is read first; `any` is looked at when it runs. */
    | {
        readonly kind: 'select';
        readonly of: Checked;
        readonly field: string;
        readonly through: 'object' | 'ref' | 'any';
      }
    | { readonly kind: 'index'; readonly of: Checked; readonly at: Checked }
    | { readonly kind: 'not'; readonly of: Checked }
    | { readonly kind: 'negate'; readonly of: Checked }
    | {
        readonly kind: 'binary';
        readonly operator: BinaryOperator;
        readonly left: Checked;
        readonly right: Checked;
      }
    | { readonly kind: 'and' | 'or'; readonly left: Checked; readonly right: Checked }
    | { readonly kind: 'choose'; readonly when: Checked; readonly then: Checked; readonly otherwise: Checked }
    | { readonly kind: 'list'; readonly items: readonly Checked[] }
    | {
        readonly kind: 'object';
        readonly entries: readonly { readonly key: string; readonly value: Checked }[];
      }
    | { readonly kind: 'call'; readonly rule: FunctionRule; readonly args: readonly Checked[] }
    | {
        readonly kind: 'loop';
        readonly rule: LoopRule;
        readonly list: Checked;
        readonly slot: number;
        readonly body: Checked;
      }
    | { readonly kind: 'bind'; readonly slot: number; readonly value: Checked; readonly body: Checked }
  );

export type CheckedOf<Kind extends Checked['kind']> = Extract<Checked, { readonly kind: Kind }>;

export type Closure = (scope: Scope) => Value;
export type Emit = (node: Checked) => Closure;

/** What an argument may be. `any` and null are accepted everywhere and need not be told. */
export interface Param {
  /** As named in a problem: `decimal`, `list of decimal`. */
  readonly expected: string;
  readonly accepts: (type: ExprType) => boolean;
  /** The argument is one of these words; an expression may give it (a setting, a parameter), and null with any other. */
  readonly words?: readonly string[];
  /** The argument must be a text written out, because something is resolved by it when the pack is compiled. */
  readonly constant?: true;
  /** A record of a catalog that is a tree: of any other nobody lies above or below it. */
  readonly tree?: true;
  /** Only how many there are is read, not what they hold. */
  readonly counts?: true;
}

export interface CallPlace {
  readonly types: TypeTable;
  readonly ledgers: LedgerTable;
  readonly decisions: DecisionTypes;
  /** Unknown types are passed over: a slice of a pack is compiled. */
  readonly partial: boolean;
  readonly complain: (
    node: Checked,
    code: 'expr-arguments' | 'expr-unknown-field',
    params: Record<string, string>,
  ) => void;
}

export interface FunctionRule {
  readonly kind: 'function';
  readonly name: string;
  readonly params: readonly Param[];
  /** How many of the last parameters may be left out; 0 when absent. */
  readonly optional?: number;
  /** Asks for facts that have to be read first. */
  readonly facts?: true;
  /** The last parameter may be repeated. */
  readonly repeats?: true;
  readonly gives: ExprType | ((args: readonly Checked[], place: CallPlace) => ExprType);
  readonly emit: (args: readonly Checked[], emit: Emit) => Closure;
}

/** `name(list, x, body)`: the body runs once for each item, which is in scope as `x`. */
export interface LoopRule {
  readonly kind: 'loop';
  readonly name: string;
  readonly body: Param;
  readonly gives: (item: ExprType, body: ExprType) => ExprType;
  readonly emit: (list: Closure, slot: number, body: Closure) => Closure;
  /** The result holds the items themselves: `items`, or groups of them. */
  readonly keeps: 'items' | 'groups' | 'nothing';
}

export type Rule = FunctionRule | LoopRule;
