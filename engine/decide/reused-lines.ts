import type { JsonObject } from '../model/json.ts';
import type { Field } from '../model/type.ts';
import { fieldProblem } from '../problems/index.ts';
import type { FieldProblem } from '../problems/problem.ts';
import { linesAt } from './each-field.ts';
import { idsEver, lineIds } from './line-ids.ts';
import type { Session } from './session.ts';
import { downLinks, upLinks } from './web.ts';
import type { Work } from './work.ts';

/**
 * New lines under the id of one that is gone. Links and counters are asked too: they remember lines that were removed
 * before records did.
 */
export function reusedLines(session: Session, work: Work, raw: JsonObject): FieldProblem[] {
  const known = new Set(lineIds(work.type, work.data));
  if (lineIds(work.type, raw).every((id) => known.has(id))) return [];
  const gone = new Set([...idsEver(work), ...linesNamed(session, work.id)].filter((id) => !known.has(id)));
  if (gone.size === 0) return [];
  const { language } = session.setting;
  const walk = (fields: ReadonlyMap<string, Field>, values: JsonObject, at: string): FieldProblem[] =>
    [...fields.values()].flatMap((field) => {
      if (field.kind !== 'table') return [];
      return linesAt(values, field.key).flatMap((line, index) => {
        const pointer = `${at}/${field.key}/${index}`;
        const id = String(line['id']);
        const own = gone.has(id) ? [fieldProblem('line-gone', `${pointer}/id`, { id }, language)] : [];
        return [...own, ...walk(field.fields ?? new Map(), line, pointer)];
      });
    });
  return walk(work.type.fields, raw, '');
}

function linesNamed(session: Session, record: string): readonly string[] {
  return [
    ...upLinks(session, record).map(({ targetLine }) => targetLine),
    ...downLinks(session, record).map(({ sourceLine }) => sourceLine),
    ...(session.facts.lineages.get(record)?.counters ?? []).map(({ line }) => line),
  ].filter((line) => line !== null);
}
