import type { Model } from '../model/model.ts';
import type { Field } from '../model/type.ts';
import { valueProblem } from '../problems/value-problem.ts';
import { schemaCode, schemaParams } from '../problems/schema-words.ts';
import type { FieldProblem } from '../problems/problem.ts';
import type { SchemaError } from '../validation.ts';

/**
 * Errors of JSON Schema in words under the field, the same whichever library found them.
 *
 * @param fields  by dotted path
 */
export function schemaProblems(
  model: Model,
  fields: ReadonlyMap<string, Field>,
  errors: readonly SchemaError[],
  language: string,
  prefix = '',
): FieldProblem[] {
  const seen = new Set<string>();
  return errors.flatMap((error) => {
    const pointer = prefix + error.pointer;
    const problem = problemOf(model, fields, { ...error, pointer }, language);
    const key = `${problem.code} ${pointer}`;
    // One library reports a failing pattern and a failing type for the same value; people need one sentence.
    if (seen.has(key)) return [];
    seen.add(key);
    return [problem];
  });
}

function problemOf(
  model: Model,
  fields: ReadonlyMap<string, Field>,
  error: SchemaError,
  language: string,
): FieldProblem {
  const { pointer, keyword } = error;
  const path = pathOf(pointer);
  const field = fields.get(path);
  const key = path.slice(path.lastIndexOf('.') + 1);
  if (field?.decimal && (keyword === 'pattern' || keyword === 'type')) {
    const { precision, scale } = field.decimal;
    return valueProblem('decimal', pointer, { scale, digits: precision - scale }, language);
  }
  if (key === 'id' && keyword !== 'additionalProperties')
    return valueProblem('line-id', pointer, {}, language);
  return valueProblem(
    schemaCode(keyword),
    pointer,
    { ...schemaParams(error, language), field: key, label: labelOf(model, field, key, language) },
    language,
  );
}

/** `/lines/3/net` → `lines.net`. */
export function pathOf(pointer: string): string {
  return pointer
    .split('/')
    .slice(1)
    .filter((part) => !/^\d+$/.test(part))
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .join('.');
}

/** What people call a field. */
export function labelOf(model: Model, field: Field | undefined, fallback: string, language: string): string {
  return field ? model.text(language, field.textKey, field.title) : fallback;
}
