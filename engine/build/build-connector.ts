import type { ExprType, ScopeTypes } from '../expressions/types.ts';
import type { AnswerMapping, Connector, ReceiveMapping, SendMapping, Values } from '../model/connector.ts';
import type { Expr } from '../model/expression.ts';
import type { Json } from '../model/json.ts';
import {
  asList,
  asObject,
  asText,
  type LinkedDefinition,
  type LinkedType,
  type Origin,
} from '../model/linked-pack.ts';
import { nearestName } from '../problems/nearest-name.ts';
import { booleanType, namesOf } from './build-check.ts';
import { isComputed, kindOf, objectType, typeOfField } from './field-type.ts';
import { formOf, tellUnknownEvent } from './machine/events-of.ts';
import { narrowingsOf } from './narrowings.ts';
import { textKeyOf } from './text-key.ts';
import { wordsOfKey } from './words-of-key.ts';
import type { Workshop } from './workshop.ts';

const any: ExprType = { kind: 'any' };
const text: ExprType = { kind: 'text' };

export function buildConnector({ key, file, json }: LinkedDefinition, workshop: Workshop): Connector {
  const at = (pointer: string): Origin => ({ file, pointer });
  const type = asText(json['type']);
  const linked = typeNamed(type, at('/type'), workshop);
  const scope: ScopeTypes = {
    ...workshop.common,
    ...(type === null ? {} : { doc: docOf(linked, workshop) }),
  };
  const device = asText(json['device']);
  if (type === null)
    for (const part of ['send', 'answers', 'ask', 'file'])
      if (json[part] !== undefined)
        workshop.tell({ code: 'grammar-required', file, pointer: '', params: { key: 'type' } });
  return {
    key,
    title: asText(json['title']) ?? wordsOfKey(key),
    textKey: textKeyOf(at('/title')),
    port: asText(json['port']) ?? '',
    type,
    mailbox: asText(json['mailbox']),
    device: device === null ? null : workshop.expression(at('/device'), device, scope),
    send:
      json['send'] === undefined ? null : sendOf(asObject(json['send']), at('/send'), type, scope, workshop),
    answers: new Map(
      Object.entries(asObject(json['answers'])).map(([name, answer]) => [
        name,
        answerOf(asObject(answer), at(`/answers/${name}`), type, scope, workshop),
      ]),
    ),
    receive:
      json['receive'] === undefined ? null : receiveOf(asObject(json['receive']), at('/receive'), workshop),
    ask: askOf(json['ask'], at('/ask'), linked, scope, workshop),
    file: fileOf(json['file'], at('/file'), linked, scope, workshop),
  };
}

function under(origin: Origin, key: string): Origin {
  return { file: origin.file, pointer: `${origin.pointer}/${key}` };
}

function typeNamed(name: string | null, origin: Origin, workshop: Workshop): LinkedType | null {
  if (name === null) return null;
  const found = workshop.linked.types.get(name);
  if (!found && !workshop.linked.isAbsent('type', name)) {
    const suggestion = nearestName(name, workshop.linked.types.keys());
    workshop.tell({ code: 'unknown-type', ...origin, params: { name, suggestion } });
  }
  return found ?? null;
}

function docOf(type: LinkedType | null, workshop: Workshop): ExprType {
  return type === null ? any : workshop.docType(type.key);
}

function valuesOf(json: Json | undefined, origin: Origin, scope: ScopeTypes, workshop: Workshop): Values {
  return new Map(
    Object.entries(asObject(json)).map(([name, value]) => [
      name,
      workshop.expression(under(origin, name), asText(value) ?? '', scope),
    ]),
  );
}

/**
 * Values for fields of a type, or of what its event asks for: each must be there, be no formula, and take the value.
 *
 * @param fields  null: they are not known, and nobody is blamed
 */
function fieldsOf(
  json: Json | undefined,
  origin: Origin,
  type: LinkedType | null,
  fields: LinkedType['fields'] | null,
  scope: ScopeTypes,
  workshop: Workshop,
): Values {
  const values = new Map<string, Expr>();
  for (const [name, value] of Object.entries(asObject(json))) {
    const at = under(origin, name);
    const field = fields?.get(name);
    if (fields && !field) {
      const suggestion = nearestName(name, fields.keys());
      workshop.tell({ code: 'unknown-field', ...at, atKey: true, params: { name, suggestion } });
    } else if (field && isComputed(field)) workshop.tell({ code: 'sets-formula', ...at, params: { name } });
    const expect = type && field ? typeOfField(field, type.key, workshop.linked) : undefined;
    values.set(name, workshop.expression(at, asText(value) ?? '', scope, expect));
  }
  return values;
}

function sendOf(
  json: Readonly<Record<string, Json>>,
  origin: Origin,
  type: string | null,
  scope: ScopeTypes,
  workshop: Workshop,
): SendMapping {
  const on = namesOf(json['on']);
  const isList = Array.isArray(json['on']);
  for (const [index, event] of on.entries()) {
    const at = isList ? under(under(origin, 'on'), String(index)) : under(origin, 'on');
    if (type !== null) tellUnknownEvent(event, [type], at, workshop);
  }
  const optional = (part: string, expect: ExprType): Expr | null => {
    const found = asText(json[part]);
    return found === null ? null : workshop.expression(under(origin, part), found, scope, expect);
  };
  return {
    on,
    when: optional('when', booleanType),
    by: optional('by', { kind: 'date' }),
    map: valuesOf(json['map'], under(origin, 'map'), scope, workshop),
  };
}

function answerOf(
  json: Readonly<Record<string, Json>>,
  origin: Origin,
  type: string | null,
  scope: ScopeTypes,
  workshop: Workshop,
): AnswerMapping {
  const event = asText(json['event']) ?? '';
  if (type !== null) tellUnknownEvent(event, [type], under(origin, 'event'), workshop);
  const inside = { ...scope, answer: any };
  const linked = type === null ? null : (workshop.linked.types.get(type) ?? null);
  const asked = linked === null ? null : formOf(linked, event);
  return {
    event,
    input: fieldsOf(json['input'], under(origin, 'input'), linked, asked, inside, workshop),
    attach: asList(json['attach']).map((value, index) =>
      workshop.expression(under(under(origin, 'attach'), String(index)), asText(value) ?? '', inside),
    ),
  };
}

function receiveOf(json: Readonly<Record<string, Json>>, origin: Origin, workshop: Workshop): ReceiveMapping {
  const type = asText(json['type']) ?? '';
  const linked = typeNamed(type, under(origin, 'type'), workshop);
  const scope: ScopeTypes = { ...workshop.common, arrived: any };
  const match = asText(json['match']);
  const event = asText(json['event']);
  if (event !== null) tellUnknownEvent(event, [type], under(origin, 'event'), workshop);
  const inside = { ...scope, target: docOf(linked, workshop) };
  return {
    type,
    match: match === null ? null : workshop.expression(under(origin, 'match'), match, inside, booleanType),
    narrow:
      match === null || !linked ? [] : narrowingsOf(match, linked, undefined, scope, workshop, 'target'),
    set: fieldsOf(json['set'], under(origin, 'set'), linked, linked?.fields ?? null, scope, workshop),
    event,
    attachments: json['attachments'] === true,
  };
}

function askOf(
  json: Json | undefined,
  origin: Origin,
  type: LinkedType | null,
  scope: ScopeTypes,
  workshop: Workshop,
): Connector['ask'] {
  if (json === undefined) return null;
  const { with: asked, set } = asObject(json) as { with?: Json; set?: Json };
  return {
    with: valuesOf(asked, under(origin, 'with'), scope, workshop),
    set: fieldsOf(set, under(origin, 'set'), type, type?.fields ?? null, { ...scope, answer: any }, workshop),
  };
}

function fileOf(
  json: Json | undefined,
  origin: Origin,
  type: LinkedType | null,
  scope: ScopeTypes,
  workshop: Workshop,
): Connector['file'] {
  if (json === undefined) return null;
  const file = asObject(json);
  const each = asText(file['each']);
  const table = each === null ? undefined : type?.fields.get(each);
  if (type && each !== null && (!table || kindOf(table) !== 'table')) {
    const tables = [...type.fields.values()].filter((field) => kindOf(field) === 'table');
    const suggestion = nearestName(
      each,
      tables.map(({ key }) => key),
    );
    workshop.tell({ code: 'unknown-table', ...under(origin, 'each'), params: { name: each, suggestion } });
  }
  const line = table?.fields ? objectType(table.fields, each ?? '', workshop.linked, true) : any;
  const name = asText(file['name']);
  return {
    format: (asText(file['format']) ?? 'csv') as 'csv' | 'dbf' | 'json' | 'xml',
    name: name === null ? null : workshop.expression(under(origin, 'name'), name, scope, text),
    each: table ? each : null,
    columns: valuesOf(
      file['columns'],
      under(origin, 'columns'),
      each === null ? scope : { ...scope, line },
      workshop,
    ),
  };
}
