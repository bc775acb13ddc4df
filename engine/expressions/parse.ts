import type { Node } from './ast.ts';
import type { ExprError } from './expression-error.ts';

/** Text → tree, or the first syntax error: after it nothing can be said about the rest. */
export type Parse = (text: string) => Node | ExprError;
