import type { Json, JsonObject } from '../../model/json.ts';
import { memoryKey } from '../../model/stage-memory.ts';
import { isList, isObject } from '../canonical/json-shapes.ts';
import type { Migration } from './migration.ts';
import { mapLeaves } from './move-stage.ts';

/** What a record remembers of its stages (timers, approvals, history) stands by their paths, so it moves with them. */
export function moveMemory(data: JsonObject, chain: readonly Migration[]): JsonObject {
  const memory = data[memoryKey];
  // `*` says where records go that are in any other stage; it gives no stage a new name.
  const named = chain.map(({ stageMap }) => new Map([...stageMap].filter(([from]) => from !== '*')));
  if (!isObject(memory) || named.every((map) => map.size === 0)) return data;
  const pathAfter = (path: string): string => named.reduce((at, map) => mapLeaves([at], map)[0] ?? at, path);
  const moved = (value: Json): Json =>
    isObject(value)
      ? Object.fromEntries(Object.entries(value).map(([path, inner]) => [pathAfter(path), pathsAfter(inner)]))
      : value;
  /** A history lists paths; anything else under a path is its own. */
  const pathsAfter = (value: Json): Json =>
    isList(value) && value.every((item) => typeof item === 'string') ? value.map(pathAfter) : value;
  const parts = Object.entries(memory).map(([part, value]) => [part, moved(value)]);
  return { ...data, [memoryKey]: Object.fromEntries(parts) };
}
