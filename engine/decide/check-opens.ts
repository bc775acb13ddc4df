// Nothing flows that is not there: judged on links, when they are written and again when their target is posted.
import type Big from 'big.js';
import type { Link } from '../model/record.ts';
import type { Conversion } from '../model/conversion.ts';
import { fieldProblem, type RefusalCode } from '../problems/index.ts';
import {
  compareDecimals,
  formatDecimal,
  isNegative,
  isPositive,
  one,
  plus,
  roundDecimal,
  zero,
} from '../values/decimal.ts';
import { courseOf, gathersOf } from './courses.ts';
import { linesById } from './line-index.ts';
import { lineLabel, lineUnit } from './line-words.ts';
import { overridden, refuseOverridable } from './overrides.ts';
import { passedBy } from './passed.ts';
import { flipped, levelAt, lineAt, mostAt, overOf, toleranceAnswer, type Level } from './places.ts';
import { findWork, nameOf } from './records.ts';
import { refuse } from './refused.ts';
import type { Session } from './session.ts';
import { measured, upLinks } from './web.ts';
import type { Work } from './work.ts';
import type { Place } from './working-set.ts';

/**
 * Judges every counter that a draft target moves: what is posted already, plus all that this target takes there, is at
 * most `basis·(1+over)`. Other drafts do not stand in the way (Q2); the counters are locked, so two who take the last
 * pieces are served one after the other (Q10).
 *
 * @throws Refused open-exceeded, with the open quantity in words; where the answer is `override`, saying who may
 */
export function checkOpens(session: Session, target: string): void {
  if (session.work.making.has(target)) return;
  const links = upLinks(session, target);
  for (const link of links) {
    const place = link.effect === 1 ? session.work.placeOf(link) : null;
    if (!place) continue;
    const own = place.links.filter(({ targetRecord, effect }) => targetRecord === target && effect === 1);
    // Once for each place. The direct link knows the basis; it goes before one that came through.
    if (own[0] !== link) continue;
    const first = own.find(({ kind }) => kind === 'direct') ?? own.at(-1)!;
    checkPlace(
      session,
      target,
      place,
      first,
      own.reduce((sum, link) => plus(sum, measured(link)), zero),
    );
  }
  if (links.some(({ kind, effect }) => kind === 'through' && effect === 1))
    for (const link of links)
      if (link.kind === 'direct' && link.effect === 1) checkBranches(session, target, link);
}

/** By a gathered line no more goes to a line behind it than came from there, whatever else is open there. @source conversions.md Q11, M9 */
function checkBranches(session: Session, target: string, link: Link): void {
  const conversion = session.model.conversions.get(link.conversion);
  const named = conversion?.tracks.find(({ track }) => track === link.track);
  if (!conversion || !named) return;
  for (const gather of gathersOf(courseOf(session, link.sourceRecord, link.sourceLine, named))) {
    const level = gather.own && levelAt(session, gather.own, null);
    const source = level && findWork(session, level.place.record);
    if (!level || !source) continue;
    const over = plus(one, overOf(session, conversion, source.doc, level.values));
    const passed = passedBy(session, gather, target);
    gather.branches.forEach(({ size, link: behind }, index) => {
      const { posted } = passed[index] ?? { posted: zero };
      const most = size?.times(over);
      if (!most || !exceeds(level, posted, most)) return;
      const work = findWork(session, behind.sourceRecord);
      const place = work && linesById(work.type, work.doc).get(behind.sourceLine ?? '');
      if (!work) return;
      const table = place?.table ?? null;
      const values = place?.line ?? null;
      const label = values ? lineLabel(session, work.type, table, values) : nameOf(session, work.id);
      const unit = values ? (lineUnit(session, work.type, table, values) ?? '') : '';
      const params = { open: formatDecimal(most), asked: formatDecimal(posted), unit, label };
      answerExceeded(session, { conversion, target, source, level }, params);
    });
  }
}

function checkPlace(session: Session, target: string, place: Place, link: Link, asked: Big): void {
  const { record, track } = place;
  const conversion = session.model.conversions.get(link.conversion);
  const named = conversion?.tracks.find((candidate) => candidate.track === track);
  if (!conversion || !named) return;
  const found = levelAt(session, place, link.kind === 'direct' ? named : null);
  const source = findWork(session, record);
  if (!found || !source) return;
  const isBack = isNegative(asked);
  const level = isBack ? flipped(found) : found;
  const { values } = level;
  // A target without stages is in force at once: what it takes is among what is posted.
  const own = findWork(session, target)?.phase === 'posted' ? asked.abs() : zero;
  const most = plus(mostAt(level, overOf(session, conversion, source.doc, values)), own);
  if (!exceeds(level, isBack ? asked.abs() : asked, most)) return;
  const table = source.type.tracks.get(track)?.table ?? null;
  const params = {
    open: formatDecimal(most.lt(zero) ? zero : most),
    asked: formatDecimal(asked.abs()),
    unit: lineUnit(session, source.type, table, values) ?? '',
    label: table === null ? nameOf(session, record) : lineLabel(session, source.type, table, values),
  };
  answerExceeded(session, { conversion, target, source, level }, params);
}

interface Excess {
  readonly conversion: Conversion;
  readonly target: string;
  readonly source: Work;
  readonly level: Level;
}

/** As the conversion's tolerance answers. @source conversions.md T2 */
function answerExceeded(
  session: Session,
  { conversion, target, source, level }: Excess,
  params: Readonly<Record<'open' | 'asked' | 'unit' | 'label', string>>,
): void {
  const answer = toleranceAnswer(session, conversion, source.doc, level.values);
  if (answer === 'allow') return;
  const code = exceededCode(conversion, [level]);
  if (answer === 'warn') session.work.warnings.push(fieldProblem(code, '', params, session.setting.language));
  else if (answer === 'override') {
    const check = { code: 'open-exceeded', roles: conversion.tolerance.roles };
    if (!overridden(session, check, target)) refuseOverridable(session, code, params, check);
  } else refuse(code, 422, params, session.setting.language);
}

/** An advance is told so when it is what is still to come that is not enough for it. @source conversions.md P7 */
export function exceededCode({ advance }: Conversion, levels: readonly Level[]): RefusalCode {
  const isLess = ({ basis, full }: Level): boolean => compareDecimals(basis, full) < 0;
  return advance && levels.some(isLess) ? 'advance-exceeds' : 'open-exceeded';
}

/**
 * Undoing a reversal takes again what it had opened; where that has gone to others meanwhile, it is refused.
 *
 * @throws Refused open-exceeded
 */
export function checkMirrors(session: Session, target: string): void {
  const mirrors = upLinks(session, target).filter(({ kind, track }) => kind === 'mirror' && track !== null);
  const byPlace = Map.groupBy(mirrors, (link) =>
    session.work.placeAt(link.sourceRecord, link.sourceLine, link.track ?? ''),
  );
  for (const [place, links] of byPlace) {
    const { record, line, track } = place;
    const source = findWork(session, record);
    const level = levelAt(session, place, null);
    if (!source || !level) continue;
    const asked = links.reduce((sum, link) => sum.plus(measured(link)), zero);
    const table = source.type.tracks.get(track)?.table ?? null;
    const values = lineAt(source, table, line);
    // Whatever tolerance let the original flow lets it flow again.
    const paths = (session.model.conversionsFrom.get(source.type.key) ?? []).filter(({ tracks }) =>
      tracks.some((named) => named.track === track),
    );
    const mosts = paths.map((path) => mostAt(level, overOf(session, path, source.doc, values)));
    const most = mosts.reduce((max, most) => (most.gt(max) ? most : max), mostAt(level, zero));
    if (!exceeds(level, asked, most)) continue;
    const params = {
      open: formatDecimal(most.lt(zero) ? zero : most),
      asked: formatDecimal(asked),
      unit: lineUnit(session, source.type, table, values) ?? '',
      label: table === null ? nameOf(session, record) : lineLabel(session, source.type, table, values),
    };
    refuse('open-exceeded', 422, params, session.setting.language);
  }
}

/** Compared at the unit's precision, never as a rounded percentage (Q7). */
export function exceeds(level: Pick<Level, 'scale'>, asked: Big, most: Big): boolean {
  if (compareDecimals(asked, most) <= 0) return false;
  return isPositive(roundDecimal(asked.minus(most), level.scale));
}
