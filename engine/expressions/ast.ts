// The tree of an expression as written, before anything is known about types.
import type Big from 'big.js';

/** 0-based offsets into the expression's text; `end` is exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export type BinaryOperator = '+' | '-' | '*' | '/' | '%' | '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in';

export type Node = Span &
  (
    | { readonly kind: 'constant'; readonly value: null | boolean | string | Big }
    | { readonly kind: 'name'; readonly name: string }
    | { readonly kind: 'select'; readonly of: Node; readonly field: string; readonly fieldStart: number }
    | { readonly kind: 'index'; readonly of: Node; readonly at: Node }
    | { readonly kind: 'not' | 'negate'; readonly of: Node }
    | {
        readonly kind: 'binary';
        readonly operator: BinaryOperator;
        readonly left: Node;
        readonly right: Node;
      }
    | { readonly kind: 'and' | 'or'; readonly left: Node; readonly right: Node }
    | { readonly kind: 'choose'; readonly when: Node; readonly then: Node; readonly otherwise: Node }
    | { readonly kind: 'list'; readonly items: readonly Node[] }
    | { readonly kind: 'object'; readonly entries: readonly { readonly key: Node; readonly value: Node }[] }
    /** `list.map(x, e)` is `map(list, x, e)`: a receiver is the first argument. `cel.bind` is named in full. */
    | {
        readonly kind: 'call';
        readonly name: string;
        readonly nameStart: number;
        readonly args: readonly Node[];
      }
  );
