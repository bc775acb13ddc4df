// What a target will say of itself, before it has lines: what is exchanged may hang on it. @source conversions.md P4
import type { ValueObject } from '../../expressions/scope.ts';
import type { Conversion } from '../../model/conversion.ts';
import type { JsonObject } from '../../model/json.ts';
import type { RecordType } from '../../model/type.ts';
import { hydrate } from '../../values/hydrate.ts';
import { computeRecord } from '../compute-record.ts';
import { applyPatch } from '../patch.ts';
import { refuse } from '../refused.ts';
import { shapeProblems } from '../save-checks.ts';
import { scopeOf } from '../scope.ts';
import type { Session } from '../session.ts';
import type { Work } from '../work.ts';
import { blankPaths, toData, type Filled } from './fill.ts';

/** Where lines and copies will land. */
export interface Landing {
  readonly type: RecordType;
  /** Given by the person. */
  readonly set: JsonObject;
  /** The draft that is added to. */
  readonly into: Work | null;
}

/**
 * The values of a target that is not there yet: mapped, asked for and set ones, and what its defaults and fills make of
 * them. Nothing is computed where the day of the exchange (`reads`) stands among what is given already.
 *
 * @throws Refused invalid, when what is set does not have the shape of the type
 */
export function expectedTarget(
  session: Session,
  conversion: Conversion,
  { type, set, into }: Landing,
  header: readonly Filled[],
): ValueObject {
  const isSet = Object.keys(set).length > 0;
  if (into && !isSet) return into.doc;
  const data = applyPatch(type.fields, into ? into.data : toData(header), set, session.ids);
  const shape = isSet ? shapeProblems(session, type, data, into?.data) : [];
  if (shape.length > 0) refuse('invalid', 422, {}, session.setting.language, shape);
  const isGiven = dayFields(conversion).every((key) => {
    return data[key] !== undefined && type.fields.get(key)?.formula === null;
  });
  if (isGiven) return hydrate(type.fields, data);
  const blank = new Set(blankPaths(conversion.header, ''));
  const rate = type.money.rate;
  // The rate is what is looked for; a fill of its own would only ask for another.
  if (rate !== null) blank.add(rate);
  const scope = scopeOf(session);
  const before = into?.doc ?? null;
  return computeRecord({ type, data, system: {}, before, blank, scope, memo: null }).doc;
}

/** Fields of the target that the day of the exchange reads. */
export function dayFields({ currency }: Conversion): readonly string[] {
  return (currency?.date.reads ?? []).flatMap((read) => {
    const [root, key = ''] = read.split(/[.[]/);
    return root === 'target' && key !== '' ? [key] : [];
  });
}
