import type { ExprType, ScopeTypes } from '../expressions/types.ts';
import type { Filling, Merge } from '../model/conversion.ts';
import type { Json } from '../model/json.ts';
import { asObject, asText, type Origin } from '../model/linked-pack.ts';
import type { Field } from '../model/type.ts';
import { nearestName } from '../problems/nearest-name.ts';
import { pointerOf } from '../read/json-pointer.ts';
import type { Workshop } from './workshop.ts';

/** One side of a mapping: from which fields into which, and under which name expressions see the source. */
export interface FillingPlace {
  readonly workshop: Workshop;
  readonly scope: ScopeTypes;
  readonly origin: Origin;
  /** `source` or `sourceLine`. */
  readonly root: 'source' | 'sourceLine';
  /** Fields by key on either side; of the source null where there is none to copy from. */
  readonly sourceFields: ReadonlyMap<string, Field> | null;
  readonly targetFields: ReadonlyMap<string, Field>;
  /** What fields on the header are merged by when nothing else is said; null on lines. */
  readonly merge: Merge | null;
  readonly crosses: boolean;
  /** Filled by the conversion itself: the quantity or amount taken. */
  readonly taken: readonly string[];
}

/** Every filled target field: what the author maps, then what copies by its name. @source conversions.md M1, M2 */
export function buildFillings(json: Json | undefined, place: FillingPlace): ReadonlyMap<string, Filling> {
  const fillings = new Map<string, Filling>();
  for (const [path, mapping] of Object.entries(asObject(json))) {
    const field = targetField(path, place);
    fillings.set(path, filling(asObject(mapping), path, field, place));
  }
  for (const [key, field] of place.targetFields) {
    if (fillings.has(key) || [...fillings.keys()].some((path) => path.startsWith(`${key}.`))) continue;
    const source = place.sourceFields?.get(key);
    if (source === undefined || place.taken.includes(key) || !copies(source, field)) continue;
    // What belongs to a reference of the sale means nothing on the purchase side.
    fillings.set(
      key,
      place.crosses && field.owner !== null
        ? { kind: 'derive' }
        : { kind: 'from', path: key, merge: place.merge },
    );
  }
  return fillings;
}

/** Same-named fields of equal type copy by themselves. Tables go by `lines`, computed fields by their formula. */
function copies(source: Field, target: Field): boolean {
  if (target.formula !== null || source.live || !source.copy || !target.copy) return false;
  if (target.kind === 'table' || target.key === 'id' || source.kind !== target.kind) return false;
  if (target.ref === null || source.ref === null) return true;
  if (target.ref.revision !== source.ref.revision) return false;
  return source.ref.types.every((type) => target.ref?.types.includes(type));
}

function targetField(path: string, place: FillingPlace): Field | undefined {
  const [first = '', ...rest] = path.split('.');
  let field = place.targetFields.get(first);
  for (const key of rest) field = field?.fields?.get(key);
  const origin = { file: place.origin.file, pointer: place.origin.pointer + pointerOf([path]) };
  const params = { name: path, suggestion: nearestName(path, place.targetFields.keys()) };
  if (field === undefined) place.workshop.tell({ code: 'unknown-field', ...origin, atKey: true, params });
  else if (field.formula !== null)
    place.workshop.tell({ code: 'fills-formula', ...origin, atKey: true, params: { name: path } });
  return field;
}

function filling(
  mapping: ReturnType<typeof asObject>,
  path: string,
  field: Field | undefined,
  place: FillingPlace,
): Filling {
  const at = (keyword: string): Origin => ({
    file: place.origin.file,
    pointer: place.origin.pointer + pointerOf([path, keyword]),
  });
  const ways = ['from', 'expr', 'value', 'derive', 'blank', 'ask'].filter(
    (way) => mapping[way] !== undefined,
  );
  if (ways.length !== 1)
    place.workshop.tell({
      code: 'filling-ways',
      ...at(''),
      pointer: place.origin.pointer + pointerOf([path]),
    });
  const merge = (asText(mapping['merge']) as Merge | null) ?? place.merge;
  const from = asText(mapping['from']);
  if (from !== null) {
    const prefix = `${place.root}.`;
    place.workshop.expression(at('from'), prefix + from, place.scope, expected(field, merge), prefix.length);
    return { kind: 'from', path: from, merge };
  }
  const expr = asText(mapping['expr']);
  if (expr !== null)
    return {
      kind: 'expr',
      expr: place.workshop.expression(at('expr'), expr, place.scope, field?.type),
      merge,
    };
  if (mapping['value'] !== undefined) return { kind: 'value', value: mapping['value'] };
  if (mapping['derive'] === true) {
    if (field !== undefined && field.defaultTo === null && field.fill === null && field.formula === null)
      place.workshop.tell({ code: 'nothing-to-derive', ...at('derive'), params: { name: path } });
    return { kind: 'derive' };
  }
  return mapping['ask'] === true ? { kind: 'ask' } : { kind: 'blank' };
}

/** Joined values are written out as text, whatever they were. */
function expected(field: Field | undefined, merge: Merge | null): ExprType | undefined {
  return merge === 'join' ? undefined : field?.type;
}
