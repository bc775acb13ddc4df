// The only file that knows the CEL library. It is used as a parser alone: its checker and interpreter know no null.
import { Environment } from '@marcbachmann/cel-js/evaluator';
import { decimal } from '../values/decimal.ts';
import type { BinaryOperator, Node, Span } from './ast.ts';
import type { ExprError } from './expression-error.ts';

/** What we read of the library's nodes. */
interface CelNode extends Span {
  readonly op: string;
  readonly args: unknown;
}

/** A mistake that the library's grammar lets pass. */
class SyntaxMistake {
  readonly span: Span;
  readonly detail: string;
  constructor(span: Span, detail: string) {
    this.span = span;
    this.detail = detail;
  }
}

const environment = new Environment({
  unlistedVariablesAreDyn: true,
  limits: {
    maxAstNodes: 5_000,
    maxDepth: 100,
    maxListElements: 1_000,
    maxMapEntries: 200,
    maxCallArguments: 32,
  },
});

/** Every phase after this one recurses over the tree; the library counts brackets, but no chains of operators. */
const depthMax = 500;
const lengthMax = 10_000;

const binaryOperators = new Set(['+', '-', '*', '/', '%', '==', '!=', '<', '<=', '>', '>=', 'in']);
const plainNumber = /^(?:0|[1-9][0-9]*)(?:\.[0-9]+)?$/;

/**
 * Reads one expression.
 *
 * @returns the tree, or the first syntax error: after it nothing can be said about the rest
 */
export function parseExpression(text: string): Node | ExprError {
  const whole = { start: 0, end: text.length };
  if (text.length > lengthMax) return syntaxError(whole, `Longer than ${lengthMax} characters`);
  try {
    return convert(environment.parse(text).ast as unknown as CelNode, text, 0);
  } catch (error) {
    if (error instanceof SyntaxMistake) return syntaxError(error.span, error.detail);
    // The library's parser recurses over a chain of `!` or `-` without counting.
    if (error instanceof RangeError) return syntaxError(whole, 'Nested too deeply');
    const { range, summary } = error as { range?: Span; summary?: string };
    // Anything but the library's own ParseError is our bug.
    if (summary === undefined) throw error;
    return syntaxError(range ?? whole, summary);
  }
}

function syntaxError({ start, end }: Span, detail: string): ExprError {
  return { code: 'expr-syntax', start, end, params: { detail } };
}

function convert(node: CelNode, text: string, depth: number): Node {
  const { start, end } = node;
  const span = { start, end };
  if (depth > depthMax) throw new SyntaxMistake(span, 'Nested too deeply');
  const to = (child: unknown): Node => convert(child as CelNode, text, depth + 1);
  if (binaryOperators.has(node.op)) {
    const [left, right] = node.args as [CelNode, CelNode];
    return { kind: 'binary', operator: node.op as BinaryOperator, left: to(left), right: to(right), ...span };
  }
  switch (node.op) {
    case 'value':
      return { kind: 'constant', value: constant(node, text), ...span };
    case 'id':
      return { kind: 'name', name: node.args as string, ...span };
    case '.': {
      const [of, field] = node.args as [CelNode, string];
      return { kind: 'select', of: to(of), field, fieldStart: end - field.length, ...span };
    }
    case '[]': {
      const [of, at] = node.args as [CelNode, CelNode];
      return { kind: 'index', of: to(of), at: to(at), ...span };
    }
    case '!_':
      return { kind: 'not', of: to(node.args), ...span };
    case '-_':
      return { kind: 'negate', of: to(node.args), ...span };
    case '&&':
    case '||': {
      const [left, right] = node.args as [CelNode, CelNode];
      return { kind: node.op === '&&' ? 'and' : 'or', left: to(left), right: to(right), ...span };
    }
    case '?:': {
      const [when, then, otherwise] = node.args as [CelNode, CelNode, CelNode];
      return { kind: 'choose', when: to(when), then: to(then), otherwise: to(otherwise), ...span };
    }
    case 'list':
      return { kind: 'list', items: (node.args as CelNode[]).map(to), ...span };
    case 'map': {
      const entries = (node.args as [CelNode, CelNode][]).map(([key, value]) => ({
        key: to(key),
        value: to(value),
      }));
      return { kind: 'object', entries, ...span };
    }
    case 'call': {
      const [name, args] = node.args as [string, CelNode[]];
      return { kind: 'call', name, nameStart: start, args: args.map(to), ...span };
    }
    case 'rcall': {
      const [name, receiver, args] = node.args as [string, CelNode, CelNode[]];
      const nameStart = text.indexOf(name, receiver.end);
      if (receiver.op === 'id' && receiver.args === 'cel')
        return { kind: 'call', name: `cel.${name}`, nameStart: start, args: args.map(to), ...span };
      return { kind: 'call', name, nameStart, args: [to(receiver), ...args.map(to)], ...span };
    }
    default:
      throw new SyntaxMistake(span, `Unexpected ${node.op}`);
  }
}

/** Numbers are taken from the source text, because the library reads integers and binary doubles. */
function constant(node: CelNode, text: string): null | boolean | string | ReturnType<typeof decimal> {
  const value = node.args;
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  const source = text.slice(node.start, node.end);
  if (plainNumber.test(source)) return decimal(source);
  throw new SyntaxMistake(
    node,
    value instanceof Uint8Array ? 'Bytes are not allowed' : `Not a plain number: ${source}`,
  );
}
