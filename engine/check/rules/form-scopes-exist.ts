import type { Json } from '../../model/json.ts';
import { asList, asObject, asText } from '../../model/linked-pack.ts';
import type { Field, RecordType } from '../../model/type.ts';
import type { Finding } from '../../problems/finding.ts';
import { nearestName } from '../../problems/nearest-name.ts';
import type { Rule } from '../rule.ts';

/** Controls of a form show fields that are there; the columns of a line grid are columns of its table. */
export const formScopesExist: Rule = function* ({ model, linked }) {
  for (const [key, type] of model.types) {
    const form = linked.types.get(key)?.form ?? null;
    if (form !== null) yield* inElement(form.json, '', form.path, type);
  }
};

function* inElement(json: Json, pointer: string, file: string, type: RecordType): Iterable<Finding> {
  const element = asObject(json);
  const scope = asText(element['scope']);
  if (scope !== null) {
    const path = scope.replace(/^#\/properties\//, '').replaceAll('/properties/', '.');
    const field = type.fieldByPath.get(path);
    if (field === undefined) {
      const suggestion = nearestName(path, type.fieldByPath.keys());
      yield { code: 'unknown-field', file, pointer: `${pointer}/scope`, params: { name: path, suggestion } };
    } else yield* inOptions(asObject(element['options']), `${pointer}/options`, file, field);
  }
  for (const [index, inner] of asList(element['elements']).entries())
    yield* inElement(inner, `${pointer}/elements/${index}`, file, type);
}

function* inOptions(
  options: ReturnType<typeof asObject>,
  pointer: string,
  file: string,
  field: Field,
): Iterable<Finding> {
  for (const name of ['columns', 'sums'])
    for (const [index, column] of asList(options[name]).map(String).entries())
      if (field.fields !== null && !field.fields.has(column)) {
        const suggestion = nearestName(column, field.fields.keys());
        yield {
          code: 'unknown-field',
          file,
          pointer: `${pointer}/${name}/${index}`,
          params: { name: column, suggestion },
        };
      }
}
