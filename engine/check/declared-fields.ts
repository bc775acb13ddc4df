import { flattenForm } from '../link/flatten-fields.ts';
import type { Json } from '../model/json.ts';
import { asObject, type LinkedField, type LinkedPack } from '../model/linked-pack.ts';
import { pointerOf } from '../read/json-pointer.ts';

/**
 * Every field that a pack declares, wherever it may: of types, of what events and reports ask for, of settings, of what
 * decisions are asked with and answer, of what ledgers are kept by; with what stands inside them.
 */
export function* declaredFields(linked: LinkedPack): Iterable<LinkedField> {
  for (const { fields } of linked.types.values()) yield* withInner(fields.values());
  for (const { machine } of linked.types.values())
    if (machine) yield* withInner(asked(machine.json, [], machine.path));
  for (const { inputs, outputs } of linked.decisions.values())
    yield* withInner([...inputs.values(), ...outputs.values()]);
  for (const { dimensions } of linked.ledgers.values()) yield* withInner(dimensions.values());
  for (const report of linked.reports.values()) yield* withInner(reportParams(report).values());
  yield* withInner(linked.settings.values());
}

/** What a report asks for before it runs. */
export function reportParams({
  file,
  json,
}: {
  readonly file: string;
  readonly json: Readonly<Record<string, Json>>;
}): ReadonlyMap<string, LinkedField> {
  return flattenForm(asObject(json['params']), { file, pointer: '/params' }, []);
}

function* withInner(fields: Iterable<LinkedField>): Iterable<LinkedField> {
  for (const field of fields) {
    yield field;
    if (field.element !== null) yield* withInner([field.element]);
    if (field.fields !== null) yield* withInner(field.fields.values());
  }
}

/** Forms of events stand anywhere in a machine, as `meta` of a transition. */
function* asked(json: Json, steps: readonly string[], file: string): Iterable<LinkedField> {
  if (typeof json !== 'object' || json === null) return;
  for (const [key, value] of Object.entries(json) as [string, Json][]) {
    const path = [...steps, key];
    if (key === 'form' && steps.at(-1) === 'meta')
      yield* flattenForm(asObject(value), { file, pointer: pointerOf(path) }, []).values();
    else yield* asked(value, path, file);
  }
}
