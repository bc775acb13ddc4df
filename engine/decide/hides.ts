// What is hidden from the reader is not said to him either, whatever his sentences and files are made of.
import { newScope } from '../expressions/new-scope.ts';
import type { Scope, Value, ValueObject } from '../expressions/scope.ts';
import type { Hides } from '../model/expression.ts';
import type { Model } from '../model/model.ts';
import type { RecordType } from '../model/type.ts';
import { fieldRight, hidesField, metReads, policyOf, type MetField, type Standing } from '../roles/index.ts';
import type { Session } from './session.ts';

const hiding = new WeakMap<Model, Map<string, boolean>>();

/** Some field of some type is hidden from these roles, sometimes. */
function hidesSome(model: Model, roles: readonly string[]): boolean {
  const known = hiding.get(model) ?? new Map<string, boolean>();
  hiding.set(model, known);
  const key = roles.join();
  let hides = known.get(key);
  if (hides === undefined) {
    hides = [...model.types.keys()].some((type) => policyOf(model, roles, type)?.fieldRules === true);
    known.set(key, hides);
  }
  return hides;
}

/**
 * Judges paths that expressions read in a scope: whether a field on the way is hidden from whoever asks. Of the record
 * in scope it is asked at its stage; of records that it refers to, as of titles, whether it is ever hidden.
 *
 * @returns undefined: nothing is hidden from him anywhere
 */
export function hidesIn(session: Session, scope: Scope): Hides | undefined {
  const { model } = session;
  const { roles } = session.setting.user;
  if (!hidesSome(model, roles)) return undefined;
  return (reads) =>
    reads.some((read) => {
      const record = recordAt(read.slice(0, Math.max(read.search(/[.[]/), 0)), scope);
      return metReads(model, [read], (name) => standings(model, name, record)).some((field) =>
        record !== null && field.type === record['type']
          ? hidesOwn(session, field, record)
          : hidesField(model, roles, field),
      );
    });
}

function hidesOwn(session: Session, { type, path }: MetField, record: ValueObject): boolean {
  const { model, setting, constants } = session;
  const policy = policyOf(model, setting.user.roles, type);
  if (!policy?.fieldRules) return false;
  const isNew = session.work.works.get(String(record['id']))?.before === null;
  const asked = (): Scope => newScope(session.reads, setting.language, { ...constants, doc: record });
  return fieldRight(policy, path, (record['states'] ?? []) as readonly string[], isNew ? null : asked).hidden;
}

/** The record that a name stands for, or whose line it is. */
function recordAt(name: string, scope: Scope): ValueObject | null {
  if (name === 'doc' || name === 'line' || name === 'parent') return asRecord(scope.doc ?? scope.source);
  if (name === 'source' || name === 'sourceLine') return asRecord(scope.source);
  if (name === 'before') return asRecord(scope.before);
  return name === 'target' ? asRecord(scope.target) : null;
}

function asRecord(value: Value): ValueObject | null {
  const record = value as ValueObject | null;
  return record !== null && typeof record === 'object' && typeof record['type'] === 'string' ? record : null;
}

/** A line may stand in any table that has such a column: hidden in one, it is hidden. */
function standings(model: Model, name: string, record: ValueObject | null): readonly Standing[] {
  const type = record === null ? undefined : model.types.get(String(record['type']));
  if (!type) return [];
  const isLine = name === 'line' || name === 'sourceLine' || name === 'parent';
  const tables = isLine ? tablesOf(type) : [];
  const whole = name === 'parent' || !isLine ? [''] : [];
  return [...whole, ...tables].map((table) => ({ type: type.key, table }));
}

function tablesOf(type: RecordType): readonly string[] {
  return [...type.fieldByPath.values()].flatMap(({ kind, path }) => (kind === 'table' ? [path] : []));
}
