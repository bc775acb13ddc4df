// Lines of a draft that gather what comes later. @source conversions.md M9
import type { Value } from '../../expressions/scope.ts';
import type { Conversion, LineMapping } from '../../model/conversion.ts';
import { zero } from '../../values/decimal.ts';
import { linesById } from '../line-index.ts';
import { findWork } from '../records.ts';
import type { Session } from '../session.ts';
import { measured, upLinks } from '../web.ts';
import type { Work } from '../work.ts';
import { valueAt } from './fill.ts';

/** A line that stands in the draft already, and the values that its sources have in common. */
export interface Gathered {
  readonly mapping: LineMapping;
  readonly key: readonly Value[];
  readonly targetLine: string;
  /** −1: its sources are negative lines as they stand. */
  readonly lands: 1 | -1;
}

/** Lines of `into` that a mapping with `gather` made, by what they were gathered by. */
export function gatheredInto(session: Session, conversion: Conversion, into: Work): Gathered[] {
  const mappings = conversion.lines.filter(({ gather }) => gather.length > 0);
  if (mappings.length === 0) return [];
  const lines = linesById(into.type, into.doc);
  const found = new Map<string, Gathered>();
  for (const link of upLinks(session, into.id)) {
    const { targetLine } = link;
    if (link.kind !== 'direct' || link.conversion !== conversion.key) continue;
    if (targetLine === null || found.has(targetLine)) continue;
    const source = findWork(session, link.sourceRecord);
    const from = source && linesById(source.type, source.doc).get(link.sourceLine ?? '');
    const place = lines.get(targetLine);
    const mapping = mappings.find((one) => one.to === place?.table && one.from === from?.table);
    if (!from || !mapping) continue;
    const key = mapping.gather.map((path) => valueAt(session, from.line, path));
    const lands = mapping.sign === 1 && measured(link).lt(zero) ? -1 : 1;
    found.set(targetLine, { mapping, key, targetLine, lands });
  }
  return [...found.values()];
}
