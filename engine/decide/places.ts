// Where a conversion counts: on its source and on every ancestor that declares the track. @source conversions.md Q11
import type Big from 'big.js';
import type { ValueObject } from '../expressions/scope.ts';
import type { Conversion, ConversionTrack } from '../model/conversion.ts';
import type { AnswerWord } from '../model/expression.ts';
import type { Id } from '../model/record.ts';
import {
  compareDecimals,
  isDecimal,
  isNegative,
  isPositive,
  isZero,
  minus,
  one,
  zero,
} from '../values/decimal.ts';
import { courseOf, stopsOf, type Course } from './courses.ts';
import { linesById } from './line-index.ts';
import { fullAt, scaleAt, takenOf } from './progress.ts';
import { findWork } from './records.ts';
import { run, scopeOf } from './scope.ts';
import type { Session } from './session.ts';
import { roomFor } from './unbilled.ts';
import { tallyAt, tallyOf } from './web.ts';
import type { Work } from './work.ts';
import type { Place, Tally } from './working-set.ts';

/** A counter that a conversion meets, with how much may flow there. */
export interface Level {
  readonly place: Place;
  /** The line as it stands; null on the document as a whole. */
  readonly values: ValueObject | null;
  readonly direct: boolean;
  /** What is full there, whatever the conversion's basis. */
  readonly full: Big;
  readonly basis: Big;
  readonly tally: Tally;
  /** Decimals at which quantities are compared. */
  readonly scale: number;
}

/** One track of a taking: where it counts, and what the conversion's track measures there. */
export interface Counted {
  readonly measure: ConversionTrack['measure'];
  readonly course: Course;
  /** Of every counter on the course. */
  readonly levels: readonly Level[];
}

/** Where several tracks count; none where the conversion counts nowhere (Q9), and of those whose `when` does not hold. */
export function countedAt(
  session: Session,
  conversion: Conversion,
  tracks: readonly ConversionTrack[],
  source: { readonly id: Id; readonly doc: ValueObject },
  line: ValueObject | null,
): Counted[] {
  if (conversion.effect === 0) return [];
  const counted: Counted[] = [];
  for (const named of tracks) {
    const one = countedBy(session, named, source, line);
    if (one) counted.push(one);
  }
  return counted;
}

/** A conversion's track at its source, and the same track at each ancestor; null where it counts nowhere. */
export function countedBy(
  session: Session,
  named: ConversionTrack,
  source: { readonly id: Id; readonly doc: ValueObject },
  line: ValueObject | null,
): Counted | null {
  if (named.when !== null) {
    const names = { source: source.doc, sourceLine: line, doc: source.doc, line };
    if (run(named.when, scopeOf(session, names)) !== true) return null;
  }
  const course = courseOf(session, source.id, line === null ? null : (line['id'] as string), named);
  const levels: Level[] = [];
  for (const place of stopsOf(course)) {
    const level = levelAt(session, place, place.record === source.id ? named : null);
    if (level) levels.push(level);
  }
  return levels.length === 0 ? null : { measure: named.measure, course, levels };
}

/** The levels of several tracks. */
export function levelsOf(counted: readonly Counted[]): readonly Level[] {
  const [only] = counted;
  if (only && counted.length === 1) return only.levels;
  return counted.flatMap(({ levels }) => levels);
}

/** @param through  how the conversion that takes here directly counts; null at an ancestor, where all that is full may flow */
export function levelAt(session: Session, place: Place, through: ConversionTrack | null): Level | null {
  const work = findWork(session, place.record);
  const track = work?.type.tracks.get(place.track);
  if (!work || !track) return null;
  const values = lineAt(work, track.table, place.line);
  const full = fullAt(session, place, work.doc, values, track, work.type);
  return {
    place,
    values,
    direct: through !== null,
    full,
    basis: through ? basisOf(session, through, work.doc, values, full, place) : full,
    tally: tallyAt(session, place),
    scale: scaleAt(session, work.type, track, work.doc, values),
  };
}

/** A line of a table by id; null on the document as a whole, and where the line has gone. */
export function lineAt({ type, doc }: Work, table: string | null, id: string | null): ValueObject | null {
  return table === null || id === null ? null : (linesById(type, doc).get(id)?.line ?? null);
}

/** A level of a negative line seen the other way up: what goes back is judged as what goes forward. @source conversions.md Q8 */
export function flipped(level: Level): Level {
  const { held, posted, settled } = level.tally;
  const tally = { ...level.tally, held: held.neg(), posted: posted.neg(), settled: settled.neg() };
  return { ...level, full: level.full.neg(), basis: level.basis.neg(), tally };
}

/** How much of a counter may flow through a conversion. @source conversions.md Q3 */
export function basisOf(
  session: Session,
  named: ConversionTrack,
  doc: ValueObject,
  line: ValueObject | null,
  full: Big,
  place: Place,
): Big {
  const { basis } = named;
  if (basis.kind === 'full') return full;
  if (basis.kind === 'unbilled') return lesser(full, roomFor(session, place) ?? full);
  if (basis.kind === 'posted') return tallyOf(session, place.record, place.line, basis.track).posted;
  const value = run(basis.expr, scopeOf(session, { source: doc, sourceLine: line, doc, line }));
  if (!isDecimal(value)) return zero;
  // A basis only limits what may flow now; it never lets more flow than there is.
  return isNegative(full) ? greater(value, full) : lesser(value, full);
}

/** What a new conversion is offered: `basis − held`, and no more than may be taken. */
export function openAt({ basis, tally }: Level): Big {
  return minus(minus(basis, takenOf(tally)), tally.settled);
}

/** What may be asked for explicitly: `basis·(1+over) − posted`. @source conversions.md Q2, T2 */
export function mostAt({ basis, tally }: Level, over: Big): Big {
  const most = isZero(over) ? basis : basis.times(one.plus(over));
  return minus(minus(most, tally.posted), tally.settled);
}

/** Tolerance of a source line; null inherits nothing here and is zero. @source conversions.md T1 */
export function overOf(
  session: Session,
  conversion: Conversion,
  doc: ValueObject,
  line: ValueObject | null,
): Big {
  const { over } = conversion.tolerance;
  if (over === null) return zero;
  const value = run(over, scopeOf(session, { source: doc, sourceLine: line, doc, line }));
  return isDecimal(value) && isPositive(value) ? value : zero;
}

/** How asking for more than that is answered. @source conversions.md T2 */
export function toleranceAnswer(
  session: Session,
  conversion: Conversion,
  doc: ValueObject,
  line: ValueObject | null,
): AnswerWord {
  const { answer } = conversion.tolerance;
  if (typeof answer === 'string') return answer;
  const word = run(answer, scopeOf(session, { source: doc, sourceLine: line, doc, line }));
  return word === 'allow' || word === 'warn' || word === 'override' ? word : 'block';
}

export function least(values: Iterable<Big>): Big | null {
  let min: Big | null = null;
  for (const value of values) min = min === null ? value : lesser(min, value);
  return min;
}

export function lesser(a: Big, b: Big): Big {
  return compareDecimals(b, a) < 0 ? b : a;
}

function greater(a: Big, b: Big): Big {
  return compareDecimals(b, a) > 0 ? b : a;
}
