import type { JsonObject } from '../../model/json.ts';
import { asList, asObject, asText } from '../../model/linked-pack.ts';
import type { Params } from '../../problems/fill-words.ts';
import { defaultToday } from '../../scenario/types.ts';
import { grammarOf } from '../../read/file-kinds.ts';
import type { SchemaError } from '../../validation.ts';
import { valueText, whyOf } from '../misfit.ts';
import { Cast, missing, under } from '../stories/cast.ts';
import { unexpectable, unexpectableBalances } from '../stories/expectations.ts';
import { inGiven } from '../stories/given.ts';
import { inStep } from '../stories/step.ts';
import type { Rule } from '../rule.ts';
import { isStory } from './data-fits.ts';

/** Scenarios and the demo's story name what is there, each thing once, and go on in time. */
export const stepsNameThings: Rule = function* (pack) {
  if (pack.partial) return;
  for (const [file, lines] of pack.linked.data)
    if (isStory(file)) {
      const cast = new Cast(pack, [], Infinity);
      const judge = pack.validator(stepGrammar());
      for (const { json, line, range } of lines) {
        const at = { file, pointer: '', range };
        const [wrong] = judge(json);
        if (wrong === undefined) yield* inStep(json, cast, at, true);
        else yield { code: 'data-invalid', ...at, params: shapeParams(wrong, json, line) };
      }
    }
  for (const { path: file, json } of pack.linked.files.values()) {
    if (!/^scenarios\/[^/]+\.json$/.test(file)) continue;
    const story = asObject(json);
    const given = asObject(story['given']);
    const at = { file, pointer: '' };
    const cast = new Cast(
      pack,
      Object.keys(asObject(given['people'])),
      asText(given['today']) ?? defaultToday,
    );
    yield* inGiven(given, cast, under(at, 'given'));
    for (const [index, step] of asList(story['when']).entries())
      yield* inStep(asObject(step), cast, under(at, 'when', String(index)), false);
    for (const [alias, expected] of Object.entries(asObject(story['then']))) {
      const here = under(at, 'then', alias);
      if (!cast.types.has(alias))
        yield { ...missing('unknown-alias', alias, cast.types.keys(), here), atKey: true };
      yield* unexpectable(asObject(expected), alias, cast, here);
    }
    yield* unexpectableBalances(story['balances'], cast, under(at, 'balances'));
  }
};

/** The grammar of one step, as scenarios have them. */
function stepGrammar(): object {
  return { ...asObject((grammarOf('scenarios/story.json') ?? {}) as JsonObject), ...wholeStep };
}

/** Instead of a scenario, one of its steps. */
const wholeStep = {
  $ref: '#/$defs/step',
  type: 'object',
  properties: {},
  required: [],
  additionalProperties: true,
};

function shapeParams(error: SchemaError, json: JsonObject, line: number): Params {
  const field = error.pointer.slice(1).replaceAll('/', '.');
  return { ...whyOf(error), line, field, value: valueText(json[field]) };
}
