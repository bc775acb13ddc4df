import type { ExprType } from '../../expressions/types.ts';
import type { Expr } from '../../model/expression.ts';
import { asObject, asText, type LinkedType, type Origin } from '../../model/linked-pack.ts';
import { escalationKey, type Delay } from '../../model/stage-timer.ts';
import { nearestName } from '../../problems/nearest-name.ts';
import { pointerOf } from '../../read/json-pointer.ts';
import { isNoTime, parseDuration } from '../../values/duration.ts';

import type { Workshop } from '../workshop.ts';
import type { StateNode } from './state-tree.ts';

/** What each state waits for: its `after` and the escalation of its approval. States that wait for nothing are left out. */
export function buildDelays(
  nodes: readonly StateNode[],
  type: LinkedType,
  file: string,
  workshop: Workshop,
): ReadonlyMap<string, readonly Delay[]> {
  const [root] = nodes;
  const named = namedDelays(root?.json['delays'], type, file, workshop);
  const found = new Map<string, readonly Delay[]>();
  for (const node of nodes) {
    const wanted = Object.keys(asObject(node.json['after'])).map((key) => ({
      key,
      name: key,
      origin: { file, pointer: node.pointer + pointerOf(['after', key]) },
      atKey: true,
    }));
    const escalate = asText(asObject(asObject(node.meta['approval'])['escalate'])['after']);
    if (escalate !== null)
      wanted.push({
        key: escalationKey,
        name: escalate,
        origin: { file, pointer: `${node.pointer}/meta/approval/escalate/after` },
        atKey: false,
      });
    const delays = wanted.flatMap(({ key, name, origin, atKey }): Delay[] => {
      const at = named.get(name) ?? durationOf(name, named.keys(), { ...origin, atKey }, workshop);
      return at === null ? [] : [{ key, at }];
    });
    if (delays.length > 0) found.set(node.path, delays);
  }
  return found;
}

/** Whatever looks like a duration is one; anything else would have to be a name. */
function durationOf(
  name: string,
  known: Iterable<string>,
  at: Origin & { readonly atKey: boolean },
  { tell }: Workshop,
): Delay['at'] | null {
  const duration = parseDuration(name);
  if (duration === null)
    tell({ code: 'unknown-delay', ...at, params: { name, suggestion: nearestName(name, known) } });
  else if (isNoTime(duration)) tell({ code: 'delay-zero', ...at, params: { name } });
  return duration;
}

function namedDelays(
  json: StateNode['json'][string] | undefined,
  type: LinkedType,
  file: string,
  workshop: Workshop,
): ReadonlyMap<string, Expr> {
  const scope = { ...workshop.common, doc: workshop.docType(type.key) };
  return new Map(
    Object.entries(asObject(json)).map(([name, delay]) => {
      const origin: Origin = { file, pointer: `${pointerOf(['delays', name])}/expr` };
      const expr = workshop.expression(origin, asText(asObject(delay)['expr']) ?? '', scope);
      if (!isMoment(expr.type))
        workshop.tell({ code: 'expr-type', ...origin, params: { expected: 'date', found: expr.type.kind } });
      return [name, expr];
    }),
  );
}

function isMoment({ kind }: ExprType): boolean {
  return kind === 'date' || kind === 'instant' || kind === 'any' || kind === 'null';
}
