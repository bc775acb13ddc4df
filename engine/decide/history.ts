import type { Json, JsonObject } from '../model/json.ts';
import type { Field } from '../model/type.ts';
import { ownKeys } from './kept.ts';
import { sameJson } from './same.ts';
import type { HistoryEntry } from './types.ts';

type Change = HistoryEntry['changes'][number];

/** Field-level differences; lines are told apart by id, whatever their place (`/lines/L1/quantity`). */
export function changesBetween(
  fields: ReadonlyMap<string, Field>,
  before: JsonObject,
  after: JsonObject,
  at = '',
): Change[] {
  if (before === after) return [];
  // In the order of the new data: what was stored has lost its own.
  const keys = new Set([...Object.keys(after), ...Object.keys(before)]);
  return [...keys].flatMap((key): Change[] => {
    if (ownKeys.includes(key)) return [];
    const field = fields.get(key);
    const old = before[key] ?? null;
    const now = after[key] ?? null;
    if (sameJson(old, now)) return [];
    const path = `${at}/${key}`;
    if (field?.kind === 'table' && field.fields) return lineChanges(field.fields, old, now, path);
    return [{ path, before: old, after: now }];
  });
}

function lineChanges(fields: ReadonlyMap<string, Field>, before: Json, after: Json, at: string): Change[] {
  const old = byId(before);
  const now = byId(after);
  const ids = new Set([...old.keys(), ...now.keys()]);
  return [...ids].flatMap((id): Change[] => {
    const was = old.get(id) ?? null;
    const is = now.get(id) ?? null;
    return was && is
      ? changesBetween(fields, was, is, `${at}/${id}`)
      : [{ path: `${at}/${id}`, before: was, after: is }];
  });
}

function byId(lines: Json): Map<string, JsonObject> {
  return new Map(
    Array.isArray(lines) ? (lines as readonly JsonObject[]).map((line) => [String(line['id']), line]) : [],
  );
}
