import { systemFields } from '../../build/system-fields.ts';
import { nearestName } from '../../problems/nearest-name.ts';
import type { Model } from '../../model/model.ts';
import { printedPaths } from '../printed-paths.ts';
import type { Rule } from '../rule.ts';

/** Fields that printed forms name are there; forms are Typst, and see the record as `doc`. */
export const printsNameFields: Rule = function* ({ model, linked }) {
  for (const [key, { path: file, text }] of linked.prints) {
    const type = key.slice(0, key.indexOf('/'));
    if (!model.types.has(type)) continue;
    for (const { path, start, end } of printedPaths(text)) {
      const lack = lackOf(model, type, path.split('.'));
      if (lack === null) continue;
      const params = { name: lack.name, suggestion: nearestName(lack.name, lack.known) };
      yield { code: 'unknown-field', file, pointer: '', range: { start, end }, params };
    }
  }
};

interface Lack {
  readonly name: string;
  readonly known: readonly string[];
}

/** The first step of a path that leads nowhere; through a reference another record goes on. */
function lackOf(model: Model, type: string, steps: readonly string[]): Lack | null {
  const of = model.types.get(type);
  // Of a type that is not there nothing is known; that it is missing is told where it is referred to.
  if (of === undefined) return null;
  const [first = ''] = steps;
  if (steps.length === 1 && systemFields.has(first)) return null;
  let fields = of.fields;
  for (const [index, step] of steps.entries()) {
    const field = fields.get(step);
    if (field === undefined) {
      const known = [...fields.keys(), ...(index === 0 ? systemFields.keys() : [])];
      // Lines have an id without declaring it.
      return index > 0 && step === 'id' ? null : { name: step, known };
    }
    if (index === steps.length - 1) return null;
    if (field.ref !== null) {
      const lacks = field.ref.types.map((other) => lackOf(model, other, steps.slice(index + 1)));
      return lacks.includes(null) ? null : (lacks[0] ?? null);
    }
    if (field.fields === null) return { name: steps[index + 1] ?? '', known: [] };
    fields = field.fields;
  }
  return null;
}
