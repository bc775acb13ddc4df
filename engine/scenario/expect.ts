// Whether a record stands as a story says.
import type { Description } from '../decide/types.ts';
import { sameJson } from '../decide/same.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { Link, Stored } from '../model/record.ts';
import { parseDecimal } from '../values/decimal.ts';
import type { Expectation } from './types.ts';

/** Every difference in words; none when all is as expected. `describe` is called only when it is needed. */
export function differences(
  expected: Expectation,
  record: Stored,
  links: readonly Link[],
  describe: () => Description | null,
): string[] {
  const found: string[] = [];
  const compare = (what: string, want: unknown, have: unknown): void => {
    if (!sameJson((want ?? null) as Json, (have ?? null) as Json))
      found.push(`${what}: expected ${show(want)}, found ${show(have)}`);
  };
  const { stage, states = [], phase, number, title, data, links: count } = expected;
  if (stage !== undefined) compare('stage', stage, record.stage);
  for (const state of states)
    if (!record.states.includes(state))
      found.push(`states: ${state} is not among ${record.states.join(', ')}`);
  if (phase !== undefined) compare('phase', phase, record.phase);
  if (number !== undefined) compare('number', number, record.number);
  if (title !== undefined) compare('title', title, record.title);
  if (data !== undefined) found.push(...dataDifferences(data, record.data, 'data'));
  if (count !== undefined) compare('links', count, links.length);
  if (expected.progress ?? expected.open ?? expected.actions) found.push(...described(expected, describe()));
  return found;
}

function described(expected: Expectation, description: Description | null): string[] {
  if (!description) return ['the record cannot be described'];
  const found: string[] = [];
  for (const [track, want] of Object.entries(expected.progress ?? {})) {
    const have = description.progress.find((progress) => progress.track === track)?.state;
    if (have !== want) found.push(`progress ${track}: expected ${want}, found ${have ?? 'no such track'}`);
  }
  for (const [track, want] of Object.entries(expected.open ?? {})) {
    const lines = description.progress.find((progress) => progress.track === track)?.lines ?? [];
    const wanted = typeof want === 'string' ? { '': want } : want;
    for (const [id, open] of Object.entries(wanted)) {
      const have = lines.find(({ line }) => (line ?? '') === id)?.open ?? 'no such line';
      if (!sameNumber(open, have)) found.push(`open ${track} ${id}: expected ${open}, found ${have}`);
    }
  }
  for (const [key, want] of Object.entries(expected.actions ?? {})) {
    const action = description.actions.find((one) => one.key === key);
    if ((action?.allowed ?? false) !== want) {
      found.push(
        `action ${key}: expected ${want ? 'allowed' : 'not allowed'}${action && action.reasons.length > 0 ? ` (${action.reasons.join('; ')})` : ''}`,
      );
    }
  }
  return found;
}

/** Partial: what the story does not name is not looked at. Tables by line id; names may be dotted. */
function dataDifferences(expected: JsonObject, have: JsonObject, at: string): string[] {
  return Object.entries(expected).flatMap(([path, want]) => {
    const value = path.split('.').reduce<Json>((inner, key) => memberOf(inner, key), have);
    return valueDifferences(want, value, `${at}.${path}`);
  });
}

function valueDifferences(want: Json, have: Json, at: string): string[] {
  if (isObject(want) && Array.isArray(have)) {
    return Object.entries(want).flatMap(([id, line]) =>
      valueDifferences(line, memberOf(have, id), `${at}.${id}`),
    );
  }
  if (isObject(want) && isObject(have)) return dataDifferences(want, have, at);
  if (sameJson(want, have) || sameNumber(want, have)) return [];
  return [`${at}: expected ${show(want)}, found ${show(have)}`];
}

function memberOf(value: Json, key: string): Json {
  if (Array.isArray(value))
    return (value as readonly JsonObject[]).find((line) => line['id'] === key) ?? null;
  return isObject(value) ? (value[key] ?? null) : null;
}

function sameNumber(a: Json, b: Json): boolean {
  if (typeof a !== 'string' || typeof b !== 'string') return false;
  const x = parseDecimal(a);
  const y = parseDecimal(b);
  return x !== null && y !== null && x.eq(y);
}

function isObject(value: Json): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

function show(value: unknown): string {
  return JSON.stringify(value) ?? 'nothing';
}
