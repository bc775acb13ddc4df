import type { ExprType, ScopeTypes } from '../expressions/types.ts';
import type { Json } from '../model/json.ts';
import { asList, asObject, asText, type LinkedDefinition } from '../model/linked-pack.ts';
import type { FieldRule, Grant, Reach, Role, Stages } from '../model/role.ts';
import { pointerOf } from '../read/json-pointer.ts';
import { systemFields } from './system-fields.ts';
import { textKeyOf } from './text-key.ts';
import type { Workshop } from './workshop.ts';

interface Spot {
  readonly file: string;
  readonly pointer: string;
}

export function buildRole({ key, file, json }: LinkedDefinition, workshop: Workshop): Role {
  const { linked } = workshop;
  const grants = new Map<string, Grant>();
  for (const [type, grant] of Object.entries(asObject(json['types']))) {
    const pointer = pointerOf([key, 'types', type]);
    // A type that is not in the slice grants nothing that could be judged.
    if (type === '*' || linked.types.has(type))
      grants.set(type, grantOf(grant, type, { file, pointer }, workshop));
  }
  const conversions = asList(json['conversions']).map(String);
  return {
    key,
    title: asText(json['title']) ?? key,
    textKey: textKeyOf({ file, pointer: pointerOf([key, 'title']) }),
    grants,
    conversions,
    ledgers: json['ledgers'] === undefined ? null : asList(json['ledgers']).map(String),
    administers: json['administers'] === true,
  };
}

function grantOf(json: Json, type: string, { file, pointer }: Spot, workshop: Workshop): Grant {
  const grant = asObject(json);
  // What holds for every type sees what every record has.
  const doc: ExprType =
    type === '*' ? { kind: 'object', name: 'record', fields: systemFields } : workshop.docType(type);
  const scope: ScopeTypes = { ...workshop.common, doc };
  const reach = (name: string): Reach =>
    reachOf(grant[name], { file, pointer: `${pointer}/${name}` }, scope, workshop);
  return {
    read: reach('read'),
    create: grant['create'] === true,
    edit: reach('edit'),
    delete: reach('delete'),
    events: asList(grant['events']).map(String),
    conversions: asList(grant['conversions']).map(String),
    prints: asList(grant['prints']).map(String),
    fields: new Map(
      Object.entries(asObject(grant['fields'])).map(([path, rule]) => [path, fieldRuleOf(rule)]),
    ),
  };
}

function reachOf(
  json: Json | undefined,
  { file, pointer }: Spot,
  scope: ScopeTypes,
  workshop: Workshop,
): Reach {
  if (json === true) return 'all';
  if (json === 'own' || json === 'team' || json === 'all') return json;
  const text = asText(asObject(json)['expr']);
  if (text === null) return 'none';
  return workshop.expression({ file, pointer: `${pointer}/expr` }, text, scope, { kind: 'boolean' });
}

function fieldRuleOf(json: Json): FieldRule {
  if (json === 'hidden' || json === 'readonly')
    return {
      hidden: json === 'hidden' ? 'always' : 'never',
      readonly: json === 'readonly' ? 'always' : 'never',
    };
  const { hidden, readonly } = asObject(json);
  return { hidden: stagesOf(hidden), readonly: stagesOf(readonly) };
}

function stagesOf(json: Json | undefined): Stages {
  if (Array.isArray(json)) return json.map(String);
  return json === true ? 'always' : 'never';
}
