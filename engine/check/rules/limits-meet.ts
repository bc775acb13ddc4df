import type { Json } from '../../model/json.ts';
import { asObject } from '../../model/linked-pack.ts';
import type { Finding } from '../../problems/finding.ts';
import { pointerOf } from '../../read/json-pointer.ts';
import { compareDecimals, parseDecimal } from '../../values/decimal.ts';
import type { Rule } from '../rule.ts';

/** Files in which fields are declared: of types, of settings, of what events and reports ask for. */
const declaring = /(^|\/)(schema|settings|machine)\.json$|^reports\//;

const pairs = [
  ['minimum', 'maximum'],
  ['minLength', 'maxLength'],
  ['minItems', 'maxItems'],
] as const;

/** A field whose least lies above its most takes nothing at all. */
export const limitsMeet: Rule = function* ({ linked }) {
  for (const { path, json } of linked.files.values()) if (declaring.test(path)) yield* inside(json, [], path);
};

function* inside(json: Json, steps: readonly string[], file: string): Iterable<Finding> {
  if (typeof json !== 'object' || json === null) return;
  const field = asObject(json);
  if (typeof field['type'] === 'string')
    for (const [least, most] of pairs) {
      const [from, to] = [limitOf(field[least]), limitOf(field[most])];
      if (from === null || to === null || compareDecimals(from, to) <= 0) continue;
      const params = { least: String(field[least]), most: String(field[most]) };
      yield { code: 'limits-cross', file, pointer: pointerOf([...steps, least]), params };
    }
  for (const [key, value] of Object.entries(json) as [string, Json][])
    yield* inside(value, [...steps, key], file);
}

function limitOf(json: Json | undefined): ReturnType<typeof parseDecimal> {
  return typeof json === 'number' || typeof json === 'string' ? parseDecimal(String(json)) : null;
}
