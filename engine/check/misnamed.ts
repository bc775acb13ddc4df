import type { Field, FieldKind } from '../model/type.ts';
import type { Finding, Place } from '../problems/finding.ts';

/** Kinds by the names that they have in words for people. */
const names: Readonly<Partial<Record<FieldKind, string>>> = { text: 'string', table: 'array', list: 'array' };

/**
 * That a field is of none of the kinds that what names it needs.
 *
 * @param field  undefined: there is none, which is told elsewhere
 * @param role  the word that names it, as it stands in the file
 */
export function* misnamed(
  field: Pick<Field, 'path' | 'kind'> | undefined,
  kinds: readonly FieldKind[],
  role: string,
  place: Place,
): Iterable<Finding> {
  if (!field || kinds.includes(field.kind)) return;
  const nameOf = (kind: FieldKind): string => names[kind] ?? kind;
  const params = {
    field: field.path,
    role,
    // A whole number is a number: where both will do, one is named.
    expected: kinds
      .filter((kind) => kind !== 'integer' || !kinds.includes('decimal'))
      .map(nameOf)
      .join(', '),
    found: nameOf(field.kind),
  };
  yield { code: 'role-misfit', ...place, params };
}
