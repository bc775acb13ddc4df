import type { Json } from '../../model/json.ts';
import { asObject } from '../../model/linked-pack.ts';
import type { Finding } from '../../problems/finding.ts';
import { pointerOf } from '../../read/json-pointer.ts';
import type { Rule } from '../rule.ts';

/** Digits behind the point are among the digits in all: in fields, in forms of events, in settings and params alike. */
export const decimalsHold: Rule = function* ({ linked }) {
  for (const { path, json } of linked.files.values()) yield* inside(json, [], path);
};

function* inside(json: Json, steps: readonly string[], file: string): Iterable<Finding> {
  if (typeof json !== 'object' || json === null) return;
  for (const [key, value] of Object.entries(json) as [string, Json][]) {
    const { precision, scale } = asObject(value);
    if (key !== 'x-decimal' || typeof precision !== 'number' || typeof scale !== 'number')
      yield* inside(value, [...steps, key], file);
    else if (scale > precision)
      yield {
        code: 'decimal-scale',
        file,
        pointer: pointerOf([...steps, key, 'scale']),
        params: { scale, precision },
      };
  }
}
