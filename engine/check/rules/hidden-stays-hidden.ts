import { metFields, policyOf, type MetField, type Standing } from '../../roles/index.ts';
import { printedPaths } from '../printed-paths.ts';
import type { Conversion, Filling } from '../../model/conversion.ts';
import type { Model } from '../../model/model.ts';
import type { Field, RecordType } from '../../model/type.ts';
import type { Finding } from '../../problems/finding.ts';
import { pointerOf } from '../../read/json-pointer.ts';
import { actionsOf, type PlacedAction } from '../actions-of.ts';
import { eyesOf, type Eyes } from '../eyes.ts';
import { fieldPlace } from '../field-place.ts';
import { metBy } from '../met-by.ts';
import type { CheckedPack, Rule } from '../rule.ts';
import { writesOf } from '../writes-of.ts';

/**
 * A field hidden from a role is not shown to it by another way: a formula or a fill that is made of it, what an action
 * writes, a copy in what a conversion makes, a kept value, a printed form, or a ledger that it reads because it reads all
 * that is posted there. (Titles and search leave it out by themselves.)
 */
export const hiddenStaysHidden: Rule = function* (pack) {
  const { model, linked } = pack;
  const actions = actionsOf(model, linked);
  for (const eyes of eyesOf(model)) {
    for (const type of model.types.values()) {
      if (!eyes.reads(type.key)) continue;
      yield* inFields(type, pack, eyes);
      yield* inPrints(type, pack, eyes);
    }
    for (const type of model.types.values()) yield* inPostings(type, pack, eyes);
    for (const action of actions) yield* inAction(action, pack, eyes);
    // Whoever converts is shown what he makes, whether he may read its type or not (M7).
    for (const conversion of model.conversions.values())
      if (eyes.reads(conversion.to) || eyes.converts(conversion)) yield* inConversion(conversion, pack, eyes);
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
      const of = namesAt(type.key, tableAround(type, field));
      const met = expr === null ? [] : metBy(model, expr, { of, readsLedger: eyes.isGranted });
      yield* eyes.tell('hidden-shown', 'warning', met, fieldPlace(type, field, keyword, linked));
    }
    for (const name of field.ref?.keep ?? []) {
      const met = field.ref?.types.flatMap((other) => metFields(model, other, name)) ?? [];
      yield* eyes.tell('hidden-shown', 'warning', met, fieldPlace(type, field, 'x-keep', linked));
    }
  }
}

/** What an action writes into a field that the role sees. */
function* inAction(
  { type, file, action }: PlacedAction,
  { model }: CheckedPack,
  eyes: Eyes,
): Iterable<Finding> {
  for (const { to, path, expr, pointer } of writesOf(action, type, model)) {
    if (!eyes.reads(to) || eyes.isHidden({ type: to, path })) continue;
    const of = namesAt(type, action.type === 'set' ? tableOf(path) : '');
    const met = metBy(model, expr, { of, each: action.each, readsLedger: eyes.isGranted });
    yield* eyes.tell('hidden-shown', 'warning', met, { file, pointer: action.pointer + pointer });
  }
}

/** Balances and entries of a ledger that the role was never granted by name. */
function* inPostings(type: RecordType, { model, linked }: CheckedPack, eyes: Eyes): Iterable<Finding> {
  const file = linked.types.get(type.key)?.postings?.path ?? '';
  for (const { key, ledger, each, measures, dimensions } of type.postings) {
    if (eyes.isGranted(ledger) || !eyes.readsLedger(ledger)) continue;
    const of = namesAt(type.key, each?.kind === 'table' ? each.path : '');
    for (const [part, values] of [
      ['measures', measures],
      ['key', dimensions],
    ] as const)
      for (const [name, expr] of values)
        yield* eyes.tell('hidden-shown', 'warning', metBy(model, expr, { of, readsLedger: eyes.isGranted }), {
          file,
          pointer: pointerOf([key, part, name]),
        });
  }
}

/** What names mean in expressions of a record, or of a line of its table. */
function namesAt(type: string, table: string): (name: string) => readonly Standing[] {
  return (name) => {
    if (name === 'doc' || name === 'before') return [{ type, table: '' }];
    if (name === 'line') return [{ type, table }];
    return name === 'parent' ? [{ type, table: tableOf(table) }] : [];
  };
}

function tableOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('.'), 0));
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
      const met = filledFrom(filling, conversion.from, from, model, eyes);
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
  eyes: Eyes,
): readonly MetField[] {
  if (filling.kind === 'from') return metFields(model, source, joined(table, filling.path));
  if (filling.kind !== 'expr') return [];
  const of = (name: string): readonly Standing[] => {
    if (name === 'source') return [{ type: source, table: '' }];
    return name === 'sourceLine' ? [{ type: source, table }] : [];
  };
  return metBy(model, filling.expr, { of, readsLedger: eyes.isGranted });
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
