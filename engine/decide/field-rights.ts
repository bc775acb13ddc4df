// What roles leave of fields: hidden ones are neither shown nor changed, read-only ones not changed.
import type { JsonObject } from '../model/json.ts';
import { fieldProblem } from '../problems/index.ts';
import type { FieldProblem } from '../problems/problem.ts';
import { closesEverywhere, fieldRight, hidesTitle, policyOf } from '../roles/index.ts';
import type { FieldRight } from '../roles/index.ts';
import type { RecordType } from '../model/type.ts';
import { chosenOf, eachField } from './each-field.ts';
import { scopeOf } from './scope.ts';
import type { Session } from './session.ts';
import { fieldLabel, stageTitle } from './words.ts';
import type { Work } from './work.ts';

const open: FieldRight = { hidden: false, readonly: false };

/** Whether roles say anything of the type's fields at all; most say nothing, and then nothing is asked. */
export function hasFieldRules(session: Session, type: RecordType): boolean {
  return policyOf(session.model, session.setting.user.roles, type.key)?.fieldRules ?? false;
}

/** @param path  dotted, as `lines.cost` */
export function rightOnField(session: Session, work: Work, path: string): FieldRight {
  const policy = policyOf(session.model, session.setting.user.roles, work.type.key);
  if (!policy?.fieldRules) return open;
  const asked = work.before === null ? null : () => scopeOf(session, { doc: work.doc });
  return fieldRight(policy, path, work.states, asked);
}

/** Whether what the title of a record is made of is hidden from the user. */
export function hidesTitleOf(session: Session, work: Work): boolean {
  const { roles } = session.setting.user;
  const policy = policyOf(session.model, roles, work.type.key);
  const asked = work.before === null ? null : () => scopeOf(session, { doc: work.doc });
  return policy !== null && hidesTitle(session.model, roles, policy, work.states, asked);
}

/** Of fields by path, whether the user may not even see them. */
export function hiddenFrom(session: Session, work: Work): (path: string) => boolean {
  if (!hasFieldRules(session, work.type)) return () => false;
  return (path) => rightOnField(session, work, path).hidden;
}

/**
 * Header fields that somebody sets on what a conversion makes, though all his roles that speak of the type close them. It
 * needs no right on that type to make it (M7), so roles that say nothing of it close nothing.
 */
export function setInVain(session: Session, type: RecordType, set: JsonObject): FieldProblem[] {
  const policy = policyOf(session.model, session.setting.user.roles, type.key);
  if (!policy?.fieldRules) return [];
  const { machine } = type;
  const states = machine ? machine.pathsOf(machine.initial) : [];
  return Object.keys(set).flatMap((key) => {
    if (!closesEverywhere(policy, key, states)) return [];
    const params = { label: fieldLabel(session, type, key), stage: stageTitle(session, type, states) };
    return [fieldProblem('not-editable', `/${key}`, params, session.setting.language)];
  });
}

/** Values that somebody gave for fields that he may not fill in a new record. */
export function givenInVain(session: Session, work: Work, raw: JsonObject): FieldProblem[] {
  if (!hasFieldRules(session, work.type)) return [];
  const { type } = work;
  const closed = chosenOf(
    type,
    ({ kind, path, key }) => kind !== 'table' && key !== 'id' && rightOnField(session, work, path).readonly,
  );
  return eachField(closed, raw, raw, null).map(({ field, pointer }) => {
    const params = {
      label: fieldLabel(session, type, field.path),
      stage: stageTitle(session, type, work.states),
    };
    return fieldProblem('not-editable', pointer, params, session.setting.language);
  });
}
