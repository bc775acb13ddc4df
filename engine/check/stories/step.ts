// One step of a story: what it names is there, and nothing that it says is passed over.
import { eventsOf, formFieldsOf } from '../../build/machine/events-of.ts';
import type { JsonObject } from '../../model/json.ts';
import { asObject, asText } from '../../model/linked-pack.ts';
import type { Finding } from '../../problems/finding.ts';
import type { ProblemCode } from '../../problems/problem-words.ts';
import { aliasesOf, subjectOf } from '../../scenario/step-command.ts';
import type { Step } from '../../scenario/types.ts';
import { strayParts } from '../step-parts.ts';
import { atKey, missing, under, unknownKeys, type At, type Cast } from './cast.ts';
import { unexpectable, unexpectableBalances, unknownRefusal } from './expectations.ts';

/** A step that names what is not there may be what a story is about: when it says so by the code of the refusal. */
const told: Partial<Record<ProblemCode, readonly string[]>> = {
  'unknown-event': ['unknown-event'],
  'unknown-type': ['unknown-type'],
  'unknown-conversion': ['unknown-conversion'],
  'unknown-track': ['unknown-track'],
  'unknown-field': ['unknown-field', 'invalid'],
  'convert-elsewhere': ['wrong-source-type'],
  'amends-unamendable': ['not-amendable'],
};

/** @param isDemo  a line of the demo's story, which expects nothing and counts its days back */
export function* inStep(json: JsonObject, cast: Cast, at: At, isDemo: boolean): Iterable<Finding> {
  const step = json as unknown as Step;
  for (const part of strayParts(json, isDemo))
    yield { code: 'grammar-unknown-key', ...atKey(under(at, part)), params: { key: part } };
  yield* backwards(step, cast, at, isDemo);
  const by = asText(json['by']);
  const { roles } = cast.pack.model;
  if (by !== null && !roles.has(by) && !cast.people.includes(by) && roles.size > 0)
    yield missing('unknown-role', by, [...roles.keys(), ...cast.people], under(at, 'by'));
  for (const [path, alias] of namedRecords(step))
    if (!cast.types.has(alias)) yield missing('unknown-alias', alias, cast.types.keys(), under(at, ...path));

  const code = step.refused?.code;
  for (const finding of unknownThings(step, cast, at))
    if (code === undefined || told[finding.code]?.includes(code) !== true) yield finding;
  yield* newNames(step, cast, at);
  yield* unknownRefusal(json['refused'], under(at, 'refused'));
  yield* unexpectableBalances(json['balances'], cast, under(at, 'balances'));
  const subject = subjectOf(step);
  if (subject !== null) yield* unexpectable(asObject(json['then']), subject, cast, under(at, 'then'));
  else if (json['then'] !== undefined && json['each'] === undefined)
    yield { code: 'expected-of-nobody', ...atKey(under(at, 'then')), params: {} };
  for (const [alias, expected] of Object.entries(asObject(json['each']))) {
    const { then, refused } = asObject(expected);
    yield* unknownRefusal(refused, under(at, 'each', alias, 'refused'));
    yield* unexpectable(asObject(then), alias, cast, under(at, 'each', alias, 'then'));
  }
}

/** Time goes on: a step of an earlier day than the one before would be another story. */
function* backwards(step: Step, cast: Cast, at: At, isDemo: boolean): Iterable<Finding> {
  const day = isDemo ? step.daysAgo : step.day;
  if (day === undefined) return;
  const isBack = typeof day === 'number' ? day > Number(cast.day) : day < String(cast.day);
  if (isBack)
    yield {
      code: 'day-backwards',
      ...under(at, isDemo ? 'daysAgo' : 'day'),
      params: { day, before: cast.day },
    };
  else cast.day = day;
}

/** Aliases of records that have to be there, with the place that names them. */
function namedRecords(step: Step): readonly (readonly [path: readonly string[], alias: string])[] {
  const one = [
    'edit',
    'delete',
    'on',
    'into',
    'settle',
    'reopen',
    'amend',
    'opening',
    'refill',
    'copy',
  ] as const;
  return [
    ...one.flatMap((part) => (step[part] === undefined ? [] : [[[part], step[part]] as const])),
    ...(step.from ?? []).map(({ record }, index) => [['from', String(index), 'record'], record] as const),
    ...Object.keys(step.each ?? {}).map((alias) => [['each', alias], alias] as const),
    ...(step.done ?? []).flatMap(({ document }, index) =>
      document === undefined ? [] : [[['done', String(index), 'document'], document] as const],
    ),
  ];
}

/** Types, conversions, events, tracks and fields that are not there, or not of what the step is about. */
function* unknownThings(step: Step, cast: Cast, at: At): Iterable<Finding> {
  const { pack, linked } = cast;
  const { types, conversions } = pack.model;
  const fields = (type: string | null | undefined, part: 'data' | 'patch' | 'set'): Iterable<Finding> => {
    const known = cast.type(type)?.fields;
    return known ? unknownKeys('unknown-field', step[part] ?? {}, known.keys(), under(at, part)) : [];
  };
  if (step.create !== undefined) {
    if (!types.has(step.create) && !linked.isAbsent('type', step.create))
      yield missing('unknown-type', step.create, types.keys(), under(at, 'create'));
    yield* fields(step.create, 'data');
  } else if (step.convert !== undefined) {
    const conversion = conversions.get(step.convert);
    if (conversion === undefined && !linked.isAbsent('conversion', step.convert))
      yield missing('unknown-conversion', step.convert, conversions.keys(), under(at, 'convert'));
    yield* fields(conversion?.to, 'set');
    if (conversion) yield* elsewhere(step, conversion, cast, at);
  } else if (step.fire !== undefined) yield* unknownEvents(step, step.fire, cast, at);
  else if (step.copy !== undefined) yield* fields(cast.types.get(step.copy), 'data');
  else if (step.edit !== undefined) yield* fields(cast.types.get(step.edit), 'patch');
  else if (step.amend !== undefined) {
    yield* fields(cast.types.get(step.amend), 'patch');
    const type = cast.typeOf(step.amend);
    if (type && (type.json['amendable'] ?? false) === false)
      yield { code: 'amends-unamendable', ...under(at, 'amend'), params: { type: type.key } };
  }
  yield* unknownTracks(step, cast, at);
  const filled = cast.typeOf(step.refill);
  for (const [index, path] of (step.refill === undefined ? [] : (step.fields ?? [])).entries())
    if (filled && !filled.fieldByPath.has(path))
      yield missing('unknown-field', path, filled.fieldByPath.keys(), under(at, 'fields', String(index)));
}

/** Every record that is to be moved has the event, and its form what is put in. */
function* unknownEvents(step: Step, event: string, cast: Cast, at: At): Iterable<Finding> {
  const on = step.on === undefined ? Object.keys(step.each ?? {}) : [step.on];
  const types = new Set(on.flatMap((alias) => cast.types.get(alias) ?? []));
  for (const type of types) {
    if (!cast.type(type)) continue;
    const events = eventsOf(cast.linked, type);
    if (!events.has(event)) yield missing('unknown-event', event, events, under(at, 'fire'));
    else if (cast.type(type)?.machine?.approvals.length === 0)
      yield* unknownKeys(
        'unknown-field',
        step.input ?? {},
        formFieldsOf(cast.linked, type, event),
        under(at, 'input'),
      );
  }
}

/** A conversion takes from records of one type, into one of another. */
function* elsewhere(
  step: Step,
  { key, from, to }: { readonly key: string; readonly from: string; readonly to: string },
  cast: Cast,
  at: At,
): Iterable<Finding> {
  for (const [index, { record }] of (step.from ?? []).entries()) {
    const type = cast.types.get(record);
    if (typeof type === 'string' && type !== from)
      yield {
        code: 'convert-elsewhere',
        ...under(at, 'from', String(index), 'record'),
        params: { name: key, type },
      };
  }
  const into = cast.types.get(step.into ?? '');
  if (typeof into === 'string' && into !== to)
    yield { code: 'filled-elsewhere', ...under(at, 'into'), params: { name: key, type: into } };
}

function* unknownTracks(step: Step, cast: Cast, at: At): Iterable<Finding> {
  const type = cast.typeOf(step.settle ?? step.reopen ?? step.opening);
  if (type === undefined) return;
  const known = type.tracks;
  if (step.track !== undefined && !known.has(step.track))
    yield missing('unknown-track', step.track, known.keys(), under(at, 'track'));
  for (const [index, { track }] of (step.done ?? []).entries())
    if (!known.has(track))
      yield missing('unknown-track', track, known.keys(), under(at, 'done', String(index), 'track'));
}

/** Names of what the step makes, each for one record alone. What is refused makes nothing. */
function* newNames(step: Step, cast: Cast, at: At): Iterable<Finding> {
  if (step.refused !== undefined) return;
  const { conversions, types } = cast.pack.model;
  const copied = step.copy === undefined ? null : (cast.types.get(step.copy) ?? null);
  const made = step.create ?? conversions.get(step.convert ?? '')?.to ?? copied;
  const name = function* (alias: string, type: string | null, ...path: readonly string[]): Iterable<Finding> {
    if (cast.types.has(alias)) yield { code: 'alias-twice', ...under(at, ...path), params: { name: alias } };
    cast.types.set(alias, type);
  };
  const isOne = typeof step.as === 'string';
  for (const [index, alias] of aliasesOf(step).entries())
    yield* name(alias, made, 'as', ...(isOne ? [] : [String(index)]));
  for (const [type, aliases] of Object.entries(step.made ?? {})) {
    if (!types.has(type) && !cast.linked.isAbsent('type', type))
      yield missing('unknown-type', type, types.keys(), atKey(under(at, 'made', type)));
    for (const [index, alias] of aliases.entries()) yield* name(alias, type, 'made', type, String(index));
  }
}
