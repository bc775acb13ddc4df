import type { JsonObject } from '../model/json.ts';
import { fieldProblem } from '../problems/index.ts';
import type { FieldProblem } from '../problems/problem.ts';
import { linesAt } from './each-field.ts';
import type { Session } from './session.ts';
import { downLinks, upLinks } from './web.ts';
import type { Work } from './work.ts';

/**
 * New lines under the id of one that is gone. A line id is for good: links and counters name it, and a line that came
 * later would inherit what they say. An id that nothing has named says nothing either, and may come again.
 */
export function reusedLines(session: Session, work: Work, raw: JsonObject): FieldProblem[] {
  return [...work.type.fields.values()].flatMap((field) => {
    if (field.kind !== 'table') return [];
    const known = new Set(linesAt(work.data, field.key).map((line) => line['id']));
    const places = linesAt(raw, field.key).map((line, index) => ({ id: line['id'], index }));
    const added = places.filter(({ id }) => typeof id === 'string' && !known.has(id));
    if (added.length === 0) return [];
    const named = linesNamed(session, work.id);
    return added
      .filter(({ id }) => named.has(String(id)))
      .map(({ id, index }) =>
        fieldProblem('line-gone', `/${field.key}/${index}/id`, { id: String(id) }, session.setting.language),
      );
  });
}

function linesNamed(session: Session, record: string): ReadonlySet<string> {
  const lines = [
    ...upLinks(session, record).map(({ targetLine }) => targetLine),
    ...downLinks(session, record).map(({ sourceLine }) => sourceLine),
    ...(session.facts.lineages.get(record)?.counters ?? []).map(({ line }) => line),
  ];
  return new Set(lines.filter((line) => line !== null));
}
