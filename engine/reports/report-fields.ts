import type { Expr } from '../model/expression.ts';
import type { Model } from '../model/model.ts';
import type { Report } from '../model/report.ts';
import { metFields, metReads, type MetField } from '../roles/index.ts';

/** Fields of records that an expression of a report goes through. */
export function reportFields(model: Model, { source }: Report, { reads }: Expr): readonly MetField[] {
  if (source.kind === 'records') {
    const { type, table } = source;
    return metReads(model, reads, (name) => {
      if (name === 'doc') return [{ type, table: '' }];
      return name === 'line' && table !== null ? [{ type, table }] : [];
    });
  }
  // Entries and links are told by whoever may read them; what their keys refer to has fields.
  const common = metReads(model, reads, () => []);
  const keys = reads.flatMap((read) => {
    const [name = '', key = '', ...rest] = read.split('.');
    if (name !== 'key' || rest.length === 0) return [];
    return typesOf(model, source, key).flatMap((type) => metFields(model, type, rest.join('.')));
  });
  return [...common, ...keys];
}

/** Types that a key of an entry or a link refers to. */
function typesOf(
  model: Model,
  source: Exclude<Report['source'], { kind: 'records' }>,
  key: string,
): readonly string[] {
  if (source.kind === 'ledgers')
    return source.ledgers.flatMap((name) => model.ledgers.get(name)?.dimensions.get(key)?.refs ?? []);
  return linkTypes(model, source.conversions, key === 'source' ? 'from' : 'to');
}

/** What the links of these conversions lead from, or to; none named: of all. */
export function linkTypes(
  model: Model,
  conversions: readonly string[],
  end: 'from' | 'to',
): readonly string[] {
  const named = conversions.length === 0 ? [...model.conversions.keys()] : conversions;
  return [...new Set(named.flatMap((name) => model.conversions.get(name)?.[end] ?? []))];
}
