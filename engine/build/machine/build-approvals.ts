import type { ExprType, ScopeTypes } from '../../expressions/types.ts';
import type { Answerers, Approval, ApprovalStep, OtherEyes } from '../../model/approval.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { asList, asObject, asText, type LinkedType, type Origin } from '../../model/linked-pack.ts';
import { nearestName } from '../../problems/nearest-name.ts';
import { booleanType } from '../build-check.ts';

import { textKeyOf } from '../text-key.ts';
import { wordsOfKey } from '../words-of-key.ts';
import type { Workshop } from '../workshop.ts';
import { lineOf, type StateNode } from './state-tree.ts';
import { tellUnknownRole } from './unknown-role.ts';

const everyEye: readonly OtherEyes[] = ['creator', 'editor', 'asker', 'earlier'];

interface Place {
  readonly node: StateNode;
  readonly type: LinkedType;
  readonly workshop: Workshop;
  /** Of the approval. */
  readonly origin: Origin;
}

/** `meta.approval` of every state that has one. */
export function buildApprovals(
  nodes: readonly StateNode[],
  type: LinkedType,
  file: string,
  workshop: Workshop,
): readonly Approval[] {
  const approvals = nodes.flatMap((node) => {
    if (node.meta['approval'] === undefined) return [];
    const origin = { file, pointer: `${node.pointer}/meta/approval` };
    return [buildApproval(asObject(node.meta['approval']), { node, type, workshop, origin })];
  });
  const taken = type.fields.get('approvals');
  if (approvals.length > 0 && taken)
    workshop.tell({ code: 'reserved-field', ...taken.origin, atKey: true, params: { name: taken.key } });
  return approvals;
}

function buildApproval(json: JsonObject, place: Place): Approval {
  const { node, origin, workshop } = place;
  const steps = Object.entries(asObject(json['steps'])).map(([key, step]) =>
    buildStep(key, asObject(step), { ...place, origin: under(origin, `steps/${key}`) }),
  );
  const delegates = asText(json['delegates']);
  const scope = { ...scopeOf(place), it: { kind: 'text' } as ExprType };
  return {
    state: node.path,
    title: asText(node.meta['title']) ?? wordsOfKey(node.key),
    textKey: textKeyOf({ file: origin.file, pointer: `${node.pointer}/meta/title` }),
    steps: steps.sort((a, b) => a.order - b.order),
    approve: answerEvent(json, 'approve', 'APPROVE', place) ?? '',
    reject: answerEvent(json, 'reject', 'REJECT', place),
    otherEyes: new Set(otherEyes(json['fourEyes'])),
    delegates: delegates === null ? null : workshop.expression(under(origin, 'delegates'), delegates, scope),
    escalate:
      json['escalate'] === undefined
        ? null
        : buildAnswerers(asObject(asObject(json['escalate'])['to']), {
            ...place,
            origin: under(origin, 'escalate/to'),
          }),
  };
}

/** Without a word the usual name is meant; only a refusal may be missing. */
function answerEvent(
  json: JsonObject,
  part: 'approve' | 'reject',
  usual: string,
  place: Place,
): string | null {
  const { node, origin, workshop } = place;
  const said = asText(json[part]);
  const known = lineOf(node).flatMap((each) => Object.keys(asObject(each.json['on'])));
  const event = said ?? usual;
  if (known.includes(event)) return event;
  if (part === 'reject' && said === null) return null;
  workshop.tell({
    code: 'approval-event',
    ...(said === null ? origin : under(origin, part)),
    params: { state: node.path, event, suggestion: nearestName(event, known) },
  });
  return event;
}

function otherEyes(json: Json | undefined): readonly OtherEyes[] {
  if (Array.isArray(json)) return asList(json) as readonly OtherEyes[];
  return json === true ? everyEye : [];
}

function buildStep(key: string, json: JsonObject, place: Place): ApprovalStep {
  const { origin, workshop } = place;
  const when = asText(json['when']);
  const need = json['need'];
  return {
    key,
    title: asText(json['title']) ?? wordsOfKey(key),
    textKey: textKeyOf(under(origin, 'title')),
    order: Number(json['order'] ?? 0),
    ...buildAnswerers(asObject(json['of']), { ...place, origin: under(origin, 'of') }),
    need: need === 'all' ? 'all' : typeof need === 'number' ? need : 1,
    when:
      when === null ? null : workshop.expression(under(origin, 'when'), when, scopeOf(place), booleanType),
  };
}

function buildAnswerers(json: JsonObject, place: Place): Answerers {
  const { origin, workshop } = place;
  const roles = asList(json['roles']).map(String);
  for (const [index, role] of roles.entries())
    tellUnknownRole(role, under(origin, `roles/${index}`), workshop);
  const users = asText(json['users']);
  return {
    roles,
    users: users === null ? null : workshop.expression(under(origin, 'users'), users, scopeOf(place)),
  };
}

function scopeOf({ type, workshop }: Place): ScopeTypes {
  return { ...workshop.common, doc: workshop.docType(type.key) };
}

function under(origin: Origin, part: string): Origin {
  return { file: origin.file, pointer: `${origin.pointer}/${part}` };
}
