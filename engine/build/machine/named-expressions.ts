// Maps of expressions by name: what an action gives to fields of another record, or of an event's form.
import type { ExprType } from '../../expressions/types.ts';
import type { Expr } from '../../model/expression.ts';
import { asObject, asText, type Origin } from '../../model/linked-pack.ts';
import { nearestName } from '../../problems/nearest-name.ts';
import { typeOfField } from '../field-type.ts';
import { formFieldsOf } from './events-of.ts';
import type { ActionPlace } from './outward-actions.ts';

type Named = ReadonlyMap<string, Expr>;

/** @param expected  what a name may hold; undefined: anything */
export function namedExpressions(
  { params, origin, scope, workshop }: ActionPlace,
  part: string,
  expected: (name: string, at: Origin) => ExprType | undefined = () => undefined,
): Named {
  return new Map(
    Object.entries(asObject(params[part])).map(([name, text]) => {
      const at = { file: origin.file, pointer: `${origin.pointer}/${part}/${name}` };
      return [name, workshop.expression(at, asText(text) ?? '', scope, expected(name, at))];
    }),
  );
}

/** By header field of a type; a field that it has not is told. */
export function fieldExpressions(place: ActionPlace, part: string, type: string): Named {
  const { linked } = place.workshop;
  const known = linked.types.get(type);
  return namedExpressions(place, part, (name, at) => {
    const field = known?.fields.get(name);
    if (known && !field) tellUnknown(place, name, at, known.fields.keys());
    return field && typeOfField(field, type, linked);
  });
}

/** By field of the form that an event asks for, on whichever of these types it is fired. */
export function formExpressions(
  place: ActionPlace,
  part: string,
  event: string,
  types: readonly string[],
): Named {
  const { linked } = place.workshop;
  const isKnown = types.length > 0 && types.every((type) => linked.types.has(type));
  const asked = new Set(types.flatMap((type) => [...formFieldsOf(linked, type, event)]));
  return namedExpressions(place, part, (name, at) => {
    if (isKnown && !asked.has(name)) tellUnknown(place, name, at, asked);
    return undefined;
  });
}

function tellUnknown({ workshop }: ActionPlace, name: string, at: Origin, known: Iterable<string>): void {
  const params = { name, suggestion: nearestName(name, known) };
  workshop.tell({ code: 'unknown-field', ...at, atKey: true, params });
}
