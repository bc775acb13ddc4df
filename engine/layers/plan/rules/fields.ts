import type { Field, RecordType } from '../../../model/type.ts';
import { asText } from '../../../model/linked-pack.ts';
import type { Migration } from '../../migration/migration.ts';
import { placeOf, type EffectRule, type FoundEffect, type Touched } from '../effect.ts';
import { limitKeywords, narrowingOf, optionsLeft } from '../narrowing.ts';
import { areLooks, otherKeys } from '../other-keys.ts';
import { typePairs } from '../type-pairs.ts';

type Fields = ReadonlyMap<string, Field>;

interface Place {
  readonly type: RecordType;
  readonly steps: readonly Migration[];
  readonly effects: FoundEffect[];
}

/** Fields that come, go, are renamed, become something else, take less, are computed in another way, or work otherwise. */
export const fields: EffectRule = (sides) =>
  typePairs(sides).flatMap(({ before, after, steps }) => {
    if (before === null || after === null) return [];
    const effects: FoundEffect[] = [];
    compare(before.fields, after.fields, { type: before, steps, effects });
    return effects;
  });

function compare(before: Fields, after: Fields, place: Place): void {
  const followed = new Set<string>();
  for (const [key, field] of after) {
    const said = asText(field.schema['renamedFrom']);
    const isRename = said !== null && !before.has(key) && !after.has(said);
    const old = before.get(isRename ? said : key);
    if (old === undefined) {
      if (key !== 'id') tell('field-added', field, null, place);
      continue;
    }
    followed.add(old.key);
    if (old.key !== key) {
      const isCovered = place.steps.some(
        (step) =>
          transforms(step, field) ||
          step.renames.some(({ from, to }) => from.join('.') === old.path && to.join('.') === field.path),
      );
      tell('field-renamed', field, old, place, { before: old.path }, 'field-rename-strands', isCovered);
    }
    compareField(old, field, place);
  }
  for (const [key, field] of before)
    if (!followed.has(key) && !after.has(key)) tell('field-removed', field, field, place);
}

function compareField(before: Field, after: Field, place: Place): void {
  const isCovered = place.steps.some((step) => transforms(step, after));
  if (before.kind !== after.kind) {
    const params = { before: before.kind, after: after.kind };
    tell('field-retyped', after, before, place, params, 'field-strands', isCovered);
    return;
  }
  const what = narrowingOf(before, after);
  const options = optionsLeft(before, after);
  if (what !== null)
    tell('field-narrowed', after, before, place, { what }, 'field-narrowed', isCovered, {
      ...(options === null ? {} : { otherThan: options }),
    });
  if (!before.required.always && after.required.always)
    tell('field-required', after, before, place, {}, undefined, false, { lacks: true });
  if (textOf(before.formula) !== textOf(after.formula)) tell('formula-changed', after, before, place);
  if (textOf(before.fill) !== textOf(after.fill) || textOf(before.defaultTo) !== textOf(after.defaultTo))
    tell('proposal-changed', after, null, place);
  const told = new Set([...toldElsewhere, ...(what === null ? [] : limitKeywords)]);
  // What is inside is compared by itself; of a list of plain values it is the field's own.
  const others = [
    ...otherKeys(before.schema, after.schema, told).filter(
      (key) => before.fields === null || (key !== 'items' && key !== 'properties'),
    ),
    ...(before.required.always && !after.required.always ? ['required'] : []),
  ];
  if (others.length > 0)
    tell('field-changed', after, areLooks(others) ? null : before, place, { what: others.join(', ') });
  if (before.fields !== null && after.fields !== null) compare(before.fields, after.fields, place);
}

/** Keywords of which the other sentences tell, and what says nothing of the field itself. */
const toldElsewhere = 'x-formula,x-live,x-default,x-fill,renamedFrom,allOf,$ref,required'.split(',');

function textOf(expr: { readonly text: string } | null): string | null {
  return expr === null ? null : expr.text;
}

function transforms(step: Migration, field: Field): boolean {
  return step.transforms.some(({ to }) => to.join('.') === field.path);
}

/**
 * @param stored  the field as records hold it; null: the change touches none
 * @param which   it touches those that do not hold it, or hold other values
 */
function tell(
  kind: FoundEffect['kind'],
  field: Field,
  stored: Field | null,
  { type, effects }: Place,
  params: FoundEffect['params'] = {},
  problem?: FoundEffect['problem'],
  isCovered = false,
  which: Pick<Touched, 'lacks' | 'otherThan'> = {},
): void {
  effects.push({
    kind,
    ...placeOf(field.textKey),
    params: { type: type.key, field: field.path, ...params },
    touches: stored === null ? null : { type: type.key, field: stored.path, ...which },
    ...(problem === undefined ? {} : { problem, isCovered }),
  });
}
