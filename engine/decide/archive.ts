// A record of a catalog is put away, not destroyed: others may refer to it. It can be brought back.
import type { Json, JsonObject } from '../model/json.ts';
import type { Id } from '../model/record.ts';
import type { RefusalCode } from '../problems/index.ts';
import { keepWork, nameOf, requireLineage } from './records.ts';
import { refuse } from './refused.ts';
import { requireRight } from './rights.ts';
import type { Session } from './session.ts';
import { happened, type Work } from './work.ts';

/** @throws Refused company-currency, in-settings */
export function archive(session: Session, work: Work): void {
  const needed = neededByCompany(session, work);
  if (needed) refuse(needed.code, 422, needed.params, session.setting.language);
  keepWork(session, { ...work, archived: true });
}

/**
 * Takes an archived record into use again.
 *
 * @throws Refused not-found, not-allowed, not-archived
 */
export function restore(session: Session, id: Id): void {
  const work = requireLineage(session, id);
  const { language } = session.setting;
  requireRight(session, work, 'delete');
  if (!work.archived) refuse('not-archived', 422, { title: nameOf(session, id) }, language);
  keepWork(session, { ...work, archived: false });
  session.work.happenings.push(happened(work, 'restore'));
}

interface Needed {
  readonly code: RefusalCode;
  readonly params: Readonly<Record<string, string>>;
}

/** Why the company itself cannot do without a record: its currency, or what one of its settings names. */
export function neededByCompany(session: Session, work: Work): Needed | null {
  const { model, setting } = session;
  const { type } = work;
  const title = nameOf(session, work.id);
  const key = work.data[type.naturalKey] ?? null;
  if (key === setting.company.currency && isCurrency(session, type.key))
    return { code: 'company-currency', params: { title } };
  const properties = (model.settings['properties'] ?? {}) as Readonly<Record<string, JsonObject>>;
  const values: JsonObject = { ...model.settingDefaults, ...setting.settings };
  for (const [name, schema] of Object.entries(properties)) {
    if (!typesNamed(schema['x-ref']).includes(type.key)) continue;
    const value = values[name] ?? null;
    if (value === null || (value !== work.id && value !== key)) continue;
    const english = typeof schema['title'] === 'string' ? schema['title'] : name;
    const told = model.text(setting.language, `settings#/properties/${name}/title`, english);
    return { code: 'in-settings', params: { title, setting: told } };
  }
  return null;
}

/** Of `x-ref`: a type, several, or either with a condition. */
function typesNamed(ref: Json | undefined): readonly Json[] {
  if (Array.isArray(ref)) return ref as readonly Json[];
  if (ref !== null && typeof ref === 'object') return typesNamed((ref as JsonObject)['type']);
  return ref === undefined || ref === null ? [] : [ref];
}

/** A type that amounts of money refer to. */
function isCurrency({ model }: Session, key: string): boolean {
  return [...model.types.values()].some(
    (type) =>
      type.money.currency !== null && type.fields.get(type.money.currency)?.ref?.types.includes(key) === true,
  );
}
