import { naturalKeysIn } from '../../scenario/natural-keys.ts';
import type { DataLine } from '../../model/pack.ts';
import type { Field, RecordType } from '../../model/type.ts';
import type { Finding } from '../../problems/finding.ts';
import { nearestName } from '../../problems/nearest-name.ts';
import type { SchemaError, ValidatorFactory } from '../../validation.ts';
import { valueText, whyOf } from '../misfit.ts';
import type { CheckedPack, Rule } from '../rule.ts';

const place = /^data\/(base|demo)\/(.+)\.jsonl$/;

/** Records that stand in the pack are of their type, name records that stand there too, and are there once. */
export const dataFits: Rule = function* (pack) {
  const { model, linked, partial } = pack;
  const keys = keysIn(pack);
  for (const [file, lines] of linked.data) {
    const [, kind = '', typeKey = ''] = place.exec(file) ?? [];
    if (kind === '' || isStory(file)) continue;
    const type = model.types.get(typeKey);
    if (type === undefined) {
      if (!linked.isAbsent('type', typeKey))
        yield {
          code: 'unknown-type',
          file,
          pointer: '',
          params: { name: typeKey, suggestion: nearestName(typeKey, model.types.keys()) },
        };
      continue;
    }
    const schema = mustBeWhole(type) ? type.completeSchema : type.draftSchema;
    const validate = validatorOf(schema, pack);
    if (validate === null) continue;
    for (const line of lines) {
      const at = { file, pointer: '', range: line.range };
      yield* shapeFindings(validate(line.json), type, line, at);
      for (const field of type.fields.values())
        if (field.formula !== null && line.json[field.key] !== undefined)
          yield { code: 'fills-formula', ...at, params: { name: field.key } };
      if (!partial) yield* referenceFindings(type, line, keys, kind === 'demo', at);
    }
    yield* twice(type, lines, file);
  }
};

/** null: the schema of an unsound type that no validator takes; what is wrong with it is told by itself. */
function validatorOf(schema: object, { validator }: CheckedPack): ReturnType<ValidatorFactory> | null {
  try {
    return validator(schema);
  } catch {
    return null;
  }
}

export function isStory(file: string): boolean {
  return file === 'data/demo/story.jsonl';
}

type At = Pick<Finding, 'file' | 'pointer' | 'range'>;

/** What has no draft phase has to be whole at once. */
function mustBeWhole({ machine }: RecordType): boolean {
  return machine === null || machine.phaseOf(machine.initial) === 'posted';
}

function* shapeFindings(
  errors: readonly SchemaError[],
  type: RecordType,
  { line, json }: DataLine,
  at: At,
): Iterable<Finding> {
  const seen = new Set<string>();
  for (const { pointer, keyword, params } of errors) {
    const path = pointer
      .split('/')
      .slice(1)
      .filter((step) => !/^\d+$/.test(step))
      .join('.');
    const field = type.fieldByPath.get(path);
    // The engine numbers lines, and fills what has a default.
    if (keyword === 'required' && (path.endsWith('.id') || (field !== undefined && fillsItself(field))))
      continue;
    // A failing pattern and a failing type of one value are one mistake.
    if (seen.has(pointer)) continue;
    seen.add(pointer);
    if (keyword === 'additionalProperties') {
      const suggestion = nearestName(path, type.fieldByPath.keys());
      yield { code: 'unknown-field', ...at, params: { name: path, suggestion } };
    } else if (keyword === 'required') yield { code: 'data-missing', ...at, params: { line, field: path } };
    else {
      const value = valueText(valueAt(json, pointer));
      const why = whyOf({ keyword, params }, field?.decimal ?? null);
      yield { code: 'data-invalid', ...at, params: { ...why, line, field: path, value } };
    }
  }
}

function fillsItself({ defaultTo, fill, formula }: Field): boolean {
  return defaultTo !== null || fill !== null || formula !== null;
}

function valueAt(json: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .reduce((value: unknown, step) => (value as Record<string, unknown> | null)?.[step], json);
}

interface Keys {
  readonly base: ReadonlySet<string>;
  readonly demo: ReadonlySet<string>;
}

/** Natural keys of the records that stand in the pack, by type; null: they are computed. */
function keysIn({ linked, model }: CheckedPack): ReadonlyMap<string, Keys | null> {
  const found = new Map<string, Keys | null>();
  for (const type of model.types.values()) {
    const key = type.fields.get(type.naturalKey);
    const of = (kind: string): ReadonlySet<string> =>
      new Set(
        (linked.data.get(`data/${kind}/${type.key}.jsonl`) ?? []).map(({ json }) =>
          String(json[type.naturalKey] ?? ''),
        ),
      );
    found.set(type.key, key && fillsItself(key) ? null : { base: of('base'), demo: of('demo') });
  }
  return found;
}

/** Base records are loaded without the demo; the demo after them. */
function* referenceFindings(
  type: RecordType,
  { line, json }: DataLine,
  keys: ReadonlyMap<string, Keys | null>,
  isDemo: boolean,
  at: At,
): Iterable<Finding> {
  // A text may name a record of any of several types.
  const named = Map.groupBy(naturalKeysIn(type.fields, json), ({ key }) => key);
  for (const [key, names] of named) {
    const lacks = names.map((name) => {
      const known = keys.get(name.type);
      if (known === null || known === undefined) return null;
      return known.base.has(key) || (isDemo && known.demo.has(key)) ? null : known;
    });
    if (lacks.includes(null)) continue;
    const candidates = lacks.flatMap((known) =>
      known ? [...known.base, ...(isDemo ? known.demo : [])] : [],
    );
    yield {
      code: 'data-unknown-record',
      ...at,
      params: {
        line,
        type: names.map((name) => name.type).join(', '),
        key,
        suggestion: nearestName(key, candidates),
      },
    };
  }
}

function* twice(type: RecordType, lines: readonly DataLine[], file: string): Iterable<Finding> {
  const first = new Map<string, number>();
  for (const { json, line, range } of lines) {
    const key = json[type.naturalKey];
    if (typeof key !== 'string') continue;
    const other = first.get(key);
    if (other === undefined) first.set(key, line);
    else yield { code: 'data-twice', file, pointer: '', range, params: { line, key, other } };
  }
}
