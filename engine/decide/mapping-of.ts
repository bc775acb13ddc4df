import type { Conversion, LineMapping } from '../model/conversion.ts';
import type { Link } from '../model/record.ts';
import { zero } from '../values/decimal.ts';
import { linesById } from './line-index.ts';
import { findWork } from './records.ts';
import { sourcesOf } from './rewrite-line.ts';
import type { Session } from './session.ts';
import { measured } from './web.ts';

/** The mapping that made a line: by its table and by the table of what it was made from. */
export function mappingOf(
  session: Session,
  conversion: Conversion,
  links: readonly Link[],
  table: string,
): LineMapping | undefined {
  const mappings = conversion.lines.filter(({ to, quantity }) => to === table && quantity !== null);
  if (mappings.length < 2) return mappings[0];
  const link = sourcesOf(session, links)[0] ?? links[0];
  const source = link && findWork(session, link.sourceRecord);
  const from = source && link ? linesById(source.type, source.doc).get(link.sourceLine ?? '') : undefined;
  const fitting = mappings.filter((mapping) => mapping.from === (from?.table ?? '$document'));
  const sign = link && measured(link).lt(zero) ? -1 : 1;
  return fitting.find((mapping) => mapping.sign === sign) ?? fitting[0] ?? mappings[0];
}
