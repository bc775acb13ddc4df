import type { Conversion } from '../../model/conversion.ts';
import { fieldProblem, refusalWords } from '../../problems/index.ts';
import { lackingFor } from '../complete.ts';
import { overridden, refuseOverridable, type Overridable } from '../overrides.ts';
import { nameOf, readLineages, requireLineage } from '../records.ts';
import { refuse } from '../refused.ts';
import { mayConvert, requireRead } from '../rights.ts';
import { holds, scopeOf } from '../scope.ts';
import type { Right, Session } from '../session.ts';
import type { ConversionSource } from '../types.ts';
import { answerOf, conversionTitle, reasonOf, stageTitle } from '../words.ts';
import type { Work } from '../work.ts';

export interface Source {
  readonly work: Work;
  readonly asked: ConversionSource;
  /** Where it stands in the command. */
  readonly index?: number;
}

/**
 * The sources, each of which may be converted now by this user. Reading them and the conversion itself are all that he
 * needs; no right on the target's type (M7).
 */
export function selectSources(
  session: Session,
  conversion: Conversion,
  asked: readonly ConversionSource[],
  right: Right,
): Source[] {
  const { language } = session.setting;
  if (asked.length === 0) refuse('no-source', 422, {}, language);
  readLineages(
    session,
    asked.map(({ id }) => id),
  );
  return asked.map((source, index) => {
    const work = requireLineage(session, source.id);
    if (right === 'person') {
      requireRead(session, work);
      if (!mayConvert(session, conversion.key, work)) refuse('not-allowed', 403, {}, language);
    }
    refuseAgainst(session, work, reasonsAgainst(session, conversion, work));
    return { work, asked: source, index };
  });
}

/** Refuses with the first that the person does not go past. */
export function refuseAgainst(session: Session, work: Work, against: readonly Against[]): void {
  for (const { code, params, check } of against) {
    if (!check) refuse(code, 422, params, session.setting.language);
    if (!overridden(session, check, work.id)) refuseOverridable(session, code, params, check);
  }
}

export interface Against {
  readonly code: 'wrong-source-type' | 'conversion-stage' | 'conversion-guard';
  readonly params: Readonly<Record<string, string>>;
  /** It may be gone past. */
  readonly check?: Overridable;
}

/** Whether a record stands where the conversion takes it. */
export function inStage({ stages }: Conversion, work: Work): boolean {
  return stages.length > 0 ? stages.some((stage) => work.states.includes(stage)) : work.phase === 'posted';
}

/** Why a record cannot be a source now; its open quantities are another matter. @source conversions.md M3 */
export function reasonsAgainst(session: Session, conversion: Conversion, work: Work): Against[] {
  const names = { title: nameOf(session, work.id), conversion: conversionTitle(session, conversion) };
  if (work.type.key !== conversion.from) return [{ code: 'wrong-source-type', params: names }];
  if (!inStage(conversion, work)) {
    const stage = stageTitle(session, work.type, work.states);
    return [{ code: 'conversion-stage', params: { ...names, stage } }];
  }
  const [label] = lackingFor(session, work, conversion.key, null, null);
  if (label !== undefined) {
    const reason = refusalWords('required', { label }, session.setting.language);
    return [{ code: 'conversion-guard', params: { reason } }];
  }
  return guardsAgainst(session, conversion, work);
}

/** Preconditions of the path that do not hold; those that only warn have warned. */
export function guardsAgainst(session: Session, conversion: Conversion, work: Work): Against[] {
  const scope = scopeOf(session, { source: work.doc, doc: work.doc });
  return conversion.guards.flatMap((guard): Against[] => {
    if (holds(guard.expr, scope)) return [];
    const answer = answerOf(guard, scope);
    if (answer === 'allow') return [];
    const params = { reason: reasonOf(session, guard, scope) };
    if (answer === 'warn') {
      session.work.warnings.push(fieldProblem('conversion-guard', '', params, session.setting.language));
      return [];
    }
    const check = { code: conversion.key, roles: guard.roles };
    return [{ code: 'conversion-guard', params, ...(answer === 'override' ? { check } : {}) }];
  });
}
