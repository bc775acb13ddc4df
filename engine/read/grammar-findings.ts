import type { Finding } from '../problems/finding.ts';
import { nearestName } from '../problems/nearest-name.ts';
import type { ProblemCode } from '../problems/problem-words.ts';
import type { SchemaError, ValidatorFactory } from '../validation.ts';
import { allowedKeys } from './schemas-at.ts';
import { pathOf } from './json-pointer.ts';
import type { LocatedFile } from './read-json.ts';

/** Compiling a grammar costs more than using it, so each factory's validators are kept as long as the factory. */
const compiled = new WeakMap<ValidatorFactory, Map<object, ReturnType<ValidatorFactory>>>();

export function grammarFindings(file: LocatedFile, grammar: object, factory: ValidatorFactory): Finding[] {
  let validators = compiled.get(factory);
  if (validators === undefined) compiled.set(factory, (validators = new Map()));
  let validate = validators.get(grammar);
  if (validate === undefined) validators.set(grammar, (validate = factory(grammar)));
  const seen = new Set<string>();
  return validate(file.json)
    .filter((error) => {
      const key = `${error.keyword} ${error.pointer}`;
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    })
    .flatMap((error) => (error.keyword === 'uniqueItems' ? twice(file, error) : tell(file, grammar, error)));
}

const codes: Readonly<Record<string, ProblemCode>> = {
  additionalProperties: 'grammar-unknown-key',
  required: 'grammar-required',
  type: 'grammar-type',
  enum: 'grammar-enum',
  const: 'grammar-enum',
  pattern: 'grammar-pattern',
  format: 'grammar-pattern',
};

function tell(file: LocatedFile, grammar: object, error: SchemaError): Finding {
  const path = pathOf(error.pointer);
  const key = path.at(-1) ?? '';
  const code = codes[error.keyword] ?? 'grammar-limit';
  if (code === 'grammar-unknown-key') {
    const suggestion = nearestName(key, allowedKeys(grammar, path.slice(0, -1)));
    return { code, file: file.path, pointer: error.pointer, atKey: true, params: { key, suggestion } };
  }
  const params: Record<string, string | number> = { key, ...error.params };
  if (error.keyword === 'enum' || error.keyword === 'const') {
    params['value'] = JSON.stringify(valueAt(file.json, path)) ?? '';
    params['suggestion'] = nearestName(
      // Not by String(): an author may write {"toString": null}.
      params['value'].replace(/^"|"$/g, ''),
      String(params['allowed'] ?? '').split(', '),
    );
  }
  // A missing member has no place of its own: the problem stands at the object that lacks it.
  const pointer =
    code === 'grammar-required' ? error.pointer.slice(0, error.pointer.lastIndexOf('/')) : error.pointer;
  return { code, file: file.path, pointer, params };
}

/** Each item of a list that has stood there before. */
function twice(file: LocatedFile, { pointer }: SchemaError): Finding[] {
  const list = valueAt(file.json, pathOf(pointer));
  const items = Array.isArray(list) ? list.map((item) => JSON.stringify(item)) : [];
  return items.flatMap((item, index): Finding[] =>
    items.indexOf(item) === index
      ? []
      : [
          {
            code: 'grammar-twice',
            file: file.path,
            pointer: `${pointer}/${index}`,
            params: { key: item.replace(/^"|"$/g, '') },
          },
        ],
  );
}

function valueAt(json: unknown, path: readonly string[]): unknown {
  let value = json;
  for (const part of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<string, unknown>)[part];
  }
  return value;
}
