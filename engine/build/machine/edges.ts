import type { ExprType, ScopeTypes } from '../../expressions/types.ts';
import type { Check } from '../../model/expression.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { asList, asObject, asText, type LinkedType, type Origin } from '../../model/linked-pack.ts';
import type { Action } from '../../model/machine.ts';
import type { Field } from '../../model/type.ts';
import { flattenForm } from '../../link/flatten-fields.ts';
import { nearestName } from '../../problems/nearest-name.ts';
import { pointerOf } from '../../read/json-pointer.ts';
import { buildCheck } from '../build-check.ts';
import { buildFormFields } from '../build-fields.ts';
import { objectType } from '../field-type.ts';
import { machineScope } from '../scopes.ts';
import type { Workshop } from '../workshop.ts';
import { buildActions } from './build-actions.ts';
import { resolveTarget, targetNames } from './resolve-target.ts';
import { trackStates, type StateNode } from './state-tree.ts';
import { timerEvent } from '../../model/stage-timer.ts';
import { tellUnknownRole } from './unknown-role.ts';

/** One way from state to state while a machine is being built. */
export interface Edge {
  readonly from: StateNode;
  /** `history`: where a history state leads the first time. */
  readonly trigger: 'on' | 'always' | 'after' | 'onDone' | 'history';
  /** Of `on` its key, of `after` the engine's own event; else ''. */
  readonly event: string;
  readonly targets: readonly StateNode[];
  readonly guard: Check | null;
  readonly actions: readonly Action[];
  readonly reenter: boolean;
  readonly meta: JsonObject;
  /** Fields that it asks for. */
  readonly asked: ReadonlyMap<string, Field>;
  readonly pointer: string;
}

interface EdgePlace {
  readonly file: string;
  readonly type: LinkedType;
  readonly nodes: readonly StateNode[];
  readonly workshop: Workshop;
}

/** All transitions of a machine, in the order in which XState tries them. */
export function buildEdges(
  nodes: readonly StateNode[],
  type: LinkedType,
  file: string,
  workshop: Workshop,
): Edge[] {
  const place: EdgePlace = { file, type, nodes, workshop };
  return nodes.flatMap((node) => [
    ...(node.kind === 'history' && node.json['target'] !== undefined
      ? [edge({ target: node.json['target'] }, node, 'history', '', node.pointer, place)]
      : []),
    ...Object.entries(asObject(node.json['on'])).flatMap(([event, json]) =>
      candidates(json, node, 'on', event, node.pointer + pointerOf(['on', event]), place),
    ),
    ...Object.entries(asObject(node.json['after'])).flatMap(([key, json]) =>
      candidates(
        json,
        node,
        'after',
        timerEvent(node.path, key),
        node.pointer + pointerOf(['after', key]),
        place,
      ),
    ),
    ...candidates(node.json['always'], node, 'always', '', `${node.pointer}/always`, place),
    ...trackEdges(node, place),
    ...candidates(node.json['onDone'], node, 'onDone', '', `${node.pointer}/onDone`, place),
  ]);
}

function candidates(
  json: Json | undefined,
  from: StateNode,
  trigger: Edge['trigger'],
  event: string,
  pointer: string,
  place: EdgePlace,
): Edge[] {
  if (json === undefined) return [];
  if (!Array.isArray(json)) return [edge(json, from, trigger, event, pointer, place)];
  return asList(json).map((entry, index) => edge(entry, from, trigger, event, `${pointer}/${index}`, place));
}

function edge(
  json: Json,
  from: StateNode,
  trigger: Edge['trigger'],
  event: string,
  pointer: string,
  place: EdgePlace,
): Edge {
  const { file, type, workshop } = place;
  const transition = typeof json === 'string' ? { target: json } : asObject(json);
  const meta = asObject(transition['meta']);
  const at = (part: string): Origin => ({ file, pointer: `${pointer}/${part}` });
  const { scope, asked } = askedAt(meta, at('meta/form'), place);
  const guard = transition['guard'];
  const target = transition['target'];
  const names = typeof target === 'string' ? [target] : asList(target).map(String);
  const targets = names.flatMap((name, index) => {
    const found = resolveTarget(name, from, place.nodes);
    if (found !== null) return [found];
    const spot =
      typeof json === 'string'
        ? { file, pointer }
        : at(typeof target === 'string' ? 'target' : `target/${index}`);
    workshop.tell({
      code: 'unknown-state',
      ...spot,
      params: { name, suggestion: nearestName(name, targetNames(from)) },
    });
    return [];
  });
  for (const [index, role] of asList(meta['roles']).entries())
    tellUnknownRole(String(role), at(`meta/roles/${index}`), workshop);
  return {
    from,
    trigger,
    event,
    targets,
    guard:
      guard === undefined
        ? null
        : buildCheck(asObject(guard)['params'] ?? {}, at('guard/params'), scope, workshop),
    actions: buildActions(transition['actions'], at('actions'), scope, type, workshop),
    reenter: transition['reenter'] === true,
    meta,
    asked,
    pointer,
  };
}

/** Guards and actions of a transition see the fields that it asks for as `input`. */
function askedAt(
  meta: JsonObject,
  origin: Origin,
  { type, workshop }: EdgePlace,
): { readonly scope: ScopeTypes; readonly asked: ReadonlyMap<string, Field> } {
  const fields = flattenForm(asObject(meta['form']), origin, workshop.findings);
  const asked = buildFormFields(fields, type.key, workshop);
  const input: ExprType = objectType(fields, 'input', workshop.linked, false);
  return { scope: machineScope(workshop.common, workshop.docType(type.key), input), asked };
}

/** A region with `meta.track` follows the track's progress, in both directions. */
function trackEdges(node: StateNode, { file, type, workshop }: EdgePlace): Edge[] {
  const region = node.parent;
  const track = asText(region?.meta['track']);
  if (region === null || track === null || !(trackStates as readonly string[]).includes(node.key)) return [];
  if (asObject(type.json['tracks'])[track] === undefined) return [];
  const origin = { file, pointer: `${region.pointer}/meta/track` };
  const scope = machineScope(workshop.common, workshop.docType(type.key), { kind: 'any' });
  const progress = `progress('${track}')`;
  const conditions = {
    none: `${progress} == 0`,
    partly: `${progress} > 0 && ${progress} < 1`,
    fully: `${progress} == 1`,
  };
  return trackStates.flatMap((key) => {
    const target = region.children.get(key);
    if (key === node.key || target === undefined) return [];
    const expr = workshop.expression(origin, conditions[key], scope);
    return [
      {
        from: node,
        trigger: 'always' as const,
        event: '',
        targets: [target],
        guard: { expr, reason: null, answer: 'block' as const, at: [], roles: [] },
        actions: [],
        reenter: false,
        meta: {},
        asked: new Map(),
        pointer: origin.pointer,
      },
    ];
  });
}
