import { metFields, policyOf, stagesOf, type MetField } from '../../roles/index.ts';
import { printedPaths } from '../printed-paths.ts';
import type { Conversion, Filling } from '../../model/conversion.ts';
import type { Expr } from '../../model/expression.ts';
import type { Model } from '../../model/model.ts';
import type { Field, RecordType } from '../../model/type.ts';
import type { Finding, Place } from '../../problems/finding.ts';
import { pointerOf } from '../../read/json-pointer.ts';
import type { CheckedPack, Rule } from '../rule.ts';

/**
 * A field hidden from a role is not shown to it by another way: a formula or a fill that is made of it, a copy in what a
 * conversion makes, a kept value, or a printed form. (Titles and search leave it out by themselves.)
 */
export const hiddenStaysHidden: Rule = function* (pack) {
  const { model } = pack;
  for (const role of model.roles.values()) {
    if ([...role.grants.values()].every(({ fields }) => fields.size === 0)) continue;
    const eyes = eyesOf(model, role.key);
    const tell = (met: readonly MetField[], place: Place): Finding[] =>
      met
        .filter(eyes.isHidden)
        .slice(0, 1)
        .map(({ type, path }) => ({
          code: 'hidden-shown',
          severity: 'warning',
          ...place,
          params: { field: `${type}.${path}`, role: role.key },
        }));
    for (const type of model.types.values()) {
      if (!eyes.reads(type.key)) continue;
      yield* inFields(type, pack, eyes, tell);
      yield* inPrints(type, pack, role.key, tell);
    }
    for (const conversion of model.conversions.values())
      if (eyes.reads(conversion.to)) yield* inConversion(conversion, pack, eyes, tell);
  }
};

interface Eyes {
  readonly reads: (type: string) => boolean;
  readonly isHidden: (field: MetField) => boolean;
}

type Tell = (met: readonly MetField[], place: Place) => Finding[];

function eyesOf(model: Model, role: string): Eyes {
  const reading = (type: string) =>
    policyOf(model, [role], type)?.parts.filter(({ read }) => read !== 'none') ?? [];
  return {
    reads: (type) => reading(type).length > 0,
    // Of a type that the role does not see at all nothing is hidden field by field.
    isHidden: ({ type, path }) =>
      reading(type).some(({ grant }) => stagesOf(grant, 'hidden', path).some((stages) => stages !== 'never')),
  };
}

function* inFields(
  type: RecordType,
  { model, linked }: CheckedPack,
  eyes: Eyes,
  tell: Tell,
): Iterable<Finding> {
  for (const field of type.fieldByPath.values()) {
    if (eyes.isHidden({ type: type.key, path: field.path })) continue;
    for (const [keyword, expr] of [
      ['x-formula', field.formula],
      ['x-fill', field.fill],
      ['x-default', field.defaultTo],
    ] as const)
      if (expr !== null) yield* tell(metBy(expr, model, type, field), placeOf(type, field, keyword, linked));
    for (const name of field.ref?.keep ?? [])
      yield* tell(
        field.ref?.types.flatMap((other) => metFields(model, other, name)) ?? [],
        placeOf(type, field, 'x-keep', linked),
      );
  }
}

/** Fields that an expression of a field reads: of its record, of its line, and of what surrounds the line. */
function metBy(expr: Expr, model: Model, type: RecordType, field: Field): readonly MetField[] {
  const table = tableAround(type, field);
  const around = table.slice(0, Math.max(table.lastIndexOf('.'), 0));
  return expr.reads.flatMap((read) => {
    const [root = '', rest = ''] = split(read);
    if (rest === '') return [];
    if (root === 'doc' || root === 'before') return metFields(model, type.key, rest);
    if (root === 'line') return metFields(model, type.key, joined(table, rest));
    if (root === 'parent') return metFields(model, type.key, joined(around, rest));
    return [];
  });
}

function tableAround(type: RecordType, field: Field): string {
  for (let at = field.path; at.includes('.');) {
    at = at.slice(0, at.lastIndexOf('.'));
    if (type.fieldByPath.get(at)?.kind === 'table') return at;
  }
  return '';
}

function* inConversion(
  conversion: Conversion,
  { model, linked }: CheckedPack,
  eyes: Eyes,
  tell: Tell,
): Iterable<Finding> {
  const file = linked.conversions.get(conversion.key)?.file ?? '';
  const told = function* (fillings: ReadonlyMap<string, Filling>, from: string, to: string, pointer: string) {
    for (const [path, filling] of fillings) {
      if (eyes.isHidden({ type: conversion.to, path: joined(to, path) })) continue;
      const met = filledFrom(filling, conversion.from, from, model);
      yield* tell(met, { file, pointer: pointer + pointerOf([path]) });
    }
  };
  yield* told(conversion.header, '', '', '/header');
  for (const mapping of conversion.lines) {
    const from = mapping.from === '$document' ? '' : (mapping.from ?? '');
    yield* told(mapping.fields, from, mapping.to, `/lines/${mapping.key}/fields`);
  }
}

function filledFrom(filling: Filling, source: string, table: string, model: Model): readonly MetField[] {
  if (filling.kind === 'from') return metFields(model, source, joined(table, filling.path));
  if (filling.kind !== 'expr') return [];
  return filling.expr.reads.flatMap((read) => {
    const [root = '', rest = ''] = split(read);
    if (rest === '') return [];
    if (root === 'source') return metFields(model, source, rest);
    return root === 'sourceLine' ? metFields(model, source, joined(table, rest)) : [];
  });
}

/** Printed forms of the type that the role may make. */
function* inPrints(
  type: RecordType,
  { model, linked }: CheckedPack,
  role: string,
  tell: Tell,
): Iterable<Finding> {
  const granted = policyOf(model, [role], type.key)?.parts.flatMap(({ grant }) => grant.prints) ?? [];
  for (const [key, print] of linked.prints) {
    const [of = '', name = ''] = key.split('/');
    if (of !== type.key || !(granted.includes('*') || granted.includes(name))) continue;
    for (const { path } of printedPaths(print.text))
      yield* tell(metFields(model, type.key, path), { file: print.path, pointer: '' });
  }
}

function placeOf(type: RecordType, field: Field, keyword: string, linked: CheckedPack['linked']): Place {
  let fields = linked.types.get(type.key)?.fields;
  let found = undefined;
  for (const step of field.path.split('.')) {
    found = fields?.get(step);
    fields = found?.fields ?? undefined;
  }
  return found?.origins.get(keyword) ?? { file: `types/${type.key}/schema.json`, pointer: '' };
}

function split(read: string): readonly [string, string] {
  const cut = read.search(/[.[]/);
  return cut < 0 ? [read, ''] : [read.slice(0, cut), read.slice(read.indexOf('.', cut) + 1)];
}

function joined(table: string, path: string): string {
  return table === '' ? path : `${table}.${path}`;
}
