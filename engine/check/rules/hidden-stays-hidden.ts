import { metFields, metReads, policyOf, type Standing } from '../../roles/index.ts';
import { printedPaths } from '../printed-paths.ts';
import type { Conversion, Filling } from '../../model/conversion.ts';
import type { Model } from '../../model/model.ts';
import type { Field, RecordType } from '../../model/type.ts';
import type { Finding } from '../../problems/finding.ts';
import { pointerOf } from '../../read/json-pointer.ts';
import { eyesOf, type Eyes } from '../eyes.ts';
import { fieldPlace } from '../field-place.ts';
import type { CheckedPack, Rule } from '../rule.ts';

/**
 * A field hidden from a role is not shown to it by another way: a formula or a fill that is made of it, what an action
 * sets, a copy in what a conversion makes, a kept value, or a printed form. (Titles and search leave it out by
 * themselves.)
 */
export const hiddenStaysHidden: Rule = function* (pack) {
  const { model } = pack;
  for (const eyes of eyesOf(model)) {
    for (const type of model.types.values()) {
      if (!eyes.reads(type.key)) continue;
      yield* inFields(type, pack, eyes);
      yield* inActions(type, pack, eyes);
      yield* inPrints(type, pack, eyes);
    }
    for (const conversion of model.conversions.values())
      if (eyes.reads(conversion.to)) yield* inConversion(conversion, pack, eyes);
  }
};

function* inFields(type: RecordType, { model, linked }: CheckedPack, eyes: Eyes): Iterable<Finding> {
  for (const field of type.fieldByPath.values()) {
    if (eyes.isHidden({ type: type.key, path: field.path })) continue;
    for (const [keyword, expr] of [
      [field.live ? 'x-live' : 'x-formula', field.formula],
      ['x-fill', field.fill],
      ['x-default', field.defaultTo],
    ] as const) {
      const met = expr === null ? [] : metReads(model, expr.reads, namesAt(type, tableAround(type, field)));
      yield* eyes.tell('hidden-shown', 'warning', met, fieldPlace(type, field, keyword, linked));
    }
    for (const name of field.ref?.keep ?? []) {
      const met = field.ref?.types.flatMap((other) => metFields(model, other, name)) ?? [];
      yield* eyes.tell('hidden-shown', 'warning', met, fieldPlace(type, field, 'x-keep', linked));
    }
  }
}

/** What `set` puts into a field that the role sees. */
function* inActions(type: RecordType, { model, linked }: CheckedPack, eyes: Eyes): Iterable<Finding> {
  const file = linked.types.get(type.key)?.machine?.path ?? '';
  for (const action of type.machine?.actions ?? []) {
    if (action.type !== 'set' || eyes.isHidden({ type: type.key, path: action.field })) continue;
    const dot = action.field.lastIndexOf('.');
    const table = dot < 0 ? '' : action.field.slice(0, dot);
    const met = metReads(model, action.expr.reads, namesAt(type, table));
    const pointer = `${action.pointer}/params/expr`;
    yield* eyes.tell('hidden-shown', 'warning', met, { file, pointer });
  }
}

/** What names mean in expressions of a record, or of a line of its table. */
function namesAt({ key }: RecordType, table: string): (name: string) => readonly Standing[] {
  const around = table.slice(0, Math.max(table.lastIndexOf('.'), 0));
  return (name) => {
    if (name === 'doc' || name === 'before') return [{ type: key, table: '' }];
    if (name === 'line') return [{ type: key, table }];
    return name === 'parent' ? [{ type: key, table: around }] : [];
  };
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
): Iterable<Finding> {
  const file = linked.conversions.get(conversion.key)?.file ?? '';
  const told = function* (fillings: ReadonlyMap<string, Filling>, from: string, to: string, pointer: string) {
    for (const [path, filling] of fillings) {
      if (eyes.isHidden({ type: conversion.to, path: joined(to, path) })) continue;
      const met = filledFrom(filling, conversion.from, from, model);
      yield* eyes.tell('hidden-shown', 'warning', met, { file, pointer: pointer + pointerOf([path]) });
    }
  };
  yield* told(conversion.header, '', '', '/header');
  for (const mapping of conversion.lines) {
    const from = mapping.from === '$document' ? '' : (mapping.from ?? '');
    yield* told(mapping.fields, from, mapping.to, `/lines/${mapping.key}/fields`);
  }
}

function filledFrom(
  filling: Filling,
  source: string,
  table: string,
  model: Model,
): ReturnType<typeof metReads> {
  if (filling.kind === 'from') return metFields(model, source, joined(table, filling.path));
  if (filling.kind !== 'expr') return [];
  return metReads(model, filling.expr.reads, (name) => {
    if (name === 'source') return [{ type: source, table: '' }];
    return name === 'sourceLine' ? [{ type: source, table }] : [];
  });
}

/** Printed forms of the type that the role may make. */
function* inPrints(type: RecordType, { model, linked }: CheckedPack, eyes: Eyes): Iterable<Finding> {
  const granted = policyOf(model, [eyes.role], type.key)?.parts.flatMap(({ grant }) => grant.prints) ?? [];
  for (const [key, print] of linked.prints) {
    const [of = '', name = ''] = key.split('/');
    if (of !== type.key || !(granted.includes('*') || granted.includes(name))) continue;
    for (const { path } of printedPaths(print.text))
      yield* eyes.tell('hidden-shown', 'warning', metFields(model, type.key, path), {
        file: print.path,
        pointer: '',
      });
  }
}

function joined(table: string, path: string): string {
  return table === '' ? path : `${table}.${path}`;
}
