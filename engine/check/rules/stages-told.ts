import type { Checked } from '../../expressions/checked.ts';
import { constantText } from '../../expressions/operator-type.ts';
import { childrenOf } from '../../expressions/tree.ts';
import type { ExprType } from '../../expressions/types.ts';
import type { Finding } from '../../problems/finding.ts';
import { nearestName } from '../../problems/nearest-name.ts';
import { stageGraph } from '../stage-graph.ts';
import type { CheckedPack, Rule } from '../rule.ts';

const phases: readonly string[] = ['draft', 'posted', 'void'];

/**
 * A stage or a phase that a record is compared with is one that it may be in: `'sent' in doc.states`, `doc.stage == 'sent'`.
 * @source definitions.md, Stages
 */
export const stagesTold: Rule = function* (pack) {
  // A shape that several types include is compiled for each of them: a stage that one of them has is no mistake.
  for (const same of Map.groupBy(pack.expressions, ({ file, pointer }) => `${file}#${pointer}`).values()) {
    const found = same.map(({ expr, prefix }) => (expr.tree ? [...inTree(expr.tree, prefix, pack)] : []));
    const [first = [], ...others] = found;
    const { file = '', pointer = '' } = same[0] ?? {};
    for (const one of first)
      if (others.every((other) => other.some(({ span }) => span.start === one.span.start)))
        yield { ...one, file, pointer };
  }
};

type Mistold = Required<Pick<Finding, 'code' | 'params' | 'span'>>;

function* inTree(node: Checked, prefix: number, pack: CheckedPack): Iterable<Mistold> {
  for (const { node: at, code, params } of inNode(node, pack))
    yield { code, params, span: { start: Math.max(at.start - prefix, 0), end: at.end - prefix } };
  for (const inner of childrenOf(node)) yield* inTree(inner, prefix, pack);
}

interface Compared extends Pick<Mistold, 'code' | 'params'> {
  readonly node: Checked;
}

function* inNode(node: Checked, pack: CheckedPack): Iterable<Compared> {
  if (node.kind !== 'binary' || !['==', '!=', 'in'].includes(node.operator)) return;
  const { left, right, operator } = node;
  if (operator === 'in') {
    yield* held(right, [left], 'states', pack);
    if (right.kind === 'list') yield* alike(left, right.items, pack);
  } else {
    yield* alike(left, [right], pack);
    yield* alike(right, [left], pack);
  }
}

function* alike(told: Checked, others: readonly Checked[], pack: CheckedPack): Iterable<Compared> {
  yield* held(told, others, 'stage', pack);
  yield* held(told, others, 'phase', pack);
}

/** What of a record is compared with texts that are written out. */
function* held(
  told: Checked,
  others: readonly Checked[],
  name: 'stage' | 'states' | 'phase',
  pack: CheckedPack,
): Iterable<Compared> {
  if (told.kind !== 'select' || told.field !== name) return;
  const types = typesOf(told.of.type, pack);
  if (types === null) return;
  const known = types.flatMap((type) => stagesOf(type, name, pack));
  for (const node of others) {
    const value = constantText(node);
    if (value === null || known.includes(value)) continue;
    const isAround = name === 'stage' && types.some((type) => stagesOf(type, 'states', pack).includes(value));
    if (isAround) yield { node, code: 'stage-nested', params: { stage: value } };
    else
      yield {
        node,
        code: 'expr-unknown-option',
        params: { name: value, allowed: known.join(', '), suggestion: nearestName(value, known) },
      };
  }
}

/** Record types that a value is of; null: it is no record, or not all of them are known. */
function typesOf(type: ExprType, { linked }: CheckedPack): readonly string[] | null {
  const types = type.kind === 'ref' ? type.types : type.kind === 'object' ? [type.name] : [];
  return types.length > 0 && types.every((key) => linked.types.has(key)) ? types : null;
}

function stagesOf(
  key: string,
  name: 'stage' | 'states' | 'phase',
  { linked }: CheckedPack,
): readonly string[] {
  if (name === 'phase') return phases;
  const type = linked.types.get(key);
  const nodes = (type && stageGraph(type))?.nodes ?? [];
  const inner = nodes.filter(({ path, kind }) => path !== '' && kind !== 'history');
  // A stage with stages within it is told with them, not by its name alone.
  return inner
    .filter(({ path, children }) => name === 'states' || (!path.includes('.') && children.size === 0))
    .map(({ path }) => path);
}
