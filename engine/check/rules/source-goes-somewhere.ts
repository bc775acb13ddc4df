import type { Conversion, Filling } from '../../model/conversion.ts';
import type { Expr } from '../../model/expression.ts';
import type { Field, RecordType } from '../../model/type.ts';
import type { Rule } from '../rule.ts';

/** A source field that goes nowhere and is not named under `drop`. @source conversions.md M2 */
export const sourceGoesSomewhere: Rule = function* ({ model, linked }) {
  for (const conversion of model.conversions.values()) {
    const source = model.types.get(conversion.from);
    if (source === undefined) continue;
    const used = usedPaths(conversion, source);
    const dropped = new Set(conversion.drop);
    const isLost = (field: Field, ...names: string[]): boolean =>
      field.formula === null &&
      field.copy &&
      field.key !== 'id' &&
      !names.some((name) => used.has(name) || dropped.has(name));
    const file = linked.conversions.get(conversion.key)?.file ?? '';
    const tell = (field: Field, pointer: string) =>
      ({
        code: 'source-dropped',
        severity: 'warning',
        file,
        pointer,
        params: { field: field.path, type: conversion.to },
      }) as const;
    for (const field of source.fields.values()) if (isLost(field, field.path)) yield tell(field, '/header');
    for (const mapping of conversion.lines) {
      // A mapping whose table is unknown has been told.
      const isMapped = model.types.get(conversion.to)?.fieldByPath.has(mapping.to) === true;
      const columns =
        mapping.from === null || !isMapped ? null : source.fieldByPath.get(mapping.from)?.fields;
      for (const field of columns?.values() ?? [])
        if (isLost(field, field.path, field.key) && !dropped.has(mapping.from ?? ''))
          yield tell(field, `/lines/${mapping.key}`);
    }
  }
};

/** Dotted paths of the source that a conversion reads, with everything around them. */
function usedPaths(conversion: Conversion, source: RecordType): ReadonlySet<string> {
  const used = new Set<string>();
  const add = (path: string): void => {
    for (let at = path; at !== ''; at = at.slice(0, Math.max(at.lastIndexOf('.'), 0))) used.add(at);
  };
  const read = (expr: Expr | null | undefined, table: string | null): void => {
    for (const text of expr?.reads ?? []) {
      const [root, ...rest] = text.replaceAll('[]', '').split('.');
      if (root === 'source') add(rest.join('.'));
      if (root === 'sourceLine' && table !== null) add([table, ...rest].join('.'));
      if (root === 'parent' && table?.includes('.') === true)
        add([table.slice(0, table.lastIndexOf('.')), ...rest].join('.'));
    }
  };
  const fill = (fillings: ReadonlyMap<string, Filling>, table: string | null): void => {
    for (const filling of fillings.values()) {
      if (filling.kind === 'from') add(table === null ? filling.path : `${table}.${filling.path}`);
      if (filling.kind === 'expr') read(filling.expr, table);
    }
  };
  fill(conversion.header, null);
  for (const guard of conversion.guards) read(guard.expr, null);
  for (const mapping of conversion.lines) {
    const table = mapping.from === null || mapping.from === '$document' ? null : mapping.from;
    fill(mapping.fields, table);
    read(mapping.where?.expr, table);
    read(mapping.list, null);
    for (const path of [...mapping.gather, ...mapping.match]) if (table !== null) add(`${table}.${path}`);
    if (table === null) continue;
    add(table);
    const { quantity, amount } = source.tables.get(table) ?? {};
    for (const column of mapping.shares) add(`${table}.${column}`);
    if (amount && (mapping.amount ?? mapping.adjust) !== null) add(`${table}.${amount}`);
    if (mapping.quantity !== null) add(`${table}.${quantity ?? mapping.quantity}`);
  }
  const only = conversion.lines.find((mapping) => mapping.from !== null)?.from ?? null;
  for (const track of conversion.tracks) {
    read(track.when, only);
    if (track.basis.kind === 'expr') read(track.basis.expr, only);
  }
  for (const { table, path } of conversion.split) add(`${table}.${path}`);
  for (const expr of conversion.reopensWhen.values()) read(expr, only);
  read(conversion.advance?.groups, null);
  if (conversion.adjust?.groups) add(conversion.adjust.groups.of);
  read(conversion.tolerance.over, only);
  read(conversion.tolerance.under, only);
  const { currency } = conversion;
  for (const expr of [currency?.date, currency?.source, currency?.kind]) read(expr, null);
  // What is exchanged is exchanged from the source's currency.
  if (currency && source.money.currency !== null) add(source.money.currency);
  return used;
}
