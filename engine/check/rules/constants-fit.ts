import type { Filling } from '../../model/conversion.ts';
import type { Expr } from '../../model/expression.ts';
import type { Json } from '../../model/json.ts';
import type { Field } from '../../model/type.ts';
import type { Severity } from '../../problems/problem.ts';
import type { Finding, Place } from '../../problems/finding.ts';
import { pointerOf } from '../../read/json-pointer.ts';
import { actionsOf } from '../actions-of.ts';
import { constantsOf } from '../constants-of.ts';
import { fieldPlace } from '../field-place.ts';
import { asKept, misfit } from '../misfit.ts';
import type { CheckedPack, Rule } from '../rule.ts';
import { writesOf } from '../writes-of.ts';

/**
 * A value that is written out where a field gets it — by a formula, a proposal, a mapping, an action — is one that the
 * field takes; it would be refused whenever the record is saved.
 */
export const constantsFit: Rule = function* (pack) {
  yield* inFields(pack);
  yield* inForms(pack);
  yield* inSettings(pack);
  yield* inActions(pack);
  yield* inConversions(pack);
};

function* inFields(pack: CheckedPack): Iterable<Finding> {
  for (const type of pack.model.types.values())
    for (const field of type.fieldByPath.values())
      for (const [keyword, expr] of [
        [field.live ? 'x-live' : 'x-formula', field.formula],
        ['x-fill', field.fill],
        ['x-default', field.defaultTo],
      ] as const)
        yield* given(field, expr, fieldPlace(type, field, keyword, pack.linked), pack);
}

/** What events ask for, as it is proposed. */
function* inForms(pack: CheckedPack): Iterable<Finding> {
  for (const type of pack.model.types.values()) {
    const file = pack.linked.types.get(type.key)?.machine?.path ?? '';
    for (const { asked, pointer } of type.machine?.transitions ?? [])
      for (const field of asked.values()) {
        const place = { file, pointer: pointer + pointerOf(['meta', 'form', field.key, 'x-default']) };
        yield* given(field, field.defaultTo, place, pack);
      }
  }
}

function* inSettings({ linked, validator }: CheckedPack): Iterable<Finding> {
  for (const [key, { keywords }] of linked.settings) {
    const why = misfit(keywords, keywords['default'] ?? null, validator);
    const pointer = pointerOf(['properties', key, 'default']);
    if (why) yield { code: 'value-misfit', file: 'settings.json', pointer, params: { ...why, field: key } };
  }
}

function* inActions(pack: CheckedPack): Iterable<Finding> {
  const { model, linked } = pack;
  for (const { type, file, action } of actionsOf(model, linked))
    for (const { to, path, expr, pointer } of writesOf(action, type, model)) {
      const field = model.types.get(to)?.fieldByPath.get(path);
      yield* given(field, expr, { file, pointer: action.pointer + pointer }, pack);
    }
}

function* inConversions(pack: CheckedPack): Iterable<Finding> {
  const { model, linked } = pack;
  for (const { key, to, header, lines, advance } of model.conversions.values()) {
    const file = linked.conversions.get(key)?.file ?? '';
    const told = function* (fillings: ReadonlyMap<string, Filling>, table: string, pointer: string) {
      for (const [path, filling] of fillings) {
        const field = model.types.get(to)?.fieldByPath.get(table === '' ? path : `${table}.${path}`);
        const at = (way: string): Place => ({ file, pointer: pointer + pointerOf([path, way]) });
        if (filling.kind === 'expr') yield* given(field, filling.expr, at('expr'), pack);
        if (filling.kind === 'value') yield* written(field, filling.value as Json, at('value'), pack);
      }
    };
    yield* told(header, '', '/header');
    for (const line of lines) yield* told(line.fields, line.to, `${pointerOf(['lines', line.key])}/fields`);
    if (advance) yield* told(advance.fields, advance.to, '/advance/fields');
  }
}

function* given(
  field: Field | undefined,
  expr: Expr | null,
  place: Place,
  pack: CheckedPack,
): Iterable<Finding> {
  if (!field || !expr?.tree) return;
  const values = constantsOf(expr.tree);
  // One of several ways may never be taken.
  const severity = expr.tree.kind === 'constant' || expr.tree.kind === 'negate' ? 'error' : 'warning';
  for (const value of values) yield* written(field, asKept(value, field.schema), place, pack, severity);
}

function* written(
  field: Field | undefined,
  value: Json,
  place: Place,
  { validator }: CheckedPack,
  severity: Severity = 'error',
): Iterable<Finding> {
  const why = field && misfit(field.schema, value, validator);
  if (why) yield { code: 'value-misfit', severity, ...place, params: { ...why, field: field.path } };
}
