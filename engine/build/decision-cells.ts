import type { Bound, Cell, DecisionField } from '../model/decision-table.ts';
import type { Json } from '../model/json.ts';
import { asList, asObject, asText, type Origin } from '../model/linked-pack.ts';
import type { Params } from '../problems/fill-words.ts';
import { nearestName } from '../problems/nearest-name.ts';
import { isDate } from '../values/date.ts';
import { decimal, formatDecimal, parseDecimal, scaleOf } from '../values/decimal.ts';
import type { Workshop } from './workshop.ts';

/** What a row asks of each input it names. */
export function buildCells(
  json: Json | undefined,
  origin: Origin,
  inputs: ReadonlyMap<string, DecisionField>,
  workshop: Workshop,
): ReadonlyMap<string, Cell> {
  const cells = new Map<string, Cell>();
  for (const [name, value] of Object.entries(asObject(json))) {
    const at = { file: origin.file, pointer: `${origin.pointer}/${name}` };
    const input = inputs.get(name);
    if (input) cells.set(name, buildCell(value, input, at, workshop));
    else
      workshop.tell({
        code: 'decision-unknown-input',
        ...at,
        atKey: true,
        params: { name, suggestion: nearestName(name, inputs.keys()) },
      });
  }
  return cells;
}

function buildCell(json: Json, input: DecisionField, at: Origin, workshop: Workshop): Cell {
  if (Array.isArray(json))
    return {
      kind: 'among',
      values: asList(json).map((value, index) =>
        canonical(value, input, 'inputs', { file: at.file, pointer: `${at.pointer}/${index}` }, workshop),
      ),
    };
  if (typeof json !== 'object' || json === null)
    return { kind: 'among', values: [canonical(json, input, 'inputs', at, workshop)] };
  const range = asObject(json);
  const under = asText(range['under']);
  if (under !== null) {
    const place = { file: at.file, pointer: `${at.pointer}/under` };
    if (!isOfTree(input, workshop))
      workshop.tell({ code: 'decision-under', ...place, params: { field: input.key } });
    return { kind: 'under', value: under };
  }
  const bound = (closed: string, open: string): Bound | null => {
    for (const part of [closed, open]) {
      const value = range[part];
      if (value === undefined) continue;
      const place = { file: at.file, pointer: `${at.pointer}/${part}` };
      if (!['decimal', 'date', 'instant'].includes(input.type.kind))
        workshop.tell({ code: 'decision-range', ...place, params: { field: input.key } });
      return { value: String(canonical(value, input, 'inputs', place, workshop)), closed: part === closed };
    }
    return null;
  };
  return { kind: 'range', from: bound('from', 'above'), to: bound('to', 'below') };
}

/** A value as rows hold it, decimals as text; what does not suit the field is told. */
export function canonical(
  json: Json,
  field: DecisionField,
  part: 'inputs' | 'outputs',
  at: Origin,
  workshop: Workshop,
): Json {
  const value = fitted(json, field);
  const why = value === undefined ? kindWanted(field) : whyNot(value, field, part);
  if (why)
    workshop.tell({
      code: 'decision-value',
      ...at,
      params: { ...why, value: String(json), field: field.key, part },
    });
  return value ?? json;
}

/** The kind that a value has to be of, in the words of values. */
function kindWanted({ type }: DecisionField): Params {
  if (type.kind === 'date') return { why: 'format', format: 'date' };
  return {
    why: 'type',
    type: type.kind === 'decimal' ? 'number' : type.kind === 'boolean' ? 'boolean' : 'string',
  };
}

/** A number that is written out as an answer has no more decimals than its output; what is worked out is rounded. */
function whyNot(value: Json, field: DecisionField, part: 'inputs' | 'outputs'): Params | null {
  const { options, type } = field;
  if (options !== null && value !== null && !options.some((option) => fitted(option, field) === value))
    return { why: 'enum', allowed: options.map(String).join(', ') };
  const number = type.kind === 'decimal' && typeof value === 'string' ? parseDecimal(value) : null;
  if (part === 'inputs' || type.kind !== 'decimal' || type.scale === undefined || number === null)
    return null;
  return scaleOf(number) > type.scale ? { why: 'decimals', scale: type.scale } : null;
}

function isOfTree({ refs }: DecisionField, { linked }: Workshop): boolean {
  return (
    refs?.some(
      (type) => linked.isAbsent('type', type) || linked.types.get(type)?.json['parent'] !== undefined,
    ) ?? false
  );
}

/** undefined: it does not suit. */
function fitted(json: Json, field: DecisionField): Json | undefined {
  if (json === null) return null;
  switch (field.type.kind) {
    case 'decimal': {
      const value =
        typeof json === 'number' ? decimal(json) : typeof json === 'string' ? parseDecimal(json) : null;
      return value === null ? undefined : formatDecimal(value);
    }
    case 'boolean':
      return typeof json === 'boolean' ? json : undefined;
    case 'date':
      return typeof json === 'string' && isDate(json) ? json : undefined;
    case 'text':
    case 'ref':
    case 'instant':
      return typeof json === 'string' ? json : undefined;
    default:
      return json;
  }
}
