import type { JsonObject } from '../model/json.ts';
import type { Model } from '../model/model.ts';
import type { Id, Stored } from '../model/record.ts';
import type { Field, RecordType } from '../model/type.ts';
import { Fault } from '../problems/problem.ts';
import { verbs } from './decide.ts';
import { allAsked, type Asking } from './asked-input.ts';
import { openSession } from './open-session.ts';
import { pickingPlace, type ReferencePlace } from './picking-place.ts';
import { storedValues } from './record-values.ts';
import { referenceProblem } from './reference-checks.ts';
import type { Facts, Needs, Setting } from './types.ts';
import type { Validators } from './validators.ts';

/** The records that may be put there, in the order in which they were given. */
export interface Fitting {
  readonly kind: 'fitting';
  readonly ids: readonly Id[];
}

/**
 * Which of some records a reference field takes now: of an allowed type, not archived, obeying the field's `where`. The
 * very check that saving makes, so that a list to pick from offers nothing that is refused afterwards.
 *
 * @param data    as the form has it, like `compute`
 * @param before  the stored record that is being edited; null for a new one
 * @throws Fault for a type or a reference field that the model does not have
 */
export function fitting(
  model: Model,
  validators: Validators,
  typeKey: string,
  data: JsonObject,
  before: Stored | null,
  place: ReferencePlace,
  ids: readonly Id[],
  facts: Facts,
  setting: Setting,
): Fitting | Needs {
  const type = model.types.get(typeKey);
  const field = type && referenceField(type, place.path);
  if (!field) throw new Fault(`${typeKey} has no reference ${place.path}`);
  const session = openSession(model, validators, facts, setting, verbs);
  const around = pickingPlace(session, typeKey, data, before, place);
  if (around.kind === 'needs') return around;
  const { doc, line } = around;
  const nowhere = { pointer: '' };
  const fits = ids.filter((id) => referenceProblem(session, field, id, nowhere, doc, line).length === 0);
  return session.lacks.any ? session.lacks.needs() : { kind: 'fitting', ids: fits };
}

/**
 * The same for a reference that an event of a record asks for: the check that firing makes.
 *
 * @param input  what was answered so far
 * @returns      fitting | needs | null: the event is not open, or asks for no such reference
 */
export function fittingInput(
  model: Model,
  validators: Validators,
  record: Stored,
  place: { readonly event: string; readonly field: string },
  input: JsonObject,
  ids: readonly Id[],
  facts: Facts,
  setting: Setting,
): Fitting | Needs | null {
  const asking = askingAt(model, record, place);
  const field = asking?.asked.get(place.field);
  if (!asking?.form || !field?.ref) return null;
  const type = model.types.get(record.type)!;
  const session = openSession(model, validators, facts, setting, verbs);
  const doc = storedValues(type, record);
  const given = allAsked(asking.form, input);
  const fits = ids.filter(
    (id) => referenceProblem(session, field, id, { pointer: '' }, doc, null, given).length === 0,
  );
  return session.lacks.any ? session.lacks.needs() : { kind: 'fitting', ids: fits };
}

/** The reference that an event of a record asks for; null: none of that name. */
export function askedReference(
  model: Model,
  record: Stored,
  place: { readonly event: string; readonly field: string },
): Field | null {
  const field = askingAt(model, record, place)?.asked.get(place.field);
  return field?.ref ? field : null;
}

/** The way of the event, or the event, that asks for the field. */
function askingAt(
  model: Model,
  record: Stored,
  place: { readonly event: string; readonly field: string },
): Asking | null {
  const machine = model.types.get(record.type)?.machine;
  const known = machine?.events.get(place.event);
  if (!machine || !known || record.stage === null) return null;
  const candidates = machine.candidates(record.stage, place.event);
  return candidates.find(({ asked }) => asked.has(place.field)) ?? known;
}

/** The reference field at a dotted path: of the header, of an object in it, or of a table's lines. */
export function referenceField(type: RecordType, path: string): Field | null {
  const [key = '', inner] = path.split('.');
  const outer = type.fields.get(key);
  const field = inner === undefined ? outer : outer?.fields?.get(inner);
  return field?.ref ? field : null;
}
