import type { Check } from '../../model/expression.ts';
import type { RecordType } from '../../model/type.ts';
import { reportFields } from '../../reports/report-fields.ts';
import { metReads, viewFields, type MetField, type Standing } from '../../roles/index.ts';
import type { Place } from '../../problems/finding.ts';
import { eyesOf, type Eyes } from '../eyes.ts';
import { fieldPlace } from '../field-place.ts';
import { metBy, metByTemplate } from '../met-by.ts';
import type { CheckedPack, Rule } from '../rule.ts';

/**
 * Where a field is hidden from a role at run, its author is told: reports, views and files come without what is made of it, and
 * `…` stands in reasons for its value. What they come to by a look-up or a balance is shown, and told as such.
 */
export const hiddenLeftOut: Rule = function* (pack) {
  const { model } = pack;
  for (const eyes of eyesOf(model))
    for (const { left, met, place } of [
      ...inReports(pack, eyes),
      ...inViews(pack, eyes),
      ...inFiles(pack, eyes),
      ...inReasons(pack, eyes),
    ]) {
      const told = eyes.tell('hidden-left-out', 'info', left, place);
      yield* told.length > 0 ? told : eyes.tell('hidden-shown', 'warning', met, place);
    }
};

interface Found {
  /** What is read by names: where any of it is hidden, it is left out. */
  readonly left: readonly MetField[];
  /** Also what functions answer, which nobody follows when it runs. */
  readonly met: readonly MetField[];
  readonly place: Place;
}

function* inReports({ model, linked }: CheckedPack, eyes: Eyes): Iterable<Found> {
  for (const report of model.reports.values()) {
    const { source, where, date, rows, columns, measures } = report;
    if (source.kind === 'records' && !eyes.reads(source.type)) continue;
    const file = linked.reports.get(report.key)?.file ?? '';
    const placed = [
      ...(where === null ? [] : [['/where', where] as const]),
      ...(date === null ? [] : [['/date', date] as const]),
      ...rows.map(({ key, expr }) => [`/rows/${key}`, expr] as const),
      ...columns.map(({ key, expr }) => [`/columns/${key}`, expr] as const),
      ...measures.map(({ key, expr }) => [`/measures/${key}`, expr] as const),
    ];
    for (const [pointer, expr] of placed)
      yield { left: reportFields(model, report, expr), met: [], place: { file, pointer } };
  }
}

/** Views that the role is shown, but for what it hides. That columns are left out, as in every list, is told by nobody. */
function* inViews({ model, linked }: CheckedPack, eyes: Eyes): Iterable<Found> {
  for (const view of model.views.values()) {
    if (!eyes.reads(view.type) || (view.roles.length > 0 && !view.roles.includes(eyes.role))) continue;
    const file = linked.views.get(view.key)?.file ?? '';
    const { filter, group, from } = view;
    for (const [pointer, path] of [
      ...(filter === null ? [] : [['/filter', null] as const]),
      ...(group === null ? [] : [['/group', group] as const]),
      ...(from === null ? [] : [['/from', from] as const]),
    ])
      yield { left: viewFields(model, view, path), met: [], place: { file, pointer } };
  }
}

/** Files that an event of the role writes. */
function* inFiles({ model, linked }: CheckedPack, eyes: Eyes): Iterable<Found> {
  for (const connector of model.connectors.values()) {
    const type = connector.type === null ? undefined : model.types.get(connector.type);
    if (!type || !connector.file || !eyes.reads(type.key)) continue;
    const file = linked.connectors.get(connector.key)?.file ?? '';
    const of = names(type, connector.file.each ?? '');
    const named = connector.file.name === null ? [] : [['/file/name', connector.file.name] as const];
    const columns = [...connector.file.columns].map(
      ([column, expr]) => [`/file/columns/${column}`, expr] as const,
    );
    for (const [pointer, expr] of [...named, ...columns])
      yield {
        left: metReads(model, expr.reads, of),
        met: metBy(model, expr, { of, readsLedger: eyes.isGranted }),
        place: { file, pointer },
      };
  }
}

/** Of guards, checks and preconditions: whoever may do what they judge is told why not. */
function* inReasons(pack: CheckedPack, eyes: Eyes): Iterable<Found> {
  const { model, linked } = pack;
  for (const type of model.types.values()) {
    const machine = linked.types.get(type.key)?.machine?.path ?? '';
    for (const { guard, event, pointer } of type.machine?.transitions ?? [])
      if (eyes.fires(type.key, event))
        yield said(pack, eyes, guard, names(type, ''), {
          file: machine,
          pointer: `${pointer}/guard/params/reason`,
        });
    if (!eyes.reads(type.key)) continue;
    for (const field of type.fieldByPath.values()) {
      const place = fieldPlace(type, field, 'x-check', linked);
      for (const check of field.checks)
        yield said(pack, eyes, check, names(type, tableOf(field.path)), place);
    }
  }
  for (const conversion of model.conversions.values()) {
    const from = model.types.get(conversion.from);
    if (!from || !eyes.converts(conversion)) continue;
    const file = linked.conversions.get(conversion.key)?.file ?? '';
    for (const guard of conversion.guards)
      yield said(pack, eyes, guard, names(from, ''), { file, pointer: '/when/guard' });
    for (const { key, from: table, where } of conversion.lines)
      yield said(pack, eyes, where, names(from, table ?? ''), { file, pointer: `/lines/${key}/where` });
  }
}

function said(
  { model }: CheckedPack,
  eyes: Eyes,
  check: Check | null,
  of: (name: string) => readonly Standing[],
  place: Place,
): Found {
  const { reason = null } = check ?? {};
  if (reason === null) return { left: [], met: [], place };
  const met = metByTemplate(model, reason, { of, readsLedger: eyes.isGranted });
  return { left: metReads(model, reason.reads, of), met, place };
}

function names({ key }: RecordType, table: string): (name: string) => readonly Standing[] {
  return (name) => {
    if (['doc', 'before', 'source'].includes(name)) return [{ type: key, table: '' }];
    return name === 'line' || name === 'sourceLine' ? [{ type: key, table }] : [];
  };
}

function tableOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('.'), 0));
}
