import type { Json } from '../../model/json.ts';
import type { Field } from '../../model/type.ts';
import { parseDecimal, scaleOf } from '../../values/decimal.ts';
import { isList, isObject } from '../canonical/json-shapes.ts';

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T/;

/** The field could have been saved with this value: kind, precision and scale. Rounding is the migration's to say. */
export function fits(field: Field, value: Json): boolean {
  switch (field.kind) {
    case 'decimal':
      return typeof value === 'string' && fitsDecimal(field, value);
    case 'integer':
      return Number.isSafeInteger(value);
    case 'boolean':
      return typeof value === 'boolean';
    case 'date':
      return typeof value === 'string' && DATE.test(value);
    case 'instant':
      return typeof value === 'string' && INSTANT.test(value);
    case 'text':
    case 'ref':
      return typeof value === 'string' && isAllowed(field, value);
    case 'table':
    case 'list':
      return isList(value);
    case 'object':
      return isObject(value);
  }
}

function fitsDecimal({ decimal }: Field, text: string): boolean {
  const value = parseDecimal(text);
  if (value === null || decimal === null) return value !== null;
  const whole = value.abs().round(0, 0).toFixed(0);
  return (
    scaleOf(value) <= decimal.scale && (whole === '0' ? 0 : whole.length) <= decimal.precision - decimal.scale
  );
}

function isAllowed({ schema }: Field, value: string): boolean {
  const allowed = schema['enum'];
  return !isList(allowed) || allowed.includes(value);
}
