import type { ValueObject } from '../expressions/scope.ts';
import type { JsonObject } from '../model/json.ts';
import type { Stored } from '../model/record.ts';
import { computeIn } from './compute-in.ts';
import { linesOf } from './progress.ts';
import type { Session } from './session.ts';
import type { Needs } from './types.ts';

/** Where a reference is about to be put: a field by its dotted path, in a line by its id. */
export interface ReferencePlace {
  readonly path: string;
  /** null: a field of the header, or of a line that is not there yet. */
  readonly line: string | null;
}

/** What expressions see of the form that somebody picks in. */
export interface PickingPlace {
  readonly kind: 'place';
  readonly doc: ValueObject;
  readonly line: ValueObject | null;
}

/**
 * @param data    as the form has it, like `compute`
 * @param before  the stored record that is being edited; null for a new one
 */
export function pickingPlace(
  session: Session,
  type: string,
  data: JsonObject,
  before: Stored | null,
  place: ReferencePlace,
): PickingPlace | Needs {
  const computed = computeIn(session, type, data, before, null, {
    foresee: () => [],
    sources: () => ({}),
  });
  if (computed.kind === 'needs') return computed;
  const { doc } = computed.memo;
  return { kind: 'place', doc, line: lineOf(doc, place) };
}

/** A line that is not there yet is an empty one. */
function lineOf(doc: ValueObject, { path, line }: ReferencePlace): ValueObject | null {
  const [table = '', inner] = path.split('.');
  if (inner === undefined || !Array.isArray(doc[table])) return null;
  return linesOf(doc, table).find((candidate) => candidate['id'] === line) ?? {};
}
