import type { ExprType, ScopeTypes } from '../expressions/types.ts';
import type { Expr } from '../model/expression.ts';
import type { Json, JsonObject } from '../model/json.ts';
import {
  asList,
  asObject,
  asText,
  type LinkedField,
  type LinkedType,
  type Origin,
} from '../model/linked-pack.ts';
import type { Field } from '../model/type.ts';
import { nearestName } from '../problems/nearest-name.ts';
import { booleanType, buildChecks, namesOf } from './build-check.ts';
import { isLive, isOfVersions, kindOf, objectType, referencedTypes, typeOfField } from './field-type.ts';
import { fieldScope } from './scopes.ts';
import { systemFields } from './system-fields.ts';
import { textKeyOf } from './text-key.ts';
import { wordsOfKey } from './words-of-key.ts';
import type { Workshop } from './workshop.ts';

/** Where a field stands: the names its expressions may use, and how its object is called in messages. */
interface Surroundings {
  readonly workshop: Workshop;
  readonly owner: string;
  /** Path of the field that says whose account a record is of; null: none does. */
  readonly account: string | null;
  /** null: there is no record, as where a report asks. */
  readonly doc: ExprType | null;
  readonly line: ExprType | null;
  readonly parent: ExprType | null;
  readonly scope: ScopeTypes;
}

export function buildFields(type: LinkedType, workshop: Workshop): ReadonlyMap<string, Field> {
  const doc = workshop.docType(type.key);
  for (const field of type.fields.values())
    if (systemFields.has(field.key))
      workshop.tell({ code: 'reserved-field', ...field.origin, atKey: true, params: { name: field.key } });
  return buildAll(type.fields, {
    workshop,
    owner: type.key,
    account: asText(type.json['user']),
    doc,
    line: null,
    parent: null,
    scope: fieldScope(workshop.common, doc, null, null),
  });
}

/** Fields that are asked for when an event fires; their expressions see the document. */
export function buildFormFields(
  fields: ReadonlyMap<string, LinkedField>,
  type: string,
  workshop: Workshop,
): ReadonlyMap<string, Field> {
  const doc = workshop.docType(type);
  const scope = {
    ...fieldScope(workshop.common, doc, null, null),
    input: objectType(fields, 'input', workshop.linked, false),
  };
  return buildAll(fields, {
    workshop,
    owner: 'input',
    account: null,
    doc,
    line: null,
    parent: null,
    scope,
  });
}

/** Fields that a report asks for before it runs; there is no record yet. */
export function buildParams(
  fields: ReadonlyMap<string, LinkedField>,
  params: ExprType,
  workshop: Workshop,
): ReadonlyMap<string, Field> {
  const scope = { ...workshop.common, params };
  return buildAll(fields, {
    workshop,
    owner: 'params',
    account: null,
    doc: null,
    line: null,
    parent: null,
    scope,
  });
}

function buildAll(fields: ReadonlyMap<string, LinkedField>, around: Surroundings): Map<string, Field> {
  return new Map([...fields].map(([key, field]) => [key, buildField(field, around)]));
}

function buildField(linked: LinkedField, around: Surroundings): Field {
  const { workshop, scope } = around;
  const { keywords } = linked;
  const kind = kindOf(linked);
  const type = typeOfField(linked, around.owner, workshop.linked);
  const at = (keyword: string): Origin =>
    linked.origins.get(keyword) ?? {
      file: linked.origin.file,
      pointer: `${linked.origin.pointer}/${keyword}`,
    };
  // What is computed or judged when a record is written sees it as it was; what is shown sees it as it is.
  const written: ScopeTypes = around.doc === null ? scope : { ...scope, before: around.doc };
  const expression = (keyword: string, expect: ExprType, names: ScopeTypes = scope): Expr | null => {
    const text = asText(keywords[keyword]);
    return text === null ? null : workshop.expression(at(keyword), text, names, expect);
  };
  const inner = linked.fields === null ? null : buildInner(linked, kind === 'table', type, around);
  return {
    key: linked.key,
    path: linked.path,
    kind,
    title: asText(keywords['title']) ?? wordsOfKey(linked.key),
    textKey: textKeyOf(at('title')),
    optionsKey: keywords['x-titles'] === undefined ? null : textKeyOf(at('x-titles')),
    type,
    schema: wholeSchema(linked),
    decimal: decimalOf(keywords),
    ref: kind === 'ref' ? refOf(linked, at('x-ref'), around) : null,
    fields: inner,
    money: asText(keywords['x-money']),
    formula: expression('x-formula', type, written) ?? expression('x-live', type),
    live: isLive(linked),
    defaultTo: expression('x-default', type, written),
    fill: expression('x-fill', type, written),
    visible: expression('x-visible', booleanType),
    editable: expression('x-editable', booleanType),
    required: requirementOf(linked, at('x-required'), around),
    checks: buildChecks(keywords['x-check'], at('x-check'), written, workshop),
    living: keywords['x-living'] === true,
    owner: asText(keywords['x-owner']),
    copy: keywords['x-copy'] !== false,
    unique: keywords['x-unique'] === true ? [] : namesOrNull(keywords['x-unique']),
    account: linked.path === around.account,
  };
}

function buildInner(
  linked: LinkedField,
  isTable: boolean,
  type: ExprType,
  around: Surroundings,
): Map<string, Field> {
  const owner = `${around.owner}.${linked.key}`;
  const fields = linked.fields ?? new Map<string, LinkedField>();
  if (!isTable) return buildAll(fields, { ...around, owner });
  const line = type.kind === 'list' ? type.of : type;
  const parent = around.line ?? around.doc;
  const scope =
    parent === null || around.doc === null
      ? around.scope
      : fieldScope(around.workshop.common, around.doc, line, parent);
  const built = buildAll(fields, { ...around, owner, line, parent, scope });
  return built.has('id') ? built : new Map([['id', lineId(linked)], ...built]);
}

/** A line's id need not be declared: every line has one. */
function lineId(table: LinkedField): Field {
  return {
    key: 'id',
    path: `${table.path}.id`,
    kind: 'text',
    title: 'Id',
    textKey: '',
    optionsKey: null,
    type: { kind: 'text' },
    schema: { type: 'string' },
    decimal: null,
    ref: null,
    fields: null,
    money: null,
    formula: null,
    live: false,
    defaultTo: null,
    fill: null,
    visible: null,
    editable: null,
    required: { always: true, when: null, at: [] },
    checks: [],
    living: false,
    owner: null,
    copy: true,
    unique: null,
    account: false,
  };
}

/** The scope of `x-unique`. */
function namesOrNull(json: Json | undefined): readonly string[] | null {
  return Array.isArray(json) ? asList(json).map(String) : null;
}

/** Keywords of a field and of all within it, as one JSON Schema: what forms are generated from. */
function wholeSchema(field: LinkedField): JsonObject {
  if (field.element !== null) return { ...field.keywords, items: wholeSchema(field.element) };
  if (field.fields === null) return field.keywords;
  const properties: Record<string, Json> = {};
  const required: string[] = [];
  for (const [key, inner] of field.fields) {
    properties[key] = wholeSchema(inner);
    if (inner.required) required.push(key);
  }
  const shape: JsonObject = { type: 'object', properties, ...(required.length > 0 ? { required } : {}) };
  return kindOf(field) === 'object' ? { ...field.keywords, ...shape } : { ...field.keywords, items: shape };
}

function decimalOf(keywords: JsonObject): Field['decimal'] {
  const decimal = asObject(keywords['x-decimal']);
  if (keywords['x-decimal'] === undefined) return null;
  const limit = (value: Json | undefined): string | null =>
    typeof value === 'number' || typeof value === 'string' ? String(value) : null;
  return {
    precision: Number(decimal['precision']),
    scale: Number(decimal['scale']),
    fixed: decimal['fixed'] === true,
    minimum: limit(keywords['minimum']),
    maximum: limit(keywords['maximum']),
  };
}

function refOf(linked: LinkedField, origin: Origin, around: Surroundings): Field['ref'] {
  const { workshop } = around;
  const ref = linked.keywords['x-ref'];
  const types = referencedTypes(linked.keywords);
  const base = typeof ref === 'string' || Array.isArray(ref) ? origin.pointer : `${origin.pointer}/type`;
  const isList = Array.isArray(ref) || Array.isArray(asObject(ref)['type']);
  for (const [index, type] of types.entries()) {
    if (workshop.linked.types.has(type) || workshop.linked.isAbsent('type', type)) continue;
    workshop.tell({
      code: 'unknown-type',
      file: origin.file,
      pointer: isList ? `${base}/${index}` : base,
      params: { name: type, suggestion: nearestName(type, workshop.linked.types.keys()) },
    });
  }
  const where = asText(asObject(ref)['where']);
  for (const type of isOfVersions(linked.keywords) ? types : []) {
    const head = workshop.linked.types.get(type)?.json;
    if (!head || (head['amendable'] ?? false) !== false) continue;
    const pointer = `${origin.pointer}/revision`;
    workshop.tell({ code: 'version-of-unamendable', file: origin.file, pointer, params: { type } });
  }
  const it = typeOfField(linked, around.owner, workshop.linked);
  return {
    types,
    where:
      where === null
        ? null
        : workshop.expression(
            { file: origin.file, pointer: `${origin.pointer}/where` },
            where,
            { ...around.scope, it },
            booleanType,
          ),
    keep: asList(linked.keywords['x-keep']).map(String),
    revision: isOfVersions(linked.keywords),
  };
}

function requirementOf(linked: LinkedField, origin: Origin, around: Surroundings): Field['required'] {
  const json = linked.keywords['x-required'];
  const inObject = asText(asObject(json)['expr']);
  const text = asText(json) ?? inObject;
  const place = inObject === null ? origin : { file: origin.file, pointer: `${origin.pointer}/expr` };
  return {
    always: linked.required || json === true,
    when: text === null ? null : around.workshop.expression(place, text, around.scope, booleanType),
    at: namesOf(asObject(json)['at']),
  };
}
