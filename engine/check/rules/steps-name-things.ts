import { eventsOf } from '../../build/machine/events-of.ts';
import type { JsonObject } from '../../model/json.ts';
import { asList, asObject, asText, type LinkedPack } from '../../model/linked-pack.ts';
import type { RecordType } from '../../model/type.ts';
import type { Params } from '../../problems/fill-words.ts';
import type { Finding } from '../../problems/finding.ts';
import type { ProblemCode } from '../../problems/problem-words.ts';
import { nearestName } from '../../problems/nearest-name.ts';
import type { Step } from '../../scenario/types.ts';
import { aliasesOf, subjectOf } from '../../scenario/step-command.ts';
import { pointerOf } from '../../read/json-pointer.ts';
import { grammarOf } from '../../read/file-kinds.ts';
import type { SchemaError } from '../../validation.ts';
import { valueText, whyOf } from '../misfit.ts';
import { strayParts } from '../step-parts.ts';
import type { CheckedPack, Rule } from '../rule.ts';
import { isStory } from './data-fits.ts';

/** Steps of scenarios and of the demo's story name types, events, conversions, roles and records that are there. */
export const stepsNameThings: Rule = function* (pack) {
  if (pack.partial) return;
  for (const [file, lines] of pack.linked.data)
    if (isStory(file)) {
      const cast = new Cast(pack, []);
      const judge = pack.validator(stepGrammar());
      for (const { json, line, range } of lines) {
        const at = { file, pointer: '', range };
        const [wrong] = judge(json);
        if (wrong === undefined) yield* inStep(json, cast, at);
        else yield { code: 'data-invalid', ...at, params: shapeParams(wrong, json, line) };
      }
    }
  for (const { path: file, json } of pack.linked.files.values()) {
    if (!/^scenarios\/[^/]+\.json$/.test(file)) continue;
    const people = Object.keys(asObject(asObject(asObject(json)['given'])['people']));
    const cast = new Cast(pack, people);
    for (const [index, step] of asList(asObject(json)['when']).entries())
      yield* inStep(asObject(step), cast, { file, pointer: `/when/${index}` });
    const settings = Object.keys(asObject(pack.model.settings['properties']));
    for (const name of Object.keys(asObject(asObject(asObject(json)['given'])['settings'])))
      if (!settings.includes(name))
        yield {
          code: 'unknown-field',
          file,
          pointer: `/given/settings/${name}`,
          atKey: true,
          params: { name, suggestion: nearestName(name, settings) },
        };
    for (const [alias, expected] of Object.entries(asObject(asObject(json)['then'])))
      yield* unexpectable(asObject(expected), alias, cast, { file, pointer: `/then/${alias}` });
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

type At = Pick<Finding, 'file' | 'pointer' | 'range'>;

/** Who is who in a story, step by step. */
class Cast {
  readonly linked: LinkedPack;
  readonly pack: CheckedPack;
  readonly people: readonly string[];
  /** Type of what an alias names; null: made by itself, of a type that the story does not say. */
  readonly types = new Map<string, string | null>();

  constructor(pack: CheckedPack, people: readonly string[]) {
    this.pack = pack;
    this.linked = pack.linked;
    this.people = people;
  }

  type(key: string | null | undefined): RecordType | undefined {
    return this.pack.model.types.get(key ?? '');
  }
}

function* inStep(json: JsonObject, cast: Cast, at: At): Iterable<Finding> {
  const step = json as unknown as Step;
  const { model, linked } = cast.pack;
  // A step that is to be refused may name what is not there.
  const isFree = step.refused !== undefined;
  const under = (part: string): At => ({ ...at, pointer: at.pointer === '' ? '' : `${at.pointer}/${part}` });
  const lack = (code: ProblemCode, name: string, known: Iterable<string>, part: string): Finding[] =>
    isFree ? [] : [{ code, ...under(part), params: { name, suggestion: nearestName(name, known) } }];

  for (const part of strayParts(json))
    yield { code: 'grammar-unknown-key', ...under(part), atKey: at.pointer !== '', params: { key: part } };
  const by = asText(json['by']);
  if (by !== null && !model.roles.has(by) && !cast.people.includes(by) && model.roles.size > 0)
    yield* lack('unknown-role', by, [...model.roles.keys(), ...cast.people], 'by');
  for (const [part, alias] of namedRecords(step))
    if (!cast.types.has(alias)) yield* lack('unknown-alias', alias, cast.types.keys(), part);

  let made: string | null = null;
  if (step.create !== undefined) {
    made = step.create;
    if (!cast.type(made) && !linked.isAbsent('type', made))
      yield* lack('unknown-type', made, model.types.keys(), 'create');
    yield* unknownFields(cast.type(made), step.data, 'data', lack);
  } else if (step.edit !== undefined)
    yield* unknownFields(cast.type(cast.types.get(step.edit)), step.patch, 'patch', lack);
  else if (step.convert !== undefined) {
    const conversion = model.conversions.get(step.convert);
    made = conversion?.to ?? null;
    if (conversion === undefined && !linked.isAbsent('conversion', step.convert))
      yield* lack('unknown-conversion', step.convert, model.conversions.keys(), 'convert');
    yield* unknownFields(cast.type(made), step.set, 'set', lack);
  } else if (step.fire !== undefined) {
    const type = cast.types.get(step.on ?? '');
    const events = type ? eventsOf(linked, type) : null;
    if (events !== null && !events.has(step.fire)) yield* lack('unknown-event', step.fire, events, 'fire');
  }
  for (const alias of aliasesOf(step)) cast.types.set(alias, made);
  for (const [type, aliases] of Object.entries(step.made ?? {}))
    for (const alias of aliases) cast.types.set(alias, type);
  const subject = subjectOf(step);
  if (subject !== null) yield* unexpectable(asObject(json['then']), subject, cast, under('then'));
  for (const [alias, expected] of Object.entries(asObject(json['each'])))
    yield* unexpectable(asObject(asObject(expected)['then']), alias, cast, under(`each/${alias}/then`));
}

/** What is expected of a field that is not there is never found wrong when nothing is expected. */
function* unexpectable(expected: JsonObject, alias: string, cast: Cast, at: At): Iterable<Finding> {
  const type = cast.type(cast.types.get(alias));
  if (type === undefined) return;
  for (const path of Object.keys(asObject(expected['data']))) {
    const [name = ''] = path.split('.');
    const pointer = at.pointer === '' ? '' : `${at.pointer}/data${pointerOf([path])}`;
    const params = { name, suggestion: nearestName(name, type.fields.keys()) };
    if (!type.fields.has(name))
      yield { code: 'unknown-field', ...at, pointer, atKey: at.pointer !== '', params };
  }
}

/** Aliases of records that have to be there, with the part of the step that names them. */
function namedRecords(step: Step): readonly (readonly [string, string])[] {
  const one = (part: 'edit' | 'delete' | 'on' | 'into'): (readonly [string, string])[] =>
    step[part] === undefined ? [] : [[part, step[part]]];
  const sources = (step.from ?? []).map(({ record }, index) => [`from/${index}/record`, record] as const);
  return [...one('edit'), ...one('delete'), ...one('on'), ...one('into'), ...sources];
}

function* unknownFields(
  type: RecordType | undefined,
  data: JsonObject | undefined,
  part: string,
  lack: (code: ProblemCode, name: string, known: Iterable<string>, part: string) => Finding[],
): Iterable<Finding> {
  if (type === undefined) return;
  for (const name of Object.keys(data ?? {}))
    if (!type.fields.has(name)) yield* lack('unknown-field', name, type.fields.keys(), `${part}/${name}`);
}
