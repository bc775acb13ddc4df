// What a target shares with its sources stays shared as long as links say so. @source conversions.md M4
import { MISSING } from '../expressions/scope.ts';
import type { Conversion } from '../model/conversion.ts';
import type { Id } from '../model/record.ts';
import type { RecordType } from '../model/type.ts';
import { fieldProblem } from '../problems/index.ts';
import type { FieldProblem } from '../problems/problem.ts';
import { pairOf } from './convert/exchange.ts';
import { valueAt } from './convert/fill.ts';
import { findWork, nameOf, requireWork } from './records.ts';
import { sameValue } from './same.ts';
import type { Session } from './session.ts';
import { upLinks } from './web.ts';
import { fieldLabel } from './words.ts';

/**
 * Header fields that must be those of the sources and are not: references and the currency of the document, where the
 * conversion copies them and demands that they agree. Other fields are the target's own.
 *
 * @param changed  whether a field was given by hand just now; what was so before is left alone
 */
export function agreementProblems(
  session: Session,
  id: Id,
  changed: (path: string) => boolean,
): FieldProblem[] {
  const target = requireWork(session, id);
  const found = new Map<string, FieldProblem>();
  const seen = new Set<string>();
  for (const link of upLinks(session, id)) {
    if (link.kind !== 'direct' || link.effect === 0 || link.track === null) continue;
    // The lines of one source agree or disagree together.
    const way = `${link.conversion} ${link.sourceRecord}`;
    if (seen.has(way)) continue;
    seen.add(way);
    const conversion = session.model.conversions.get(link.conversion);
    const source = conversion && findWork(session, link.sourceRecord);
    if (!source) continue;
    for (const [path, from] of sharedPaths(conversion, target.type)) {
      if (found.has(path) || !changed(path)) continue;
      const pair =
        path === target.type.money.currency ? pairOf(session, conversion, source, target.type) : null;
      const value = pair ? pair.to : valueAt(session, source.doc, from);
      // What the source leaves open, the target may fill.
      if (value === MISSING || value === null || sameValue(value, target.doc[path] ?? null)) continue;
      const params = { label: fieldLabel(session, target.type, path), source: nameOf(session, source.id) };
      found.set(path, fieldProblem('source-disagrees', `/${path}`, params, session.setting.language));
    }
  }
  return [...found.values()];
}

/** Target field → path of the source. */
function sharedPaths(conversion: Conversion, type: RecordType): (readonly [string, string])[] {
  const { currency } = type.money;
  return [...conversion.header].flatMap(([path, filling]) => {
    if (filling.kind !== 'from' || (filling.merge !== null && filling.merge !== 'equal')) return [];
    const field = type.fields.get(path);
    if (!field || field.formula !== null || (conversion.crosses && field.owner !== null)) return [];
    if (path === currency) return [[path, filling.path] as const];
    return field.kind === 'ref' ? [[path, filling.path] as const] : [];
  });
}
