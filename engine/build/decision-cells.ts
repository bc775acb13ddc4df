import type { Bound, Cell, DecisionField } from '../model/decision-table.ts';
import type { Json } from '../model/json.ts';
import { asList, asObject, asText, type Origin } from '../model/linked-pack.ts';
import { nearestName } from '../problems/nearest-name.ts';
import { isDate } from '../values/date.ts';
import { decimal, formatDecimal, parseDecimal } from '../values/decimal.ts';
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
        canonical(value, input, { file: at.file, pointer: `${at.pointer}/${index}` }, workshop),
      ),
    };
  if (typeof json !== 'object' || json === null)
    return { kind: 'among', values: [canonical(json, input, at, workshop)] };
  const range = asObject(json);
  const under = asText(range['under']);
  if (under !== null) {
    const place = { file: at.file, pointer: `${at.pointer}/under` };
    if (input.refs === null) tellValue(under, input, place, workshop, 'a reference');
    return { kind: 'under', value: under };
  }
  const bound = (closed: string, open: string): Bound | null => {
    for (const part of [closed, open]) {
      const value = range[part];
      if (value === undefined) continue;
      const place = { file: at.file, pointer: `${at.pointer}/${part}` };
      if (!['decimal', 'date', 'instant'].includes(input.type.kind))
        tellValue(value, input, place, workshop, 'a value without a range');
      return { value: String(canonical(value, input, place, workshop)), closed: part === closed };
    }
    return null;
  };
  return { kind: 'range', from: bound('from', 'above'), to: bound('to', 'below') };
}

/** A value as rows hold it, decimals as text; what does not suit the field is told. */
export function canonical(json: Json, field: DecisionField, at: Origin, workshop: Workshop): Json {
  const value = fitted(json, field);
  if (value === undefined) {
    tellValue(json, field, at, workshop, field.type.kind === 'ref' ? 'text' : field.type.kind);
    return json;
  }
  if (
    field.options !== null &&
    value !== null &&
    !field.options.some((option) => fitted(option, field) === value)
  )
    tellValue(json, field, at, workshop, field.options.map(String).join(', '));
  return value;
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

function tellValue(
  value: Json,
  field: DecisionField,
  at: Origin,
  workshop: Workshop,
  expected: string,
): void {
  workshop.tell({
    code: 'decision-value',
    ...at,
    params: { value: String(value), field: field.key, expected },
  });
}
