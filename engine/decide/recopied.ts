// What is copied differently now lands where the target still has what was copied before. @source conversions.md X5, M4
import type { Value, ValueObject } from '../expressions/scope.ts';
import type { Conversion, Filling } from '../model/conversion.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { RecordType } from '../model/type.ts';
import { exchanged, exchangeOf, landed, standingExchange, type Exchange } from './convert/exchange.ts';
import { fill, toData, type Filled } from './convert/fill.ts';
import { merged } from './convert/group.ts';
import { sameValue } from './same.ts';
import type { Session } from './session.ts';
import type { Amended } from './standing.ts';
import type { Work } from './work.ts';

/** A source, or a line of one, as it is copied from; and by which exchange. */
export interface Side {
  readonly source: ValueObject;
  readonly sourceLine: ValueObject | null;
  readonly exchange: Exchange | null;
}

export interface Rates {
  readonly before: Exchange | null;
  readonly after: Exchange | null;
}

/** The rate of a draft stays on it, as long as its source is in the currency that it was in. */
export function ratesOf(
  session: Session,
  conversion: Conversion,
  target: Work,
  { before, after }: Amended,
): Rates {
  if (!conversion.currency) return { before: null, after: null };
  const fresh = (source: Work): Exchange | null =>
    exchangeOf(session, conversion, source, target.type, null, () => target.doc);
  const was = standingExchange(session, conversion, before, target) ?? fresh(before);
  const from = before.type.money.currency ?? '';
  if (!after || sameValue(before.doc[from], after.doc[from])) return { before: was, after: was };
  return { before: was, after: fresh(after) };
}

/**
 * Values that are copied differently now, where the target still has what was copied before.
 *
 * @param sides  all that the values come from, in order: with a merge they are what it makes of all of them
 * @param of     'header', which says in which currency and at which rate the document is, too; or the columns of a line
 */
export function recopied(
  session: Session,
  conversion: Conversion,
  to: Pick<RecordType, 'fields' | 'money'>,
  fillings: ReadonlyMap<string, Filling>,
  target: ValueObject,
  sides: { readonly before: readonly Side[]; readonly after: readonly Side[] },
  of: 'header' | 'line',
): readonly Filled[] {
  const filled = ({ source, sourceLine, exchange }: Side): readonly Filled[] => {
    const from = of === 'header' ? source : (sourceLine ?? source);
    const copied = fill(session, to.fields, fillings, { source, sourceLine, target }, from);
    return of === 'header' ? landed(copied, exchange, conversion, to) : exchanged(copied, exchange, to);
  };
  const was = new Map<string, Value>(together(sides.before.map(filled)).map((one) => [one.path, one.value]));
  return together(sides.after.map(filled)).filter(
    ({ path, value }) =>
      !path.includes('.') && !sameValue(was.get(path), value) && sameValue(was.get(path), target[path]),
  );
}

/** What several bring to one field; without a merge the first has the say. */
function together([first = [], ...rest]: readonly (readonly Filled[])[]): readonly Filled[] {
  return rest.reduce(merged, first);
}

/** What is empty now goes. */
export function laid(data: JsonObject, filled: readonly Filled[]): Record<string, Json> {
  const gone = new Set(filled.flatMap(({ path, value }) => (value === null ? [path] : [])));
  const kept = Object.entries(data).filter(([key]) => !gone.has(key));
  return toData(filled, Object.fromEntries(kept));
}
